"""Which reminder is due on which day: bands before `act_by`, then every day, then once at the end.

The order: shipped on 2026-03-07 with a printed end of protection on 2026-05-06, so act by 05-05;
other sources leave until 2026-05-21 after it, which is a deadline of its own.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from aliguard.model import Order
from aliguard.reminders import plan
from aliguard.reminders.plan import EVERYWHERE, NEVER, Key, Told
from aliguard.rulebooks import load
from aliguard.rules.agenda import Entry, entry
from aliguard.rules.deadline import Deadline

BOOK = load()
STAGES = (14, 7, 3, 1, 0)
ID = "8200000000091234"
SHIPPED = {"event": "shipped", "on": "2026-03-07"}
PRINTED = {"event": "protection", "on": "2026-03-07", "ends": "2026-05-06"}
KEY = Key(ID, "protection", date(2026, 5, 5))


def at(today: str, *events: dict[str, Any], **facts: Any) -> Entry:
    """An order of these events as it stands on a day."""
    order = Order.model_validate({"events": list(events), **facts})
    return entry(ID, order, BOOK, today=date.fromisoformat(today))


def stage(found: Entry, rule_id: str, today: str) -> int | None:
    """The stage of a deadline of the buyer."""
    [deadline] = [each for each in found.yours if each.id == rule_id]
    return plan.stage_of(deadline, today=date.fromisoformat(today), stages=STAGES)


def said(found: Entry, today: str, told: Told | None = None) -> list[tuple[str, int]]:
    """What is due over the mail channel: rules and stages."""
    day = date.fromisoformat(today)
    due = plan.due([found], told or Told(), channel="mail", today=day, stages=STAGES)
    return [(each.key.about, each.stage) for each in due]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-04-20", None),  # 15 days before act_by
        ("2026-04-21", 14),
        ("2026-04-27", 14),
        ("2026-04-28", 7),
        ("2026-05-01", 7),
        ("2026-05-02", 3),
        ("2026-05-03", 3),
        ("2026-05-04", 1),
        ("2026-05-05", 0),  # act_by itself
        ("2026-05-06", -1),  # the last day
    ],
)
def test_a_stage_is_a_band_of_days_before_act_by(today: str, expected: int | None) -> None:
    assert stage(at(today, SHIPPED, PRINTED), "protection", today) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-04-03", 1),  # received 03-20: act by 04-03 at the latest by the cautious reading
        ("2026-04-04", -1),
        ("2026-04-05", -2),  # late: confirmed on 03-22, some say until 04-06
        ("2026-04-06", -3),
        ("2026-04-07", -4),  # missed by every reading: one stage more,
        ("2026-04-30", -4),  # and that is all
    ],
)
def test_what_is_late_has_a_stage_every_day_and_one_last_when_it_is_missed(
    today: str, expected: int
) -> None:
    received = Deadline(
        id="dispute-after-receipt",
        title="",
        actor="buyer",
        kind="main",
        opens_on=None,
        act_by=date(2026, 4, 3),
        ends_on=date(2026, 4, 4),
        latest_on=date(2026, 4, 6),
        certainty="contested",
        todo="",
        consequence="",
        record=None,
        basis=at("2026-04-01", SHIPPED, PRINTED).deadlines[0].basis,
    )
    day = date.fromisoformat(today)

    assert plan.stage_of(received, today=day, stages=(14, 7, 3, 1)) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-06-26", 0),  # 120 days after placing, less 7 to be safe
        ("2026-06-27", -1),
        ("2026-07-03", -7),  # the last day by most banks
        ("2026-07-04", -8),  # late: some take it until 2027-08-27
        ("2026-07-10", -8),
        ("2026-07-11", -15),  # another week
        ("2027-08-27", -421),
        ("2027-08-28", None),
    ],
)
def test_what_may_be_done_besides_has_a_stage_a_week_once_it_is_late(
    today: str, expected: int | None
) -> None:
    placed = {"event": "placed", "on": "2026-03-05"}
    found = at("2026-06-01", placed, SHIPPED, paid_with="card")

    assert stage(found, "card-chargeback", today) == expected


def test_nothing_is_said_of_a_window_that_is_not_open_yet() -> None:
    found = at("2026-05-06", SHIPPED, PRINTED)
    waiting = [each for each in found.yours if each.id == "dispute-after-timeout"]

    assert [each.opens_on for each in waiting] == [date(2026, 5, 7)]
    assert "dispute-after-timeout" not in dict(said(found, "2026-05-06"))


def test_a_stage_that_was_told_is_not_told_again_but_a_later_one_is() -> None:
    found = at("2026-04-28", SHIPPED, PRINTED)
    told = Told({("mail", KEY): 7})

    assert said(found, "2026-04-28") == [("protection", 7)]
    assert said(found, "2026-04-28", told) == []
    assert said(found, "2026-05-02", told) == [("protection", 3), ("dispute-recommended", 3)]


def test_what_another_channel_took_is_still_to_be_told_over_this_one() -> None:
    found = at("2026-04-28", SHIPPED, PRINTED)

    assert said(found, "2026-04-28", Told({("phone", KEY): 7})) == [("protection", 7)]
    assert said(found, "2026-04-28", Told({(EVERYWHERE, KEY): 7})) == []


def test_a_deadline_that_moves_is_armed_again() -> None:
    told = Told({("mail", KEY): 0})
    longer = {"event": "extended", "on": "2026-05-01", "until": "2026-05-09"}

    assert ("protection", 7) in said(at("2026-05-01", SHIPPED, PRINTED, longer), "2026-05-01", told)


def test_a_snooze_holds_until_its_day() -> None:
    found = at("2026-05-02", SHIPPED, PRINTED)
    told = Told({}, {KEY: date(2026, 5, 4)})

    assert "protection" not in dict(said(found, "2026-05-03", told))
    assert ("protection", 1) in said(found, "2026-05-04", told)


def test_for_good_is_for_every_stage_until_the_deadline_moves() -> None:
    told = Told({(EVERYWHERE, KEY): NEVER})
    days = [date(2026, 4, 1) + timedelta(days=number) for number in range(60)]

    assert all(
        "protection" not in dict(said(at(str(day), SHIPPED, PRINTED), str(day), told))
        for day in days
    )


def test_a_party_that_is_late_is_told_of_once() -> None:
    asked = {"event": "extension-requested", "on": "2026-04-20"}
    told = Told({("mail", Key(ID, "extension-answer", date(2026, 4, 22))): 0})
    late = ("extension-answer", 0)

    assert late not in said(at("2026-04-22", SHIPPED, asked), "2026-04-22")
    assert late in said(at("2026-04-23", SHIPPED, asked), "2026-04-23")
    assert late not in said(at("2026-04-23", SHIPPED, asked), "2026-04-23", told)
    assert late not in said(at("2026-05-23", SHIPPED, asked), "2026-05-23", told)


def test_a_ruling_whose_date_is_not_known_is_told_of_every_day() -> None:
    disputed = {"event": "dispute-opened", "on": "2026-04-11"}
    step_in = {"event": "stepped-in", "on": "2026-04-15"}
    ruled = {"event": "ruled", "on": "2026-04-20", "final": False}
    found = at("2026-04-21", SHIPPED, disputed, step_in, ruled)
    key = Key(ID, "undated:ruling-answer", date(2026, 4, 20))

    assert ("undated:ruling-answer", 0) in said(found, "2026-04-20")
    assert ("undated:ruling-answer", -1) in said(found, "2026-04-21", Told({("mail", key): 0}))
    assert "undated:ruling-answer" not in dict(said(found, "2026-04-21", Told({("mail", key): -1})))
    assert "undated:ruling-answer" not in dict(
        said(found, "2026-04-25", Told({(EVERYWHERE, key): NEVER}))
    )


def test_nothing_is_said_of_what_aliexpress_bars_while_it_keeps_an_order_frozen() -> None:
    frozen = {"event": "frozen", "on": "2026-04-15"}

    assert said(at("2026-05-04", SHIPPED, PRINTED, frozen), "2026-05-04") == [("frozen-proof", 0)]


def test_nothing_is_said_of_goods_that_are_fine() -> None:
    arrived = {"event": "delivered", "on": "2026-03-20"}
    fine = {"event": "satisfied", "on": "2026-03-25"}

    assert said(at("2026-04-02", SHIPPED, arrived), "2026-04-02")
    assert said(at("2026-04-02", SHIPPED, arrived, fine), "2026-04-02") == []


def test_the_most_pressing_comes_first() -> None:
    day = date(2026, 4, 3)
    arrived = {"event": "delivered", "on": "2026-03-20"}
    soon = entry("1001", Order.model_validate({"events": [SHIPPED, arrived]}), BOOK, today=day)
    later = entry(
        "1002",
        Order.model_validate({"events": [SHIPPED, {**PRINTED, "ends": "2026-04-15"}]}),
        BOOK,
        today=day,
    )
    reminders = plan.standing([later, soon], today=day, stages=STAGES)

    assert [each.key.order for each in reminders] == ["1001", "1002"]
