"""What to say now: a pure decision from orders, what was said before, and today.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time; today is the local
calendar date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Day

NEVER = -1_000_000
"""A stage that none comes after: who was told it is told nothing more."""
WEEK = 7
"""Days between two reminders of what is late, or only a chance."""
AFTERMATH = 7
"""Days for which it is told that a day has passed."""


class Key(NamedTuple):
    """What a reminder is about; a deadline that moves gets another key, and is armed again."""

    order: str
    about: str
    """The rule's id."""
    on: date
    """The day to act by."""


def key_of(order_id: str, item: Item) -> Key:
    """The key of a deadline."""
    return Key(order_id, item.id, item.act_by)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to say of one order."""

    entry: Entry
    about: Item
    stage: int
    """Days before `act_by` of the band that today is in, the smaller the later; negative after
    it: see `stage_of`."""
    missed: bool = False
    """That its day has passed is all there is to say."""

    @property
    def key(self) -> Key:
        """What it is about."""
        return key_of(self.entry.order_id, self.about)


EVERYWHERE = ""
"""The channel of what the user acknowledged: it counts as told on each."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said before: the last stage by channel and key, and what waits until a day."""

    stages: Mapping[tuple[str, Key], int] = field(default_factory=dict)
    until: Mapping[Key, date] = field(default_factory=dict)

    def awaits(self, reminder: Reminder, channel: str, today: date) -> bool:
        """Whether a reminder is still to be sent over a channel today."""
        if today < self.until.get(reminder.key, today):
            return False
        said = (self.stages.get((name, reminder.key)) for name in (channel, EVERYWHERE))
        return all(stage is None or reminder.stage < stage for stage in said)


def standing(found: Iterable[Entry], *, stages: Sequence[int]) -> list[Reminder]:
    """All that can be said today, said before or not, the most pressing first."""
    reminders = [each for entry in found for each in _of(entry, stages)]
    return sorted(reminders, key=_pressing)


def due(
    found: Iterable[Entry], told: Told, *, channel: str, stages: Sequence[int]
) -> list[Reminder]:
    """What is to be said over a channel today, the most pressing first."""
    return [
        each
        for each in standing(found, stages=stages)
        if told.awaits(each, channel, each.entry.day.local)
    ]


def _of(entry: Entry, stages: Sequence[int]) -> Iterator[Reminder]:
    for item in entry.answer.items:
        stage = stage_of(item, entry.day, stages)
        if stage is not None:
            yield Reminder(entry, item, stage)
    for item in entry.answer.missed:
        stage = _missed_stage(item, entry.day)
        if stage is not None:
            yield Reminder(entry, item, stage, missed=True)


