"""What is known of an order while its events are walked through.

Pure: takes values, returns values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aliguard.model.event import Event
from aliguard.model.kinds import Remedy, TrackingState
from aliguard.model.money import Money
from aliguard.rules.standing import Anchor, Phase, Printed, Stakes


@dataclass
class Replay:
    """What is known while the events of one order are walked through."""

    anchors: dict[str, Anchor] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    printed: dict[str, Printed] = field(default_factory=dict)
    tracking: TrackingState | None = None
    proposed: tuple[Remedy, Money | None] | None = None
    asked: tuple[Remedy, Money | None] = (Remedy.REFUND, None)
    agreed: tuple[Remedy, Money | None] | None = None
    price: Money | None = None
    received: Money | None = None
    chargeback_open: bool = False
    frozen: bool = False
    phase: Phase = "placed"

    def anchor(self, name: str, event: Event) -> None:
        """Count from the day of this event."""
        latest = event.no_later_than or event.on
        self.anchors[name] = Anchor(event.event, event.on, latest, event.estimate)

    def anchor_first(self, name: str, event: Event) -> None:
        """Keep the first day, but prefer a day that is known to one that is estimated."""
        known = self.anchors.get(name)
        if known is None or (known.estimate and not event.estimate):
            self.anchor(name, event)

    def receive(self, money: Money | None) -> None:
        """Add what came back; what came in another currency takes the place of the sum."""
        known = self.received
        if known and money and known.currency == money.currency:
            money = Money(amount=known.amount + money.amount, currency=money.currency)
        self.received = money or known

    def stakes(self) -> Stakes:
        """The money of the last dispute."""
        remedy = (self.agreed or self.proposed or self.asked)[0]
        return Stakes(
            remedy,
            self.asked[1],
            self.proposed[1] if self.proposed else None,
            self.agreed[1] if self.agreed else None,
            self.received,
        )

    def forget(self, *names: str) -> None:
        """Drop what an earlier dispute left behind."""
        for name in names:
            self.anchors.pop(name, None)
            self.facts.discard(name)
            self.printed.pop(name, None)
