"""Which events stand in the calendar: from what was exported before, and what is wanted now.

Pure: takes values, returns values. Days are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from pydantic import Field

from aliguard.model.order import Order
from aliguard.model.record import Record

DOMAIN = "@aliguard"
"""How every UID of aliguard's ends, and no other."""
SHOWN = timedelta(weeks=4)
"""How long calendars show what is over, so that all of them come to know of it."""
REMEMBERED = timedelta(days=365)
"""How long after its day a cancelled event is remembered: should it come back, it is a change."""
UNDATED = date(1970, 1, 1)
"""The stamp of an order that has no event."""


def uid_of(order_id: str, rule: str) -> str:
    """The UID of a deadline's event: the same for ever, and of no other deadline.

    An order's id has no "+", and in a rule's it is quoted: the last one parts the two.

    >>> uid_of("8200000000091234/1", "protection")
    '8200000000091234+1+protection@aliguard'
    """
    return f"{order_id.replace('/', '+')}+{quote(rule, safe='')}{DOMAIN}"


def order_of(uid: str) -> str:
    """The id of the order that an event's UID names.

    >>> order_of("8200000000091234+1+protection@aliguard")
    '8200000000091234/1'
    """
    return uid.removesuffix(DOMAIN).rpartition("+")[0].replace("+", "/")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deadline that is to stand in the calendar, in words."""

    order: str
    rule: str
    day: date
    summary: str
    description: str
    categories: tuple[str, ...]
    missed: bool = False
    """It has passed: it stays where it was exported before, and is not newly added."""

    @property
    def uid(self) -> str:
        """The UID of its event."""
        return uid_of(self.order, self.rule)


class Event(Record):
    """An all-day event, as it was last told to calendars."""

    order: str
    rule: str
    day: date
    """The day to act by."""
    summary: str
    description: str
    categories: tuple[str, ...]
    stamped: date
    """The day of the order's last event when this one was made or changed."""
    sequence: int = Field(default=0, ge=0)
    """How often it was moved, cancelled, or brought back."""
    cancelled: bool = False
    cancelled_on: date | None = None
    """The day on which it was found to be over."""

    @property
    def uid(self) -> str:
        """Its UID."""
        return uid_of(self.order, self.rule)

    @property
    def title(self) -> str:
        """Its title, which says so where it is over: not every calendar strikes that out."""
        return f"Done: {self.summary}" if self.cancelled else self.summary

    def shown(self, today: date) -> bool:
        """Whether it is to stand in calendars: until some weeks after it was over."""
        return not self.cancelled or today - (self.cancelled_on or self.stamped) <= SHOWN


def renewed(
    known: Iterable[Event], wanted: Iterable[Wanted], orders: Mapping[str, Order], *, today: date
) -> tuple[Event, ...]:
    """All events as they are to be told now, by day.

    What is wanted no longer is cancelled, and forgotten a year after its day. Not all of them are
    to stand in calendars: see `Event.shown`.
    """
    before = {event.uid: event for event in known}
    alive = {
        want.uid: _alive(before.get(want.uid), want, orders)
        for want in wanted
        if not want.missed or _stands(before.get(want.uid))
    }
    gone = {
        uid: _cancelled(event, orders, today) for uid, event in before.items() if uid not in alive
    }
    kept = (
        event
        for event in (*alive.values(), *gone.values())
        if not event.cancelled or today - event.day <= REMEMBERED
    )
    return tuple(sorted(kept, key=lambda event: (event.day, event.uid)))


def _stands(before: Event | None) -> bool:
    return before is not None and not before.cancelled


def _alive(before: Event | None, want: Wanted, orders: Mapping[str, Order]) -> Event:
    """The event of what is wanted; the very same where nothing of it has changed."""
    new = Event(
        order=want.order,
        rule=want.rule,
        day=want.day,
        summary=want.summary,
        description=want.description,
        categories=want.categories,
        stamped=_stamp(orders[want.order]),
    )
    if before is None:
        return new
    moved = before.cancelled or before.day != want.day
    same = new.model_copy(update={"stamped": before.stamped, "sequence": before.sequence})
    if want.missed or same == before:
        return before
    return new.model_copy(update={"sequence": before.sequence + moved})


def _cancelled(event: Event, orders: Mapping[str, Order], today: date) -> Event:
    """The event, cancelled; the very same if it is so already."""
    if event.cancelled:
        return event
    order = orders.get(event.order)
    return event.model_copy(
        update={
            "cancelled": True,
            "cancelled_on": today,
            "sequence": event.sequence + 1,
            "stamped": _stamp(order) if order else event.stamped,
        }
    )


def _stamp(order: Order) -> date:
    return max((event.on for event in order.events), default=UNDATED)
