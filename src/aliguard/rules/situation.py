"""An order with all that its deadlines follow from.

Pure: takes values, returns values.
"""

from __future__ import annotations

from dataclasses import dataclass

from aliguard.model.order import Order
from aliguard.rules.deadline import SAFETY_DAYS
from aliguard.rules.protection import Protection, protection
from aliguard.rules.replay import replay
from aliguard.rules.rulebook import Condition, Rule, Rulebook
from aliguard.rules.standing import Anchor, Standing


@dataclass(frozen=True, slots=True)
class Situation:
    """An order with all that its deadlines follow from."""

    order: Order
    rulebook: Rulebook
    standing: Standing
    anchors: dict[str, Anchor]
    protection: Protection | None
    safety_days: int


def situation(order: Order, rulebook: Rulebook, *, safety_days: int = SAFETY_DAYS) -> Situation:
    """The order replayed, with the end of its protection among the anchors."""
    standing = replay(order)
    anchors = dict(standing.anchors)
    protected = protection(order, standing, rulebook)
    if protected:
        estimate = protected.certainty == "estimate"
        anchors["protection-end"] = Anchor(
            "protection-end", protected.ends, protected.latest, estimate
        )
    return Situation(order, rulebook, standing, anchors, protected, safety_days)


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
    facts = case.standing.facts
    if rule.kind == "opening" or not facts.isdisjoint(rule.moot_by):
        return False
    return facts.issuperset(rule.needs) and holds(rule.when, case) is True
