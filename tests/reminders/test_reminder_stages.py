"""Which reminder is due on which day: bands before `act_by`, then every day or every week.

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


def stage(found: Entry, rule_id: str) -> int | None:
    """The stage of a deadline."""
    [item] = [each for each in found.answer.items if each.id == rule_id]
    return plan.stage_of(item, found.day, STAGES)


def said(found: Entry, told: Told | None = None) -> list[tuple[str, int]]:
    """What is due over the mail channel: rules and stages."""
    due = plan.due([found], told or Told(), channel="mail", stages=STAGES)
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
    assert stage(at(today, SHIPPED, PRINTED), "protection") == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-04-03", [("dispute-after-receipt", 0)]),  # received 03-20: act by 04-03
        ("2026-04-04", [("dispute-after-receipt", -1)]),
        ("2026-04-05", [("dispute-after-receipt", -2)]),  # late: some say until 04-20
        ("2026-04-11", [("dispute-after-receipt", -2)]),
        ("2026-04-12", [("dispute-after-receipt", -9)]),  # another week
        ("2026-04-18", [("dispute-after-receipt", -9)]),
        ("2026-04-19", []),  # two weeks over: an old leftover
    ],
)
def test_what_is_late_has_a_stage_a_week_until_it_is_an_old_leftover(
    today: str, expected: list[tuple[str, int]]
) -> None:
    arrived = {"event": "delivered", "on": "2026-03-20"}

    assert said(at(today, SHIPPED, PRINTED, arrived)) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-04-05", -2),  # late: confirmed on 03-28, some say until 04-12
        ("2026-04-10", -2),
        ("2026-04-11", -9),  # the last two days, by any source
        ("2026-04-12", -10),
    ],
)
def test_the_last_two_days_of_what_is_late_are_told_too(today: str, expected: int) -> None:
    arrived = {"event": "delivered", "on": "2026-03-20"}
    confirmed = {"event": "confirmed", "on": "2026-03-28"}

    found = at(today, SHIPPED, PRINTED, arrived, confirmed)

    assert said(found) == [("dispute-after-receipt", expected)]


@pytest.mark.parametrize(
    ("today", "told"),
    [("2026-05-06", False), ("2026-05-07", True), ("2026-05-13", True), ("2026-05-14", False)],
)
def test_that_a_day_has_passed_is_told_for_a_week(today: str, told: bool) -> None:
    missed = [each for each in plan.standing([at(today, SHIPPED, PRINTED)], stages=STAGES)
              if each.missed]  # fmt: skip

    assert [each.about.id for each in missed] == (["protection"] if told else [])


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-06-26", 0),  # 120 days after placing, less 7 to be safe
        ("2026-06-27", -1),
        ("2026-07-01", -1),
        ("2026-07-02", -6),
        ("2026-07-03", -7),  # the last day by most banks
        ("2026-07-04", -8),  # late: some take it until 2027-08-27
        ("2026-07-10", -8),
        ("2026-07-11", -15),  # another week
        ("2026-07-18", None),
        ("2027-08-27", None),
    ],
)
def test_of_a_chance_the_last_two_days_are_told_and_a_week_or_two_after_it(
    today: str, expected: int | None
) -> None:
    placed = {"event": "placed", "on": "2026-03-05"}
    found = at(today, placed, SHIPPED, paid_with="card")

    assert stage(found, "card-chargeback") == expected


def test_of_a_chance_that_is_not_open_yet_nothing_is_said_but_of_a_duty_it_is() -> None:
    """Protection of four days is over before a dispute can begin; a moving parcel has to wait."""
    short = at("2026-03-11", SHIPPED, protection_days=4)
    moving = {"event": "tracking", "on": "2026-04-01", "state": "moving"}

    assert [each.state for each in short.answer.items] == ["waiting"]
    assert said(short) == []
    assert said(at("2026-04-21", SHIPPED, PRINTED, moving)) == [("protection", 14)]


def test_a_stage_that_was_told_is_not_told_again_but_a_later_one_is() -> None:
    found = at("2026-04-28", SHIPPED, PRINTED)
    told = Told({("mail", KEY): 7})

    assert said(found) == [("protection", 7)]
    assert said(found, told) == []
    assert said(at("2026-05-02", SHIPPED, PRINTED), told) == [("protection", 3)]


def test_what_another_channel_took_is_still_to_be_told_over_this_one() -> None:
    found = at("2026-04-28", SHIPPED, PRINTED)

    assert said(found, Told({("phone", KEY): 7})) == [("protection", 7)]
    assert said(found, Told({(EVERYWHERE, KEY): 7})) == []


def test_a_deadline_that_moves_is_armed_again() -> None:
    told = Told({("mail", KEY): 0})
    longer = {"event": "extended", "on": "2026-05-01", "until": "2026-05-09"}

    assert ("protection", 7) in said(at("2026-05-01", SHIPPED, PRINTED, longer), told)


def test_a_snooze_holds_until_its_day() -> None:
    told = Told({}, {KEY: date(2026, 5, 4)})

    assert "protection" not in dict(said(at("2026-05-03", SHIPPED, PRINTED), told))
    assert ("protection", 1) in said(at("2026-05-04", SHIPPED, PRINTED), told)


def test_for_good_is_for_every_stage_until_the_deadline_moves() -> None:
    told = Told({(EVERYWHERE, KEY): NEVER})
    days = [date(2026, 4, 1) + timedelta(days=number) for number in range(60)]

    assert all("protection" not in dict(said(at(str(day), SHIPPED, PRINTED), told)) for day in days)


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-04-22", None), ("2026-04-23", 0), ("2026-04-29", 0), ("2026-04-30", -7)],
)
def test_a_party_that_is_late_is_told_of_every_week(today: str, expected: int | None) -> None:
    asked = {"event": "extension-requested", "on": "2026-04-20"}

    assert stage(at(today, SHIPPED, asked), "extension-answer") == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-05-04", None), ("2026-05-05", 0), ("2026-05-11", 0), ("2026-05-12", -7)],
)
def test_what_nobody_knows_the_day_of_is_told_from_its_day_on_every_week(
    today: str, expected: int | None
) -> None:
    """A parcel went back on 27 April: from 5 May on the seller should have it."""
    arrived = {"event": "delivered", "on": "2026-04-10"}
    disputed = {"event": "dispute-opened", "on": "2026-04-11", "want": "return"}
    agreed = {"event": "accepted", "on": "2026-04-20", "side": "seller"}
    sent = {"event": "return-shipped", "on": "2026-04-27"}

    found = at(today, SHIPPED, arrived, disputed, agreed, sent)

    assert stage(found, "return-news") == expected


def test_a_ruling_whose_date_is_not_known_is_told_of_every_day() -> None:
    disputed = {"event": "dispute-opened", "on": "2026-04-11"}
    sent = {"event": "evidence-sent", "on": "2026-04-12"}
    step_in = {"event": "stepped-in", "on": "2026-04-15"}
    ruled = {"event": "ruled", "on": "2026-04-20", "final": False}
    events = (SHIPPED, PRINTED, disputed, sent, step_in, ruled)
    key = Key(ID, "ruling-answer", date(2026, 4, 20))

    assert ("ruling-answer", 0) in said(at("2026-04-20", *events))
    assert ("ruling-answer", -1) in said(at("2026-04-21", *events), Told({("mail", key): 0}))
    seen = acknowledged_on("2026-04-21", *events)
    assert "ruling-answer" not in dict(said(at("2026-04-27", *events), seen))
    assert ("ruling-answer", -8) in said(at("2026-04-28", *events), seen)


def acknowledged_on(today: str, *events: dict[str, Any]) -> Told:
    """What counts as told once the user has seen all that is due."""
    now = plan.standing([at(today, *events)], stages=STAGES)
    return Told({(EVERYWHERE, each.key): plan.acknowledged(each) for each in now})


def test_nothing_is_said_of_what_aliexpress_bars_while_it_keeps_an_order_frozen() -> None:
    frozen = {"event": "frozen", "on": "2026-04-15"}

    assert dict(said(at("2026-05-04", SHIPPED, PRINTED, frozen))) == {"frozen-proof": -7}


def test_nothing_is_said_of_goods_that_are_fine() -> None:
    arrived = {"event": "delivered", "on": "2026-03-20"}
    fine = {"event": "satisfied", "on": "2026-03-25"}

    assert said(at("2026-04-02", SHIPPED, arrived))
    assert said(at("2026-04-02", SHIPPED, arrived, fine)) == []


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
    reminders = plan.standing([later, soon], stages=STAGES)

    assert [each.key.order for each in reminders] == ["1001", "1002"]
