"""A dispute in the life of an order: from its opening to the ruling, the return and the appeal.

Pure: takes values, returns values.
"""

from __future__ import annotations

from aliguard.model.event import (
    Accepted,
    AppealDecided,
    Appealed,
    DisputeCancelled,
    DisputeClosed,
    DisputeModified,
    DisputeOpened,
    Event,
    EvidenceRequested,
    EvidenceSent,
    Offered,
    Rejected,
    ReturnReceived,
    ReturnShipped,
    Ruled,
    StepInAnnounced,
    SteppedIn,
)
from aliguard.model.kinds import Reason, Remedy
from aliguard.model.life import DELIVERY, Anchor, Life, Phase, Proposal, Terms, at_least
from aliguard.model.steps import Step, entering, only_while, since

STEPS: dict[str, Step] = {}
"""What each kind of event needs, and what it does."""
step = entering(STEPS)

ANCHORS = (
    *("dispute-opened", "seller-asked", "offered", "stepped-in", "decision-awaited"),
    *("evidence-requested", "ruled", "decided", "given-up", "return-agreed", "return-shipped"),
    *("settled", "appealed", "short"),
)
FACTS = (
    *("satisfied", "disputed", "dispute-open", "dispute-in-transit", "transit-reason"),
    *("wants-return", "dispute-ended", "seller-answered", "offered-before", "stepped-in"),
    *("offer-answered", "evidence-given", "transit-answered", "not-arrived"),
    *("ruling-open", "ruling-answered", "proposal-accepted", "accepted", "won", "won-all"),
    *("ruled", "settled", "returned", "return-received", "appealed", "appeal-decided"),
    *("refunded", "paid", "short", "ended-by-money"),
)
PRINTED = ("seller-answer", "step-in", "offer", "evidence", "ruling", "return")
"""What a dispute leaves behind, and the next one begins without."""

DURING = frozenset(
    {"dispute-modified", "offered", "rejected", "accepted", "step-in-announced", "stepped-in"}
    | {"evidence-requested", "evidence-sent", "ruled", "dispute-cancelled", "dispute-closed"}
)
"""What happens only while a dispute is open."""


def _forget(life: Life) -> None:
    life.drop(*FACTS)
    for name in ANCHORS:
        life.anchors.pop(name, None)
    for name in PRINTED:
        life.printed.pop(name, None)
    life.proposals = ()
    life.offered = life.agreed = None


_OPEN = only_while("dispute-open", "no dispute is open")


def _none_open(life: Life, _: Event) -> str | None:
    if "dispute-open" in life.facts and "proposal-accepted" not in life.facts:
        return f"a dispute is open already, {since(life, 'dispute-opened')}"
    return None


# --- the negotiation -----------------------------------------------------------------------------


@step("dispute-opened", _none_open)
def _opened(life: Life, event: DisputeOpened) -> None:
    _forget(life)
    life.anchor("dispute-opened", event)
    life.hold(event, "disputed", "dispute-open")
    if "received" not in life.facts:
        life.hold(event, "dispute-in-transit")
    life.asked = Terms()
    _ask(life, event, event.reason, Terms(event.want, event.amount))
    life.phase = "disputed"


@step("dispute-modified", _OPEN)
def _modified(life: Life, event: DisputeModified) -> None:
    asked = Terms(event.want or life.asked.remedy, event.amount or life.asked.amount)
    _ask(life, event, event.reason, asked)
    if event.reason and "received" in life.facts:
        life.drop("dispute-in-transit")


def _ask(
    life: Life, event: DisputeOpened | DisputeModified, reason: Reason | None, asked: Terms
) -> None:
    """Ask the seller for terms, who then has to answer."""
    life.asked = asked
    life.drop("wants-return")
    if asked.remedy is Remedy.RETURN:
        life.hold(event, "wants-return")
    if reason:
        life.drop("transit-reason")
    if reason is Reason.IN_TRANSIT:
        life.hold(event, "transit-reason")
    _await_seller(life, event)


def _await_seller(life: Life, event: DisputeOpened | DisputeModified | Rejected) -> None:
    life.anchor("seller-asked", event)
    life.drop("seller-answered")
    life.note_printed("seller-answer", event, event.answer_by)


