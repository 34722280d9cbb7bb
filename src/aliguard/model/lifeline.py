"""The life of an order, walked through: where it stands, and the first thing that cannot be.

Both are uses of one machine (`STEPS`): each kind of event has a guard and an effect. Events are
taken by day, those of one day in the order in which they were recorded.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from itertools import chain

from aliguard.model import dispute_steps, order_steps
from aliguard.model.event import Delivered, Event
from aliguard.model.life import Life
from aliguard.model.money import Money
from aliguard.model.steps import since, told

STEPS = order_steps.STEPS | dispute_steps.STEPS
"""Every kind of event that changes where an order stands."""

ONCE = frozenset({"placed", "cancelled", "shipped", "delivered", "confirmed", "completed"})
"""Kinds that happen to an order at most once."""

BEFORE = (
    ("placed", "cancel-requested"),
    ("placed", "cancelled"),
    ("placed", "shipped"),
    ("placed", "delivered"),
    ("placed", "confirmed"),
    ("placed", "completed"),
    ("placed", "dispute-opened"),
    ("placed", "frozen"),
    ("placed", "refunded"),
    ("placed", "chargeback-opened"),
    ("shipped", "tracking"),
    ("shipped", "pickup-notice"),
    ("shipped", "delivered"),
    ("shipped", "confirmed"),
    ("shipped", "completed"),
    ("shipped", "dispute-opened"),
    ("shipped", "return-shipped"),
)
"""Pairs of kinds of which the first cannot be dated after the second."""

IN_TURN = frozenset({*BEFORE, ("delivered", "completed"), ("delivered", "confirmed")})
"""Pairs of kinds of which the first usually comes first: what a range is narrowed by."""

AFTER_CANCELLED = frozenset(
    {"refunded", "note", "protection", "chargeback-opened", "chargeback-escalated"}
    | {"chargeback-decided", "claim-sent", "claim-answered"}
)
"""What can still happen to a cancelled order."""


def timeline(events: Iterable[Event]) -> list[Event]:
    """The events by day; those of one day in the order in which they were recorded."""
    return sorted(events, key=lambda event: event.on)


def lived(
    events: Iterable[Event], *, price: Money | None = None, free_returns: bool = False
) -> Life:
    """Where an order stands after all of its events, which are known to fit."""
    life = Life(price=price, free_returns=free_returns)
    for event in timeline(events):
        step = STEPS.get(event.event)
        if step and not _idle(life, event):
            step.does(life, event)
    return life


def _idle(life: Life, event: Event) -> bool:
    """Whether it speaks of a dispute that the money has ended.

    Older versions recorded such an event; it still stands, and changes nothing.
    """
    return "ended-by-money" in life.facts and event.event in dispute_steps.DURING


def contradiction(
    events: Iterable[Event],
    *,
    new: Container[Event] = (),
    price: Money | None = None,
    free_returns: bool = False,
) -> str | None:
    """The first contradiction among the events, as a sentence that names both facts, or None.

    Of those that are `new`, each must also change something.
    """
    ordered = timeline(events)
    life = Life(price=price, free_returns=free_returns)
    found = chain(_repeated(ordered), _misdated(ordered), _impossible(ordered, life, new))
    return next(found, None)


def _impossible(events: list[Event], life: Life, new: Container[Event]) -> Iterator[str]:
    """What lacks what must have happened before it."""
    for event in events:
        if _idle(life, event):
            if event in new:
                yield f"{told(event)}: the money of {since(life, 'decided')} ended the dispute"
            continue
        if "cancelled" in life.anchors and event.event not in AFTER_CANCELLED:
            yield f"{told(event)} comes after {since(life, 'cancelled')}"
        step = STEPS.get(event.event)
        if step is None:
            continue
        lacks = step.guard(life, event)
        if lacks:
            yield f"{told(event)}: {lacks}"
        step.does(life, event)


def _repeated(events: list[Event]) -> Iterator[str]:
    """What happened twice; a parcel that was delivered elsewhere may come after all."""
    seen: dict[str, Event] = {}
    for event in events:
        known = seen.get(event.event) if event.event in ONCE else None
        if known and not (isinstance(known, Delivered) and known.elsewhere):
            yield f"it was {told(known)} and again {told(event)}"
        seen[event.event] = event


def _misdated(events: list[Event]) -> Iterator[str]:
    last = {event.event: event for event in events}
    first = {event.event: event for event in reversed(events)}
    for earlier, later in BEFORE:
        if earlier in last and later in first and latest(first[later]) < last[earlier].on:
            yield f"{told(first[later])} comes before {told(last[earlier])}"


def latest(event: Event) -> date:
    """The last day on which an event can have happened."""
    return event.no_later_than or event.on


def narrowed(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events, those of which only a range is known held between their neighbours in time."""
    known = tuple(events)
    return tuple(_narrowed(event, known) if event.estimate else event for event in known)


def _narrowed(event: Event, events: tuple[Event, ...]) -> Event:
    """The event between what must come before it and what must come after it."""
    on = max([event.on, *(e.on for e in events if _in_turn(e, event))])
    until = min([latest(event), *(latest(e) for e in events if _in_turn(event, e))])
    if on > until or (on, until) == (event.on, latest(event)):
        return event
    return event.model_copy(update={"on": on, "no_later_than": until if until > on else None})


def _in_turn(first: Event, second: Event) -> bool:
    return (first.event, second.event) in IN_TURN
