"""Which events can follow which: the first contradiction in the life of an order, as a sentence.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from aliguard.model.event import (
    Accepted,
    AppealDecided,
    BaseEvent,
    DisputeOpened,
    Event,
    Offered,
    Ruled,
)
from aliguard.model.kinds import Remedy

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


def contradiction(events: Iterable[Event], *, free_returns: bool = False) -> str | None:
    """The first contradiction among the events, as a sentence that names both facts, or None."""
    ordered = timeline(events)
    return next(_contradictions(ordered, free_returns=free_returns), None)


def _contradictions(events: list[Event], *, free_returns: bool) -> Iterator[str]:
    yield from _repeated(events)
    yield from _misdated(events)
    yield from _impossible(events, free_returns=free_returns)


def _repeated(events: list[Event]) -> Iterator[str]:
    seen: dict[str, Event] = {}
    for event in events:
        if event.event in ONCE and event.event in seen:
            yield f"it was {_told(seen[event.event])} and again {_told(event)}"
        seen.setdefault(event.event, event)


def _misdated(events: list[Event]) -> Iterator[str]:
    last = {event.event: event for event in events}
    first = {event.event: event for event in reversed(events)}
    for earlier, later in BEFORE:
        if earlier in last and later in first and latest(first[later]) < last[earlier].on:
            yield f"{_told(first[later])} comes before {_told(last[earlier])}"


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


def _told(event: BaseEvent) -> str:
    day = f"between {event.on} and {event.no_later_than}" if event.estimate else f"on {event.on}"
    return f"{getattr(event, 'event', '')} {day}"


@dataclass
class _Course:
    """How far disputes and their like have come, while the events are walked through."""

    free_returns: bool
    cancelled: Event | None = None
    received: Event | None = None
    dispute: Event | None = None
    proposal: Event | None = None
    decided: Event | None = None
    appeal: Event | None = None
    appeal_decided: Event | None = None
    return_due: bool = False
    waiting: set[str] = field(default_factory=set)
    """Kinds that happened and were not answered yet."""


def _impossible(events: list[Event], *, free_returns: bool) -> Iterator[str]:
    course = _Course(free_returns=free_returns)
    for event in events:
        if course.cancelled and event.event not in AFTER_CANCELLED:
            yield f"{_told(event)} comes after {_told(course.cancelled)}"
        lacking = _LACKING.get(_step(event))
        complaint = lacking(course) if lacking else None
        if complaint:
            yield f"{_told(event)}: {complaint}"
        _advance(course, event)


def _step(event: Event) -> str:
    """The kind of an event, as far as it says what must come before it."""
    if isinstance(event, Accepted) and (event.side == "seller" or event.remedy or event.amount):
        return "accepted on stated terms"
    return event.event


def _open_dispute(course: _Course) -> str | None:
    return None if course.dispute else "no dispute is open"


def _no_open_dispute(course: _Course) -> str | None:
    if course.dispute:
        return f"a dispute is open already, {_told(course.dispute)}"
    return None


def _proposal(course: _Course) -> str | None:
    return _open_dispute(course) or (None if course.proposal else "there is no offer to answer")


def _appealable(course: _Course) -> str | None:
    if course.decided is None:
        return "there is no ruling to appeal against"
    return f"there was an appeal already, {_told(course.appeal)}" if course.appeal else None


def _open_appeal(course: _Course) -> str | None:
    return None if course.appeal and not course.appeal_decided else "no appeal is open"


def _return_due(course: _Course) -> str | None:
    if course.return_due or course.free_returns:
        return None
    return "no return was agreed or ordered, and the order has no free-returns mark"


def _not_received(course: _Course) -> str | None:
    return f"the order was {_told(course.received)}" if course.received else None


def _content(course: _Course) -> str | None:
    if course.dispute:
        return f"a dispute is open, {_told(course.dispute)}"
    return None if course.received else "it was neither delivered nor confirmed"


def _waiting(kind: str, complaint: str) -> Callable[[_Course], str | None]:
    return lambda course: None if kind in course.waiting else complaint


ANSWERS = {
    "unfrozen": "frozen",
    "refunded": "frozen",
    "return-received": "return-shipped",
    "extended": "extension-requested",
    "extension-refused": "extension-requested",
    "chargeback-decided": "chargeback-opened",
    "claim-answered": "claim-sent",
}
"""Kinds that answer another."""


_LACKING: dict[str, Callable[[_Course], str | None]] = {
    "cancelled": _not_received,
    "satisfied": _content,
    "dispute-opened": _no_open_dispute,
    "dispute-modified": _open_dispute,
    "offered": _open_dispute,
    "rejected": _proposal,
    "accepted": _proposal,
    "accepted on stated terms": _open_dispute,
    "stepped-in": _open_dispute,
    "evidence-requested": _open_dispute,
    "evidence-sent": _open_dispute,
    "ruled": _open_dispute,
    "dispute-cancelled": _open_dispute,
    "dispute-closed": _open_dispute,
    "appealed": _appealable,
    "appeal-decided": _open_appeal,
    "return-shipped": _return_due,
    "return-received": _waiting("return-shipped", "nothing is on its way back"),
    "unfrozen": _waiting("frozen", "it is not frozen"),
    "extension-refused": _waiting("extension-requested", "no request for an extension is open"),
    "chargeback-escalated": _waiting("chargeback-opened", "no chargeback is open"),
    "chargeback-decided": _waiting("chargeback-opened", "no chargeback is open"),
    "claim-answered": _waiting("claim-sent", "no written claim is unanswered"),
}


def _advance(course: _Course, event: Event) -> None:  # noqa: C901 - one branch a kind
    course.waiting.discard(ANSWERS.get(event.event, ""))
    if event.event in ANSWERS.values():
        course.waiting.add(event.event)
    match event.event:
        case "cancelled":
            course.cancelled = event
        case "delivered" | "confirmed" | "completed":
            course.received = course.received or event
        case "dispute-opened":
            course.dispute, course.proposal, course.decided, course.appeal = event, None, None, None
            course.appeal_decided = None
        case "offered":
            course.proposal = event
        case "accepted":
            _end(course, returns=_agreed_remedy(event, course) is Remedy.RETURN)
        case "ruled":
            _rule(course, event)
        case "dispute-closed":
            _end(course, decided=event)
        case "dispute-cancelled":
            _end(course)
        case "appealed":
            course.appeal = event
        case "appeal-decided":
            course.appeal_decided = event
            course.return_due |= (
                isinstance(event, AppealDecided) and event.won and event.remedy is Remedy.RETURN
            )
        case _:
            pass


def _agreed_remedy(event: Event, course: _Course) -> Remedy | None:
    """What was agreed: as recorded, else as offered, else as the buyer asked."""
    if isinstance(event, Accepted) and event.remedy:
        return event.remedy
    if isinstance(course.proposal, Offered | Ruled):
        return course.proposal.remedy
    return course.dispute.want if isinstance(course.dispute, DisputeOpened) else None


def _rule(course: _Course, event: Event) -> None:
    if isinstance(event, Ruled) and not event.final:
        course.proposal = event
        return
    _end(course, decided=event, returns=isinstance(event, Ruled) and event.remedy is Remedy.RETURN)


def _end(course: _Course, *, decided: Event | None = None, returns: bool = False) -> None:
    course.dispute = None
    course.proposal = None
    course.decided = decided
    course.return_due |= returns