@step("offered", _OPEN)
def _offered(life: Life, event: Offered) -> None:
    side_by_side = "offered" in life.anchors and life.anchors["offered"].on == event.on
    life.anchor("offered", event)
    life.drop("offer-answered")
    if event.side == "seller":
        life.hold(event, "seller-answered", "offered-before")
    terms = Terms(event.remedy, event.amount)
    _propose(life, Proposal(event.side, terms), beside=side_by_side)
    life.note_printed("offer", event, event.answer_by)


def _propose(life: Life, new: Proposal, *, beside: bool) -> None:
    """Put terms on the table: beside those of the other side, and one more of the same side."""
    life.offered = new.terms
    others = [each for each in life.proposals if each.side != new.side]
    same = [each for each in life.proposals if each.side == new.side and each != new]
    life.proposals = (*others, *(same[-1:] if beside else ()), new)


def _proposed(life: Life, event: Event) -> str | None:
    return _OPEN(life, event) or (None if life.proposals else "there is no offer to answer")


@step("rejected", _proposed)
def _rejected(life: Life, event: Rejected) -> None:
    life.hold(event, "offer-answered", "ruling-answered")
    life.drop("ruling-open")
    life.proposals = ()
    if life.phase == "ruled":
        life.phase = "mediation"
    if "stepped-in" in life.facts:
        life.anchor("decision-awaited", event)
    else:
        _await_seller(life, event)


def _acceptable(life: Life, event: Accepted) -> str | None:
    if event.side == "seller" or event.remedy or event.amount:
        return _OPEN(life, event)
    return _proposed(life, event)


@step("accepted", _acceptable)
def _accepted(life: Life, event: Accepted) -> None:
    """The seller accepts what was asked for, the buyer what was proposed.

    A proposal of AliExpress is final only when the ruling or the money is recorded.
    """
    chosen = life.asked if event.side == "seller" else _chosen(life, event)
    terms = Terms(event.remedy or chosen.remedy, event.amount or chosen.amount)
    proposed = "ruling-open" in life.facts and event.side == "buyer"
    life.hold(event, "offer-answered", "ruling-answered", "seller-answered")
    life.drop("ruling-open")
    life.proposals = ()
    if proposed:
        life.hold(event, "proposal-accepted")
        _await_decision(life, event, "ruling")
        life.agreed = terms
        return
    life.hold(event, "accepted")
    life.anchor("given-up", event)
    _settle(life, event, terms)
    life.note_printed("return", event, event.ship_by)


def _chosen(life: Life, event: Accepted) -> Terms:
    """The terms that were meant: those of the same amount and remedy, else the newest."""
    terms = [each.terms for each in life.proposals]
    fitting = [
        each
        for each in terms
        if event.amount in {None, each.amount} and event.remedy in {None, each.remedy}
    ]
    return (fitting or terms or [life.asked])[-1]


# --- AliExpress decides --------------------------------------------------------------------------


@step("step-in-announced", _OPEN)
def _announced(life: Life, event: StepInAnnounced) -> None:
    life.note_printed("step-in", event, event.ends)


@step("stepped-in", _OPEN)
def _stepped_in(life: Life, event: SteppedIn) -> None:
    _take_over(life, event)


def _take_over(life: Life, event: Event) -> None:
    """Count AliExpress in from its first act, whether or not its stepping in was recorded."""
    life.anchor_first("stepped-in", event)
    life.anchor_first("decision-awaited", event)
    life.hold(event, "stepped-in")
    life.phase = "mediation"


@step("evidence-requested", _OPEN)
def _evidence_requested(life: Life, event: EvidenceRequested) -> None:
    _take_over(life, event)
    life.anchor("evidence-requested", event)
    life.drop("evidence-given")
    life.note_printed("evidence", event, event.answer_by)


@step("evidence-sent", _OPEN)
def _evidence_sent(life: Life, event: EvidenceSent) -> None:
    life.hold(event, "evidence-given")
    if event.arrived is None:
        return
    life.hold(event, "transit-answered")
    life.drop("not-arrived")
    if not event.arrived:
        life.hold(event, "not-arrived")


@step("ruled", _OPEN)
def _ruled(life: Life, event: Ruled) -> None:
    terms = Terms(event.remedy, event.amount)
    _take_over(life, event)
    life.hold(event, "ruled")
    if not event.final:
        beside = "ruling-open" in life.facts
        life.anchor("ruled", event)
        life.drop("ruling-answered", "proposal-accepted")
        life.hold(event, "ruling-open")
        _propose(life, Proposal("platform", terms), beside=beside)
        life.note_printed("ruling", event, event.answer_by)
        _await_decision(life, event, "ruling")
        life.phase = "ruled"
        return
    life.anchor("ruled", event)
    life.anchor("decided", event)
    _settle(life, event, terms)
    life.note_printed("return", event, event.ship_by)
    if life.phase == "closed":
        life.phase = "ruled"


