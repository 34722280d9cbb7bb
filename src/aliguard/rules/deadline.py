"""A deadline as a value: its days, how far they can be relied on, and where they come from.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from aliguard.rules.rulebook import Actor, Kind, Source, Unit
from aliguard.rules.standing import Anchor, Printed

State = Literal["waiting", "open", "soon", "urgent", "late", "missed", "overdue", "done"]
Certainty = Literal["printed", "order", "rule", "estimate", "contested"]

SOON = 7
"""Days to `act_by` from which a deadline is `soon`."""
URGENT = 3
"""Days to `act_by` from which a deadline is `urgent`."""
SAFETY_DAYS = 1
"""Days between `act_by` and `ends_on` of the buyer, unless the user or a term says otherwise."""


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

    @property
    def claims(self) -> tuple[ClaimedDay, ...]:
        """What the other sources say."""
        return tuple(self.claiming())


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which somebody must act; nothing in it depends on today but `state`."""

    id: str
    title: str
    actor: Actor
    kind: Kind
    opens_on: date | None
    act_by: date
    ends_on: date
    latest_on: date | None
    certainty: Certainty
    todo: str
    consequence: str
    record: str | None
    """The command that records it as done, to end in the order's id; capitals stand for values."""
    basis: Basis
    done: bool = False
    automatic: bool = False

    @property
    def last_on(self) -> date:
        """The last day by the most generous credible source."""
        return self.latest_on or self.ends_on

    def days_left(self, today: date) -> int:
        """Calendar days from today to `ends_on`; negative once it has passed."""
        return (self.ends_on - today).days

    def state(self, today: date) -> State:
        """How pressing it is today."""
        if self.done or (self.automatic and today > self.last_on):
            return "done"
        if today > self.last_on:
            return "missed" if self.actor == "buyer" else "overdue"
        if today > self.ends_on:
            return "late"
        if self.opens_on and today < self.opens_on:
            return "waiting"
        left = (self.act_by - today).days
        if left <= URGENT:
            return "urgent"
        return "soon" if left <= SOON else "open"
