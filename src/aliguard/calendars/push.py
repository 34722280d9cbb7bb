"""What a push does to the events at a server: decided first, then carried out one by one.

One event that the server does not take keeps none of the others out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Protocol

from aliguard.calendars.events import Event, order_of
from aliguard.calendars.ics import MORNING
from aliguard.calendars.libraries import NotTakenError
from aliguard.calendars.server import Held
from aliguard.errors import CalendarError

NAMED = 3
"""How many of the events that were not taken are named."""


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


def steps(
    events: Sequence[Event],
    held: Mapping[str, Held],
    *,
    today: date,
    alarms_at: time = MORNING,
    orders: Container[str] = (),
) -> Steps:
    """What makes a server hold the events that are to be shown, and no longer the others.

    What is over is changed before it is removed: were it brought back meanwhile, a server with a
    bin would take that for a change, too. It is not added where it never was.
    `orders` are those of the ledger: what the server holds of them besides, told before the record
    was lost or from another machine, is removed too.
    """
    known = {event.uid for event in events}
    add, change, kept = [], [], 0
    remove = [each for uid, each in held.items() if uid not in known and order_of(uid) in orders]
    for event in events:
        there = held.get(event.uid)
        if there is None:
            add += [] if event.cancelled else [event]
        elif not event.shown(today):
            remove.append(there)
        elif there.event.shows(event, alarms_at):
            kept += 1
        else:
            change.append((event, there))
    return Steps(tuple(add), tuple(change), tuple(remove), kept)


def carry_out(plan: Steps, keeper: Keeper) -> str:
    """Take all steps; return how many events were added, changed and removed.

    Raises:
        CalendarError: some were not taken, or it had to stop; the message says what was done.
    """
    takes = [
        *(("changed", partial(keeper.put, event, held)) for event, held in plan.change),
        *(("added", partial(keeper.put, event, None)) for event in plan.add),
        *(("removed", partial(keeper.remove, held)) for held in plan.remove),
    ]
    done: Counter[str] = Counter()
    refused: list[NotTakenError] = []
    for kind, take in takes:
        try:
            take()
        except NotTakenError as error:
            refused.append(error)
        except CalendarError as error:
            if not done:
                raise
            msg = f"{error} Done before that: {_counts(done)}. To push again is safe."
            raise CalendarError(msg) from error
        else:
            done[kind] += 1
    if refused:
        raise CalendarError(_not_taken(refused, done))
    return _counts(done)


def _counts(done: Counter[str]) -> str:
    return ", ".join(f"{done[kind]} {kind}" for kind in ("added", "changed", "removed"))


def _not_taken(refused: Sequence[NotTakenError], done: Counter[str]) -> str:
    """Why events were not taken, and which; the same for all where the user may not write."""
    first, *others = refused
    if not done and all(error.forbidden for error in refused):
        return first.forbidden
    names = ", ".join(f"“{error.title}”" for error in others[: NAMED - 1])
    more = f" and {len(others) - NAMED + 1} more" if len(others) >= NAMED else ""
    nor = f" Nor would it take {names}{more}." if others else ""
    return f"{first}{nor} All else is done: {_counts(done)}."
