"""Where an order stands after what has happened: anchors, facts, printed dates, money, a phase.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from aliguard.model.event import Event
from aliguard.model.kinds import Remedy, TrackingState
from aliguard.model.money import Money

Phase = Literal[
    "placed",
    "shipped",
    "delivered",
    "completed",
    "disputed",
    "mediation",
    "ruled",
    "returning",
    "refunding",
    "closed",
    "cancelled",
    "frozen",
]

DELIVERY: tuple[Phase, ...] = ("placed", "shipped", "delivered", "completed")
"""The phases of an order that nobody fights for, in their order."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that deadlines count from, and the event behind it."""

    event: str
    on: date
    latest: date
    """The last credible day of it; later than `on` only where the day is an estimate."""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A date that AliExpress printed, and the day on which it was noted."""

    ends: date
    noted: date


class Terms(NamedTuple):
    """What a dispute asks for, or may end with; an amount that is not known is None."""

    remedy: Remedy = Remedy.REFUND
    amount: Money | None = None


class Proposal(NamedTuple):
    """Terms that can be accepted, and who proposed them."""

    side: Literal["seller", "platform"]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Stakes:
    """The money of an order's last dispute; None for what is not known."""

    remedy: Remedy = Remedy.REFUND
    asked: Money | None = None
    offered: Money | None = None
    agreed: Money | None = None
    """What was accepted or ruled."""
    received: Money | None = None


@dataclass
class Life:
    """What is known of one order while its events are walked through."""

    price: Money | None = None
    free_returns: bool = False
    phase: Phase = "placed"
    anchors: dict[str, Anchor] = field(default_factory=dict)
    facts: dict[str, date] = field(default_factory=dict)
    """What holds, and since which day."""
    printed: dict[str, Printed] = field(default_factory=dict)
    tracking: TrackingState | None = None
    asked: Terms = field(default_factory=Terms)
    proposals: tuple[Proposal, ...] = ()
    """What can be accepted now: the last is the newest."""
    offered: Terms | None = None
    """The last that was proposed, answered or not."""
    agreed: Terms | None = None
    received: Money | None = None

    def anchor(self, name: str, event: Event) -> None:
        """Count from the day of this event."""
        self.anchors[name] = anchor_of(event)

    def anchor_first(self, name: str, event: Event) -> None:
        """Keep the first day, but prefer a day that is known to one that is estimated."""
        known = self.anchors.get(name)
        if known is None or (known.estimate and not event.estimate):
            self.anchor(name, event)

    def hold(self, event: Event, *facts: str) -> None:
        """From this event on, these facts hold."""
        self.facts |= dict.fromkeys(facts, event.on)

    def drop(self, *facts: str) -> None:
        """These facts hold no longer."""
        for fact in facts:
            self.facts.pop(fact, None)

    def note_printed(self, name: str, event: Event, ends: date | None) -> None:
        """Note a date that AliExpress printed; None says that it printed none."""
        self.printed.pop(name, None)
        if ends:
            self.printed[name] = Printed(ends, event.on)

    def receive(self, money: Money | None) -> None:
        """Add what came back; what came in another currency takes the place of the sum."""
        known = self.received
        if known and money and known.currency == money.currency:
            money = Money(amount=known.amount + money.amount, currency=money.currency)
        self.received = money or known

    def advance(self, phase: Phase) -> None:
        """Go on to a phase of delivery, unless a dispute or a refund has the say."""
        if self.phase in DELIVERY[: DELIVERY.index(phase)]:
            self.phase = phase

    @property
    def lacking(self) -> Money | None:
        """What did not come of what was agreed; None if nothing is, or if it is not known."""
        agreed = self.agreed.amount if self.agreed else None
        return less(agreed, self.received)

    @property
    def stakes(self) -> Stakes:
        """The money of the last dispute."""
        remedy = (self.agreed or self.offered or self.asked).remedy
        return Stakes(
            remedy,
            self.asked.amount,
            self.offered.amount if self.offered else None,
            self.agreed.amount if self.agreed else None,
            self.received,
        )


def anchor_of(event: Event) -> Anchor:
    """The day of an event as one to count from."""
    return Anchor(event.event, event.on, event.no_later_than or event.on, event.estimate)


def at_least(money: Money | None, wanted: Money | None) -> bool:
    """Whether an amount reaches another; where that cannot be compared, it is taken to."""
    if money is None or wanted is None or money.currency != wanted.currency:
        return True
    return money.amount >= wanted.amount


def less(wanted: Money | None, received: Money | None) -> Money | None:
    """What is missing of an amount; None if nothing is, or if it cannot be compared."""
    if wanted is None or received is None:
        return wanted
    if received.currency != wanted.currency or received.amount >= wanted.amount:
        return None
    return Money(amount=wanted.amount - received.amount, currency=wanted.currency)
