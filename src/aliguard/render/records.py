"""Answers as records for programs: keys are a promise, stable within a schema's version."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from aliguard.model.event import BaseEvent
from aliguard.model.lifeline import timeline
from aliguard.model.money import Money
from aliguard.model.order import Order
from aliguard.render import words
from aliguard.render.safe import JOINERS
from aliguard.rules.advice import Alternative
from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Basis, ClaimedDay
from aliguard.rules.eligibility import Verdict
from aliguard.rules.rulebook import Rule, Rulebook
from aliguard.rules.summary import SUMS, Total
from aliguard.rules.terms import Source

Record = dict[str, Any]


def envelope(command: str, today: date, body: Mapping[str, object]) -> str:
    """A command's answer as JSON text."""
    document = {"schema": f"aliguard.{command}/1", "today": today.isoformat(), **body}
    return SUSPECT.sub(_inert, json.dumps(document, indent=2, ensure_ascii=False))


SUSPECT = re.compile(r"[^\n -~]")
"""What is not plain ASCII."""


def _inert(found: re.Match[str]) -> str:
    """A character as JSON may hold it; one that steers a terminal is escaped."""
    character = found[0]
    if character.isprintable() or character in JOINERS:
        return character
    return json.dumps(character)[1:-1]


def money(value: Money | None) -> Record | None:
    """An amount as text, with its currency."""
    return {"amount": str(value.amount), "currency": value.currency} if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def source(value: Source | None) -> Record | None:
    """Where a number was read."""
    if value is None:
        return None
    return {
        "title": value.title,
        "url": value.url or None,
        "year": value.year,
        "checked_on": value.checked_on.isoformat(),
    }


def basis(value: Basis) -> Record:
    """Where a date comes from."""
    anchor = None
    if value.anchor:
        anchor = {"event": value.anchor.event, "date": value.anchor.on.isoformat()}
    stated = source(value.source)
    if value.printed:
        anchor = {"event": "printed", "date": value.printed.noted.isoformat()}
        stated = {
            "title": words.PRINTED_SOURCE,
            "url": None,
            "year": value.printed.noted.year,
            "checked_on": value.printed.noted.isoformat(),
        }
    return {
        "rule": value.rule,
        "anchor": anchor,
        "days": value.days,
        "unit": value.unit,
        "extended_by": value.extended_by,
        "in_force_since": _day(value.in_force_since),
        "source": stated,
        "claims": [claim(each) for each in value.claims],
    }


def claim(value: ClaimedDay) -> Record:
    """What another source says."""
    return {
        "days": value.days,
        "unit": value.unit,
        "counts_from": value.counts_from,
        "ends_on": _day(value.ends_on),
        "weak": value.weak,
        "note": value.note,
        "source": source(value.source),
    }


def deadline(value: Item) -> Record:
    """A deadline as it stands today."""
    return {
        "id": value.id,
        "title": value.title,
        "actor": value.actor,
        "kind": value.kind,
        "opens_on": _day(value.deadline.opens_on),
        "act_by": value.act_by.isoformat(),
        "ends_on": _day(value.ends_on),
        "latest_on": _day(value.latest_on),
        "days_left": value.days_left,
        "state": value.state,
        "certainty": value.certainty,
        "consequence": value.consequence,
        "basis": basis(value.deadline.basis),
    }


def behind(entry: Entry) -> Record:
    """What stands behind the first thing, in order, and what was missed."""
    return {
        "also": [
            {
                "id": item.id,
                "title": item.title,
                "kind": item.kind,
                "act_by": item.act_by.isoformat(),
                "ends_on": _day(item.ends_on),
            }
            for item in entry.answer.also
        ],
        "missed": [
            {
                "id": item.id,
                "title": item.title,
                "ends_on": _day(item.ends_on),
                "consequence": item.consequence,
            }
            for item in entry.answer.missed
        ],
    }


