"""What a push decides, and what it says of what was not taken or when it has to stop halfway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest

from aliguard.calendars import ics
from aliguard.calendars.events import Event
from aliguard.calendars.libraries import NotTakenError
from aliguard.calendars.push import Steps, carry_out, steps
from aliguard.calendars.server import Held
from aliguard.errors import CalendarError

TODAY = date(2026, 4, 20)
LONG_AGO = TODAY - timedelta(weeks=5)


def event(order: str, day: int = 20, *, over: date | None = None) -> Event:
    """An event of an order on a day of April; it may be over since a day."""
    return Event(
        order=order,
        rule="protection",
        day=date(2026, 4, day),
        summary="Protection",
        description="Act.",
        categories=("AliExpress",),
        stamped=date(2026, 3, 7),
        cancelled=over is not None,
        cancelled_on=over,
    )


def held(*events: Event) -> dict[str, Held]:
    """A server that holds these events."""
    found = [ics.read(ics.resource(each).decode()) for each in events]
    return {each.uid: Held("tag", each) for each in found if each}


def test_what_is_missing_is_added_what_differs_is_changed_what_was_over_long_ago_is_removed() -> (
    None
):
    new, moved, same, gone = event("1"), event("2", 25), event("3"), event("4", over=LONG_AGO)
    there = held(event("2"), event("3"), event("4"))
    plan = steps([new, moved, same, gone], there, today=TODAY)

    assert plan.add == (new,)
    assert plan.change == ((moved, there[moved.uid]),)
    assert plan.remove == (there[gone.uid],)
    assert plan.kept == 1


def test_what_is_over_is_changed_and_stands_there_for_four_weeks() -> None:
    """So that it can come back as a change: a bin would not let it come back as a new event."""
    over, there = event("1", over=TODAY), held(event("1"))
    marked = held(over)
    last = TODAY + timedelta(weeks=4)

    assert steps([over], there, today=TODAY).change == ((over, there[over.uid]),)
    assert steps([over], marked, today=last).kept == 1
    assert steps([over], marked, today=last + timedelta(days=1)).remove == (marked[over.uid],)
    assert steps([event("1")], marked, today=last).change == ((event("1"), marked[over.uid]),)


def test_what_was_over_before_that_day_was_kept_counts_from_the_last_news() -> None:
    over = event("1", over=TODAY).model_copy(update={"cancelled_on": None})

    assert over.shown(over.stamped + timedelta(weeks=4))
    assert not over.shown(TODAY)


def test_what_is_there_of_an_order_besides_is_removed_but_nothing_of_unknown_orders() -> None:
    there = held(event("1"), event("2/1"), event("3"))
    plan = steps([event("1")], there, today=TODAY, orders={"1", "2/1"})

    assert plan.remove == (there[event("2/1").uid],)
    assert plan.kept == 1


@pytest.mark.parametrize("over", [TODAY, LONG_AGO])
def test_what_is_over_and_not_there_is_no_step(over: date) -> None:
    assert steps([event("1", over=over)], {}, today=TODAY) == Steps((), (), (), 0)


def test_an_event_that_was_cancelled_by_hand_is_put_right() -> None:
    assert steps([event("1")], held(event("1", over=TODAY)), today=TODAY).change


# ─── Alarms ─────────────────────────────────────────────────────────────────────────────────────


def ringing(*alarms: timedelta) -> dict[str, Held]:
    """A server that holds the event, with alarms of these times before or after its midnight."""
    [(uid, there)] = held(event("1")).items()
    return {uid: Held("tag", there.event._replace(alarms=frozenset(alarms)))}


def at(hour: float, *days: int) -> list[timedelta]:
    """An hour of each of these days before the event."""
    return [timedelta(days=-day, hours=hour) for day in days]


@pytest.mark.parametrize("alarms", [at(0, 7, 3, 1), at(9, 7, 3, 1, 0), at(20.5, 7, 3, 1, 0)])
def test_alarms_of_aliguards_own_move_to_the_hour_that_is_wanted(alarms: list[timedelta]) -> None:
    assert steps([event("1")], ringing(*alarms), today=TODAY, alarms_at=time(8)).change


@pytest.mark.parametrize(
    "alarms",
    [at(8, 7, 3, 1, 0), [], at(9, 2), at(9, 7, 3, 1), [*at(9, 7, 3, 1, 0), timedelta(hours=3)]],
    ids=["that hour", "a server that keeps none", "another", "one taken out", "one put in"],
)
def test_alarms_at_that_hour_and_those_of_the_user_stay(alarms: list[timedelta]) -> None:
    assert steps([event("1")], ringing(*alarms), today=TODAY, alarms_at=time(8)).kept == 1


@pytest.mark.parametrize(
    "data",
    ["", "no calendar", "BEGIN:VCALENDAR\nEND:VCALENDAR", "BEGIN:VEVENT\nSEQUENCE:x\nEND:VEVENT"],
)
def test_an_answer_without_an_event_is_none(data: str) -> None:
    assert ics.read(data) is None


# ─── What is not taken ──────────────────────────────────────────────────────────────────────────


@dataclass
class Failing:
    """A keeper that fails after some steps, and takes no event of some orders."""

    after: int = 99
    refuses: str = ""
    forbidden: str = ""
    taken: list[str] = field(default_factory=list)

    def put(self, event: Event, held: Held | None) -> None:
        """Keep an event, unless it is time to fail."""
        self._take("change" if held else "add", event.order)

    def remove(self, held: Held) -> None:
        """Remove an event, unless it is time to fail."""
        self._take("remove", held.event.uid.partition("+")[0])

    def _take(self, step: str, order: str) -> None:
        if order in self.refuses:
            msg = f"example.com would not {step} “{order}”."
            raise NotTakenError(msg, order, self.forbidden)
        if len(self.taken) == self.after:
            msg = "example.com is too busy."
            raise CalendarError(msg)
        self.taken.append(f"{step} {order}")


def _plan(*more: str) -> Steps:
    wanted: Sequence[Event] = [event("1"), event("2", 25), event("3", over=LONG_AGO)]
    return steps(
        [*wanted, *map(event, more)], held(event("2"), event("3"), event("9")), today=TODAY
    )


def told(keeper: Failing, *more: str) -> str:
    """The error of carrying the plan out, with events of more orders to add."""
    with pytest.raises(CalendarError) as refused:
        carry_out(_plan(*more), keeper)
    return str(refused.value)


def test_all_steps_are_taken_and_counted() -> None:
    keeper = Failing()

    assert carry_out(_plan(), keeper) == "1 added, 1 changed, 1 removed"
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
    assert told(Failing(after)) == f"example.com is too busy.{before}"


def test_what_is_not_taken_keeps_no_other_event_out() -> None:
    keeper = Failing(refuses="2")

    assert told(keeper) == (
        "example.com would not change “2”. All else is done: 1 added, 0 changed, 1 removed."
    )
    assert keeper.taken == ["add 1", "remove 3"]


def test_of_many_that_are_not_taken_three_are_named() -> None:
    assert told(Failing(refuses="123")) == (
        "example.com would not change “2”. Nor would it take “1”, “3”."
        " All else is done: 0 added, 0 changed, 0 removed."
    )
    assert "Nor would it take “1”, “5” and 2 more. All" in told(Failing(refuses="12567"), *"567")


def test_who_may_write_nothing_at_all_is_told_that() -> None:
    read_only = Failing(refuses="123", forbidden="It is read-only.")

    assert told(read_only) == "It is read-only."
    assert "All else is done: 1 added" in told(Failing(refuses="23", forbidden=read_only.forbidden))
