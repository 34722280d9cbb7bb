"""Whatever runs were missed, whatever channels were down: the buyer is told in time, and once."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    first = draw(st.sampled_from((around.act_by, around.last_on))) - draw(st.integers(0, 40)) * DAY
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
        now = plan.due(found, told, channel=channel, today=day, stages=life.stages)
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


@steady
@given(lives())
def test_one_run_between_the_first_stage_and_the_deadline_is_enough_to_be_told(life: Life) -> None:
    sent = lived(life)
    for day in life.runs:
        for entry in life.entries(day):
            for deadline in entry.yours:
                first = max(
                    deadline.act_by - max(life.stages, default=-1) * DAY,
                    deadline.opens_on or date.min,
                )
                if not first <= day <= deadline.act_by:
                    continue
                key = plan.key_of(entry.order_id, deadline)
                for channel in CHANNELS:
                    if (day, channel) not in life.down:
                        told = [s for s in sent if (s.channel, s.key) == (channel, key)]
                        assert any(first <= each.day <= day for each in told), (day, key)


@steady
@given(lives())
def test_after_the_day_to_act_by_every_run_tells_anew_while_a_step_is_possible(life: Life) -> None:
    sent = {(each.day, each.channel, each.key) for each in lived(life)}
    for day in life.runs:
        for entry in life.entries(day):
            for deadline in entry.yours:
                last = deadline.last_on if deadline.kind == "main" else deadline.ends_on
                if deadline.act_by < day <= last:
                    key = plan.key_of(entry.order_id, deadline)
                    for channel in CHANNELS:
                        assert ((day, channel, key) in sent) != ((day, channel) in life.down)


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

        assert entry.open or entry.missed
        assert each.key.about not in {d.id for d in entry.deadlines if d.done}


@steady
@given(lives())
def test_what_may_be_done_besides_is_told_of_at_least_every_week_while_it_is_late(
    life: Life,
) -> None:
    sent = lived(life)
    for day in life.runs:
        for entry in life.entries(day):
            for deadline in entry.yours:
                key = plan.key_of(entry.order_id, deadline)
                told = [s.day for s in sent if (s.channel, s.key) == ("mail", key) and s.day <= day]
                late = deadline.ends_on < day <= deadline.last_on
                if late and (day, "mail") not in life.down:
                    assert (day - max(told)).days < plan.WEEK


@st.composite
def told_before(draw: DrawFn, life: Life) -> Told:
    """What may have been told over the mail, and what may wait."""
    now = plan.standing(life.entries(life.runs[0]), today=life.runs[0], stages=life.stages)
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
    foretold = plan.next_day(found, told, channel="mail", today=today, stages=life.stages)
    comes = partial(plan.due, found, told, channel="mail", stages=life.stages)
    days = [today + number * DAY for number in range(1, 200)]

    assert next((d for d in days if comes(today=d)), None) == (
        foretold if foretold and foretold <= days[-1] else None
    )
