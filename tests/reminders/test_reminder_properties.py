"""Whatever runs were missed, whatever channels were down: the buyer is told in time, and once."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from order_strategies import orders

from aliguard.errors import ReminderError
from aliguard.model import Order
from aliguard.reminders import plan, record
from aliguard.reminders.delivery import Parcel, deliver
from aliguard.reminders.plan import Key, Told
from aliguard.rulebooks import load
from aliguard.rules import deadlines
from aliguard.rules.agenda import Entry, entries
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Day

BOOK = load()
CHANNELS = ("mail", "phone")
LONGEST = 45
"""Days that are lived through."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sent:
    """A reminder that a channel took."""

    day: date
    channel: str
    key: Key
    stage: int


@dataclass(frozen=True)
class Life:
    """Orders, the days on which reminders ran, and on which days which channel was down."""

    orders: Mapping[str, Order]
    runs: Sequence[date]
    down: frozenset[tuple[date, str]]
    stages: tuple[int, ...]

    def entries(self, today: date) -> list[Entry]:
        """The orders as they stood on a day."""
        return entries(self.orders, BOOK, today=today)


@st.composite
def lives(draw: DrawFn) -> Life:
    """Some weeks around a deadline, in which runs are missed and channels are down."""
    made = draw(st.lists(orders(), min_size=1, max_size=3))
    dated = [each for order in made for each in deadlines(order, BOOK) if each.actor == "buyer"]
    assume(dated)
    around = draw(st.sampled_from(dated))
    edge = draw(st.sampled_from((around.act_by, around.last_on or around.act_by)))
    first = edge - draw(st.integers(0, 40)) * DAY
    offsets = draw(st.lists(st.integers(0, LONGEST), min_size=1, max_size=25, unique=True))
    runs = [first + offset * DAY for offset in sorted(offsets)]
    down = st.tuples(st.sampled_from(runs), st.sampled_from(CHANNELS))
    stages = draw(st.sampled_from(((14, 7, 3, 1, 0), (7,), (30, 5), ())))
    named = {str(8200000000000000 + number): order for number, order in enumerate(made)}
    return Life(named, runs, draw(st.frozensets(down, max_size=20)), stages)


def lived(life: Life) -> list[Sent]:
    """What the channels took, in the order of the days, through the record on the disk."""
    sent: list[Sent] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.toml.reminders"
        for day in life.runs:
            deliver(_parcels(life, day, record.read(path, today=day), sent), path, today=day)
    return sent


def _parcels(life: Life, day: date, told: Told, sent: list[Sent]) -> list[Parcel]:
    found = life.entries(day)
    parcels = []
    for channel in CHANNELS:
        now = plan.due(found, told, channel=channel, stages=life.stages)
        tells = tuple((each.key, each.stage) for each in now)
        taken = [Sent(day, channel, key, stage) for key, stage in tells]
        down = (day, channel) in life.down
        if now:
            parcels.append(Parcel(channel, partial(_take, sent, taken, down=down), tells))
    return parcels


def _take(sent: list[Sent], taken: Sequence[Sent], *, down: bool) -> None:
    if down:
        msg = "nobody answers."
        raise ReminderError(msg)
    sent += taken


steady = settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def told_of(item: Item) -> bool:
    """Whether reminders speak of it: of what is costless, or long past, nobody wants to hear."""
    return item.kind != "wait" and not (item.costless or item.leftover)


@steady
@given(lives())
def test_one_run_between_the_first_stage_and_the_deadline_is_enough_to_be_told(life: Life) -> None:
    sent = lived(life)
    for day in life.runs:
        for entry in life.entries(day):
            for item in filter(told_of, entry.answer.items):
                opens = item.deadline.opens_on if item.kind == "chance" else None
                first = max(item.act_by - max(life.stages, default=-1) * DAY, opens or date.min)
                if item.ends_on is None or not first <= day <= item.act_by:
                    continue
                key = plan.key_of(entry.order_id, item)
                for channel in CHANNELS:
                    if (day, channel) not in life.down:
                        told = [s for s in sent if (s.channel, s.key) == (channel, key)]
                        assert any(first <= each.day <= day for each in told), (day, key)