def _await_decision(life: Life, event: Event, printed: str) -> None:
    """Wait for the decision from here on, or from the day until which both sides may answer."""
    until = life.printed.get(printed)
    on = max(event.on, until.ends) if until else event.on
    life.anchors["decision-awaited"] = Anchor(event.event, on, on)


def _settle(life: Life, event: Event, terms: Terms) -> None:
    """End the dispute: with a return, with money, or with nothing."""
    _end(life, event)
    life.agreed = terms
    nothing = terms.amount is not None and not terms.amount.amount
    if terms.amount and life.asked.amount and at_least(terms.amount, life.asked.amount):
        as_asked = terms.remedy in {Remedy.REFUND, life.asked.remedy}
        life.hold(event, "won-all", *(["won"] if as_asked else []))
    if nothing:
        life.phase = "closed"
    elif terms.remedy is Remedy.RETURN:
        life.anchor("return-agreed", event)
        life.hold(event, "return-due")
        life.phase = "returning"
    else:
        life.anchor("settled", event)
        life.hold(event, "settled")
        life.phase = "refunding"


def _end(life: Life, event: Event) -> None:
    life.drop("dispute-open", "dispute-in-transit", "ruling-open", "proposal-accepted")
    life.hold(event, "dispute-ended")
    life.proposals = ()
    life.phase = "closed"


@step("dispute-cancelled", _OPEN)
def _cancelled(life: Life, event: DisputeCancelled) -> None:
    escalated = "stepped-in" in life.facts
    _forget(life)
    life.anchor("given-up", event)
    life.hold(event, "cancelled-before", *(["escalated-before"] if escalated else []))
    reached: tuple[Phase, ...] = tuple(phase for phase in DELIVERY if phase in life.anchors)
    life.phase = ("placed", *reached)[-1]


@step("dispute-closed", _OPEN)
def _closed(life: Life, event: DisputeClosed) -> None:
    life.anchor("decided", event)
    _end(life, event)
    if event.amount and event.amount.amount:
        _settle(life, event, Terms(Remedy.REFUND, event.amount))


# --- appeal and return ---------------------------------------------------------------------------


def _appealable(life: Life, _: Event) -> str | None:
    if life.anchors.keys().isdisjoint({"decided", "given-up"}):
        return "there is no ruling to appeal against"
    if "appealed" in life.facts:
        return f"there was an appeal already, {since(life, 'appealed')}"
    return None


@step("appealed", _appealable)
def _appealed(life: Life, event: Appealed) -> None:
    life.anchor("appealed", event)
    life.hold(event, "appealed")


def _appeal_open(life: Life, _: Event) -> str | None:
    waits = "appealed" in life.facts and "appeal-decided" not in life.facts
    return None if waits else "no appeal is open"


@step("appeal-decided", _appeal_open)
def _appeal_decided(life: Life, event: AppealDecided) -> None:
    life.hold(event, "appeal-decided")
    if event.won:
        _settle(life, event, Terms(event.remedy, event.amount))
        life.note_printed("return", event, event.ship_by)
    elif life.phase == "ruled":
        life.phase = "closed"


def _return_due(life: Life, _: Event) -> str | None:
    if life.free_returns or "return-due" in life.facts:
        return None
    accepted = "proposal-accepted" in life.facts and life.agreed
    if accepted and accepted.remedy is Remedy.RETURN:
        return None
    return "no return was agreed or ordered, and the order has no free-returns mark"


@step("return-shipped", _return_due)
def _return_shipped(life: Life, event: ReturnShipped) -> None:
    life.anchor("return-shipped", event)
    life.hold(event, "returned")
    life.drop("return-received")
    if "settled" not in life.facts:
        life.phase = "returning"


def _on_its_way_back(life: Life, _: Event) -> str | None:
    waits = "returned" in life.facts and "return-received" not in life.facts
    return None if waits else "nothing is on its way back"


@step("return-received", _on_its_way_back)
def _return_received(life: Life, event: ReturnReceived) -> None:
    life.hold(event, "return-received", "settled")
    life.anchor("settled", event)
    life.phase = "refunding"
