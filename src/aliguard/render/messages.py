"""Reminders in words: one message for all orders, plain text, for mail, phone and desktop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from aliguard.clock import end_of_day
from aliguard.reminders.plan import Reminder
from aliguard.render import words
from aliguard.render.safe import clipped, shown
from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Day

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


def message(reminders: Sequence[Reminder]) -> Message:
    """What to say of these deadlines, the most pressing first."""
    ranked = _in_order(reminders)
    others = len({each.entry.order_id for each in reminders}) - 1
    more = f", and {others} more order{'s' if others > 1 else ''}" if others else ""
    return Message(
        f"AliExpress: {_headline(ranked[0])}{more}",
        "\n\n".join([*_orders(ranked), QUIET]),
        "\n\n".join([*_orders(ranked[:BRIEFLY]), *_rest(ranked[BRIEFLY:])]),
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


def _rest(reminders: Sequence[Reminder]) -> Iterator[str]:
    """What there is no room for in full: a line each, and how many more."""
    if reminders:
        yield "\n".join(f"{each.entry.order_id}  {_headline(each)}" for each in reminders[:LISTED])
    hidden = len(reminders) - LISTED
    if hidden > 0:
        yield f"... and {hidden} more: `aliguard status`"


def _headline(reminder: Reminder) -> str:
    entry, item = reminder.entry, reminder.about
    order = clipped(entry.order.title or entry.order_id, TITLE_WIDTH)
    if reminder.missed:
        return f"missed: {item.title}, {order}"
    if item.kind == "wait":
        return f"nothing came: {item.title}, {order}"
    if item.ends_on is None:
        return f"look today: {order}"
    if item.certainty == "contested":
        return f"contested, try today: {order}"
    when = "today" if item.act_by <= entry.day.local else f"by {_day(item.act_by)}"
    return f"act {when}: {order}"


def _day(day: date) -> str:
    """A day that nobody takes for another.

    >>> _day(date(2026, 4, 22))
    'Wed 2026-04-22'
    """
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day}"


def _in_order(reminders: Sequence[Reminder]) -> list[Reminder]:
    """The same order by order, of each what comes first of it first, what was missed last."""
    by_order: dict[str, list[Reminder]] = {}
    for each in reminders:
        by_order.setdefault(each.entry.order_id, []).append(each)
    return [
        each
        for of_order in by_order.values()
        for each in sorted(of_order, key=lambda each: (each.missed, each.about.rank))
    ]


def _orders(ranked: Sequence[Reminder]) -> list[str]:
    """A paragraph for each order, with all that is to be said of it."""
    groups = groupby(ranked, key=lambda each: each.entry.order_id)
    return ["\n".join(_order(list(of_order))) for _, of_order in groups]


def _order(ranked: Sequence[Reminder]) -> Iterator[str]:
    entry = ranked[0].entry
    yield _head(entry)
    first = entry.next
    if first and first.kind == "duty" and first.id not in {each.about.id for each in ranked}:
        yield f"  First: {words.call(first, entry.day)}: {first.todo}"
    for number, each in enumerate(ranked):
        yield from ([""] if number else [])
        yield from (f"  {line}" for line in _told(each))
    offered = words.offer(entry)
    if offered:
        yield f"  {offered}"


def _head(entry: Entry) -> str:
    risk = f" ({entry.at_risk} at risk)" if entry.at_risk else ""
    return f"{entry.order_id}  {shown(entry.order.title)}".rstrip() + risk


def _told(reminder: Reminder) -> list[str]:
    """What to do, by when, what is lost otherwise, and how to say that it is done."""
    entry, item = reminder.entry, reminder.about
    if reminder.missed:
        return [
            words.missed(item),
            f"What is still possible: `aliguard next {entry.order_id}`.",
        ]
    if item.kind == "wait":
        due = f"It was due by {item.ends_on}."
        return [f"{item.todo} {due}", item.consequence, _record(entry, item, "Did it come?")]
    return [
        item.todo,
        _when(item, entry.day),
        *([words.otherwise(item)] if words.otherwise(item) else []),
        _record(entry, item, "Done?"),
    ]


def _when(item: Item, day: Day) -> str:
    if item.ends_on is None:
        return words.how_long(item, day)
    if item.state == "waiting":
        return f"Not yet, from {item.deadline.opens_on} on. {_ends(item, day)}"
    if item.state == "late":
        until = ""
        if item.latest_on:
            last = f"{_day(item.latest_on)}, {_for_you(item.latest_on)}"
            until = f"; by other sources it ends on {last}"
        return f"Today! It ended on {_day(item.ends_on)}{until}."
    by = f"By {_day(item.act_by)}." if item.act_by > day.local else "Today!"
    return f"{by} {_ends(item, day)}"


def _ends(item: Item, day: Day) -> str:
    if item.ends_on is None:
        return ""
    left = words.left_surely(item, day)
    return f"It ends on {_day(item.ends_on)} ({left}), {_for_you(item.ends_on)}."


def _for_you(day: date) -> str:
    """When a Pacific day ends where the user is."""
    moment = end_of_day(day)
    return f"for you on {_day(moment.date())} at {moment:%H:%M}"


def _record(entry: Entry, item: Item, asked: str) -> str:
    """The command that records it as done; what has none can only be told to be quiet."""
    if item.record:
        return f"{asked} {words.command(item.record, entry.order_id)}"
    return f"Done, or of no use? `aliguard ack {entry.order_id} {item.id} --for-good`"


SHORT = ("urgent", "soon", "overdue", "chance")
"""What a status bar counts, the most pressing first: duties, waits that are overdue, chances."""


def short(found: Iterable[Entry], today: date) -> str:
    """One line for a prompt or a status bar, such as `2 urgent, next 12 May`; empty if all is calm.

    Each order counts once, by the most pressing of what stands there.
    """
    entries = list(found)
    counted = [_pressing(entry) for entry in entries]
    parts = [_counted(counted.count(word), word) for word in SHORT if word in counted]
    ahead = (
        i.act_by for e in entries for i in e.answer.items if i.kind != "wait" and not i.costless
    )
    following = min((day for day in ahead if day >= today), default=None)
    if parts and following:
        year = f" {following.year}" if following.year != today.year else ""
        parts.append(f"next {following.day} {following:%b}{year}")
    return ", ".join(parts)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if word == 'chance' and count > 1 else ''}"


def _pressing(entry: Entry) -> str | None:
    """The word that an order is counted by."""
    words_of = {_word(item) for item in entry.answer.items if not item.costless}
    return next((word for word in SHORT if word in words_of), None)


def _word(item: Item) -> str | None:
    if item.kind == "duty":
        return item.state if item.state in SHORT else None
    if item.kind == "wait":
        return item.state if item.state == "overdue" else None
    near = item.state in {"soon", "urgent", "late"}
    return "chance" if near and not item.leftover else None