@steady
@given(lives())
def test_after_the_day_to_act_by_every_run_tells_anew_of_a_duty(life: Life) -> None:
    sent = {(each.day, each.channel, each.key) for each in lived(life)}
    for day in life.runs:
        for entry in life.entries(day):
            for item in entry.answer.items:
                if item.kind == "duty" and item.ends_on and item.act_by < day <= item.ends_on:
                    key = plan.key_of(entry.order_id, item)
                    for channel in CHANNELS:
                        assert ((day, channel, key) in sent) != ((day, channel) in life.down)


@steady
@given(lives())
def test_while_a_credible_day_is_within_reach_each_channel_that_works_was_told_before_it(
    life: Life,
) -> None:
    """Whoever runs it daily hears of every duty and every chance before its last day."""
    daily = replace(life, runs=days_of(life), down=frozenset(), stages=(14, 7, 3, 1, 0))
    sent = lived(daily)
    for day in daily.runs:
        for entry in daily.entries(day):
            for item in filter(told_of, entry.answer.items):
                last = item.deadline.last_on
                begun = item.state != "waiting" or item.ends_on is None
                if last and begun and (last - day).days <= 1 and day > daily.runs[1]:
                    key = plan.key_of(entry.order_id, item)
                    told = {each.channel for each in sent if each.key == key and each.day <= day}
                    assert told == set(CHANNELS), (day, key)


def days_of(life: Life) -> list[date]:
    """Every day from the first run to the last, and some before."""
    first, last = life.runs[0] - 3 * DAY, life.runs[-1]
    return [first + number * DAY for number in range((last - first).days + 1)]


@steady
@given(lives())
def test_no_stage_is_sent_twice_over_a_channel_and_none_after_a_later_one(life: Life) -> None:
    sent = lived(life)
    twice = Counter((each.channel, each.key, each.stage) for each in sent)

    assert all(count == 1 for count in twice.values())
    last: dict[tuple[str, Key], int] = {}
    for each in sent:
        assert each.stage < last.get((each.channel, each.key), each.stage + 1)
        last[each.channel, each.key] = each.stage


@steady
@given(lives())
def test_a_run_says_each_thing_once_however_many_stages_were_missed(life: Life) -> None:
    said = Counter((each.day, each.channel, each.key) for each in lived(life))

    assert all(count == 1 for count in said.values())


@steady
@given(lives())
def test_nothing_is_sent_of_an_order_that_needs_nothing(life: Life) -> None:
    for each in lived(life):
        [entry] = [e for e in life.entries(each.day) if e.order_id == each.key.order]

        assert entry.open or entry.answer.missed
        assert each.key.about not in {d.id for d in entry.deadlines if d.done}


@steady
@given(lives())
def test_what_is_late_overdue_or_without_a_day_is_told_of_at_least_every_week(life: Life) -> None:
    sent = lived(life)
    for day in life.runs:
        for entry in life.entries(day):
            for item in entry.answer.items:
                key = plan.key_of(entry.order_id, item)
                told = [s.day for s in sent if (s.channel, s.key) == ("mail", key) and s.day <= day]
                looks = item.ends_on is None and item.state != "waiting"
                late = item.state == "late" and told_of(item)
                if (late or looks or item.state == "overdue") and (day, "mail") not in life.down:
                    assert told, key
                    assert (day - max(told)).days < plan.WEEK


@st.composite
def told_before(draw: DrawFn, life: Life) -> Told:
    """What may have been told over the mail, and what may wait."""
    now = plan.standing(life.entries(life.runs[0]), stages=life.stages)
    said = [each for each in now if draw(st.booleans())]
    waiting = [each for each in now if draw(st.booleans())]
    days = st.integers(0, 20).map(lambda number: life.runs[0] + number * DAY)
    return Told(
        {("mail", each.key): each.stage for each in said},
        {each.key: draw(days) for each in waiting},
    )


@steady
@given(st.data(), lives())
def test_the_day_foretold_is_the_day_on_which_the_next_reminder_comes(
    data: st.DataObject, life: Life
) -> None:
    today, told = life.runs[0], data.draw(told_before(life))
    found = life.entries(today)
    foretold = plan.next_day(found, told, channel="mail", stages=life.stages)
    days = [today + number * DAY for number in range(1, 200)]

    def comes(day: date) -> bool:
        then = [entry.on(Day(day, day)) for entry in found]
        return bool(plan.due(then, told, channel="mail", stages=life.stages))

    assert next(filter(comes, days), None) == (
        foretold if foretold and foretold <= days[-1] else None
    )
