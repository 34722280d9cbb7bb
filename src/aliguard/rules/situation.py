"""An order with all that its deadlines follow from.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aliguard.model.kinds import TrackingState
from aliguard.model.life import Anchor, Life, Printed
from aliguard.model.lifeline import lived
from aliguard.model.order import Order
from aliguard.rules.deadline import SAFETY_DAYS
from aliguard.rules.protection import Protection, protection
from aliguard.rules.rulebook import Rule, Rulebook
from aliguard.rules.terms import Condition

SHOWS_SHIPMENT = frozenset({"shipped", "received", "protection-printed"})
"""Facts of which each shows that the seller has sent something."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An order with all that its deadlines follow from."""

    order: Order
    rulebook: Rulebook
    life: Life
    anchors: Mapping[str, Anchor]
    facts: Mapping[str, date]
    """What holds, and since which day."""
    protection: Protection | None
    safety_days: int

    def holds_any(self, facts: Iterable[str]) -> bool:
        """Whether one of these facts holds."""
        return not self.facts.keys().isdisjoint(facts)

    def holds_all(self, facts: Iterable[str]) -> bool:
        """Whether all of these facts hold."""
        return all(map(self.facts.__contains__, facts))


def situation(order: Order, rulebook: Rulebook, *, safety_days: int = SAFETY_DAYS) -> Situation:
    """The order after all that happened, with the end of its protection among the anchors."""
    life = lived(order.events, price=order.price, free_returns=order.free_returns)
    if order.ship_by:
        life.printed["ship-by"] = Printed(order.ship_by, order.ship_by)
    protected = protection(order, life, rulebook)
    anchors, facts = dict(life.anchors), dict(life.facts)
    facts |= dict.fromkeys(_derived(life, protected), date.min)
    if protected:
        end = Anchor("protection-end", protected.ends, protected.latest, protected.estimated)
        anchors["protection-end"] = end
        _in_transit(end, anchors, facts)
    return Situation(order, rulebook, life, anchors, facts, protected, safety_days)


def _in_transit(end: Anchor, anchors: dict[str, Anchor], facts: dict[str, date]) -> None:
    """What the end of protection makes of a dispute over a parcel that is under way.

    Then the buyer is asked whether it came: that it had not come before is no answer, unless
    AliExpress has the case already. A dispute for that reason rests until then, and is decided once
    that was answered; after it nobody asks.
    """
    opened = anchors.get("dispute-opened")
    if opened is None or "dispute-in-transit" not in facts:
        return
    if opened.on > end.on:
        del facts["dispute-in-transit"]
        return
    denied = facts.get("not-arrived")
    if denied and denied < end.on and "stepped-in" not in facts:
        del facts["not-arrived"], facts["transit-answered"]
        denied = None
    if "transit-reason" not in facts:
        return
    facts["dispute-rests"] = date.min
    if denied and "decision-awaited" not in anchors:
        anchors["decision-awaited"] = Anchor("evidence-sent", denied, denied)
        facts["seller-answered"] = denied


def _derived(life: Life, protected: Protection | None) -> Iterable[str]:
    """The facts that follow from tracking and protection."""
    if life.tracking is TrackingState.MOVING:
        yield "moving"
    if "decided" in life.anchors:
        yield "decided"
    printed = protected is not None and protected.noted is not None
    if printed:
        yield "protection-printed"
    if protected and protected.certainty != "estimate":
        yield "protection-known"
    if protected and protected.late:
        yield "extended-late"
    if not printed and life.facts.keys().isdisjoint(SHOWS_SHIPMENT):
        yield "unshipped"
    else:
        yield "under-way"


def holds(condition: Condition, case: Situation) -> bool | None:
    """Whether an order meets a condition; None when the order does not say."""
    order = case.order
    answers: list[bool | None] = []
    if condition.free_returns is not None:
        answers.append(order.free_returns == condition.free_returns)
    if condition.paid_with:
        answers.append(_among(order.paid_with, frozenset(condition.paid_with)))
    if condition.buyer_in:
        answers.append(_among(order.buyer_in, case.rulebook.countries(condition.buyer_in)))
    if condition.seller_in:
        answers.append(_among(order.seller_in, case.rulebook.countries(condition.seller_in)))
    if False in answers:
        return False
    return None if None in answers else True


def _among(fact: str | None, allowed: frozenset[str]) -> bool | None:
    return None if fact is None else fact in allowed


def applies(rule: Rule, case: Situation) -> bool:
    """Whether a rule speaks of an order now: what it needs holds, and nothing has made it moot."""
    if rule.kind == "opening" or case.holds_any(rule.moot_by):
        return False
    needed = not rule.needs or case.holds_all(rule.needs)
    return needed and (rule.unconditional or holds(rule.when, case) is True)
