"""What a push does to the events at a server: decided first, then carried out one by one."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aliguard.calendars import ics
from aliguard.calendars.events import Event, order_of
from aliguard.calendars.server import Held
from aliguard.errors import CalendarError


class Keeper(Protocol):
    """What keeps events for us."""

    def put(self, event: Event, held: Held | None) -> None:
        """Keep an event, in place of the one that is held."""

    def remove(self, held: Held) -> None:
        """Remove an event."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be done at a server that holds some of the events."""

    add: tuple[Event, ...]
    change: tuple[tuple[Event, Held], ...]
    remove: tuple[Held, ...]
    kept: int
    """How many events are there as they should be."""


@dataclass(slots=True)
class Done:
    """How many events were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __str__(self) -> str:
        """The counts in words."""
        return f"{self.added} added, {self.changed} changed, {self.removed} removed"


def steps(
    events: Sequence[Event], held: Mapping[str, Held], *, orders: Container[str] = ()
) -> Steps:
    """What makes a server hold the events that are not cancelled, and no longer the others.

    `orders` are those of the ledger: what the server holds of them besides, told before the record
    was lost or from another machine, is removed too.
    """
    known = {event.uid for event in events}
    add, change, kept = [], [], 0
    remove = [each for uid, each in held.items() if uid not in known and order_of(uid) in orders]
    for event in events:
        there = held.get(event.uid)
        if event.cancelled:
            remove += [there] if there else []
        elif there is None:
            add.append(event)
        elif there.event.face == ics.face(event):
            kept += 1
        else:
            change.append((event, there))
    return Steps(tuple(add), tuple(change), tuple(remove), kept)


def carry_out(plan: Steps, keeper: Keeper) -> Done:
    """Take all steps; return what was done.

    Raises:
        CalendarError: one failed; the message says what was done before.
    """
    done = Done()
    try:
        for event, held in plan.change:
            keeper.put(event, held)
            done.changed += 1
        for event in plan.add:
            keeper.put(event, None)
            done.added += 1
        for held in plan.remove:
            keeper.remove(held)
            done.removed += 1
    except CalendarError as error:
        if done == Done():
            raise
        msg = f"{error} Done before that: {done}. To push again is safe."
        raise CalendarError(msg) from error
    return done
