"""The deadlines of an order, each from the rule in force on the day that it counts from.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time; `ends_on` is the
anchor date plus the term's days, and still counts itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aliguard.model.life import Anchor
from aliguard.model.order import Order
from aliguard.rules.deadline import SAFETY_DAYS, Deadline
from aliguard.rules.protection import RULE as PROTECTION
from aliguard.rules.rulebook import Rule, Rulebook
from aliguard.rules.situation import Situation, applies, situation
from aliguard.rules.windows import window

STEP_IN, STEPPED_IN, AWAITED = "step-in", "stepped-in", "decision-awaited"


def deadlines(
    order: Order, rulebook: Rulebook, *, safety_days: int = SAFETY_DAYS
) -> tuple[Deadline, ...]:
    """All deadlines of an order, those of every party, by `act_by`.

    A rule takes part when its anchor has a date and its conditions hold. What is already done
    stays in, marked as done. Rules that only open a window are not deadlines of their own.
    """
    return deadlines_of(situation(order, rulebook, safety_days=safety_days))


def deadlines_of(case: Situation) -> tuple[Deadline, ...]:
    """All deadlines of an order that has been walked through, by `act_by`.

    A window that had ended before it could begin is none, unless another one follows it.
    """
    case = _expecting_step_in(case)
    found = (
        deadline
        for rule_id, rule in _candidates(case)
        if applies(rule, case) and (deadline := window(rule_id, case))
    )
    positions = case.rulebook.positions
    return tuple(
        sorted(
            (each for each in found if each.rule.then or not each.never_began),
            key=lambda each: (each.act_by, each.ends_on or each.act_by, positions[each.id]),
        )
    )


def _expecting_step_in(case: Situation) -> Situation:
    """The case with the day on which the platform steps in by itself, until it is recorded."""
    rule = case.rulebook.rules.get(STEP_IN)
    if rule is None or STEPPED_IN in case.anchors or not applies(rule, case):
        return case
    expected = window(STEP_IN, case)
    if expected is None or expected.ends_on is None:
        return case
    anchor = Anchor(STEP_IN, expected.ends_on, expected.last_on or expected.ends_on, estimate=True)
    return replace(case, anchors={STEPPED_IN: anchor, AWAITED: anchor, **case.anchors})


def _candidates(case: Situation) -> Iterable[tuple[str, Rule]]:
    """The rules that may have a date; the others need not be looked at."""
    book = case.rulebook
    found: dict[str, Rule] = {}
    for name in case.anchors:
        found.update(book.by_anchor.get(name, ()))
    for name in case.life.printed:
        found.update(book.by_printed.get(name, ()))
    if case.protection:
        found.update(book.by_printed.get(PROTECTION, ()))
    return found.items()
