"""Reminders in words: one message for all orders, plain text, for mail, phone and desktop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from typing import NamedTuple

from aliguard.render import words
from aliguard.render.pages import end_of_day
from aliguard.render.safe import clipped, shown
from aliguard.rules.agenda import RECEIPT, Entry, Notice
from aliguard.rules.deadline import Deadline, State

Item = tuple[Entry, Deadline | Notice]

TITLE_WIDTH = 40
"""The cells of an order's title in the line that a phone or a list of mails shows."""
BRIEFLY, LISTED = 3, 10
"""How many reminders are told in full where there is little room, and how many more by a line."""

QUIET = (
    "Seen it? `aliguard ack ORDER` keeps it quiet until the next stage;"
    " `aliguard snooze ORDER DEADLINE --until DATE` rings again later."
)


class Message(NamedTuple):
    """A message: its title, all of it, and a short form for where there is little room."""

    title: str
    body: str
    brief: str


def message(items: Sequence[Item], today: date) -> Message:
    """What to say of these deadlines, the most pressing first."""
    first, *others = items
    more = f", and {len(others)} more" if others else ""
    return Message(
        f"AliExpress: {_headline(*first, today)}{more}",
        "\n\n".join([*_orders(items, today), QUIET]),
        "\n\n".join([*_orders(items[:BRIEFLY], today), *_rest(items[BRIEFLY:], today)]),
    )


def trial(name: str, today: date) -> Message:
    """What is sent to try a channel."""
    body = (
        f"This is a test of the channel {name!r}, sent on {_day(today)}. Reminders of your"
        " AliExpress deadlines will come this way."
    )
    return Message("AliExpress: a test of your reminders", body, body)


def alarm(problem: str) -> Message:
    """What is said where the deadlines cannot be worked out, so that silence is not trusted."""
    body = f"{problem}\n\nUntil that is mended you are not reminded of any deadline."
    return Message("AliExpress: aliguard cannot remind you", body, body)


def _rest(items: Sequence[Item], today: date) -> Iterator[str]:
    """What there is no room for in full: a line each, and how many more."""
    if items:
        yield "\n".join(
            f"{entry.order_id}  {_headline(entry, about, today)}" for entry, about in items[:LISTED]
        )
    hidden = len(items) - LISTED
    if hidden > 0:
        yield f"... and {hidden} more: `aliguard status`"


def _headline(entry: Entry, about: Deadline | Notice, today: date) -> str:
    order = clipped(entry.order.title or entry.order_id, TITLE_WIDTH)
    if isinstance(about, Notice):
        return f"a date is missing: {order}"
    if about.actor != "buyer":
        return f"{words.ACTORS[about.actor]} is late: {order}"
    if about.state(today) == "missed":
        return f"passed: {about.title}, {order}"
    when = "today" if about.act_by <= today else f"by {_day(about.act_by)}"
    return f"act {when}: {order}"


def _day(day: date) -> str:
    """A day that nobody takes for another.

    >>> _day(date(2026, 4, 22))
    'Wed 2026-04-22'
    """
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day}"


def _orders(items: Sequence[Item], today: date) -> list[str]:
    """A paragraph for each order, with all that is to be said of it."""
    paragraphs: dict[str, list[str]] = {}
    for entry, about in items:
        said = [about.text] if isinstance(about, Notice) else _deadline(entry, about, today)
        part = "\n".join(f"  {line}" for line in said)
        paragraphs.setdefault(entry.order_id, [_head(entry)]).append(part)
    return [f"{head}\n" + "\n\n".join(parts) for head, *parts in paragraphs.values()]


def _head(entry: Entry) -> str:
    risk = f" ({entry.at_risk} at risk)" if entry.at_risk else ""
    return f"{entry.order_id}  {shown(entry.order.title)}".rstrip() + risk


def _deadline(entry: Entry, deadline: Deadline, today: date) -> list[str]:
    """What to do, by when, what is lost otherwise, and how to say that it is done."""
    if deadline.actor != "buyer":
        todo = f"{words.whose(deadline.actor, deadline.todo)} It was due by {deadline.ends_on}."
        return [todo, deadline.consequence, _record(entry, deadline, "Did it come?")]
    if deadline.state(today) == "missed":
        return [
            f"Passed on {_day(deadline.last_on)}: {deadline.title}. {deadline.consequence}",
            *_last_hours(deadline, today),
            f"What is still possible: `aliguard next {entry.order_id}`.",
        ]
    lines = [
        deadline.todo,
        _when(deadline, today),
        f"If it passes: {deadline.consequence}",
        _record(entry, deadline, "Done?"),
    ]
    if deadline.id == RECEIPT:
        lines.append(f"All is well with the goods? `aliguard done {entry.order_id}`")
    return lines


def _last_hours(deadline: Deadline, today: date) -> Iterator[str]:
    """What may be left where a day in Pacific Time ends in the course of the next one."""
    moment = end_of_day(deadline.last_on)
    if moment.date() == today and moment.time() > time():
        yield f"In Pacific Time that day ends today at {moment:%H:%M} for you: until then, try."


def _when(deadline: Deadline, today: date) -> str:
    if deadline.state(today) == "late":
        last = f"{_day(deadline.last_on)}, {_for_you(deadline.last_on)}"
        return f"Today! It ended on {_day(deadline.ends_on)}; by other sources it ends on {last}."
    by = f"By {_day(deadline.act_by)}." if deadline.act_by > today else "Today!"
    left = words.left_surely(deadline, today)
    return f"{by} It ends on {_day(deadline.ends_on)} ({left}), {_for_you(deadline.ends_on)}."


def _for_you(day: date) -> str:
    """When a Pacific day ends where the user is."""
    moment = end_of_day(day)
    return f"for you on {_day(moment.date())} at {moment:%H:%M}"


def _record(entry: Entry, deadline: Deadline, asked: str) -> str:
    """The command that records it as done; what has none can only be told to be quiet."""
    if deadline.record:
        return f"{asked} {words.command(deadline.record, entry.order_id)}"
    return f"Done, or of no use? `aliguard ack {entry.order_id} {deadline.id} --for-good`"


SHORT: dict[State, str] = {"late": "late", "urgent": "urgent", "soon": "soon", "overdue": "overdue"}
"""What a status bar counts, the most pressing first."""


def short(found: Iterable[Entry], today: date) -> str:
    """One line for a prompt or a status bar, such as `2 urgent, next 12 May`; empty if all is calm.

    Each order counts once, by its most pressing deadline.
    """
    entries = list(found)
    states = [_pressing(entry, today) for entry in entries]
    parts = [f"{states.count(state)} {word}" for state, word in SHORT.items() if state in states]
    ahead = (each.act_by for entry in entries for each in entry.yours if each.act_by >= today)
    following = min(ahead, default=None)
    if parts and following:
        year = f" {following.year}" if following.year != today.year else ""
        parts.append(f"next {following.day} {following:%b}{year}")
    return ", ".join(parts)


def _pressing(entry: Entry, today: date) -> State | None:
    """The most pressing state of what the buyer has to do, or waits for, of those that count."""
    mine = {deadline.state(today) for deadline in entry.yours}
    others = {"overdue"} & {deadline.state(today) for deadline in entry.deadlines}
    return next((state for state in SHORT if state in mine | others), None)
