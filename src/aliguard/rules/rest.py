"""When an order comes to rest: nothing can be done any more, and nobody owes anything.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from aliguard.rules.deadline import Deadline
from aliguard.rules.situation import Situation

OLD = 14
"""Days after its end for which a contested chance, or a duty that lingers, is worth a line."""

UNDER_WAY = frozenset({"disputed", "mediation", "returning", "refunding", "frozen"})
"""Phases in which another party is at it."""
MONEY_BACK = frozenset({"refunded", "chargeback-won"})
"""Facts after which nothing is left to fight for."""


def rests_on(case: Situation, dated: Iterable[Deadline]) -> date | None:
    """The first day on which nothing can be done or is awaited any more; None if there is none."""
    if is_over(case):
        return date.min
    if _pending(case):
        return None
    undone = [deadline for deadline in dated if not deadline.done and _matters(deadline, case)]
    if any(_owed(each) or each.rule.keeps_open for each in undone):
        return None
    last = max((_tried_until(each, each.last_on) for each in undone if each.last_on), default=None)
    if last is None:
        return date.min if case.holds_any({"received", "disputed", "cancelled"}) else None
    return last + timedelta(days=1)


def is_over(case: Situation) -> bool:
    """Whether nothing is left to fight for: all is paid, or the buyer is content.

    It seems so, too, where a file says that the order is completed, but not when: of such an order
    no day is known that anyone could be told to act by.
    """
    facts = case.facts.keys()
    if not facts.isdisjoint({*MONEY_BACK, "satisfied", "cancelled-unpaid"}):
        return "chargeback-open" not in facts
    if facts >= {"accepted", "paid"}:
        return "chargeback-open" not in facts
    received = case.anchors.get("received")
    if received is None or "disputed" in facts:
        return False
    return received.estimate and received.event == "completed"


def _pending(case: Situation) -> bool:
    """Whether somebody still owes an answer, however long that takes."""
    facts = case.facts.keys()
    appealed = "appealed" in facts and "appeal-decided" not in facts
    if not facts.isdisjoint({"chargeback-open", "frozen", "claim-open", "dispute-open"}):
        return True
    if case.life.phase == "returning":
        return appealed or "returned" in facts
    return appealed or case.life.phase in UNDER_WAY


def _owed(deadline: Deadline) -> bool:
    """Whether another party owes it, and it does not come by itself."""
    return deadline.kind == "wait" and not deadline.rule.automatic


def _tried_until(deadline: Deadline, last_on: date) -> date:
    """The last day on which it is worth a try: for what lingers, some days after its end."""
    return last_on + timedelta(days=OLD) if deadline.rule.lingers else last_on


def _matters(deadline: Deadline, case: Situation) -> bool:
    """Whether it keeps an order open: a way at the bank does so only for money that was lost."""
    if deadline.kind in {"limit", "opening"} or deadline.barred or deadline.costless:
        return False
    lost = "received" not in case.facts or case.holds_any({"disputed", "elsewhere"})
    return lost or not deadline.rule.backstop
