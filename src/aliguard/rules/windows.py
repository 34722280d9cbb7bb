"""The window of one rule for one order: its days, by the term in force on the anchor's day.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time; `ends_on` is the
anchor date plus the term's days, and still counts itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from aliguard.model.life import Anchor, Printed
from aliguard.rules.deadline import Basis, Certainty, ClaimedDay, Deadline
from aliguard.rules.names import Unit
from aliguard.rules.openings import dispute_opens_on, opens_after, window_opens_on
from aliguard.rules.protection import RULE as PROTECTION
from aliguard.rules.rulebook import Rule, Rulebook
from aliguard.rules.situation import Situation, applies
from aliguard.rules.terms import Claim, Term, Variant, Words
from aliguard.rules.workdays import add_business_days

DAY = timedelta(days=1)


@dataclass(slots=True)
class _Reading:
    """One way to count a rule: so many days from an anchor, by a term."""

    anchor: Anchor
    days: int
    since: date
    term: Term
    guessed: bool
    """Whether it holds at all, or counts from this day, is not known."""
    ends_on: date
    latest_on: date


@dataclass(slots=True)
class _Span:
    """From when until when a window runs, and how far that can be relied on."""

    opens_on: date | None
    ends_on: date | None
    latest_on: date | None
    certainty: Certainty
    look_on: date | None = None
    """Where nobody knows the end: the day on which to look at the page."""


def _count(start: date, days: int, unit: Unit) -> date:
    return add_business_days(start, days) if unit == "business" else start + timedelta(days=days)


def window(rule_id: str, case: Situation) -> Deadline | None:
    """The deadline that a rule gives for an order, whether or not it still applies."""
    rule = case.rulebook.rules.get(rule_id)
    if rule is None:
        return None
    if rule.printed == PROTECTION:
        return _protection_window(rule_id, rule, case)
    printed = case.life.printed.get(rule.printed) if rule.printed else None
    if printed:
        return _printed_window(rule_id, rule, printed, case)
    readings = _readings(rule, case)
    return _counted_window(rule_id, rule, readings, case) if readings else None


# --- which term counts, and from when ------------------------------------------------------------


def _readings(rule: Rule, case: Situation) -> list[_Reading]:
    """The term in force, read once; or once for each seller's country that it could be."""
    counted_from = case.anchors.get(rule.counts_from) if rule.counts_from else None
    for since, term in rule.in_force.items():
        if term.repealed and counted_from and counted_from.on >= since:
            break
        dated = [
            _Reading(
                anchor,
                days,
                since,
                term,
                guessed,
                _count(anchor.on, days, term.unit),
                _count(anchor.latest, days, term.unit),
            )
            for anchor, days, guessed in _ways(rule, term, case)
            if anchor.on >= since
        ]
        if dated or (term.variants and _waits(term, since, case)):
            return dated
    return []


def _waits(term: Term, since: date, case: Situation) -> bool:
    """Whether a term holds for the seller's country, but what it counts from is yet to come."""
    country, countries = case.order.seller_in, case.rulebook.countries
    holds_from = [v.counts_from for v in term.variants if country in countries(v.seller_in)]
    begun = any(anchor.on >= since for anchor in case.anchors.values())
    return bool(holds_from) and begun and case.anchors.keys().isdisjoint(holds_from)


def _ways(rule: Rule, term: Term, case: Situation) -> Iterator[tuple[Anchor, int, bool]]:
    """What the term may count from, its days, and whether that is a guess."""
    if not term.variants:
        ends_with = term.ends_with or term.look_after
        if rule.counts_from:
            yield from _counted(rule.counts_from, term.days, ends_with, case, guessed=False)
        return
    fitting = [each for each in term.variants if _fits(each, case)]
    decided = [each for each in fitting if each.needs][:1]
    unsure = case.order.seller_in is None
    for variant in decided or fitting:
        known = variant.counts_from in case.anchors
        name = variant.counts_from if known else variant.until_then or variant.counts_from
        guessed = not known or (unsure and not decided)
        yield from _counted(name, variant.days, variant.ends_with, case, guessed=guessed)
    if rule.counts_from and not decided and (not fitting or unsure):
        ends_with = term.ends_with or term.look_after
        yield from _counted(rule.counts_from, term.days, ends_with, case, guessed=bool(fitting))


def _fits(variant: Variant, case: Situation) -> bool:
    """Whether a variant holds, or could: where the seller's country is not known, any may."""
    if variant.needs:
        return case.holds_all(variant.needs)
    seller_in = case.order.seller_in
    return seller_in is None or seller_in in case.rulebook.countries(variant.seller_in)


