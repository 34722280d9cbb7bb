"""Whether a dispute can be opened: the verdict, its reason, and the days on which it changes.

Plans with the cautious reading, gives up only on the generous one: `closes_on` comes from the
earliest credible reading, but the verdict is "no, too late" only after `latest_on`.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from aliguard.model.kinds import TrackingState
from aliguard.model.order import Order
from aliguard.rules.advice import Alternative, alternatives
from aliguard.rules.deadline import SAFETY_DAYS, Basis, Certainty, Deadline
from aliguard.rules.rulebook import Rulebook
from aliguard.rules.situation import Situation, situation
from aliguard.rules.windows import opening_day, window

Reason = Literal[
    "not-shipped",
    "cancelled",
    "too-early",
    "in-transit",
    "last-day",
    "tracking-moves",
    "after-timeout",
    "after-receipt",
    "late",
    "too-late",
    "already-open",
    "settled",
    "frozen",
    "chargeback",
]

OPENING, PROTECTION = "dispute-opens", "protection"
AFTER_TIMEOUT, AFTER_RECEIPT = "dispute-after-timeout", "dispute-after-receipt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a dispute can be opened on a day, why, and from when until when."""

    yes: bool
    reason: Reason
    certainty: Certainty | None = None
    opens_on: date | None = None
    act_by: date | None = None
    closes_on: date | None = None
    latest_on: date | None = None
    basis: tuple[Basis, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    estimate: bool = False
    """The end of protection is only an estimate: the printed date should be asked for."""


def can_open(
    order: Order, rulebook: Rulebook, *, today: date, safety_days: int = SAFETY_DAYS
) -> Verdict:
    """Whether the buyer can open a dispute today.

    >>> from aliguard.model import Order
    >>> from aliguard.rulebooks import load
    >>> order = Order.model_validate(
    ...     {"protection_days": 60, "events": [{"event": "shipped", "on": date(2026, 3, 1)}]}
    ... )
    >>> verdict = can_open(order, load(), today=date(2026, 3, 8))
    >>> verdict.yes, verdict.reason, verdict.opens_on.isoformat(), verdict.closes_on.isoformat()
    (False, 'too-early', '2026-03-11', '2026-04-30')
    """
    return verdict(situation(order, rulebook, safety_days=safety_days), today=today)


def verdict(case: Situation, *, today: date) -> Verdict:
    """Whether a dispute can be opened, for an order that has been replayed."""
    found = _blocked(case) or _by_dates(case, today)
    if found.yes:
        return found
    return replace(found, alternatives=alternatives(case, today=today))


_ENDING_FACTS: tuple[tuple[str, Reason], ...] = (
    ("cancelled", "cancelled"),
    ("refunded", "settled"),
    ("chargeback-won", "settled"),
    ("dispute-ended", "settled"),
    ("dispute-open", "already-open"),
)


def _blocked(case: Situation) -> Verdict | None:
    """The "no" that no date changes."""
    standing = case.standing
    reasons: list[Reason] = [why for fact, why in _ENDING_FACTS if fact in standing.facts]
    if standing.frozen:
        reasons.append("frozen")
    if standing.chargeback_open:
        reasons.append("chargeback")
    if standing.anchors.keys().isdisjoint({"shipped", "received"}):
        reasons.append("not-shipped")
    return Verdict(yes=False, reason=reasons[0]) if reasons else None


def _by_dates(case: Situation, today: date) -> Verdict:
    if "received" in case.anchors:
        return _after_receipt(_window(AFTER_RECEIPT, case), today)
    return _in_transit(case, today)


def _window(rule_id: str, case: Situation) -> Deadline | None:
    rule = case.rulebook.rules.get(rule_id)
    return window(rule_id, rule, case) if rule else None


def _after_receipt(received: Deadline | None, today: date) -> Verdict:
    """The verdict once the goods are there; without a rule in force it is too late at once."""
    if received is None:
        return Verdict(yes=False, reason="too-late")
    at = Verdict(
        yes=True,
        reason="after-receipt",
        certainty="estimate" if received.certainty == "estimate" else "rule",
        opens_on=received.opens_on,
        act_by=received.act_by,
        closes_on=received.ends_on,
        latest_on=received.last_on,
        basis=(received.basis,),
    )
    if today > received.last_on:
        return replace(at, yes=False, reason="too-late", opens_on=None)
    if today > received.ends_on:
        return replace(at, reason="late", certainty="contested")
    if today == received.ends_on:
        return replace(at, reason="last-day")
    return at


def _in_transit(case: Situation, today: date) -> Verdict:
    """The verdict while the parcel is on its way, or lost."""
    opening, protection = opening_day(OPENING, case), _window(PROTECTION, case)
    if protection is None:
        return Verdict(yes=False, reason="too-late")
    timeout = _window(AFTER_TIMEOUT, case)
    opens_on = opening.ends_on if opening else case.anchors["shipped"].on
    before = Verdict(
        yes=True,
        reason="in-transit",
        certainty=protection.certainty,
        opens_on=opens_on,
        act_by=max(protection.act_by, min(opens_on, protection.ends_on)),
        closes_on=protection.ends_on,
        latest_on=timeout.last_on if timeout else protection.last_on,
        basis=_bases(opening, protection, timeout),
        estimate=protection.certainty == "estimate",
    )
    after = _after_timeout(before, opens_on, timeout) if timeout else before
    if today < opens_on:
        nothing_before = opens_on > protection.ends_on
        return replace(after if nothing_before else before, yes=False, reason="too-early")
    if today <= protection.ends_on:
        if case.standing.tracking is TrackingState.MOVING:
            return replace(after, yes=False, reason="tracking-moves")
        return replace(before, reason="last-day") if today == protection.ends_on else before
    return _past_protection(after, today)


def _bases(*deadlines: Deadline | None) -> tuple[Basis, ...]:
    return tuple(deadline.basis for deadline in deadlines if deadline)


def _after_timeout(before: Verdict, opens_on: date, timeout: Deadline) -> Verdict:
    """The verdict from the day after protection: contested, as sources differ."""
    first = max(timeout.opens_on or opens_on, opens_on)
    return replace(
        before,
        reason="after-timeout",
        certainty="contested",
        opens_on=first,
        act_by=max(timeout.act_by, min(first, timeout.ends_on)),
        closes_on=timeout.ends_on,
        latest_on=timeout.last_on,
    )


def _past_protection(after: Verdict, today: date) -> Verdict:
    closes_on, latest_on = after.closes_on, after.latest_on
    if closes_on is None or latest_on is None or today > latest_on:
        return replace(after, yes=False, reason="too-late", opens_on=None)
    if today > closes_on:
        return replace(after, reason="late")
    return replace(after, reason="last-day") if today == closes_on else after
