"""Which events stand in the calendar, from what was told before and what is wanted now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aliguard.calendars.events import Event, Wanted, renewed, uid_of
from aliguard.model.event import Note
from aliguard.model.order import Order

ORDER, RULE = "8200000000091234", "protection"
UID = "8200000000091234+protection@aliguard"
TODAY = date(2026, 4, 20)
DAY, LATER = date(2026, 4, 29), date(2026, 5, 9)
FIRST, SECOND = date(2026, 3, 7), date(2026, 4, 18)
"""When the order's events were recorded."""


def order(*days: date) -> dict[str, Order]:
    """A ledger of one order, with an event on each of the days."""
    return {ORDER: Order(events=tuple(Note(on=day, note="x") for day in days))}


def wanted(day: date = DAY, text: str = "Open a dispute.", *, missed: bool = False) -> Wanted:
    """The deadline of that order."""
    return Wanted(ORDER, RULE, day, "Protection: cable", text, ("AliExpress",), missed)


def told(
    *wants: Wanted,
    known: Sequence[Event] = (),
    orders: Mapping[str, Order] | None = None,
    today: date = TODAY,
) -> tuple[Event, ...]:
    """What is told when these are wanted, and those are known."""
    return renewed(known, wants, order(FIRST) if orders is None else orders, today=today)


def test_a_new_deadline_is_an_event_with_the_sequence_0_stamped_by_its_order() -> None:
    [event] = told(wanted(), orders=order(FIRST, SECOND))

    assert (event.uid, event.day, event.sequence, event.cancelled) == (UID, DAY, 0, False)
    assert event.stamped == SECOND


def test_what_has_not_changed_is_the_very_same_though_the_order_got_a_note() -> None:
    known = told(wanted())

    assert told(wanted(), known=known, orders=order(FIRST, SECOND)) == known


def test_a_moved_deadline_keeps_its_uid_and_raises_the_sequence() -> None:
    [event] = told(wanted(LATER), known=told(wanted()), orders=order(FIRST, SECOND))

    assert (event.uid, event.day, event.sequence, event.stamped) == (UID, LATER, 1, SECOND)


def test_other_words_for_the_same_day_keep_the_sequence_and_take_a_new_stamp() -> None:
    [event] = told(wanted(text="Hurry."), known=told(wanted()), orders=order(FIRST, SECOND))

    assert (event.description, event.sequence, event.stamped) == ("Hurry.", 0, SECOND)


def test_a_deadline_that_is_gone_is_cancelled_once_and_keeps_its_words() -> None:
    known = told(wanted())
    [event] = told(known=known, orders=order(FIRST, SECOND))

    assert (event.cancelled, event.sequence, event.stamped) == (True, 1, SECOND)
    assert (event.day, event.description) == (DAY, "Open a dispute.")
    assert told(known=[event], orders=order(FIRST, SECOND, TODAY)) == (event,)


def test_the_events_of_a_removed_order_are_cancelled_with_the_stamp_that_they_had() -> None:
    [event] = told(known=told(wanted()), orders={})

    assert (event.cancelled, event.sequence, event.stamped) == (True, 1, FIRST)


def test_a_deadline_that_comes_back_raises_the_sequence_again() -> None:
    [event] = told(wanted(), known=told(known=told(wanted())))

    assert (event.cancelled, event.sequence) == (False, 2)


def test_a_missed_deadline_keeps_the_event_that_it_had() -> None:
    known = told(wanted())

    assert told(wanted(text="Too late.", missed=True), known=known) == known


def test_a_missed_deadline_is_not_newly_added_nor_brought_back() -> None:
    cancelled = told(known=told(wanted()))

    assert told(wanted(missed=True)) == ()
    assert told(wanted(missed=True), known=cancelled) == cancelled


def test_a_cancelled_event_is_forgotten_a_year_after_its_day_and_no_other() -> None:
    known = told(wanted())
    cancelled = told(known=known)
    year, over = DAY + timedelta(days=365), DAY + timedelta(days=366)

    assert told(known=cancelled, today=year) == cancelled
    assert told(known=cancelled, today=over) == ()
    assert told(wanted(missed=True), known=known, today=over) == known


def test_an_order_without_events_has_a_stamp_all_the_same() -> None:
    [event] = told(wanted(), orders={ORDER: Order()})

    assert event.stamped == date(1970, 1, 1)


def test_events_stand_in_the_order_of_their_days() -> None:
    other = Wanted(ORDER, "appeal", FIRST, "Appeal", "", ())

    assert [event.rule for event in told(wanted(), other)] == ["appeal", RULE]


# ─── UIDs ───────────────────────────────────────────────────────────────────────────────────────

IDS = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,6}(?:/[1-9][0-9]?)?", fullmatch=True)


@given(st.tuples(IDS, st.text(min_size=1)), st.tuples(IDS, st.text(min_size=1)))
def test_no_two_deadlines_share_a_uid(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (uid_of(*one) == uid_of(*other)) == (one == other)


def test_uids_that_look_alike_differ() -> None:
    """Split parts, and rules of a user's own that are named to confuse."""
    pairs = [("1/2", "a"), ("1", "2+a"), ("1-2", "a"), ("1", "2-a"), ("1", "2/a")]
    lines = [uid_of(order_id, rule) for order_id, rule in pairs]

    assert len(set(lines)) == len(lines)
    assert all(line.isascii() and line.isprintable() and " " not in line for line in lines)


# ─── Any history ────────────────────────────────────────────────────────────────────────────────

STATES = st.none() | st.builds(
    wanted,
    st.sampled_from([DAY, LATER]),
    st.sampled_from(["Open a dispute.", "Hurry."]),
    missed=st.booleans(),
)


@given(st.lists(STATES, min_size=1, max_size=8))
def test_the_sequence_rises_by_one_exactly_when_an_event_moves_is_cancelled_or_comes_back(
    states: list[Wanted | None],
) -> None:
    history: list[tuple[Event, ...]] = [()]
    for state in states:
        wants = [state] if state else []
        history.append(told(*wants, known=history[-1]))

        assert told(*wants, known=history[-1]) == history[-1]
    for before, after in pairwise(history):
        for event in after:
            old = {each.uid: each for each in before}.get(event.uid)
            moved = old and (old.day, old.cancelled) != (event.day, event.cancelled)

            assert event.sequence == (old.sequence + bool(moved) if old else 0)
        assert {event.uid for event in before} <= {event.uid for event in after}
