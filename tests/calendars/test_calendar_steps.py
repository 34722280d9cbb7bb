"""What a push decides, and what it says when it has to stop halfway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from aliguard.calendars import ics
from aliguard.calendars.events import Event
from aliguard.calendars.push import Done, Steps, carry_out, steps
from aliguard.calendars.server import Held
from aliguard.errors import CalendarError


def event(order: str, day: int = 20, *, cancelled: bool = False) -> Event:
    """An event of an order on a day of April."""
    return Event(
        order=order,
        rule="protection",
        day=date(2026, 4, day),
        summary="Protection",
        description="Act.",
        categories=("AliExpress",),
        stamped=date(2026, 3, 7),
        cancelled=cancelled,
    )


def held(*events: Event) -> dict[str, Held]:
    """A server that holds these events."""
    found = [ics.read(ics.resource(each).decode()) for each in events]
    return {each.uid: Held("tag", each) for each in found if each}


def test_what_is_missing_is_added_what_differs_is_changed_what_is_cancelled_is_removed() -> None:
    new, moved, same, gone = event("1"), event("2", 25), event("3"), event("4", cancelled=True)
    there = held(event("2"), event("3"), event("4"))
    plan = steps([new, moved, same, gone], there)

    assert plan.add == (new,)
    assert plan.change == ((moved, there[moved.uid]),)
    assert plan.remove == (there[gone.uid],)
    assert plan.kept == 1


def test_what_is_there_of_an_order_besides_is_removed_but_nothing_of_unknown_orders() -> None:
    there = held(event("1"), event("2/1"), event("3"))
    plan = steps([event("1")], there, orders={"1", "2/1"})

    assert plan.remove == (there[event("2/1").uid],)
    assert plan.kept == 1


def test_what_is_cancelled_and_not_there_is_no_step() -> None:
    assert steps([event("1", cancelled=True)], {}) == Steps((), (), (), 0)


def test_an_event_that_was_cancelled_by_hand_is_put_right() -> None:
    assert steps([event("1")], held(event("1", cancelled=True))).change


@pytest.mark.parametrize(
    "data",
    ["", "no calendar", "BEGIN:VCALENDAR\nEND:VCALENDAR", "BEGIN:VEVENT\nSEQUENCE:x\nEND:VEVENT"],
)
def test_an_answer_without_an_event_is_none(data: str) -> None:
    assert ics.read(data) is None


@dataclass
class Failing:
    """A keeper that fails after some steps."""

    after: int
    taken: list[str] = field(default_factory=list)

    def put(self, event: Event, held: Held | None) -> None:
        """Keep an event, unless it is time to fail."""
        self._take(f"{'change' if held else 'add'} {event.order}")

    def remove(self, held: Held) -> None:
        """Remove an event, unless it is time to fail."""
        self._take(f"remove {held.event.uid.partition('+')[0]}")

    def _take(self, step: str) -> None:
        if len(self.taken) == self.after:
            msg = "example.com is too busy."
            raise CalendarError(msg)
        self.taken.append(step)


def _plan() -> Steps:
    wanted: Sequence[Event] = [event("1"), event("2", 25), event("3", cancelled=True)]
    return steps(wanted, held(event("2"), event("3")))


def test_all_steps_are_taken_and_counted() -> None:
    keeper = Failing(after=9)

    assert carry_out(_plan(), keeper) == Done(added=1, changed=1, removed=1)
    assert keeper.taken == ["change 2", "add 1", "remove 3"]


@pytest.mark.parametrize(
    ("after", "before"),
    [
        (0, ""),
        (1, " Done before that: 0 added, 1 changed, 0 removed. To push again is safe."),
        (2, " Done before that: 1 added, 1 changed, 0 removed. To push again is safe."),
    ],
)
def test_a_push_that_stops_halfway_says_what_was_done(after: int, before: str) -> None:
    with pytest.raises(CalendarError) as refused:
        carry_out(_plan(), Failing(after))

    assert str(refused.value) == f"example.com is too busy.{before}"
