"""The window of one rule for one order: its days, by the term in force on the anchor's day.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time; `ends_on` is the
anchor date plus the term's days, and still counts itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from aliguard.rules.deadline import Basis, Certainty, ClaimedDay, Deadline
from aliguard.rules.protection import RULE as PROTECTION
from aliguard.rules.rulebook import Claim, Rule, Rulebook, Term, Unit
from aliguard.rules.situation import Situation, applies
from aliguard.rules.standing import Anchor, Printed
from aliguard.rules.workdays import add_business_days


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to count a rule: so many days from an anchor, by a term."""

    anchor: Anchor
    days: int
    unit: Unit
    since: date
    term: Term

    @property
    def ends_on(self) -> date:
        return _count(self.anchor.on, self.days, self.unit)

    @property
    def latest_on(self) -> date:
        return _count(self.anchor.latest, self.days, self.unit)


def _count(start: date, days: int, unit: Unit) -> date:
    return add_business_days(start, days) if unit == "business" else start + timedelta(days=days)


def window(rule_id: str, rule: Rule, case: Situation) -> Deadline | None:
    """The deadline that a rule gives for an order, whether or not it still applies."""
    if rule.printed == PROTECTION:
        return _protection_window(rule_id, rule, case)
    printed = case.standing.printed.get(rule.printed) if rule.printed else None
    if printed:
        return _printed_window(rule_id, rule, printed, case)
    readings = tuple(_readings(rule, case))
    return _counted_window(rule_id, rule, readings, case) if readings else None


def _readings(rule: Rule, case: Situation) -> Iterator[_Reading]:
    """The term in force, read once; or once for each seller's country that it could be."""
    counted_from = case.anchors.get(rule.counts_from) if rule.counts_from else None
    for since, term in rule.in_force.items():
        if term.repealed and counted_from and counted_from.on >= since:
            return
        dated = [
            _Reading(case.anchors[name], days, term.unit, since, term)
            for name, days in _options(rule, term, case)
            if name in case.anchors and case.anchors[name].on >= since
        ]
        if dated:
            yield from dated
            return
        if _waits(term, since, case):
            return


def _waits(term: Term, since: date, case: Situation) -> bool:
    """Whether a term holds for the seller's country, but what it counts from is yet to come."""
    country, countries = case.order.seller_in, case.rulebook.countries
    holds_from = [v.counts_from for v in term.variants if country in countries(v.seller_in)]
    begun = any(anchor.on >= since for anchor in case.anchors.values())
    return bool(holds_from) and begun and case.anchors.keys().isdisjoint(holds_from)


def _options(rule: Rule, term: Term, case: Situation) -> Iterator[tuple[str, int]]:
    """What the term may count from, and its days: by the seller's country where that matters."""
    seller_in = case.order.seller_in
    fitting = [
        variant
        for variant in term.variants
        if seller_in is None or seller_in in case.rulebook.countries(variant.seller_in)
    ]
    for variant in fitting:
        yield variant.counts_from, variant.days
    if rule.counts_from and (not fitting or seller_in is None):
        days = _term_days(rule.counts_from, term, case)
        if days is not None:
            yield rule.counts_from, days


def _term_days(counts_from: str, term: Term, case: Situation) -> int | None:
    if term.ends_with is None or counts_from not in case.anchors:
        return term.days
    other = window(term.ends_with, case.rulebook.rules[term.ends_with], case)
    days = (other.ends_on - case.anchors[counts_from].on).days if other else -1
    return days if days >= 0 else None


def _counted_window(
    rule_id: str, rule: Rule, readings: tuple[_Reading, ...], case: Situation
) -> Deadline:
    """The deadline by the earliest reading; the most generous one gives `latest_on`.

    A claim that counts from the same day as the rule can make the buyer's end earlier; one that
    counts from another day can only make the last day later.
    """
    first = min(readings, key=lambda reading: reading.ends_on) if len(readings) > 1 else readings[0]
    term = first.term
    ends, latest = first.ends_on, max(reading.latest_on for reading in readings)
    for claim in term.credible:
        day, last = _claimed(claim, first, case)
        if day is None or last is None or claim.unless in case.standing.facts:
            continue
        latest = max(latest, last)
        if rule.actor == "buyer" and claim.counts_from is None:
            ends = min(ends, day)
    ends, latest = _capped(ends, latest, term, case)
    basis = Basis(
        rule_id,
        first.anchor,
        first.days,
        first.unit,
        first.since,
        case.rulebook.sources[term.source],
        partial(_claims, term, first, case),
        note=term.note,
    )
    return _deadline(
        rule_id,
        rule,
        case,
        opens_on=_opening(term, first.anchor, case),
        ends_on=ends,
        latest_on=latest if latest > ends else None,
        certainty=_certainty(
            term,
            first.anchor,
            disputed=latest > ends,
            guessed=bool(term.variants) and case.order.seller_in is None,
        ),
        basis=basis,
        term=term,
    )


def _claims(term: Term, reading: _Reading, case: Situation) -> Iterator[ClaimedDay]:
    for claim in term.claims:
        day, last = _claimed(claim, reading, case)
        yield claimed_day(claim, day, last, reading.unit, case.rulebook)


def _capped(ends: date, latest: date, term: Term, case: Situation) -> tuple[date, date]:
    """The days, not past the end of the rule that cuts this one short."""
    rule = case.rulebook.rules[term.not_after] if term.not_after else None
    cap = window(term.not_after, rule, case) if term.not_after and rule else None
    if rule is None or cap is None or not applies(rule, case):
        return ends, latest
    return min(ends, cap.ends_on), min(latest, cap.last_on)


