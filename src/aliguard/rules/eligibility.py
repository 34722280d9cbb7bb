"""Whether a dispute can be opened: the verdict, its reason, and the days on which it changes.

Plans with the cautious reading, gives up only on the generous one: `closes_on` comes from the
earliest credible reading, but the verdict is "no, too late" only after `latest_on`.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from aliguard.model.order import Order
from aliguard.rules.advice import Alternative, alternatives
from aliguard.rules.deadline import SAFETY_DAYS, Basis, Certainty, Day, Deadline, day_of
from aliguard.rules.openings import OPENING, dispute_opens_on
from aliguard.rules.protection import RULE as PROTECTION
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
    "running-out",
    "after-timeout",
    "after-receipt",
    "late",
    "too-late",
    "already-open",
    "settled",
    "frozen",
    "chargeback",
]
Remark = Literal[
    "may-refuse",
    "estimate",
    "unshipped",
    "cancelled-before",
    "escalated-before",
    "confirmed-only",
    "elsewhere",
]
"""What else should be known of a "yes"."""

AFTER_TIMEOUT, AFTER_RECEIPT = "dispute-after-timeout", "dispute-after-receipt"


class Verdict(NamedTuple):
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
    remarks: tuple[Remark, ...] = ()


def can_open(
    order: Order,
    rulebook: Rulebook,
    *,
    today: date,
    pacific: date | None = None,
    safety_days: int = SAFETY_DAYS,
) -> Verdict:
    """Whether the buyer can open a dispute today; `pacific` is the day in Los Angeles, if another.

    >>> from aliguard.model import Order
    >>> from aliguard.rulebooks import load
    >>> order = Order.model_validate(
    ...     {"protection_days": 60, "events": [{"event": "shipped", "on": date(2026, 3, 1)}]}
    ... )
    >>> verdict = can_open(order, load(), today=date(2026, 3, 8))
    >>> verdict.yes, verdict.reason, verdict.opens_on.isoformat(), verdict.closes_on.isoformat()
    (False, 'too-early', '2026-03-11', '2026-04-30')
    """
    case = situation(order, rulebook, safety_days=safety_days)
    return verdict(case, day_of(today, pacific))


def verdict(case: Situation, day: Day) -> Verdict:
    """Whether a dispute can be opened, for an order that has been walked through."""
    found = _blocked(case) or _by_dates(case, day)
    if not found.yes:
        return found._replace(alternatives=alternatives(case, day))
    doubted = case.holds_any({"cancelled-before", "unshipped", "extended-late"}) or _untold(case)
    return found._replace(
        certainty="contested" if doubted else found.certainty,
        remarks=tuple(_remarks(case, found)),
    )


_ENDING_FACTS: tuple[tuple[str, Reason], ...] = (
    ("cancelled", "cancelled"),
    ("refunded", "settled"),
    ("chargeback-won", "settled"),
    ("dispute-ended", "settled"),
    ("dispute-open", "already-open"),
    ("frozen", "frozen"),
    ("chargeback-open", "chargeback"),
    ("unshipped", "not-shipped"),
)


def _blocked(case: Situation) -> Verdict | None:
    """The "no" that no date changes."""
    reasons: list[Reason] = [why for fact, why in _ENDING_FACTS if fact in case.facts]
    return Verdict(yes=False, reason=reasons[0]) if reasons else None


def _untold(case: Situation) -> bool:
    """Whether only a printed end of protection shows that the order was shipped."""
    return case.anchors.keys().isdisjoint({"shipped", "received"})


def _remarks(case: Situation, found: Verdict) -> Iterator[Remark]:
    if found.reason == "in-transit" and not _untold(case):
        yield "may-refuse"
    if case.protection and case.protection.certainty == "estimate" and _counts_protection(found):
        yield "estimate"
    if _untold(case):
        yield "unshipped"
    if "escalated-before" in case.facts:
        yield "escalated-before"
    elif "cancelled-before" in case.facts:
        yield "cancelled-before"
    if "confirmed-by-buyer" in case.facts and "delivered" not in case.anchors:
        yield "confirmed-only"
    if "elsewhere" in case.facts:
        yield "elsewhere"


def _counts_protection(found: Verdict) -> bool:
    """Whether the end of protection is what the verdict hangs on."""
    ids = {basis.rule for basis in found.basis}
    return PROTECTION in ids or found.certainty == "contested"


def _by_dates(case: Situation, day: Day) -> Verdict:
    if "received" in case.anchors:
        return _after_receipt(window(AFTER_RECEIPT, case), day)
    return _in_transit(case, day)


def _after_receipt(received: Deadline | None, day: Day) -> Verdict:
    """The verdict once the goods are there; without a rule in force it is too late at once."""
    if received is None or received.ends_on is None:
        return Verdict(yes=False, reason="too-late")
    at = Verdict(
        yes=True,
        reason="after-receipt",
        certainty=received.certainty_on(day),
        opens_on=received.opens_on,
        act_by=received.act_by,
        closes_on=received.ends_on,
        latest_on=received.last_on,
        basis=(received.basis,),
    )
    return _ended(at, day)


def _ended(at: Verdict, day: Day) -> Verdict:
    """The verdict on and after its last day."""
    if at.closes_on is None or at.latest_on is None or day.pacific > at.latest_on:
        return at._replace(yes=False, reason="too-late", opens_on=None)
    if day.pacific > at.closes_on:
        return at._replace(reason="late", certainty="contested")
    return at._replace(reason="last-day") if day.pacific == at.closes_on else at


def _in_transit(case: Situation, day: Day) -> Verdict:
    """The verdict while the parcel is on its way, or lost."""
    protection, timeout = window(PROTECTION, case), window(AFTER_TIMEOUT, case)
    if protection is None or protection.ends_on is None:
        return Verdict(yes=False, reason="too-late")
    opening, opens_on = opening_day(OPENING, case), dispute_opens_on(case)
    before = Verdict(
        yes=True,
        reason="in-transit",
        certainty=protection.certainty,
        opens_on=opens_on,
        act_by=protection.act_by,
        closes_on=protection.ends_on,
        latest_on=timeout.last_on if timeout else protection.last_on,
        basis=tuple(each.basis for each in (opening, protection, timeout) if each),
    )
    after = _after_timeout(before, timeout) if timeout else before
    if opens_on and day.local < opens_on:
        return _not_yet(before, after, opening, opens_on, day)
    if day.pacific > protection.ends_on:
        return _ended(after, day)
    if "moving" in case.facts:
        return before._replace(reason="running-out", certainty="contested")
    return _ended(before, day)


def _not_yet(
    before: Verdict, after: Verdict, opening: Deadline | None, opens_on: date, day: Day
) -> Verdict:
    """Too early: for any dispute, or for one about a parcel that still moves."""
    never = before.closes_on is not None and opens_on > before.closes_on
    found = (after if never else before)._replace(yes=False, reason="tracking-moves")
    if opening and opening.opens_on and day.local < opening.opens_on:
        return found._replace(reason="too-early", opens_on=opening.opens_on)
    return found


def _after_timeout(before: Verdict, timeout: Deadline) -> Verdict:
    """The verdict from the day after protection: contested, as sources differ."""
    return before._replace(
        reason="after-timeout",
        certainty="contested",
        opens_on=timeout.opens_on,
        act_by=timeout.act_by,
        closes_on=timeout.ends_on,
        latest_on=timeout.last_on,
    )
