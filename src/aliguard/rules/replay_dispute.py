"""Replay of a dispute: from its opening to the refund, the return and the appeal.

Pure: takes values, returns values.
"""

from __future__ import annotations

from datetime import date

from aliguard.model.event import (
    Accepted,
    AppealDecided,
    DisputeClosed,
    DisputeModified,
    DisputeOpened,
    Event,
    EvidenceRequested,
    EvidenceSent,
    Offered,
    Refunded,
    Rejected,
    Ruled,
)
from aliguard.model.kinds import Reason, Remedy
from aliguard.model.money import Money
from aliguard.rules.replaying import Replay
from aliguard.rules.standing import Phase, Printed

DISPUTE_ANCHORS = (
    "dispute-opened",
    "seller-asked",
    "offered",
    "stepped-in",
    "evidence-requested",
    "ruled",
    "decided",
    "return-agreed",
    "return-shipped",
    "settled",
    "appealed",
)
DISPUTE_FACTS = (
    "satisfied",
    "disputed",
    "dispute-open",
    "dispute-in-transit",
    "dispute-ended",
    "seller-answered",
    "stepped-in",
    "offer-answered",
    "evidence-given",
    "transit-answered",
    "ruling-open",
    "ruling-answered",
    "won",
    "ruled",
    "settled",
    "returned",
    "return-received",
    "appealed",
    "appeal-decided",
)
DISPUTE_PRINTED = ("seller-answer", "offer", "evidence", "ruling", "return")


def _dispute_opened(now: Replay, event: Event) -> None:
    if not isinstance(event, DisputeOpened):
        return
    now.forget(*DISPUTE_ANCHORS, *DISPUTE_FACTS, *DISPUTE_PRINTED, "refunded")
    now.anchor("dispute-opened", event)
    now.facts |= {"disputed", "dispute-open"}
    now.asked = (event.want, event.amount)
    now.proposed = now.agreed = None
    _give_reason(now, event.reason)
    _ask_seller(now, event, event.answer_by)
    now.phase = "disputed"


def _give_reason(now: Replay, reason: Reason | None) -> None:
    now.facts.discard("dispute-in-transit")
    if reason is Reason.IN_TRANSIT:
        now.facts.add("dispute-in-transit")


def _ask_seller(now: Replay, event: Event, answer_by: date | None) -> None:
    now.anchor("seller-asked", event)
    now.facts.discard("seller-answered")
    _note_printed(now, "seller-answer", event, answer_by)


def _note_printed(now: Replay, name: str, event: Event, ends: date | None) -> None:
    now.printed.pop(name, None)
    if ends:
        now.printed[name] = Printed(ends, event.on)


def _dispute_modified(now: Replay, event: Event) -> None:
    if not isinstance(event, DisputeModified):
        return
    now.asked = (event.want or now.asked[0], event.amount or now.asked[1])
    if event.reason:
        _give_reason(now, event.reason)
    _ask_seller(now, event, event.answer_by)


def _offered(now: Replay, event: Event) -> None:
    if not isinstance(event, Offered):
        return
    now.anchor("offered", event)
    now.facts.discard("offer-answered")
    if event.side == "seller":
        now.facts.add("seller-answered")
    now.proposed = (event.remedy, event.amount)
    _note_printed(now, "offer", event, event.answer_by)


def _rejected(now: Replay, event: Event) -> None:
    if not isinstance(event, Rejected):
        return
    now.facts |= {"offer-answered", "ruling-answered"}
    now.facts.discard("ruling-open")
    if now.phase == "ruled":
        now.phase = "mediation"
    if "stepped-in" not in now.facts:
        _ask_seller(now, event, event.answer_by)


def _accepted(now: Replay, event: Event) -> None:
    if not isinstance(event, Accepted):
        return
    now.facts |= {"offer-answered", "ruling-answered", "seller-answered"}
    now.facts.discard("ruling-open")
    remedy, amount = now.proposed or now.asked
    _settle(now, event, event.remedy or remedy, event.amount or amount, event.ship_by)


def _stepped_in(now: Replay, event: Event) -> None:
    _take_over(now, event)
    now.phase = "mediation"


def _take_over(now: Replay, event: Event) -> None:
    """Count the platform in from its first act, whether or not its stepping in was recorded."""
    now.anchor_first("stepped-in", event)
    now.facts.add("stepped-in")


def _evidence_requested(now: Replay, event: Event) -> None:
    if not isinstance(event, EvidenceRequested):
        return
    now.anchor("evidence-requested", event)
    now.facts.discard("evidence-given")
    _take_over(now, event)
    _note_printed(now, "evidence", event, event.answer_by)
    now.phase = "mediation"


