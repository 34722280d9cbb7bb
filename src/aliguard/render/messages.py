"""Reminders in words: one message for all orders, plain text, for mail, phone and desktop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from aliguard.render import words
from aliguard.render.pages import end_of_day
from aliguard.render.safe import clipped, shown
from aliguard.rules.agenda import RECEIPT, Entry, Notice
from aliguard.rules.deadline import Deadline, State

Item = tuple[Entry, Deadline | Notice]

TITLE_WIDTH = 40
"""The cells of an order's title in the line that a phone or a list of mails shows."""
BRIEFLY = 3
"""How many reminders a desktop bubble can hold."""

QUIET = (
    "Seen it? `aliguard ack ORDER` ends the daily repeating;"
    " `aliguard snooze ORDER DEADLINE --until DATE` rings again later."
)


class Message(NamedTuple):
    """A message: its title, all of it, and a short form for a desktop bubble."""

    title: str
    body: str
    brief: str


def message(items: Sequence[Item], today: date) -> Message:
    """What to say of these deadlines, the most pressing first."""
    first, *others = items
    more = f", and {len(others)} more" if others else ""
    parts = [_part(entry, about, today) for entry, about in items]
    hidden = len(parts) - BRIEFLY
    rest = f"\n\n... and {hidden} more: `aliguard status`" if hidden > 0 else ""
    return Message(
        f"AliExpress: {_headline(*first, today)}{more}",
        "\n\n".join([*parts, QUIET]),
        "\n\n".join(parts[:BRIEFLY]) + rest,
    )


def test_message(name: str, today: date) -> Message:
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


def _headline(entry: Entry, about: Deadline | Notice, today: date) -> str:
    order = clipped(entry.order.title or entry.order_id, TITLE_WIDTH)
    if isinstance(about, Notice):
        return f"a date is missing: {order}"
    if about.actor != "buyer":
        return f"{words.ACTORS[about.actor]} is late: {order}"
    if about.state(today) == "missed":
        return f"{about.title} has passed: {order}"
    when = "today" if about.act_by <= today else f"by {_day(about.act_by)}"
    return f"act {when}: {order}"


def _day(day: date) -> str:
    """A day that nobody takes for another.

    >>> _day(date(2026, 4, 22))
    'Wed 2026-04-22'
    """
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day}"


def _part(entry: Entry, about: Deadline | Notice, today: date) -> str:
    order = entry.order
    risk = f" ({entry.at_risk} at risk)" if entry.at_risk else ""
    head = f"{entry.order_id}  {shown(order.title)}".rstrip() + risk
    said = [about.text] if isinstance(about, Notice) else _deadline(entry, about, today)
    return "\n".join([head, *(f"  {line}" for line in said)])


def _deadline(entry: Entry, deadline: Deadline, today: date) -> list[str]:
    """What to do, by when, what is lost otherwise, and how to say that it is done."""
    if deadline.actor != "buyer":
        todo = f"{words.whose(deadline.actor, deadline.todo)} It was due by {deadline.ends_on}."
        return [todo, deadline.consequence, _record(entry, deadline, "Did it come?")]
    if deadline.state(today) == "missed":
        return [
            f"{deadline.title} ended on {_day(deadline.last_on)}. {deadline.consequence}",
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


def _when(deadline: Deadline, today: date) -> str:
    sure = {"estimate": ", an estimate", "contested": ", and sources differ"}.get(
        deadline.certainty, ""
    )
    left = f"{words.left(deadline, today)}{sure}"
    ends = f"{_day(deadline.ends_on)} ({left}), for you at {_local_end(deadline.ends_on)}."
    if deadline.state(today) == "late":
        last = f"{_day(deadline.last_on)}, for you at {_local_end(deadline.last_on)}"
        return f"Today: it ended on {_day(deadline.ends_on)}; other sources say {last}."
    if deadline.act_by <= today:
        return f"Today: it ends on {ends}"
    return f"By {_day(deadline.act_by)}: it ends on {ends}"


def _local_end(day: date) -> str:
    moment = end_of_day(day)
    return f"{_day(moment.date())} {moment:%H:%M}"


def _record(entry: Entry, deadline: Deadline, asked: str) -> str:
    """The command that records it as done; what has none can only be told to be quiet."""
    if deadline.record:
        return f"{asked} `aliguard {deadline.record} {entry.order_id}`"
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