def _certainty(term: Term, anchor: Anchor, *, disputed: bool, guessed: bool) -> Certainty:
    """How far a counted day can be relied on."""
    if term.estimate or anchor.estimate or guessed:
        return "estimate"
    return "contested" if term.contested or disputed else "rule"


def _claimed(claim: Claim, reading: _Reading, case: Situation) -> tuple[date | None, date | None]:
    """The day that a claim gives, and the last credible one."""
    anchor = case.anchors.get(claim.counts_from) if claim.counts_from else reading.anchor
    if anchor is None:
        return None, None
    unit = claim.unit or reading.unit
    return _count(anchor.on, claim.days, unit), _count(anchor.latest, claim.days, unit)


def claimed_day(
    claim: Claim, ends_on: date | None, latest_on: date | None, unit: Unit, rulebook: Rulebook
) -> ClaimedDay:
    """A claim with the day that it would give."""
    return ClaimedDay(
        claim.days,
        claim.unit or unit,
        claim.counts_from,
        ends_on,
        latest_on if latest_on != ends_on else None,
        claim.weak,
        claim.note,
        rulebook.sources[claim.source],
    )


def _opening(term: Term, anchor: Anchor, case: Situation) -> date:
    if term.opens_from and term.opens_from in case.anchors:
        return case.anchors[term.opens_from].on
    if term.opens_with:
        opening = opening_day(term.opens_with, case)
        if opening:
            return opening.ends_on
    return anchor.on + timedelta(days=term.opens)


def opening_day(rule_id: str, case: Situation) -> Deadline | None:
    """The day on which an opening rule lets a window begin, as its `ends_on`.

    A short delivery promise waives the wait.
    """
    rule = case.rulebook.rules.get(rule_id)
    found = window(rule_id, rule, case) if rule else None
    if rule is None or found is None or found.basis.anchor is None:
        return found
    anchor = found.basis.anchor
    in_force = rule.term_on(anchor.on)
    waived_within = in_force[1].waived_within if in_force else None
    promise = case.order.delivery_promise_days
    if promise is None or waived_within is None or promise > waived_within:
        return found
    basis = replace(found.basis, days=0)
    return replace(
        found, opens_on=anchor.on, act_by=anchor.on, ends_on=anchor.on, latest_on=None, basis=basis
    )


def _printed_window(rule_id: str, rule: Rule, printed: Printed, case: Situation) -> Deadline:
    anchor = case.anchors.get(rule.counts_from) if rule.counts_from else None
    in_force = rule.term_on(anchor.on if anchor else printed.noted)
    term = in_force[1] if in_force else None
    basis = Basis(rule_id, anchor, None, "calendar", None, None, printed=printed)
    return _deadline(
        rule_id,
        rule,
        case,
        opens_on=anchor.on if anchor else None,
        ends_on=printed.ends,
        latest_on=None,
        certainty="printed",
        basis=basis,
        term=term,
    )


def _protection_window(rule_id: str, rule: Rule, case: Situation) -> Deadline | None:
    protected, shipped = case.protection, case.anchors.get("shipped")
    if protected is None:
        return None
    in_force = rule.term_on(shipped.on) if shipped else None
    term = in_force[1] if in_force else None
    estimate = protected.certainty == "estimate"
    counted = protected.certainty != "printed"
    basis = Basis(
        rule_id,
        shipped,
        protected.days,
        "calendar",
        protected.since if estimate else None,
        case.rulebook.sources[term.source] if term and estimate else None,
        partial(_protection_claims, term, case) if term and counted else tuple,
        note=term.note if term and estimate else None,
        printed=None
        if counted or not protected.noted
        else Printed(protected.ends, protected.noted),
        extended_by=protected.extended_by,
    )
    return _deadline(
        rule_id,
        rule,
        case,
        opens_on=_opening(term, shipped, case) if term and shipped else None,
        ends_on=protected.ends,
        latest_on=protected.latest if protected.latest > protected.ends else None,
        certainty=protected.certainty,
        basis=basis,
        term=term,
    )


def _protection_claims(term: Term, case: Situation) -> Iterator[ClaimedDay]:
    extended_by = case.protection.extended_by if case.protection else 0
    for claim in term.claims:
        anchor = case.anchors.get(claim.counts_from or "shipped")
        ends_on = anchor.on + timedelta(days=claim.days + extended_by) if anchor else None
        yield claimed_day(claim, ends_on, ends_on, "calendar", case.rulebook)


def _deadline(  # noqa: PLR0913 - the parts of one value
    rule_id: str,
    rule: Rule,
    case: Situation,
    *,
    opens_on: date | None,
    ends_on: date,
    latest_on: date | None,
    certainty: Certainty,
    basis: Basis,
    term: Term | None = None,
) -> Deadline:
    """The deadline with its safety days: the buyer is to act before the end, others just by it."""
    opens_on = min(opens_on, ends_on) if opens_on else None
    safety = 0
    if rule.actor == "buyer" and rule.kind != "opening":
        safety = case.safety_days if term is None or term.safety is None else term.safety
    act_by = ends_on - timedelta(days=safety)
    return Deadline(
        rule_id,
        rule.title,
        rule.actor,
        rule.kind,
        opens_on,
        max(act_by, opens_on) if opens_on else act_by,
        ends_on,
        latest_on,
        certainty,
        rule.todo,
        rule.missed,
        rule.record,
        basis,
        done=not case.standing.facts.isdisjoint(rule.done_by),
        automatic=rule.automatic,
    )
