"""Longer answers for people: an order's timeline, the arithmetic of a date, a rule in full.

Each is a list of lines with a tone; the terminal and the pipe get the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from aliguard.clock import end_of_day
from aliguard.model.event import BaseEvent
from aliguard.model.lifeline import timeline
from aliguard.render import words
from aliguard.render.grid import Tone
from aliguard.render.safe import shown
from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Basis, ClaimedDay
from aliguard.rules.rulebook import Rule, Rulebook
from aliguard.rules.terms import Claim, Source, Term

KINDS_OF_SOURCE = {
    "official": "AliExpress' or another official page",
    "official-copy": "copy of an official page",
    "third-party": "third party",
    "article": "article",
    "own": "advice of our own",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with a tone that says nothing which the text does not."""

    text: str
    tone: Tone = ""


def _local_end(day: date) -> str:
    moment = end_of_day(day)
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()


def show(entry: Entry) -> list[Line]:
    """An order: its facts, and its events and deadlines in one line of time."""
    return [
        *_head(entry),
        Line(""),
        *_timeline(entry),
        Line(""),
        *_facts_to_come(entry),
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


def _timeline(entry: Entry) -> Iterator[Line]:
    today = entry.day.local
    marks: list[tuple[date, int, Line]] = [
        (event.on, 0, Line(f"  {_when(event):<11}  * {_event(event)}"))
        for event in timeline(entry.order.events)
    ]
    marks.append((today, 1, Line(f"  {today}   > today", "strong")))
    marks += [(item.act_by, 2, _mark(item)) for item in entry.answer.all if item.state not in GONE]
    marks += [
        (last, 2, Line(f"  {last}   x {item.title}: missed", "dim"))
        for item in entry.answer.all
        if (last := item.deadline.last_on) and item.state == "missed" and item.kind != "limit"
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


GONE = frozenset({"done", "missed"})


def _mark(item: Item) -> Line:
    who = "" if item.actor == "buyer" else f", {words.ACTORS[item.actor]}"
    ends = f"ends {item.ends_on}" if item.act_by != item.ends_on else "on that day"
    latest = f", latest {item.latest_on}" if item.latest_on else ""
    state = "the last day for that" if item.kind == "limit" else words.state(item)
    said = f"{ends}{latest}; {state}" if item.ends_on else f"no day is known; {state}"
    day = words.marked(item.act_by, item.certainty)
    return Line(f"  {day:<11}  o {item.title}{who} ({said})", words.tone(item))


def _facts_to_come(entry: Entry) -> Iterator[Line]:
    yield Line(words.settled_line(entry), "strong")
    yield from map(Line, words.behind_lines(entry))
    if entry.next and entry.next.ends_on:
        yield Line(
            f"{entry.next.ends_on} in Pacific Time ends on {_local_end(entry.next.ends_on)}."
        )
    for warning in entry.warnings:
        yield Line(f"! {warning.text}", "watch")


def explain(item: Item) -> list[Line]:
    """The arithmetic of a date: anchor, rule, term, source, other claims, and the local moment."""
    basis = item.deadline.basis
    return [
        Line(f"{item.title} ({item.id})", "strong"),
        Line(""),
        *_sum(item, basis),
        Line(""),
        *_said_by(basis),
        *_claims(basis.claims),
        Line(""),
        *_moment(item),
        Line(f"If it passes: {item.consequence}"),
    ]


def _moment(item: Item) -> Iterator[Line]:
    if item.ends_on:
        yield Line(
            f"{item.ends_on} is a day in Pacific Time, where AliExpress counts:"
            f" it ends on {_local_end(item.ends_on)} for you."
        )


def _sum(item: Item, basis: Basis) -> Iterator[Line]:
    if basis.printed:
        yield Line(f"  {basis.printed.ends}  printed by AliExpress (noted {basis.printed.noted})")
    elif basis.anchor:
        latest = "" if basis.anchor.on == basis.anchor.latest else f" to {basis.anchor.latest}"
        yield Line(f"  {basis.anchor.on}{latest}  {basis.anchor.event}, day 0")
        if basis.days is not None:
            unit = "business" if basis.unit == "business" else "calendar"
            yield Line(f"  {basis.days:+} {unit} days  {_in_force(basis, item)}")
    if basis.extended_by:
        yield Line(f"  {basis.extended_by:+} calendar days  extensions")
    if basis.cut_by:
        yield Line(f"  {_cut(item, basis.cut_by)}")
    yield from _last_day(item)
    if item.latest_on:
        yield Line(f"? {item.latest_on}  the last day by the most generous credible source")
    if item.deadline.opens_on and item.kind != "opening" and item.ends_on:
        yield Line(f"  {item.deadline.opens_on}  the first day")


def _cut(item: Item, rule_id: str) -> str:
    if item.ends_on is None:
        return f"{item.act_by}  the day after {rule_id}"
    return f"{item.ends_on}  the day of {rule_id}, past which it cannot run"


def _last_day(item: Item) -> Iterator[Line]:
    if item.ends_on is None:
        yield Line(f"= {item.act_by}  look at the page: nobody knows the last day", "strong")
        return
    if item.kind == "opening":
        yield Line(f"= {item.ends_on}  the first day", "strong")
        return
    yield Line(f"= {item.ends_on}  the last day, which still counts", "strong")
    margin = (item.ends_on - item.act_by).days
    if margin:
        yield Line(f"= {item.act_by}  act by: {words.days(margin)} earlier, to be safe", "strong")


def _in_force(basis: Basis, item: Item) -> str:
    if item.deadline.certainty == "order":
        return "this order's own number of days"
    estimate = ", an estimate" if item.deadline.certainty == "estimate" else ""
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
        Line(words.KINDS[value.kind]),
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
