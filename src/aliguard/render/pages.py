"""Longer answers for people: an order's timeline, the arithmetic of a date, a rule in full.

Each is a list of lines with a tone; the terminal and the pipe get the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aliguard.model.event import BaseEvent
from aliguard.model.lifeline import timeline
from aliguard.render import words
from aliguard.render.grid import Tone
from aliguard.render.safe import shown
from aliguard.rules.agenda import Entry
from aliguard.rules.deadline import Basis, ClaimedDay, Deadline
from aliguard.rules.rulebook import Claim, Rule, Rulebook, Source, Term

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The zone in which AliExpress prints its dates."""

KINDS_OF_SOURCE = {
    "official": "AliExpress' or another official page",
    "official-copy": "copy of an official page",
    "third-party": "third party",
    "article": "article",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with a tone that says nothing which the text does not."""

    text: str
    tone: Tone = ""


def end_of_day(day: date) -> datetime:
    """The moment at which a Pacific day ends, in the zone of this machine."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=PACIFIC)
    return midnight.astimezone()


def _local_end(day: date) -> str:
    moment = end_of_day(day)
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()


def show(entry: Entry, today: date) -> list[Line]:
    """An order: its facts, and its events and deadlines in one line of time."""
    return [
        *_head(entry),
        Line(""),
        *_timeline(entry, today),
        Line(""),
        *_facts_to_come(entry, today),
    ]


def _head(entry: Entry) -> Iterator[Line]:
    order = entry.order
    yield Line(f"{entry.order_id}  {shown(order.title)}".rstrip(), "strong")
    parts = [
        shown(order.store),
        str(order.price or ""),
        entry.phase,
        f"account {shown(order.account)}" if order.account else "",
        f"paid with {order.paid_with}" if order.paid_with else "",
        f"seller in {order.seller_in}" if order.seller_in else "",
        "free returns" if order.free_returns else "",
    ]
    yield Line(", ".join(part for part in parts if part))
    stakes = entry.stakes
    said = [
        f"{name} {getattr(stakes, name)}"
        for name in ("asked", "offered", "agreed", "received")
        if getattr(stakes, name)
    ]
    if said:
        yield Line(f"Money: {', '.join(said)}")
    if order.note:
        yield Line(f"Note: {shown(order.note)}")


def _timeline(entry: Entry, today: date) -> Iterator[Line]:
    marks: list[tuple[date, int, Line]] = [
        (event.on, 0, Line(f"  {_when(event):<11}  * {_event(event)}"))
        for event in timeline(entry.order.events)
    ]
    marks.append((today, 1, Line(f"  {today}   > today", "strong")))
    marks += [
        (deadline.act_by, 2, _deadline_mark(deadline, today))
        for deadline in entry.deadlines
        if deadline.state(today) not in {"done", "missed"}
    ]
    marks += [
        (deadline.ends_on, 2, Line(f"  {deadline.ends_on}   x {deadline.title}: missed", "dim"))
        for deadline in entry.deadlines
        if deadline.state(today) == "missed"
    ]
    yield from (line for *_, line in sorted(marks, key=lambda mark: mark[:2]))


def _when(event: BaseEvent) -> str:
    return f"{event.on}~" if event.estimate else f"{event.on}"


def _event(event: BaseEvent) -> str:
    stored = event.model_dump(mode="json", exclude_defaults=True)
    kind = getattr(event, "event", "")
    details = [
        f"{key.replace('_', ' ')} {_value(value)}"
        for key, value in stored.items()
        if key not in {"on", "note", "by", "no_later_than", "event"}
    ]
    note = [shown(event.note)] if event.note else []
    by = [f"by {shown(event.by)}"] if event.by else []
    range_ = [f"at the latest {event.no_later_than}"] if event.no_later_than else []
    tail = ", ".join([*range_, *details, *note, *by])
    return f"{kind}: {tail}" if tail else kind


def _value(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(str(value))


def _deadline_mark(deadline: Deadline, today: date) -> Line:
    state = deadline.state(today)
    who = "" if deadline.actor == "buyer" else f", {words.ACTORS[deadline.actor]}"
    ends = f"ends {deadline.ends_on}" if deadline.act_by != deadline.ends_on else "on that day"
    latest = f", latest {deadline.latest_on}" if deadline.latest_on else ""
    day = words.marked(deadline.act_by, deadline.certainty)
    tone: Tone = "alarm" if state in {"urgent", "late"} else "dim" if state == "waiting" else ""
    return Line(
        f"  {day:<11}  o {deadline.title}{who} ({ends}{latest}; {words.state(deadline, today)})",
        tone,
    )


def _facts_to_come(entry: Entry, today: date) -> Iterator[Line]:
    yield Line(words.settled_line(entry, today), "strong")
    if entry.next:
        yield Line(
            f"{entry.next.ends_on} in Pacific Time ends on {_local_end(entry.next.ends_on)}."
        )
    for warning in entry.warnings:
        yield Line(f"! {warning.text}", "watch")


def explain(deadline: Deadline) -> list[Line]:
    """The arithmetic of a date: anchor, rule, term, source, other claims, and the local moment."""
    basis = deadline.basis
    return [
        Line(f"{deadline.title} ({deadline.id})", "strong"),
        Line(""),
        *_sum(deadline, basis),
        Line(""),
        *_said_by(basis),
        *_claims(basis.claims),
        Line(""),
        Line(
            f"{deadline.ends_on} is a day in Pacific Time, where AliExpress counts:"
            f" it ends on {_local_end(deadline.ends_on)} for you."
        ),
        Line(f"If it passes: {deadline.consequence}"),
    ]


def _sum(deadline: Deadline, basis: Basis) -> Iterator[Line]:
    if basis.printed:
        yield Line(f"  {basis.printed.ends}  printed by AliExpress (noted {basis.printed.noted})")
    elif basis.anchor:
        latest = "" if basis.anchor.on == basis.anchor.latest else f" to {basis.anchor.latest}"
        yield Line(f"  {basis.anchor.on}{latest}  {basis.anchor.event}, day 0")
        if basis.days is not None:
            unit = "business" if basis.unit == "business" else "calendar"
            yield Line(f"  {basis.days:+} {unit} days  {_in_force(basis, deadline)}")
    if basis.extended_by:
        yield Line(f"  {basis.extended_by:+} calendar days  extensions")
    yield Line(f"= {deadline.ends_on}  the last day, which still counts", "strong")
    margin = (deadline.ends_on - deadline.act_by).days
    if margin:
        yield Line(
            f"= {deadline.act_by}  act by: {words.days(margin)} earlier, to be safe", "strong"
        )
    if deadline.latest_on:
        yield Line(f"? {deadline.latest_on}  the last day by the most generous credible source")
    if deadline.opens_on:
        yield Line(f"  {deadline.opens_on}  the first day")


def _in_force(basis: Basis, deadline: Deadline) -> str:
    if deadline.certainty == "order":
        return "this order's own number of days"
    estimate = ", an estimate" if deadline.certainty == "estimate" else ""
    return f"rule {basis.rule}, in force since {basis.in_force_since}{estimate}"


def _said_by(basis: Basis) -> Iterator[Line]:
    if basis.printed:
        yield Line(f"Source: {words.PRINTED_SOURCE}. A printed date beats every rule.")
    elif basis.source:
        yield from _source("Source: ", basis.source)
    else:
        yield Line("Source: the order page, as you entered it.")
    if basis.note:
        yield Line(f"  {basis.note}")


def _source(label: str, source: Source) -> Iterator[Line]:
    kind = KINDS_OF_SOURCE[source.kind]
    yield Line(f"{label}{source.title} ({source.year}; {kind}; checked {source.checked_on})")
    if source.url:
        yield Line(f"  {source.url}", "dim")


def _claims(claims: Iterable[ClaimedDay]) -> Iterator[Line]:
    for number, claim in enumerate(claims):
        if number == 0:
            yield Line("Other claims:")
        latest = f", or {claim.latest_on} as that day is an estimate" if claim.latest_on else ""
        day = f" = {claim.ends_on}{latest}" if claim.ends_on else ""
        yield from _claim(
            words.days(claim.days) if claim.unit == "calendar" else f"{claim.days} business days",
            claim.counts_from,
            f"{day}{'; weak, counts for nothing' if claim.weak else ''}",
            claim.source,
            claim.note,
        )


def _claim(
    counted: str, counts_from: str | None, tail: str, source: Source, note: str | None
) -> Iterator[Line]:
    since = f" from {counts_from}" if counts_from else ""
    yield Line(f"  {counted}{since}{tail}: {source.title} ({source.year})")
    if note:
        yield Line(f"    {note}", "dim")


def rule(rule_id: str, value: Rule, rulebook: Rulebook) -> list[Line]:
    """A rule in full: its terms through the years, their claims and sources."""
    lines = [
        Line(f"{value.title} ({rule_id})", "strong"),
        Line(f"Whose move: {words.ACTORS[value.actor]}. Counts from: {value.counts_from or '-'}."),
        Line(value.todo),
        Line(f"If it passes: {value.missed}"),
    ]
    for since, term in value.in_force.items():
        lines += [Line(""), *_term(since, value, term, rulebook)]
    return lines


def _term(since: date, value: Rule, term: Term, rulebook: Rulebook) -> Iterator[Line]:
    counted = "no longer in force" if term.repealed else words.term(value, term)
    yield Line(f"Since {since}: {counted}{' (an estimate)' if term.estimate else ''}", "strong")
    yield from _source("  ", rulebook.sources[term.source])
    if term.note:
        yield Line(f"  {term.note}")
    for claim in term.claims:
        yield from _rule_claim(claim, rulebook)


def _rule_claim(claim: Claim, rulebook: Rulebook) -> Iterator[Line]:
    unit = " business days" if claim.unit == "business" else " days"
    yield from _claim(
        f"{claim.days}{unit}",
        claim.counts_from,
        "; weak, counts for nothing" if claim.weak else "",
        rulebook.sources[claim.source],
        claim.note,
    )
