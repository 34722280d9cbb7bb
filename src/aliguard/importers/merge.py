"""What taking a document in would do to the ledger: which orders are new, change, or stay.

The user's word stands, an earlier import gives way to a more precise one, and no order goes back
in its life.
Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aliguard.importers.document import Extract, Found
from aliguard.importers.statuses import GUESS, IMPORT
from aliguard.model.event import Event
from aliguard.model.lifeline import AFTER_CANCELLED, BEFORE, contradiction
from aliguard.model.order import Order

RECENT_DAYS = 180
"""How long after placing a finished order may still matter: as long as PayPal takes claims."""

FINISHED = frozenset({"completed", "cancelled"})

FACTS = ("title", "store", "price")
"""The standing facts that a document fills in where the ledger has none."""

STAGES = {"shipped": 1, "delivered": 2, "confirmed": 3, "completed": 3, "cancelled": 3}
"""How far in its life an order is after an event; disputes stand above all, see DISPUTED."""

DISPUTED = 4

_IN_TURN = {*BEFORE, ("delivered", "completed")}


@dataclass(frozen=True, slots=True)
class Step:
    """An order to write into the ledger, and what is new about it in words."""

    order_id: str
    order: Order
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An order of the document that changes nothing, and why."""

    order_id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that taking a document in would do."""

    added: tuple[Step, ...]
    changed: tuple[Step, ...]
    skipped: tuple[Skipped, ...]


def plan(orders: Mapping[str, Order], extract: Extract, *, today: date, finished: bool) -> Plan:
    """What the document's orders add to those of the ledger.

    Finished orders that are placed long ago are new only where `finished` asks for them.
    """
    split = {order_id.partition("/")[0] for order_id in orders if "/" in order_id}
    decided: list[Step | Skipped] = []
    for found in extract.orders:
        known = orders.get(found.order_id)
        if known:
            decided.append(_update(known, found))
        elif found.order_id in split:
            why = "split in the ledger: record its news part by part"
            decided.append(Skipped(found.order_id, found.order.title, why))
        else:
            decided.append(_addition(found, today=today, finished=finished))
    steps = [step for step in decided if isinstance(step, Step)]
    return Plan(
        added=tuple(step for step in steps if step.order_id not in orders),
        changed=tuple(step for step in steps if step.order_id in orders),
        skipped=(
            *(step for step in decided if isinstance(step, Skipped)),
            *(Skipped(left.order_id, left.title, left.why) for left in extract.left_out),
        ),
    )


def _addition(found: Found, *, today: date, finished: bool) -> Step | Skipped:
    order = found.order
    age = today - next(event.on for event in order.events if event.event == "placed")
    over = any(event.event in FINISHED for event in order.events)
    if over and age.days > RECENT_DAYS and not finished:
        why = f"finished, placed over {RECENT_DAYS} days ago; --finished takes them in"
        return Skipped(found.order_id, order.title, why)
    facts = {name: getattr(order, name) for name in FACTS if getattr(order, name)}
    return Step(found.order_id, order, (*_fact_words(facts), *_event_words(order.events)))


def _update(known: Order, found: Found) -> Step | Skipped:
    facts = {
        name: getattr(found.order, name)
        for name in FACTS
        if getattr(found.order, name) and not getattr(known, name)
    }
    events = _merged(known.events, found.order.events)
    news = [event for event in events if event not in known.events]
    if not facts and events == known.events:
        return Skipped(found.order_id, known.title, "nothing new")
    complaint = contradiction(events, free_returns=known.free_returns)
    if complaint:
        why = f"the file contradicts the ledger: {complaint}"
        return Skipped(found.order_id, known.title, why)
    what = (*_fact_words(facts), *_event_words(news), *_gone_words(known.events, events))
    theirs = {fact: who for fact, who in found.order.sources.items() if fact in facts}
    sources = known.sources | theirs
    return Step(found.order_id, known.changed(**facts, sources=sources, events=events), what)


def _fact_words(facts: Mapping[str, object]) -> Iterator[str]:
    return (f"price {fact}" if name == "price" else name for name, fact in facts.items())


def _event_words(events: Iterable[Event]) -> Iterator[str]:
    return (
        f"{event.event} between {event.on} and {event.no_later_than}"
        if event.estimate
        else f"{event.event} {event.on}"
        for event in events
    )


def _gone_words(before: Iterable[Event], after: Iterable[Event]) -> Iterator[str]:
    kinds = {event.event for event in after}
    return (f"not {event.event} yet" for event in before if event.event not in kinds)


def _merged(known: tuple[Event, ...], found: tuple[Event, ...]) -> tuple[Event, ...]:
    """The ledger's events, made more precise and continued by those of the document."""
    known = _without_guesses(known, found)
    forward = _stage(found) >= _stage(known)
    kinds = {event.event for event in known}
    if "confirmed" in kinds:
        kinds.add("completed")
    taken = {event.event: event for event in found if forward or event.event == "placed"}
    events = [_more_precise(event, taken.get(event.event)) for event in known]
    for kind, event in taken.items():
        if kind not in kinds:
            events.insert(_place(event, events), event)
    if tuple(events) == known:
        return known
    return tuple(_within_neighbours(event, events) for event in events)


def _without_guesses(known: tuple[Event, ...], found: tuple[Event, ...]) -> tuple[Event, ...]:
    """What is known without its guesses, where the document knows how far the order is."""
    sure = tuple(event for event in known if not _guessed(event))
    knows = not any(map(_guessed, found)) and _stage(found) >= _stage(sure)
    return sure if knows else known


def _stage(events: tuple[Event, ...]) -> int:
    kinds = [event.event for event in events]
    if kinds.count("dispute-opened") > kinds.count("dispute-cancelled"):
        return DISPUTED
    return max((STAGES.get(kind, 0) for kind in kinds), default=0)


def _more_precise(known: Event, found: Event | None) -> Event:
    """What the ledger knows, unless both are imported and the document leaves fewer days open."""
    if found is None or not _imported(known) or not known.estimate:
        return known
    if not found.estimate:
        return _dated(known, found.on, found.on, by=found.by)
    on, until = max(known.on, found.on), min(_latest(known), _latest(found))
    if on > until or (on, until) == (known.on, _latest(known)):
        return known
    return _dated(known, on, until, by=found.by)


def _place(event: Event, events: list[Event]) -> int:
    """Where in the record an event belongs, so that it keeps its turn within its day."""
    later = (index for index, other in enumerate(events) if _in_turn(event, other))
    return next(later, len(events))


def _within_neighbours(event: Event, events: list[Event]) -> Event:
    """An imported range of days, narrowed by what comes before and after it."""
    if not _imported(event) or not event.estimate:
        return event
    on = max(event.on, *(other.on for other in events if _in_turn(other, event)), date.min)
    until = min(
        _latest(event), *(_latest(other) for other in events if _in_turn(event, other)), date.max
    )
    return event if on > until else _dated(event, on, until, by=event.by)


def _in_turn(first: Event, second: Event) -> bool:
    if second.event == "cancelled":
        return first.event not in {*AFTER_CANCELLED, "cancelled"}
    return (first.event, second.event) in _IN_TURN


def _dated(event: Event, on: date, until: date, *, by: str | None) -> Event:
    no_later_than = until if until > on else None
    return event.model_copy(update={"on": on, "no_later_than": no_later_than, "by": by})


def _imported(event: Event) -> bool:
    return event.by is not None and event.by.startswith((IMPORT, GUESS))


def _guessed(event: Event) -> bool:
    return event.by is not None and event.by.startswith(GUESS)


def _latest(event: Event) -> date:
    return event.no_later_than or event.on