def _evidence_sent(now: Replay, event: Event) -> None:
    now.facts.add("evidence-given")
    if isinstance(event, EvidenceSent) and event.arrived is not None:
        now.facts.add("transit-answered")


def _ruled(now: Replay, event: Event) -> None:
    if not isinstance(event, Ruled):
        return
    now.anchor("ruled", event)
    now.facts.add("ruled")
    _take_over(now, event)
    if not event.final:
        now.facts.discard("ruling-answered")
        now.facts.add("ruling-open")
        now.proposed = (event.remedy, event.amount)
        _note_printed(now, "ruling", event, event.answer_by)
        now.phase = "ruled"
        return
    now.facts.discard("ruling-open")
    now.anchor("decided", event)
    _settle(now, event, event.remedy, event.amount, event.ship_by)
    if now.phase == "closed":
        now.phase = "ruled"


def _settle(
    now: Replay, event: Event, remedy: Remedy, amount: Money | None, ship_by: date | None
) -> None:
    """End the dispute: with a return, with money, or with nothing."""
    now.facts -= {"dispute-open", "dispute-in-transit"}
    now.facts.add("dispute-ended")
    now.agreed = (remedy, amount)
    wanted, asked = now.asked
    as_wanted = remedy in {Remedy.REFUND, wanted}
    if as_wanted and amount is not None and asked is not None and amount == asked:
        now.facts.add("won")
    if amount is not None and not amount.amount:
        now.phase = "closed"
    elif remedy is Remedy.RETURN:
        now.anchor("return-agreed", event)
        _note_printed(now, "return", event, ship_by)
        now.phase = "returning"
    else:
        now.anchor("settled", event)
        now.facts.add("settled")
        now.phase = "refunding"


def _dispute_cancelled(now: Replay, event: Event) -> None:
    now.forget(*DISPUTE_ANCHORS, *DISPUTE_FACTS, *DISPUTE_PRINTED)
    now.phase = "placed"
    for fact, phase in _DELIVERY_PHASES:
        if fact in now.anchors:
            now.phase = phase


_DELIVERY_PHASES: tuple[tuple[str, Phase], ...] = (
    ("shipped", "shipped"),
    ("delivered", "delivered"),
    ("completed", "completed"),
)


def _dispute_closed(now: Replay, event: Event) -> None:
    if not isinstance(event, DisputeClosed):
        return
    now.anchor("decided", event)
    now.facts -= {"dispute-open", "dispute-in-transit"}
    now.facts.add("dispute-ended")
    now.phase = "closed"
    if event.amount and event.amount.amount:
        _settle(now, event, Remedy.REFUND, event.amount, None)


def _appealed(now: Replay, event: Event) -> None:
    now.anchor("appealed", event)
    now.facts.add("appealed")


def _appeal_decided(now: Replay, event: Event) -> None:
    if not isinstance(event, AppealDecided):
        return
    now.facts.add("appeal-decided")
    if event.won:
        _settle(now, event, event.remedy, event.amount, event.ship_by)
    elif now.phase == "ruled":
        now.phase = "closed"


def _return_shipped(now: Replay, event: Event) -> None:
    now.anchor("return-shipped", event)
    now.facts.add("returned")
    if "settled" not in now.facts:
        now.phase = "returning"


def _return_received(now: Replay, event: Event) -> None:
    now.facts |= {"return-received", "settled"}
    now.anchor("settled", event)
    now.phase = "refunding"


def _refunded(now: Replay, event: Event) -> None:
    now.facts.add("refunded")
    now.frozen = False
    agreed = now.agreed[1] if now.agreed else None
    if isinstance(event, Refunded):
        now.receive(event.amount or agreed or now.price)
    if "dispute-open" in now.facts:
        now.facts -= {"dispute-open", "dispute-in-transit"}
        now.facts.add("dispute-ended")
    now.phase = "closed"


HANDLERS = {
    "dispute-opened": _dispute_opened,
    "dispute-modified": _dispute_modified,
    "offered": _offered,
    "rejected": _rejected,
    "accepted": _accepted,
    "stepped-in": _stepped_in,
    "evidence-requested": _evidence_requested,
    "evidence-sent": _evidence_sent,
    "ruled": _ruled,
    "dispute-cancelled": _dispute_cancelled,
    "dispute-closed": _dispute_closed,
    "appealed": _appealed,
    "appeal-decided": _appeal_decided,
    "return-shipped": _return_shipped,
    "return-received": _return_received,
    "refunded": _refunded,
}
"""What each kind of event changes."""
