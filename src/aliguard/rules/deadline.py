"""A deadline as a value: its days, how far they can be relied on, and where they come from.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from aliguard.model.life import Anchor, Printed
from aliguard.rules.names import Actor, Kind, Unit
from aliguard.rules.rulebook import Rule
from aliguard.rules.terms import Source, Words

State = Literal["waiting", "open", "soon", "urgent", "late", "missed", "overdue", "done"]
Certainty = Literal["printed", "order", "rule", "estimate", "contested", "unknown"]

SOON = 7
"""Days to `act_by` from which a deadline is `soon`."""
URGENT = 3
"""Days to `act_by` from which a deadline is `urgent`."""
SAFETY_DAYS = 1
"""Days between `act_by` and `ends_on` of the buyer, unless the user or a term says otherwise."""


class Day(NamedTuple):
    """A day as it is where the user is, and the day that it is in Pacific Time just then.

    What is to be done is counted to the first, what is over to the second.
    """

    local: date
    pacific: date


def day_of(today: date, pacific: date | None = None) -> Day:
    """Today, with the Pacific day where it is another one."""
    return Day(today, pacific or today)


@dataclass(frozen=True, slots=True)
class ClaimedDay:
    """What another source says of the same deadline."""

    days: int
    unit: Unit
    counts_from: str | None
    ends_on: date | None
    latest_on: date | None
    """Where the day that it counts from is an estimate: its end by the latest such day."""
    weak: bool
    note: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a date comes from: the rule, the day it counts from, the term, and who said so."""

    rule: str
    anchor: Anchor | None
    days: int | None
    unit: Unit
    in_force_since: date | None
    source: Source | None
    claiming: Callable[[], Iterable[ClaimedDay]] = field(default=tuple, compare=False, repr=False)
    """What the other sources say is worked out only where it is shown."""
    note: str | None = None
    printed: Printed | None = None
    extended_by: int = 0
    cut_by: str | None = None
    """The rule that ends it: one that cuts it short, or with which it always ends."""

    @property
    def claims(self) -> tuple[ClaimedDay, ...]:
        """What the other sources say."""
        return tuple(self.claiming())


class Deadline(NamedTuple):
    """A day by which somebody must act; nothing in it depends on today but what takes it."""

    id: str
    rule: Rule
    opens_on: date | None
    act_by: date
    """The day to act by; where nobody knows an end, the day on which to look at the page."""
    ends_on: date | None
    latest_on: date | None
    certainty: Certainty
    words: Words
    basis: Basis
    look_every: int = 0
    """Where nobody knows an end: the days between two looks."""
    done_on: date | None = None
    barred: bool = False
    """AliExpress or the bank keeps the buyer from it for now."""
    last: bool = False
    """It is the last thing to try, whatever its day."""
    costless: bool = False
    """Nothing is lost if it passes."""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.rule.title

    @property
    def actor(self) -> Actor:
        """Who has to act."""
        return self.rule.actor

    @property
    def kind(self) -> Kind:
        """What it asks of the buyer, as long as it is neither late nor contested."""
        return self.rule.kind

    @property
    def todo(self) -> str:
        """What to do, or to wait for."""
        return self.words.todo

    @property
    def consequence(self) -> str:
        """What is lost if it passes."""
        return self.words.missed

    @property
    def record(self) -> str | None:
        """The command that records it as done, to end in the order's id; capitals are values."""
        return self.words.record

    @property
    def done(self) -> bool:
        """Whether it is settled."""
        return self.done_on is not None

    @property
    def last_on(self) -> date | None:
        """The last day by the most generous credible source; None where none is known."""
        return self.latest_on or self.ends_on

    @property
    def never_began(self) -> bool:
        """Whether it had ended, by every reading, before it could begin."""
        return bool(self.opens_on and self.last_on and self.opens_on > self.last_on)

    def days_left(self, today: date) -> int | None:
        """Calendar days from today to `ends_on`; negative once it has passed."""
        return (self.ends_on - today).days if self.ends_on else None

    def passed(self, day: Day) -> bool:
        """Whether its end is over by the cautious reading, in Pacific Time."""
        return self.ends_on is not None and day.pacific > self.ends_on

    def gone(self, day: Day) -> bool:
        """Whether its end is over by every credible reading, in Pacific Time."""
        return self.last_on is not None and day.pacific > self.last_on

    def state(self, today: date, pacific: date | None = None) -> State:
        """How pressing it is today."""
        day = day_of(today, pacific)
        if self.done or ((self.rule.automatic or self.never_began) and self.gone(day)):
            return "done"
        if self.gone(day) and not self.rule.lingers:
            return "missed" if self.actor == "buyer" else "overdue"
        if self.passed(day):
            return "late"
        if self.opens_on and today < self.opens_on:
            return "waiting"
        left = (self.act_by - today).days
        if left <= URGENT:
            return "urgent"
        return "soon" if left <= SOON else "open"

    def certainty_on(self, day: Day) -> Certainty:
        """How far it can be relied on: what is late for the buyer is contested."""
        return "contested" if self.actor == "buyer" and self.passed(day) else self.certainty

    def kind_on(self, day: Day) -> Kind:
        """What it asks of the buyer: what is contested or late is a chance, whatever it was."""
        if self.kind == "duty" and self.certainty_on(day) == "contested":
            return "chance"
        return self.kind
