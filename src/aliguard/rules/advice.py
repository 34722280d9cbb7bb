"""What is still possible when a dispute is not, each way with its last day.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aliguard.rules.deadlines import window
from aliguard.rules.situation import Situation, holds


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way that is still open, and its last day; None where no day is known."""

    id: str
    title: str
    until: date | None


_WAYS = (
    ("appeal", "Appeal against the ruling, once"),
    ("free-return", "Send the goods back as a free return"),
    ("withdrawal", "Withdraw from the purchase (EU, no reason needed)"),
    ("paypal-claim", "Open a case at PayPal"),
    ("card-chargeback", "Ask the card issuer for a chargeback"),
)
"""The ways that a rule dates, in the order in which to try them."""

_IF_PAID_WITH = {
    "paypal-claim": "If you paid by PayPal: ",
    "card-chargeback": "If you paid by card: ",
}


def alternatives(case: Situation, *, today: date) -> tuple[Alternative, ...]:
    """The ways that are still open today, those that cost least first."""
    dated = (_dated(rule_id, title, case, today) for rule_id, title in _WAYS)
    return (*_cancelling(case), *(way for way in dated if way), *_asking(case))


def _cancelling(case: Situation) -> tuple[Alternative, ...]:
    if case.standing.phase == "placed" and not case.standing.facts & {"shipped", "received"}:
        return (Alternative("cancel", "Ask the seller to cancel the order", None),)
    return ()


def _dated(rule_id: str, title: str, case: Situation, today: date) -> Alternative | None:
    rule = case.rulebook.rules.get(rule_id)
    if rule is None or not case.standing.facts.isdisjoint((*rule.moot_by, *rule.done_by)):
        return None
    applies = holds(rule.when, case)
    deadline = window(rule_id, rule, case) if applies is not False else None
    if deadline is None or today > deadline.last_on:
        return None
    if applies is None and rule_id not in _IF_PAID_WITH:
        return None
    if applies is None:
        title = _IF_PAID_WITH[rule_id] + title[0].lower() + title[1:]
    until = deadline.ends_on if today <= deadline.ends_on else deadline.latest_on
    return Alternative(rule_id, title, until)


def _asking(case: Situation) -> tuple[Alternative, ...]:
    if case.standing.phase == "closed":
        return ()
    return (Alternative("support-chat", "Ask AliExpress' support chat, with your evidence", None),)
