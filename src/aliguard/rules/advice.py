"""What is still possible when a dispute is not, each way with its last day.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aliguard.rules.deadline import Day, Deadline
from aliguard.rules.rulebook import Rule
from aliguard.rules.situation import Situation, holds
from aliguard.rules.windows import window

SUPPORT, CLAIM = "support-chat", "written-claim"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way that is still open, its last day, how to go it, and what it needs."""

    id: str
    title: str
    until: date | None
    """None where no day is known."""
    how: str
    needs: str


_WAYS = (
    (
        "dispute-after-timeout",
        "Open a dispute although protection has ended (contested)",
        "the tracking page that shows that nothing came",
    ),
    (
        "dispute-after-receipt",
        "Open a dispute although the safe days have passed (contested)",
        "photos or a film of the fault",
    ),
    ("appeal", "Appeal against the ruling, once", "evidence that was not seen yet"),
    (
        "appeal-last-resort",
        "Appeal although nothing was ruled, as a last resort (contested)",
        "evidence that was not seen yet",
    ),
    (SUPPORT, "Ask AliExpress' support chat, with your evidence", "screenshots and the order's id"),
    ("free-return", "Send the goods back as a free return", "the goods, unused and packed"),
    (
        "withdrawal",
        "Withdraw from the purchase (EU, no reason needed)",
        "the goods, and the postage",
    ),
    (CLAIM, "Send the seller a written claim", "proof of the day on which you sent it"),
    ("paypal-claim", "Open a case at PayPal", "the order page and what was said in the dispute"),
    (
        "card-chargeback",
        "Ask the card issuer for a chargeback",
        "the order page, the tracking, and what was said in the dispute",
    ),
)
"""The ways out with what each needs, in the order in which to try them."""

_IF_PAID_WITH = {
    "paypal-claim": "If you paid by PayPal: ",
    "card-chargeback": "If you paid by card: ",
}
_WITHOUT_RULE = {
    SUPPORT: "Open the help chat on the order page and ask for a person.",
    CLAIM: "Write what is wrong and what you want, and record it: `aliguard claim sent`.",
}


def alternatives(case: Situation, day: Day) -> tuple[Alternative, ...]:
    """The ways that are still open today, in the order in which to try them."""
    if case.holds_any({"refunded", "chargeback-won"}):
        return ()
    found = (_way(rule_id, title, needs, case, day) for rule_id, title, needs in _WAYS)
    return (*_cancelling(case), *(way for way in found if way))


def _cancelling(case: Situation) -> tuple[Alternative, ...]:
    if case.life.phase == "placed" and "unshipped" in case.facts:
        how = 'Press "cancel order" on the order page; the seller has to agree.'
        return (Alternative("cancel", "Ask the seller to cancel the order", None, how, "nothing"),)
    return ()


def _way(way_id: str, title: str, needs: str, case: Situation, day: Day) -> Alternative | None:
    if way_id in _WITHOUT_RULE:
        return _undated_way(way_id, title, needs, case)
    rule = case.rulebook.rules.get(way_id)
    if rule is None or _closed(rule, case):
        return None
    condition = holds(rule.when, case)
    sure = condition or (condition is None and way_id in _IF_PAID_WITH)
    deadline = window(way_id, case) if sure and case.holds_all(rule.needs) else None
    if deadline is None or deadline.gone(day) or _not_open(deadline, day):
        return None
    if condition is None:
        title = _IF_PAID_WITH[way_id] + title[0].lower() + title[1:]
    until = deadline.latest_on if deadline.passed(day) else deadline.ends_on
    return Alternative(way_id, title, until, rule.todo, needs)


def _closed(rule: Rule, case: Situation) -> bool:
    """Whether a way has not begun, or what has happened closed it."""
    if case.anchors.keys().isdisjoint(rule.anchors):
        return True
    return any(case.holds_any(each) for each in (rule.moot_by, rule.done_by, rule.barred_by))


def _undated_way(way_id: str, title: str, needs: str, case: Situation) -> Alternative | None:
    """Support chat, always; a written claim where something was sent and none was written yet."""
    claimed = case.holds_any({"claim-open", "claim-answered"})
    if way_id == CLAIM and (claimed or not case.holds_any({"received", "shipped"})):
        return None
    return Alternative(way_id, title, None, _WITHOUT_RULE[way_id], needs)


def _not_open(deadline: Deadline, day: Day) -> bool:
    return deadline.opens_on is not None and day.local < deadline.opens_on
