"""The end of buyer protection: printed, else by the order's own number of days, else estimated.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from aliguard.model.event import Extended
from aliguard.model.event import Protection as PrintedProtection
from aliguard.model.life import Anchor, Life
from aliguard.model.lifeline import timeline
from aliguard.model.order import Order
from aliguard.rules.rulebook import Rulebook
from aliguard.rules.terms import Term

RULE = "protection"


@dataclass(frozen=True, slots=True)
class Protection:
    """When buyer protection ends, and how far that can be relied on."""

    ends: date
    latest: date
    """The end by the most generous credible source."""
    certainty: Literal["printed", "order", "estimate", "rule", "contested"]
    anchor: Anchor | None = None
    """The day that was counted from; None where the end was printed before anything else."""
    days: int | None = None
    """Days counted from there, before extensions; None when the date was printed."""
    printed: date | None = None
    """The end as it was printed, before extensions in days."""
    noted: date | None = None
    """The day on which that was noted."""
    extended_by: int = 0
    """Days of extensions that were added to what counts here."""
    late: bool = False
    """An extension was recorded only after protection had ended."""
    since: date | None = None
    term: Term | None = None

    @property
    def estimated(self) -> bool:
        """Whether the printed end is still to be asked for."""
        return self.certainty == "estimate"


def protection(order: Order, life: Life, rulebook: Rulebook) -> Protection | None:
    """When protection ends, extensions included; None before anything is known.

    What is of a later day counts over what was known before: a printed end replaces all of it, an
    extension in days adds to it.
    """
    known = _counted(order, life, rulebook)
    for event in timeline(order.events):
        if isinstance(event, PrintedProtection):
            known = _printed(known, event.ends, event.on)
        elif isinstance(event, Extended):
            known = _extended(known, event)
    return known


def _counted(order: Order, life: Life, rulebook: Rulebook) -> Protection | None:
    """From shipping; where that day is not known, cautiously from placing, as an estimate."""
    shipped = life.anchors.get("shipped")
    anchor = shipped or life.anchors.get("placed")
    if anchor is None:
        return None
    rule = rulebook.rules.get(RULE)
    since, term = (rule.term_on(anchor.on) if rule else None) or (None, None)
    guessed = anchor.estimate or shipped is None
    if order.protection_days is not None:
        days = most = order.protection_days
        certainty: Literal["order", "estimate", "rule"] = "estimate" if guessed else "order"
    elif term is not None and term.days is not None:
        days = term.days
        most = max([days, *(claim.days for claim in term.credible if not claim.counts_from)])
        certainty = "estimate" if guessed or term.estimate else "rule"
    else:
        return None
    return Protection(
        anchor.on + timedelta(days=days),
        anchor.latest + timedelta(days=most),
        certainty,
        anchor,
        days,
        since=since,
        term=term,
    )


def _printed(known: Protection | None, ends: date, noted: date) -> Protection:
    anchor = known.anchor if known else None
    return Protection(ends, ends, "printed", anchor, printed=ends, noted=noted)


def _extended(known: Protection | None, event: Extended) -> Protection | None:
    """What an extension makes of it: once protection is over by every reading, a contested hope."""
    if known is not None and event.on > known.latest:
        until = event.until or known.latest + timedelta(days=event.days or 0)
        return replace(known, latest=max(until, known.latest), certainty="contested", late=True)
    if event.until is not None:
        return _printed(known, event.until, event.on)
    if known is None or event.days is None:
        return known
    more = timedelta(days=event.days)
    return replace(
        known,
        ends=known.ends + more,
        latest=known.latest + more,
        extended_by=known.extended_by + event.days,
    )
