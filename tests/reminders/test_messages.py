"""What a reminder says, whatever the state of the deadline: read aloud, it is one clear request."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aliguard.model import Order
from aliguard.reminders import plan
from aliguard.render import messages
from aliguard.render.messages import Message
from aliguard.rulebooks import load
from aliguard.rules.agenda import Entry, entry

BOOK = load()
SHIPPED = {"event": "shipped", "on": "2026-03-07"}
PRINTED = {"event": "protection", "on": "2026-03-07", "ends": "2026-05-06"}
DISPUTED = {"event": "dispute-opened", "on": "2026-04-11"}
JACKET = {"title": "Rain jacket", "price": {"amount": "34.90", "currency": "EUR"}}


def order(today: str, *events: dict[str, Any], name: str = "1001", **facts: Any) -> Entry:
    """An order of these events as it stands on a day."""
    made = Order.model_validate({"events": list(events), **JACKET, **facts})
    return entry(name, made, BOOK, today=date.fromisoformat(today))


def said(today: str, *entries: Entry, about: str | None = None) -> Message:
    """The message of all that is due, or only of one deadline."""
    due = plan.standing(entries, stages=(14, 7, 3, 1, 0))
    assert {each.entry.day.local for each in due} == {date.fromisoformat(today)}
    return messages.message([each for each in due if about in {None, each.key.about}])


def lines(message: Message) -> list[str]:
    """The lines of a message about its only deadline, without those that every message ends in."""
    return [line.strip() for line in message.body.split("\n")[:-2]]


@pytest.mark.usefixtures("home")
def test_on_the_day_to_act_by_it_says_today() -> None:
    message = said("2026-05-05", order("2026-05-05", SHIPPED, PRINTED), about="protection")

    assert message.title == "AliExpress: act today: Rain jacket"
    assert lines(message) == [
        "1001  Rain jacket (34.90 EUR at risk)",
        "Open a dispute if the parcel is not here, or get an extension that shows on the page.",
        "Today! It ends on Wed 2026-05-06 (1 day left), for you on Thu 2026-05-07 at 09:00.",
        "If it passes: The order completes by itself, and a dispute may be refused from then on.",
        "Done? `aliguard dispute open --reason REASON 1001`",
        "Here already? `aliguard deliver 1001`.",
    ]


@pytest.mark.usefixtures("home")
def test_an_estimate_is_called_one() -> None:
    message = said("2026-05-01", order("2026-05-01", SHIPPED), about="protection")

    assert message.title == "AliExpress: act by Tue 2026-05-05: Rain jacket"
    assert "Wed 2026-05-06 (5 days left, an estimate), for you on Thu" in message.body


@pytest.mark.usefixtures("home")
def test_what_is_late_names_the_last_day_that_any_source_allows() -> None:
    received = [SHIPPED, {"event": "delivered", "on": "2026-03-20"}]
    confirmed = {"event": "confirmed", "on": "2026-03-22"}
    message = said("2026-04-05", order("2026-04-05", *received, confirmed))

    assert message.title == "AliExpress: contested, try today: Rain jacket"
    assert lines(message)[2] == (
        "Today! It ended on Sat 2026-04-04; by other sources it ends on Mon 2026-04-06,"
        " for you on Tue 2026-04-07 at 09:00."
    )


def test_a_day_that_has_passed_says_so_and_where_to_find_what_is_left() -> None:
    message = said("2026-05-07", order("2026-05-07", SHIPPED, PRINTED), about="protection")

    assert message.title == "AliExpress: missed: Buyer protection, Rain jacket"
    assert lines(message)[1:] == [
        (
            "Missed: Buyer protection (2026-05-06). The order completes by itself, and a dispute"
            " may be refused from then on."
        ),
        "What is still possible: `aliguard next 1001`.",
        "Here already? `aliguard deliver 1001`.",
    ]


def test_what_lingers_after_its_day_is_still_asked_for() -> None:
    message = said(
        "2026-04-22", order("2026-04-22", SHIPPED, PRINTED, DISPUTED), about="evidence-ready"
    )

    assert message.title == "AliExpress: contested, try today: Rain jacket"
    assert lines(message)[1].startswith("No evidence is recorded: upload what you have")


def test_what_is_told_of_an_order_begins_with_what_comes_first() -> None:
    """A chance closes soon; the duty is not near enough to be told by itself."""
    card = {"paid_with": "card"}
    placed = {"event": "placed", "on": "2026-01-10"}
    ends = {**PRINTED, "ends": "2026-06-20"}
    message = said("2026-05-02", order("2026-05-02", placed, SHIPPED, ends, **card))

    assert lines(message)[1] == (
        "First: Your move, by 2026-06-19: Open a dispute if the parcel is not here, or get an"
        " extension that shows on the page."
    )


@pytest.mark.usefixtures("home")
def test_where_only_the_pacific_day_still_runs_it_says_until_when() -> None:
    """In Berlin 2026-05-06 ends in Pacific Time on 05-07 at 09:00."""
    made = Order.model_validate({"events": [SHIPPED, PRINTED], **JACKET})
    local, pacific = date(2026, 5, 7), date(2026, 5, 6)
    found = entry("1001", made, BOOK, today=local, pacific=pacific)
    message = messages.message(plan.standing([found], stages=(0,)))

    assert message.title == "AliExpress: act today: Rain jacket"
    assert lines(message)[2] == (
        "Today! It ends on Wed 2026-05-06 (until 09:00 today), for you on Thu 2026-05-07 at 09:00."
    )


def test_of_another_party_it_says_what_did_not_come_and_how_to_ask_for_it() -> None:
    asked = {"event": "extension-requested", "on": "2026-04-20"}
    message = said(
        "2026-04-23", order("2026-04-23", SHIPPED, PRINTED, asked), about="extension-answer"
    )

    assert message.title == "AliExpress: nothing came: Seller answers the extension, Rain jacket"
    assert lines(message)[2].startswith("Look at the order page whether the end of protection")
    assert lines(message)[2].endswith("It was due by 2026-04-22.")
    assert lines(message)[4] == "Did it come? `aliguard extend --days N 1001`"


def test_a_ruling_without_a_date_asks_for_it() -> None:
    stepped_in = {"event": "stepped-in", "on": "2026-04-15"}
    ruled = {"event": "ruled", "on": "2026-04-20", "final": False}
    message = said("2026-04-21", order("2026-04-21", SHIPPED, DISPUTED, stepped_in, ruled))

    assert message.title == "AliExpress: look today: Rain jacket"
    assert "enter the date that the dispute page prints" in message.body


def test_a_deadline_that_no_command_records_can_be_silenced() -> None:
    received = {"event": "delivered", "on": "2026-04-20"}
    germany = order("2026-05-01", SHIPPED, PRINTED, received, buyer_in="DE")
    message = said("2026-05-01", germany, about="withdrawal")

    assert lines(message)[-2] == "Done, or of no use? `aliguard ack 1001 withdrawal --for-good`"


def test_all_that_is_due_of_an_order_stands_under_its_name_once() -> None:
    received = {"event": "delivered", "on": "2026-04-20"}
    message = said("2026-05-01", order("2026-05-01", SHIPPED, PRINTED, received, buyer_in="DE"))

    assert message.title == "AliExpress: act by Mon 2026-05-04: Rain jacket"
    assert message.body.count("1001  Rain jacket") == 1
    assert message.body.count("  If it passes: ") == 2


def test_in_brief_three_are_told_in_full_ten_by_a_line_and_of_the_rest_how_many_there_are() -> None:
    found = [order("2026-05-05", SHIPPED, PRINTED, name=str(1001 + number)) for number in range(15)]
    message = said("2026-05-05", *found, about="protection")
    fewer = said("2026-05-05", *found[:4], about="protection")
    as_many = said("2026-05-05", *found[:13], about="protection")

    assert message.body.count("Done?") == 15
    assert message.brief.count("Done?") == 3
    assert message.brief.count("act today: Rain jacket\n") == 10
    assert message.brief.endswith("\n\n... and 2 more: `aliguard status`")
    assert as_many.brief.endswith("\n1013  act today: Rain jacket")
    assert fewer.brief.endswith("\n\n1004  act today: Rain jacket")
    assert "1004" not in said("2026-05-05", *found[:3], about="protection").brief


def test_a_title_in_a_subject_is_short_and_tame() -> None:
    hostile = order("2026-05-05", SHIPPED, PRINTED, title="a\r\nBcc: x@example.org " + "long " * 40)
    message = said("2026-05-05", hostile)

    assert message.title.splitlines() == [message.title]
    assert message.title.startswith("AliExpress: act today: a\\x0d\\x0aBcc: x@exa")
    assert len(message.title) < 100
    assert "long " * 40 in message.body + " "


def test_an_order_without_a_title_is_named_by_its_id() -> None:
    assert said("2026-05-05", order("2026-05-05", SHIPPED, PRINTED, title="")).title.startswith(
        "AliExpress: act today: 1001"
    )


def test_what_can_still_be_done_today_comes_before_what_is_over_or_up_to_others() -> None:
    """The evidence of one order came too late, a seller is late, and one has to act today."""
    disputed = order("2026-05-05", SHIPPED, PRINTED, DISPUTED, name="1001")
    asked = {"event": "extension-requested", "on": "2026-04-20"}
    waiting = order(
        "2026-05-05", SHIPPED, {**PRINTED, "ends": "2026-07-01"}, asked, name="1002", title="Lamp"
    )
    pressing = order("2026-05-05", SHIPPED, PRINTED, name="1003", title="Charger")
    message = said("2026-05-05", disputed, waiting, pressing)

    assert message.title == "AliExpress: act today: Charger, and 2 more orders"
    assert message.body.startswith("1003  Charger")
    assert message.brief.startswith("1003  Charger")


def test_of_what_is_to_be_done_today_what_is_sure_comes_before_what_is_late() -> None:
    late = [order("2026-05-08", SHIPPED, name=str(1001 + number)) for number in range(3)]
    ends = {**PRINTED, "ends": "2026-05-08"}
    sure = order("2026-05-08", SHIPPED, ends, name="1009", title="New phone")
    message = said("2026-05-08", *late, sure)

    assert message.title.startswith("AliExpress: act today: New phone")


def test_what_must_be_done_comes_before_what_may_be_done_by_the_same_day() -> None:
    received = {"event": "delivered", "on": "2026-04-20"}
    message = said("2026-05-01", order("2026-05-01", SHIPPED, PRINTED, received, buyer_in="DE"))

    check, withdraw = (
        message.body.index(text) for text in ("Check the goods", "Tell the seller in writing")
    )
    assert check < withdraw
