"""When a window begins: the days before which no dispute can be opened.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from datetime import date, timedelta

from aliguard.model.life import Anchor
from aliguard.rules.situation import Situation
from aliguard.rules.terms import Term

OPENING, MOVING = "dispute-opens", "dispute-opens-moving"


def opens_after(rule_id: str, case: Situation, anchor: Anchor | None = None) -> date | None:
    """The day on which an opening rule lets a window begin; None where it counts from no day.

    A short delivery promise waives the wait.
    """
    rule = case.rulebook.rules.get(rule_id)
    if rule is None or rule.counts_from is None:
        return None
    anchor = anchor or case.anchors.get(rule.counts_from)
    in_force = rule.term_on(anchor.on) if anchor else None
    if anchor is None or in_force is None or in_force[1].days is None:
        return None
    term, promise = in_force[1], case.order.delivery_promise_days
    waived = promise is not None and term.waived_within and promise <= term.waived_within
    return anchor.on if waived else anchor.on + timedelta(days=in_force[1].days)


def window_opens_on(term: Term, anchor: Anchor, case: Situation) -> date:
    """The first day of a window that counts from an anchor."""
    if term.opens_from and term.opens_from in case.anchors:
        return case.anchors[term.opens_from].on
    opens_on = anchor.on + timedelta(days=term.opens)
    opening = opens_after(term.opens_with, case) if term.opens_with else None
    return max(opens_on, opening) if opening else opens_on


def dispute_opens_on(case: Situation) -> date | None:
    """The first day for a dispute while the parcel is on its way; None where shipping is not known.

    While the parcel moves normally that is in the last days of protection only. Where nothing shows
    that it was shipped, it is the first day that a shipment could give.
    """
    shipped = case.anchors.get("shipped")
    days = [opens_after(OPENING, case), shipped.on if shipped else None]
    if "moving" in case.facts:
        days.append(opens_after(MOVING, case))
    if "unshipped" in case.facts and "placed" in case.anchors:
        days.append(opens_after(OPENING, case, case.anchors["placed"]))
    return max((day for day in days if day), default=None)
