"""Replay of an order's events into where it stands.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from aliguard.model.event import ChargebackDecided, Event, PickupNotice, Tracking
from aliguard.model.lifeline import timeline
from aliguard.model.order import Order
from aliguard.rules import replay_dispute
from aliguard.rules.replaying import Replay
from aliguard.rules.standing import Phase, Printed, Standing


def replay(order: Order) -> Standing:
    """Where the order stands after all of its events."""
    now = Replay(price=order.price)
    for event in timeline(order.events):
        handler = _HANDLERS.get(event.event)
        if handler:
            handler(now, event)
    if order.ship_by:
        now.printed["ship-by"] = Printed(order.ship_by, order.ship_by)
    return Standing(
        phase="frozen" if now.frozen else now.phase,
        anchors=now.anchors,
        facts=frozenset(now.facts),
        printed=now.printed,
        tracking=now.tracking,
        chargeback_open=now.chargeback_open,
        frozen=now.frozen,
        stakes=now.stakes(),
    )


def _placed(now: Replay, event: Event) -> None:
    now.anchor("placed", event)


def _cancel_requested(now: Replay, event: Event) -> None:
    now.anchor("cancel-requested", event)


def _cancelled(now: Replay, event: Event) -> None:
    now.facts |= {"cancelled", "cancel-answered"}
    if event.by is None and "placed" in now.anchors:
        now.anchor("settled", event)  # who records it has paid; a file may tell of unpaid orders
    now.phase = "cancelled"


def _shipped(now: Replay, event: Event) -> None:
    now.anchor("shipped", event)
    now.facts.add("shipped")
    if "cancel-requested" in now.anchors:
        now.facts.add("cancel-answered")
    _advance(now, "shipped")


def _tracking(now: Replay, event: Event) -> None:
    if isinstance(event, Tracking):
        now.tracking = event.state


def _pickup(now: Replay, event: Event) -> None:
    if isinstance(event, PickupNotice):
        now.printed["pickup"] = Printed(event.until, event.on)


def _delivered(now: Replay, event: Event) -> None:
    now.anchor("delivered", event)
    _receive(now, event)
    _advance(now, "delivered")


def _confirmed(now: Replay, event: Event) -> None:
    """Automatic confirmation counts as the buyer's own."""
    now.anchor_first("confirmed", event)
    now.anchor_first("completed", event)
    now.facts |= {"confirmed", "completed"}
    _receive(now, event)
    _advance(now, "completed")


def _satisfied(now: Replay, event: Event) -> None:
    now.facts.add("satisfied")


def _receive(now: Replay, event: Event) -> None:
    now.anchor_first("received", event)
    now.facts.add("received")


def _advance(now: Replay, phase: Phase) -> None:
    """Go on to a phase of delivery, unless a dispute or a refund has the say."""
    if now.phase in {"placed", "shipped", "delivered"}:
        now.phase = phase


def _extension_requested(now: Replay, event: Event) -> None:
    now.anchor("extension-requested", event)
    now.facts.discard("extension-answered")


def _extension_answered(now: Replay, event: Event) -> None:
    now.facts.add("extension-answered")


def _frozen(now: Replay, event: Event) -> None:
    now.anchor("frozen", event)
    now.facts.discard("unfrozen")
    now.frozen = True


def _unfrozen(now: Replay, event: Event) -> None:
    now.facts.add("unfrozen")
    now.frozen = False


def _chargeback_opened(now: Replay, event: Event) -> None:
    now.anchor("chargeback-opened", event)
    now.facts.add("chargeback-opened")
    now.chargeback_open = True


def _chargeback_escalated(now: Replay, event: Event) -> None:
    now.facts.add("chargeback-escalated")


def _chargeback_decided(now: Replay, event: Event) -> None:
    now.facts.add("chargeback-decided")
    now.chargeback_open = False
    if isinstance(event, ChargebackDecided) and event.won:
        now.facts.add("chargeback-won")
        now.receive(event.amount or now.price)
        now.phase = "closed"


def _claim_sent(now: Replay, event: Event) -> None:
    now.anchor("claim-sent", event)
    now.facts.discard("claim-answered")


def _claim_answered(now: Replay, event: Event) -> None:
    now.facts.add("claim-answered")


_HANDLERS = {
    "placed": _placed,
    "cancel-requested": _cancel_requested,
    "cancelled": _cancelled,
    "shipped": _shipped,
    "tracking": _tracking,
    "pickup-notice": _pickup,
    "delivered": _delivered,
    "confirmed": _confirmed,
    "completed": _confirmed,
    "satisfied": _satisfied,
    "extension-requested": _extension_requested,
    "extended": _extension_answered,
    "extension-refused": _extension_answered,
    "frozen": _frozen,
    "unfrozen": _unfrozen,
    "chargeback-opened": _chargeback_opened,
    "chargeback-escalated": _chargeback_escalated,
    "chargeback-decided": _chargeback_decided,
    "claim-sent": _claim_sent,
    "claim-answered": _claim_answered,
    **replay_dispute.HANDLERS,
}