def _counted(
    name: str, days: int | None, ends_with: str | None, case: Situation, *, guessed: bool
) -> Iterator[tuple[Anchor, int, bool]]:
    """The anchor and the days from it, where both are known."""
    anchor = case.anchors.get(name)
    if anchor is None:
        return
    if ends_with:
        other = window(ends_with, case)
        if other is None or other.ends_on is None:
            return
        days = (other.ends_on - anchor.on).days
    if days is not None:
        yield anchor, days, guessed


# --- counted windows -----------------------------------------------------------------------------


def _counted_window(
    rule_id: str, rule: Rule, readings: list[_Reading], case: Situation
) -> Deadline:
    """The deadline by the earliest reading; the most generous one gives `latest_on`."""
    first = min(readings, key=lambda reading: reading.ends_on) if len(readings) > 1 else readings[0]
    term = first.term
    span, cut_by = _span(rule, readings, first, case)
    basis = Basis(
        rule_id,
        first.anchor,
        None if cut_by and term.ends_with else first.days,
        first.term.unit,
        first.since,
        case.rulebook.sources[term.source],
        partial(_claims, term, first, case),
        note=term.note,
        cut_by=cut_by,
    )
    return _deadline(rule_id, rule, case, span, basis, term)


def _span(
    rule: Rule, readings: list[_Reading], first: _Reading, case: Situation
) -> tuple[_Span, str | None]:
    """The days of a counted window, and the rule that cuts it short."""
    term = first.term
    if _nobody_knows(first, case):
        after = first.ends_on + DAY if term.look_after else first.ends_on
        look_on = max(after, first.anchor.on)
        return _Span(look_on, None, None, "unknown", look_on), term.look_after
    ends, latest, overruled = _claimed_ends(rule, first, case)
    for reading in readings:
        latest = max(latest, reading.latest_on)
    ends, latest, cut_by = _cut(ends, latest, term, case)
    printed = case.life.printed.get(term.not_before) if term.not_before else None
    if printed:
        ends, latest = max(ends, printed.ends), max(latest, printed.ends)
    certainty = _certainty(rule, first, overruled=overruled, case=case)
    opens_on = window_opens_on(term, first.anchor, case)
    return _Span(opens_on, ends, latest if latest > ends else None, certainty), cut_by


def _nobody_knows(reading: _Reading, case: Situation) -> bool:
    """Whether no day is known for an answer, so that only the page can tell."""
    term = reading.term
    late = bool(term.ends_with) and reading.days < 0
    return term.look or bool(term.look_after) or case.holds_any(term.look_if) or late


def _claimed_ends(rule: Rule, reading: _Reading, case: Situation) -> tuple[date, date, bool]:
    """The earliest and the latest end by what other sources say, and whether one overrules.

    A claim that counts from the same day as the rule can make the buyer's end earlier. A cautious
    one counts from another day; it overrules the rule where that day came first, and else is idle.
    """
    earliest = latest = reading.ends_on
    overruled = False
    for claim in reading.term.credible:
        day, last = _claimed(claim, reading, case)
        if day is None or last is None or claim.unless in case.facts:
            continue
        if claim.cautious:
            before = claim.counts_from and case.anchors[claim.counts_from].on < reading.anchor.on
            overruled |= bool(before)
            earliest = min(earliest, day) if before else earliest
            continue
        latest = max(latest, last)
        if rule.actor == "buyer" and claim.counts_from is None:
            earliest = min(earliest, day)
    return earliest, latest, overruled


def _claims(term: Term, reading: _Reading, case: Situation) -> Iterator[ClaimedDay]:
    for claim in term.claims:
        day, last = _claimed(claim, reading, case)
        yield claimed_day(claim, day, last, reading.term.unit, case.rulebook)


def _cut(ends: date, latest: date, term: Term, case: Situation) -> tuple[date, date, str | None]:
    """The days, not past the end of the rule that cuts this one short, and that rule."""
    if term.not_after is None:
        return ends, latest, term.ends_with
    rule, cap = case.rulebook.rules.get(term.not_after), window(term.not_after, case)
    if rule is None or cap is None or not applies(rule, case):
        return ends, latest, term.ends_with
    last, most = cap.ends_on or ends, cap.last_on or latest
    return min(ends, last), min(latest, most), term.not_after if ends > last else None


def _certainty(rule: Rule, first: _Reading, *, overruled: bool, case: Situation) -> Certainty:
    """How far a counted day can be relied on."""
    if first.term.contested or overruled or case.holds_any(rule.contested_by):
        return "contested"
    if first.term.estimate or first.anchor.estimate or first.guessed:
        return "estimate"
    return "rule"


def _claimed(claim: Claim, reading: _Reading, case: Situation) -> tuple[date | None, date | None]:
    """The day that a claim gives, and the last credible one."""
    anchor = case.anchors.get(claim.counts_from) if claim.counts_from else reading.anchor
    if anchor is None:
        return None, None
    unit = claim.unit or reading.term.unit
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