def order(entry: Entry) -> Record:
    """An order as it stands today."""
    return {
        "order": entry.order_id,
        "title": entry.order.title,
        "store": entry.order.store,
        "account": entry.order.account,
        "phase": entry.phase,
        "price": money(entry.order.price),
        "stakes": stakes(entry),
        "move": move(entry),
        "next": deadline(entry.next) if entry.next else None,
        **behind(entry),
        "deadlines": [deadline(each) for each in entry.answer.all],
        "warnings": [{"code": each.code, "text": each.text} for each in entry.warnings],
    }


def stakes(entry: Entry) -> Record:
    """The money of the order's last dispute."""
    value = entry.stakes
    return {
        "asked": money(value.asked),
        "offered": money(value.offered),
        "agreed": money(value.agreed),
        "received": money(value.received),
    }


def move(entry: Entry) -> Record:
    """Whose move it is."""
    return {"actor": entry.move.actor, "todo": entry.move.todo, "record": entry.move.record}


def way(value: Alternative) -> Record:
    """A way that is still open, with how to go it."""
    return {
        "id": value.id,
        "title": value.title,
        "until": _day(value.until),
        "how": value.how,
        "needs": value.needs,
    }


def status(entries: Iterable[Entry], at_risk: Iterable[Money]) -> Record:
    """Orders as they stand today, with the money at risk."""
    return {
        "orders": [order(entry) for entry in entries],
        "at_risk": [{"currency": each.currency, "amount": str(each.amount)} for each in at_risk],
    }


def events(value: Order) -> list[Record]:
    """The events of an order by day, as they are stored."""
    return [event(each) for each in timeline(value.events)]


def event(value: BaseEvent) -> Record:
    """An event as it is stored."""
    dumped = value.model_dump(mode="json", exclude_none=True)
    return {"event": dumped.pop("event"), "on": dumped.pop("on"), **dumped}


def agenda(pairs: Iterable[tuple[Entry, Item]]) -> Record:
    """Deadlines by day, each with its order."""
    return {
        "deadlines": [
            {
                "order": entry.order_id,
                "order_title": entry.order.title,
                **deadline(each),
            }
            for entry, each in pairs
        ]
    }


def verdict(order_id: str, value: Verdict, message: str) -> Record:
    """Whether a dispute can be opened."""
    return {
        "order": order_id,
        "verdict": "yes" if value.yes else "no",
        "reason": value.reason,
        "certainty": value.certainty,
        "opens_on": _day(value.opens_on),
        "act_by": _day(value.act_by),
        "closes_on": _day(value.closes_on),
        "latest_on": _day(value.latest_on),
        "message": message,
        "basis": [basis(each) for each in value.basis],
        "alternatives": [
            {"id": each.id, "title": each.title, "until": _day(each.until)}
            for each in value.alternatives
        ],
    }


def totals(found: Iterable[Total], orders: int) -> Record:
    """The sums, per currency, as text."""
    return {
        "orders": orders,
        "totals": [
            {"currency": total.currency, **{name: str(getattr(total, name)) for name in SUMS}}
            for total in found
        ],
    }


def rule(rule_id: str, value: Rule, rulebook: Rulebook) -> Record:
    """A rule with its terms, claims and sources, the newest term first."""
    return {
        "id": rule_id,
        "title": value.title,
        "actor": value.actor,
        "kind": value.kind,
        "counts_from": value.counts_from,
        "printed": value.printed,
        "todo": value.todo,
        "consequence": value.missed,
        "in_force": [
            {
                "since": since.isoformat(),
                **term.model_dump(mode="json", exclude={"source", "claims"}, exclude_defaults=True),
                "source": source(rulebook.sources[term.source]),
                "claims": [
                    {
                        **each.model_dump(mode="json", exclude={"source"}, exclude_defaults=True),
                        "source": source(rulebook.sources[each.source]),
                    }
                    for each in term.claims
                ],
            }
            for since, term in value.in_force.items()
        ],
    }