def stage_of(item: Item, day: Day, stages: Sequence[int]) -> int | None:
    """The stage of a deadline today; None where nothing is to be said of it.

    Stages are bands: the smallest one that `act_by` is no further away than. After `act_by` each
    day is a stage of its own for a duty; a chance has one, and its last two days. What is late has
    a stage a week, and its last two days; what is overdue, or nobody knows the day of, has one a
    week, or as often as the rulebook says.
    """
    if _is_quiet(item):
        return None
    if item.kind == "wait":
        return _weekly(item.deadline.last_on, day.pacific)
    if item.ends_on is None:
        every = item.deadline.look_every
        return -((day.local - item.act_by).days // every * every)
    return _dated_stage(item, item.ends_on, day, stages)


def _is_quiet(item: Item) -> bool:
    """Whether nothing is to be said of it today, whatever its day."""
    if item.kind == "wait":
        return item.state != "overdue"
    waits = item.state == "waiting" and (item.kind == "chance" or item.ends_on is None)
    return waits or item.costless or item.leftover


def _dated_stage(item: Item, ends_on: date, day: Day, stages: Sequence[int]) -> int | None:
    left = (item.act_by - day.local).days
    if left >= 0:
        return min((stage for stage in stages if left <= stage), default=None)
    if day.pacific > ends_on:
        return (item.act_by - ends_on).days - 1 - _weeks_late(item, ends_on, day)
    to_end = (ends_on - day.pacific).days
    return left if item.kind == "duty" or to_end <= 1 else -1


def _weeks_late(item: Item, ends_on: date, day: Day) -> int:
    """Days over the end, by whole weeks; but the last two days by any source count singly."""
    over = (day.pacific - ends_on).days - 1
    closes = item.latest_on is not None and (item.latest_on - day.pacific).days <= 1
    return over + 1 if closes else over // WEEK * WEEK


def _weekly(last: date | None, today: date) -> int:
    """Stages a week apart, from the day after the last one on."""
    over = (today - last).days - 1 if last else 0
    return -(over // WEEK * WEEK)


def _missed_stage(item: Item, day: Day) -> int | None:
    """The stage of saying that a day has passed: once, within some days of it."""
    last = item.deadline.last_on
    if item.state != "missed" or last is None or (day.pacific - last).days > AFTERMATH:
        return None
    return (item.act_by - last).days - 1


def acknowledged(reminder: Reminder) -> int:
    """The stage that counts as told once the user has seen a reminder.

    That is its own; where it would come daily, that of the day before the last, or of a week; and
    where it is late, the last of all.
    """
    item, day = reminder.about, reminder.entry.day
    if item.kind == "wait" or reminder.stage > 0:
        return reminder.stage
    if item.ends_on is None:
        return reminder.stage - max(WEEK - item.deadline.look_every, 0)
    if day.pacific > item.ends_on:
        return NEVER
    last = (item.act_by - item.ends_on).days
    return reminder.stage if day.pacific == item.ends_on else min(reminder.stage, last + 1)


def _pressing(reminder: Reminder) -> tuple[bool, bool, date, bool, date, str]:
    """What can still be done comes first, by the day to act; then what is sure before what is late.

    What must be done comes before what may be done besides.
    """
    item, today = reminder.about, reminder.entry.day.local
    hopeless = reminder.missed or item.kind == "wait"
    late, chance = item.state == "late", item.kind == "chance"
    day, ends = max(item.act_by, today), item.ends_on or item.act_by
    return hopeless, late, day, chance, ends, reminder.entry.order_id


def next_day(
    found: Sequence[Entry], told: Told, *, channel: str, stages: Sequence[int]
) -> date | None:
    """The first day after today on which something will be due, if nothing changes until then."""
    days: list[date] = []
    for entry in found:
        today = entry.day.local
        ahead = sorted({day for day in _turns(entry, told, stages) if day > today})
        later = ((day, entry.on(Day(day, day))) for day in ahead)
        days += next(
            ([day] for day, then in later if due([then], told, channel=channel, stages=stages)), []
        )
    return min(days, default=None)


def _turns(entry: Entry, told: Told, stages: Sequence[int]) -> Iterator[date]:
    """The days on which what can be said of an order may change."""
    yield entry.day.local + timedelta(days=1)
    for item in entry.answer.all:
        yield from (item.act_by - timedelta(days=stage) for stage in stages)
        last = item.deadline.last_on or item.act_by
        ends = item.ends_on or item.act_by
        yield from (each + timedelta(days=1) for each in (item.act_by, ends, last))
        yield from (ends - timedelta(days=1), ends)
        yield from _weeks(item, entry.day.local)
        if item.deadline.opens_on:
            yield item.deadline.opens_on
        key = key_of(entry.order_id, item)
        if key in told.until:
            yield told.until[key]


def _weeks(item: Item, today: date) -> Iterator[date]:
    """The days that begin another week of what comes again and again, for some weeks ahead."""
    every = item.deadline.look_every or 1
    begins = item.act_by if item.ends_on is None else max(item.ends_on, today)
    begins = max(begins, today - timedelta(days=(today - begins).days % every or every))
    yield from (begins + timedelta(days=n * every) for n in range(2 * WEEK + 2))
