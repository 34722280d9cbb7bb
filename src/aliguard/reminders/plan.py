"""What to say now: a pure decision from orders, what was said before, and today.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time; today is the local
calendar date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from aliguard.rules.agenda import Entry, Notice
from aliguard.rules.deadline import Deadline

ONCE = 0
"""The only stage of what is said once: that another party is late."""
NEVER = -1_000_000
"""A stage that none comes after: who was told it is told nothing more."""
WEEK = 7
"""Days between two reminders of what is late, but need not be done."""
AFTERMATH = 7
"""Days for which it is told that with a deadline the whole order was over."""


class Key(NamedTuple):
    """What a reminder is about; a deadline that moves gets another key, and is armed again."""

    order: str
    about: str
    """The rule's id, or the code of what is missing."""
    on: date
    """The day to act by; where none is known, that of the order's last step."""


def key_of(order_id: str, deadline: Deadline) -> Key:
    """The key of a deadline."""
    return Key(order_id, deadline.id, deadline.act_by)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to say of one order."""

    entry: Entry
    about: Deadline | Notice
    stage: int
    """Days before `act_by` of the band that today is in, the smaller the later; negative after
    it: see `stage_of`."""

    @property
    def key(self) -> Key:
        """What it is about."""
        order_id, about = self.entry.order_id, self.about
        if isinstance(about, Deadline):
            return key_of(order_id, about)
        return Key(order_id, about.code, _last_step(self.entry))


def _last_step(entry: Entry) -> date:
    return max(event.on for event in entry.order.events if event.event != "note")


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


def standing(found: Iterable[Entry], *, today: date, stages: Sequence[int]) -> list[Reminder]:
    """All that can be said today, said before or not, the most pressing first."""
    reminders = [
        each
        for entry in found
        for each in (_of(entry, today, stages) if entry.open else _lost(entry, today, stages))
    ]
    return sorted(reminders, key=lambda each: _pressing(each, today))


def due(
    found: Iterable[Entry], told: Told, *, channel: str, today: date, stages: Sequence[int]
) -> list[Reminder]:
    """What is to be said over a channel today, the most pressing first."""
    return [
        each
        for each in standing(found, today=today, stages=stages)
        if told.awaits(each, channel, today)
    ]


def _of(entry: Entry, today: date, stages: Sequence[int]) -> Iterator[Reminder]:
    for deadline in entry.yours:
        stage = stage_of(deadline, today=today, stages=stages)
        if stage is not None:
            yield Reminder(entry, deadline, stage)
    for deadline in entry.deadlines:
        if deadline.actor != "buyer" and deadline.state(today) == "overdue":
            yield Reminder(entry, deadline, ONCE)
    for notice in entry.warnings:
        if notice.code.startswith("undated:"):
            yield Reminder(entry, notice, min(0, (_last_step(entry) - today).days))


def _lost(entry: Entry, today: date, stages: Sequence[int]) -> Iterator[Reminder]:
    """What was missed of an order that has come to rest with it, for some days."""
    for deadline in entry.deadlines if entry.missed else ():
        main = deadline.actor == "buyer" and deadline.kind == "main"
        stage = stage_of(deadline, today=today, stages=stages)
        fresh = 0 < (today - deadline.last_on).days <= AFTERMATH
        if main and fresh and not deadline.done and stage is not None:
            yield Reminder(entry, deadline, stage)


def stage_of(deadline: Deadline, *, today: date, stages: Sequence[int]) -> int | None:
    """The stage of a deadline of the buyer today; None before the first, and before it opens.

    Stages are bands: the smallest one that `act_by` is no further away than. From the day after
    `act_by` on each day is a stage of its own, as long as the deadline runs. Once it is late, so it
    stays for what must be done; what may be done besides has a stage a week. That the last day has
    passed is a stage of a main deadline only: of the others nobody wants to hear that.
    """
    state = deadline.state(today)
    if state == "waiting" or (state == "missed" and deadline.kind != "main"):
        return None
    left = (deadline.act_by - today).days
    if left >= 0:
        return min((stage for stage in stages if left <= stage), default=None)
    over = (today - deadline.ends_on).days
    if over > 0 and deadline.kind != "main":
        return left + (over - 1) % WEEK
    return max(left, (deadline.act_by - deadline.last_on).days - 1)


def acknowledged(reminder: Reminder, *, today: date) -> int:
    """The stage that counts as told once the user has seen a reminder.

    That is its own; where it would come daily, that of the day before the last; and where it is
    late, or has no date, the last of all.
    """
    about = reminder.about
    if isinstance(about, Notice):
        return NEVER
    if about.actor != "buyer" or reminder.stage > 0:
        return reminder.stage
    if today > about.ends_on:
        return NEVER
    last = (about.act_by - about.ends_on).days
    return reminder.stage if today == about.ends_on else min(reminder.stage, last + 1)


def _pressing(reminder: Reminder, today: date) -> tuple[bool, bool, date, bool, bool, date, str]:
    """What can still be done comes first, by the day to act; then what is sure before what is late.

    What must be done comes before what may be done besides.
    """
    about, order_id = reminder.about, reminder.entry.order_id
    if isinstance(about, Notice):
        return False, False, today, False, False, date.max, order_id
    state, besides = about.state(today), about.kind != "main"
    hopeless, late = about.actor != "buyer" or state == "missed", state == "late"
    day = max(about.act_by, today)
    return hopeless, late and besides, day, late, besides, about.ends_on, order_id


def next_day(
    found: Sequence[Entry], told: Told, *, channel: str, today: date, stages: Sequence[int]
) -> date | None:
    """The first day after today on which something will be due, if nothing changes until then."""
    days: list[date] = []
    for entry in found:
        later = sorted({today + timedelta(days=1), *_turns(entry, told, stages)})
        ahead = (day for day in later if day > today)
        days += next(
            ([d] for d in ahead if due([entry], told, channel=channel, today=d, stages=stages)), []
        )
    return min(days, default=None)


def _turns(entry: Entry, told: Told, stages: Sequence[int]) -> Iterator[date]:
    """The days on which what can be said of an order may change."""
    for deadline in entry.deadlines:
        yield from (deadline.act_by - timedelta(days=stage) for stage in stages)
        yield from (each + timedelta(days=1) for each in (deadline.act_by, deadline.last_on))
        yield from _weekly(deadline)
        if deadline.opens_on:
            yield deadline.opens_on
        key = key_of(entry.order_id, deadline)
        if key in told.until:
            yield told.until[key]


def _weekly(deadline: Deadline) -> Iterator[date]:
    """The days from its end on that begin another week."""
    weeks = (deadline.last_on - deadline.ends_on).days // WEEK + 1
    for week in range(weeks):
        yield deadline.ends_on + timedelta(days=1 + week * WEEK)
