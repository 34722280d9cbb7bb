"""What an event says, and that no title from a shop breaks out of its line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import icalendar
import pytest
import tomli_w
from calendar_help import CHARGER, JACKET, LAMP, TODAY, day_of, events_of, uid
from hypothesis import given
from hypothesis import strategies as st

from aliguard.calendars import ics
from aliguard.calendars.events import Event
from conftest import Run

TITLES = {
    "newlines": "two\nlines\r\nBEGIN:VEVENT\rthree\x0bfour",
    "controls": "\x00\x07\x1b[2J gone \x85\x9b",
    "bidi": "photo \u202egnp.exe a\u2066b\u2069",
    "separators": "one\u2028two\u2029three",
    "punctuation": 'a, b; c: d "e" \\n \\, f^n=',
    "long": "x" * 5000,
    "long-words": "good cable " * 400,
    "emoji": "👩‍👩‍👧‍👦 set of 👩🏽‍🚀 and ❤️ " * 9,
    "cjk": "漢字かな" * 60,
    "markup": "[new] <b>cable</b> [/b]",
    "empty": " ",
}


def event(summary: str = "Protection: cable", description: str = "Act.") -> Event:
    """An event of these words."""
    return Event(
        order=JACKET,
        rule="protection",
        day=date(2026, 4, 29),
        summary=summary,
        description=description,
        categories=("AliExpress",),
        stamped=date(2026, 3, 7),
    )


def test_an_event_is_a_whole_day_with_all_that_rfc_5545_asks_for() -> None:
    [found] = events_of(ics.feed([event()])).values()

    assert day_of(found) == date(2026, 4, 29)
    assert found["DTSTART"].params["VALUE"] == found["DTEND"].params["VALUE"] == "DATE"
    assert found.stamp == datetime(2026, 3, 7, tzinfo=UTC)
    assert (found.uid, found.sequence) == (uid(JACKET, "protection"), 0)
    assert (found["STATUS"], found["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


@pytest.mark.parametrize(
    ("hour", "triggers"),
    [
        (time(9), b"-P6DT15H -P2DT15H -PT15H PT9H"),
        (time(8, 30), b"-P6DT15H30M -P2DT15H30M -PT15H30M PT8H30M"),
        (time(0), b"-P7D -P3D -P1D P0D"),
    ],
)
def test_alarms_show_the_title_7_3_and_1_days_before_and_on_the_day_at_the_hour_that_is_set(
    hour: time, triggers: bytes
) -> None:
    data = ics.feed([event()], hour)
    [found] = events_of(data).values()
    alarms = found.walk("VALARM")

    assert re.findall(rb"TRIGGER:(.*?)\r", data) == triggers.split()
    assert {alarm["ACTION"] for alarm in alarms} == {"DISPLAY"}
    assert {alarm["DESCRIPTION"] for alarm in alarms} == {"Protection: cable"}


def test_a_cancelled_event_says_so_in_its_title_too_and_rings_no_alarm() -> None:
    gone = event().model_copy(update={"cancelled": True, "sequence": 3})
    [found] = events_of(ics.feed([gone])).values()

    assert found.summary == "Done: Protection: cable"
    assert (found["STATUS"], found.sequence, found.walk("VALARM")) == ("CANCELLED", 3, [])


def test_a_calendar_names_itself_and_its_maker_and_a_resource_does_not() -> None:
    calendar = icalendar.Calendar.from_ical(ics.feed([]))

    assert calendar["PRODID"] == "-//aliguard//aliguard//EN"
    assert (calendar["VERSION"], calendar["X-WR-CALNAME"]) == ("2.0", "AliExpress deadlines")
    assert b"X-WR-CALNAME" not in ics.resource(event())


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_line(summary: str, description: str) -> None:
    data = ics.feed([event(summary, description)])
    names = [line.partition(b":")[0] for line in data.split(b"\r\n") if line[:1] not in {b" ", b""}]

    assert names.count(b"SUMMARY") == 1
    assert names.count(b"BEGIN") == names.count(b"END") == 6
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert len(events_of(data)) == 1


# ─── From the ledger ────────────────────────────────────────────────────────────────────────────


def test_an_event_says_what_to_do_by_when_what_is_lost_and_how_to_record_it(example: Run) -> None:
    found = events_of(example.done("calendar", "export", today=TODAY))
    [jacket] = [each for each in found.values() if each.uid == uid(JACKET, "dispute-after-receipt")]

    assert jacket.summary == "Dispute window after receipt: Rain jacket, size M"
    assert day_of(jacket) == date(2026, 4, 22)
    assert jacket.description is not None
    assert jacket.description.splitlines() == [
        "Check the goods, film any fault, and open a dispute if something is wrong.",
        "Possible from 2026-04-08 on.",
        "Act by 2026-04-22; it ends on 2026-04-23, 24:00 Pacific Time.",
        "By the most generous source it ends on 2026-08-04, 24:00 Pacific Time.",
        "If it passes: The order is final: only support chat, PayPal or your bank are left.",
        "Order 8200000000091234, store Sample Store H",
        "Done? aliguard dispute open --reason REASON 8200000000091234",
    ]


def test_an_estimate_says_that_it_is_one_and_a_printed_date_does_not(example: Run) -> None:
    found = events_of(example.done("calendar", "export", today=TODAY))
    estimate = "The date is an estimate: the order page may print another."

    assert estimate in str(found[uid(CHARGER, "protection")].description)
    assert estimate not in str(found[uid(LAMP, "protection")].description)


def test_an_event_carries_the_account_as_a_category_and_in_words(example: Run) -> None:
    example.done("edit-order", JACKET, "--account", "me, myself", today=TODAY)
    found = events_of(example.done("calendar", "export", today=TODAY))
    jacket = found[uid(JACKET, "dispute-after-receipt")]

    assert jacket.categories == ["AliExpress", "me, myself"]
    assert "account me, myself" in str(jacket.description)
    assert found[uid(LAMP, "protection")].categories == ["AliExpress"]


def test_an_order_without_a_title_is_named_by_its_id(run: Run) -> None:
    run.done("add-order", JACKET, "--shipped", "2026-03-07", today=TODAY)
    found = events_of(run.done("calendar", "export", today=TODAY))

    assert found[uid(JACKET, "protection")].summary == f"Buyer protection: {JACKET}"


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_hostile_title_is_shown_short_and_obeyed_by_nobody(run: Run, title: str) -> None:
    events = [{"event": "shipped", "on": "2026-03-07"}]
    facts = {"title": title, "store": title, "account": title, "events": events}
    run.given(tomli_w.dumps({"version": 1, "orders": {JACKET: facts}}))
    data = run.done("calendar", "export", today=TODAY)
    found = events_of(data)
    plain = data.replace("\r\n", "")

    assert all(each.uid.startswith(f"{JACKET}+") for each in found.values())
    assert len(found) == data.count("\r\nSUMMARY:")
    assert all(len(str(each.summary)) < 120 for each in found.values())
    assert "\u202e" not in plain
    assert plain.replace("\u200d", "").isprintable()
