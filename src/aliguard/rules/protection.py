"""The end of buyer protection: printed, else by the order's own number of days, else estimated.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from aliguard.model.event import Extended
from aliguard.model.event import Protection as PrintedProtection
from aliguard.model.order import Order
from aliguard.rules.rulebook import Rulebook, Term
from aliguard.rules.standing import Standing

RULE = "protection"


@dataclass(frozen=True, slots=True)
class Protection:
    """When buyer protection ends, and how far that can be relied on."""

    ends: date
    latest: date
    """The end by the most generous credible source; later than `ends` for an estimate only."""
    certainty: Literal["printed", "order", "estimate", "rule"]
    days: int | None = None
    """Days counted from shipping, before extensions; None when the date was printed."""
    noted: date | None = None
    """The day on which a printed end was noted."""
    extended_by: int = 0
    """Days of extensions that were added to what counts here."""
    since: date | None = None
    term: Term | None = None


def protection(order: Order, standing: Standing, rulebook: Rulebook) -> Protection | None:
    """When protection ends, extensions included; None before anything is known.

    What was recorded later counts over what was recorded before it: a printed end replaces all
    that was known, an extension in days adds to it.
    """
    known = _from_shipping(order, standing, rulebook)
    for event in order.events:
        if isinstance(event, PrintedProtection):
            known = Protection(event.ends, event.ends, "printed", noted=event.on)
        elif isinstance(event, Extended):
            known = _extended(known, event)
    return known


def _from_shipping(order: Order, standing: Standing, rulebook: Rulebook) -> Protection | None:
    shipped = standing.anchors.get("shipped")
    if shipped is None:
        return None
    rule = rulebook.rules.get(RULE)
    in_force = rule.term_on(shipped.on) if rule else None
    since, term = in_force or (None, None)
    if order.protection_days is not None:
        days = timedelta(days=order.protection_days)
        return Protection(
            shipped.on + days,
            shipped.latest + days,
            "estimate" if shipped.estimate else "order",
            order.protection_days,
            since=since,
            term=term,
        )
    if term is None or term.days is None:
        return None
    most = max([term.days, *(claim.days for claim in term.credible if not claim.counts_from)])
    return Protection(
        shipped.on + timedelta(days=term.days),
        shipped.latest + timedelta(days=most),
        "estimate" if term.estimate or shipped.estimate else "rule",
        term.days,
        since=since,
        term=term,
    )


def _extended(known: Protection | None, event: Extended) -> Protection | None:
    if event.until is not None:
        return Protection(event.until, event.until, "printed", noted=event.on)
    if known is None or event.days is None:
        return known
    more = timedelta(days=event.days)
    return replace(
        known,
        ends=known.ends + more,
        latest=known.latest + more,
        extended_by=known.extended_by + event.days,
    )
