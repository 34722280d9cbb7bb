"""An order without its dispute: until the goods are there, the money, the bank, written claims.

Pure: takes values, returns values.
"""

from __future__ import annotations

from aliguard.model.event import (
    Cancelled,
    CancelRequested,
    ChargebackDecided,
    Completed,
    Confirmed,
    Delivered,
    Event,
    PickupNotice,
    Refunded,
    Tracking,
)
from aliguard.model.life import Life, at_least, less
from aliguard.model.steps import Step, entering, only_while, since

STEPS: dict[str, Step] = {}
"""What each kind of event needs, and what it does."""
step = entering(STEPS)

# --- until the goods are there -------------------------------------------------------------------


@step("placed")
def _placed(life: Life, event: Event) -> None:
    life.anchor("placed", event)


@step("cancel-requested")
def _cancel_requested(life: Life, event: CancelRequested) -> None:
    life.anchor("cancel-requested", event)


def _not_received(life: Life, _: Event) -> str | None:
    return f"the order was {since(life, 'received')}" if "received" in life.facts else None


@step("cancelled", _not_received)
def _cancelled(life: Life, event: Cancelled) -> None:
    """Who records it has paid, so a refund is due; a file may tell of an order never paid."""
    life.anchor("cancelled", event)
    life.hold(event, "cancelled", "cancel-answered")
    if event.by is None:
        life.anchor("settled", event)
    else:
        life.hold(event, "cancelled-unpaid")
    life.phase = "cancelled"


@step("shipped")
def _shipped(life: Life, event: Event) -> None:
    life.anchor("shipped", event)
    life.hold(event, "shipped")
    if "cancel-requested" in life.anchors:
        life.hold(event, "cancel-answered")
    life.advance("shipped")


@step("tracking")
def _tracking(life: Life, event: Tracking) -> None:
    life.tracking = event.state


@step("pickup-notice")
def _pickup(life: Life, event: PickupNotice) -> None:
    life.note_printed("pickup", event, event.until)


@step("delivered")
def _delivered(life: Life, event: Delivered) -> None:
    """A carrier's "delivered" starts the clock, even where the buyer has seen no parcel."""
    life.anchor_first("delivered", event)
    life.anchor_first("received", event)
    life.hold(event, "received")
    if event.elsewhere:
        life.hold(event, "elsewhere")
    else:
        life.drop("elsewhere")
    life.advance("delivered")


@step("confirmed")
@step("completed")
def _confirmed(life: Life, event: Confirmed | Completed) -> None:
    """Automatic confirmation counts as the buyer's own."""
    life.anchor_first("confirmed", event)
    life.anchor_first("completed", event)
    life.anchor_first("received", event)
    life.hold(event, "confirmed", "completed", "received")
    if isinstance(event, Confirmed):
        life.hold(event, "confirmed-by-buyer")
    life.advance("completed")


_CONTENT_AFTER = frozenset({"received", "dispute-ended", "part-refunded", "proposal-accepted"})


def _content(life: Life, _: Event) -> str | None:
    if "dispute-open" in life.facts and "proposal-accepted" not in life.facts:
        return f"a dispute is open, {since(life, 'dispute-opened')}"
    if life.facts.keys().isdisjoint(_CONTENT_AFTER):
        return "it was neither delivered nor confirmed"
    return None


@step("satisfied", _content)
def _satisfied(life: Life, event: Event) -> None:
    life.hold(event, "satisfied")


@step("extension-requested")
def _extension_requested(life: Life, event: Event) -> None:
    life.anchor("extension-requested", event)
    life.hold(event, "extension-asked")
    life.drop("extension-answered")


@step("extended")
@step("extension-refused", only_while("extension-asked", "no request for an extension is open"))
def _extension_answered(life: Life, event: Event) -> None:
    life.hold(event, "extension-answered")
    life.drop("extension-asked")


@step("frozen")
def _frozen(life: Life, event: Event) -> None:
    life.anchor("frozen", event)
    life.hold(event, "frozen")
    life.drop("unfrozen")


@step("unfrozen", only_while("frozen", "it is not frozen"))
def _unfrozen(life: Life, event: Event) -> None:
    life.hold(event, "unfrozen")
    life.drop("frozen")


# --- money, the bank, written claims -------------------------------------------------------------


@step("refunded")
def _refunded(life: Life, event: Refunded) -> None:
    """Money that came back settles what it pays: the rest stays at stake."""
    agreed = life.agreed.amount if life.agreed else None
    money = event.amount or less(agreed or life.price, life.received)
    if money is not None and not money.amount:
        return
    life.receive(money)
    life.drop("frozen", "short")
    if "dispute-open" in life.facts:
        life.anchor("decided", event)
        life.drop("dispute-open", "dispute-in-transit", "ruling-open")
        life.hold(event, "dispute-ended", "ended-by-money")
        life.proposals = ()
        life.phase = "closed"
    if agreed and not at_least(life.received, agreed):
        life.anchor("short", event)
        life.hold(event, "short")
        life.phase = "refunding"
    elif at_least(life.received, life.price):
        life.hold(event, "refunded", "paid")
        life.phase = "closed"
    elif agreed:
        life.hold(event, "paid")
        life.phase = "closed"
    else:
        life.hold(event, "part-refunded")


@step("chargeback-opened")
def _chargeback_opened(life: Life, event: Event) -> None:
    life.anchor("chargeback-opened", event)
    life.hold(event, "chargeback-opened", "chargeback-open")


_AT_THE_BANK = only_while("chargeback-open", "no chargeback is open")


@step("chargeback-escalated", _AT_THE_BANK)
def _chargeback_escalated(life: Life, event: Event) -> None:
    life.hold(event, "chargeback-escalated")


@step("chargeback-decided", _AT_THE_BANK)
def _chargeback_decided(life: Life, event: ChargebackDecided) -> None:
    life.hold(event, "chargeback-decided")
    life.drop("chargeback-open")
    if event.won:
        life.hold(event, "chargeback-won")
        life.receive(event.amount or less(life.price, life.received))
        life.phase = "closed"


@step("claim-sent")
def _claim_sent(life: Life, event: Event) -> None:
    life.anchor("claim-sent", event)
    life.hold(event, "claim-open")
    life.drop("claim-answered")


@step("claim-answered", only_while("claim-open", "no written claim is unanswered"))
def _claim_answered(life: Life, event: Event) -> None:
    life.anchor("claim-answered", event)
    life.hold(event, "claim-answered")
    life.drop("claim-open")