def opening_day(rule_id: str, case: Situation) -> Deadline | None:
    """The day on which an opening rule lets a window begin, as `opens_on` and `ends_on`."""
    found, day = window(rule_id, case), opens_after(rule_id, case)
    if found is None or found.basis.anchor is None or day is None:
        return None
    basis = replace(found.basis, days=(day - found.basis.anchor.on).days)
    return found._replace(opens_on=day, act_by=day, ends_on=day, latest_on=None, basis=basis)


# --- printed windows, and protection -------------------------------------------------------------


def _printed_window(rule_id: str, rule: Rule, printed: Printed, case: Situation) -> Deadline:
    anchor = case.anchors.get(rule.counts_from) if rule.counts_from else None
    in_force = rule.term_on(anchor.on if anchor else printed.noted)
    term = in_force[1] if in_force else None
    basis = Basis(rule_id, anchor, None, "calendar", None, None, printed=printed)
    opens_on = anchor.on if anchor and anchor.on <= printed.ends else None
    span = _Span(opens_on, printed.ends, None, "printed")
    return _deadline(rule_id, rule, case, span, basis, term)


def _protection_window(rule_id: str, rule: Rule, case: Situation) -> Deadline | None:
    protected = case.protection
    if protected is None:
        return None
    in_force = rule.term_on(protected.anchor.on) if protected.anchor else None
    term = in_force[1] if in_force else None
    by_rule = protected.certainty in {"estimate", "rule"}
    printed = protected.printed and protected.noted
    basis = Basis(
        rule_id,
        protected.anchor,
        None if printed else protected.days,
        "calendar",
        protected.since if by_rule else None,
        case.rulebook.sources[term.source] if term and by_rule else None,
        partial(_protection_claims, term, case) if term and not printed else tuple,
        note=term.note if term and by_rule else None,
        printed=Printed(protected.printed, protected.noted)
        if protected.printed and protected.noted
        else None,
        extended_by=protected.extended_by,
    )
    contested = case.holds_any(rule.contested_by)
    span = _Span(
        dispute_opens_on(case),
        protected.ends,
        protected.latest if protected.latest > protected.ends else None,
        "contested" if contested else protected.certainty,
    )
    return _deadline(rule_id, rule, case, span, basis, term)


def _protection_claims(term: Term, case: Situation) -> Iterator[ClaimedDay]:
    protected = case.protection
    for claim in term.claims:
        anchor = case.anchors.get(claim.counts_from) if claim.counts_from else None
        if protected and not claim.counts_from:
            anchor = protected.anchor
        more = claim.days + (protected.extended_by if protected else 0)
        ends_on = anchor.on + timedelta(days=more) if anchor else None
        yield claimed_day(claim, ends_on, ends_on, "calendar", case.rulebook)


# --- the deadline --------------------------------------------------------------------------------


def _deadline(  # noqa: PLR0913, PLR0917 - the parts of one value
    rule_id: str, rule: Rule, case: Situation, span: _Span, basis: Basis, term: Term | None
) -> Deadline:
    """The deadline with its safety days: the buyer is to act before the end, others just by it."""
    done = [case.facts[fact] for fact in rule.done_by if fact in case.facts]
    return Deadline(
        rule_id,
        rule,
        span.opens_on,
        span.look_on or _act_by(rule, case, span, term),
        span.ends_on,
        span.latest_on,
        span.certainty,
        _words(rule, case),
        basis,
        look_every=term.look_every if term and span.look_on else 0,
        done_on=min(done, default=None),
        barred=case.holds_any(rule.barred_by),
        last=case.holds_any(rule.last_if),
        costless=rule.loses == "nothing" or case.holds_any(rule.costless_if),
    )


def _act_by(rule: Rule, case: Situation, span: _Span, term: Term | None) -> date:
    """The day to act by: so many safety days before the end, but never before it can be done."""
    ends_on = span.ends_on or date.max
    safety = 0
    if rule.actor == "buyer" and rule.kind in {"duty", "chance"}:
        safety = case.safety_days if term is None or term.safety is None else term.safety
    act_by = ends_on - timedelta(days=safety)
    return max(act_by, min(span.opens_on, ends_on)) if span.opens_on else act_by


def _words(rule: Rule, case: Situation) -> Words:
    """How the rule is told of this order: by the first wording of which all holds."""
    words = rule.words
    for wording in rule.wording:
        if case.holds_all(wording.needs):
            words = wording.over(words)
            break
    if not rule.names_amounts:
        return words
    asked, lacking = case.life.asked.amount, case.life.lacking
    return words.filled(str(asked or "AMOUNT"), str(lacking or "A part"))
