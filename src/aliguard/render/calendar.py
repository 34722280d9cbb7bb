"""A deadline as an event in a calendar: its title, and what stands below it.

The words depend on the order alone, not on today nor on this machine's zone: two exports are equal
wherever they are made.
"""

from __future__ import annotations

from collections.abc import Iterator

from aliguard.render.safe import clipped, shown
from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Certainty, Deadline

TITLE_CELLS = 60
"""How much of an order's title is shown."""
CATEGORY = "AliExpress"
END_OF_DAY = "24:00 Pacific Time"

DOUBTS: dict[Certainty, str] = {
    "estimate": "The date is an estimate: the order page may print another.",
    "contested": "It is contested: not every source leaves time for it.",
}


def summary(entry: Entry, item: Item) -> str:
    """The title of the event: which deadline, of which order."""
    title = clipped(entry.order.title or entry.order_id, TITLE_CELLS)
    return f"{shown(item.title)}: {title}"


def description(entry: Entry, item: Item) -> str:
    """What to do, by when, what is lost otherwise, and which order it is; a line each."""
    return "\n".join(map(shown, _lines(entry, item.deadline)))


def categories(entry: Entry) -> tuple[str, ...]:
    """What a calendar may sort the event by."""
    account = entry.order.account
    return (CATEGORY, shown(account)) if account else (CATEGORY,)


def _lines(entry: Entry, deadline: Deadline) -> Iterator[str]:
    yield deadline.todo
    if deadline.opens_on:
        yield f"Possible from {deadline.opens_on} on."
    yield _by_when(deadline)
    if deadline.latest_on:
        yield f"By the most generous source it ends on {deadline.latest_on}, {END_OF_DAY}."
    if deadline.certainty in DOUBTS:
        yield DOUBTS[deadline.certainty]
    yield f"If it passes: {deadline.consequence}"
    yield ", ".join(_order(entry))
    if deadline.record:
        yield f"Done? aliguard {deadline.record} {entry.order_id}"


def _by_when(deadline: Deadline) -> str:
    if deadline.ends_on is None:
        return f"No day is known: look at the page from {deadline.act_by} on."
    if deadline.act_by == deadline.ends_on:
        return f"Act by {deadline.ends_on}, {END_OF_DAY}: it ends then."
    return f"Act by {deadline.act_by}; it ends on {deadline.ends_on}, {END_OF_DAY}."


def _order(entry: Entry) -> Iterator[str]:
    yield f"Order {entry.order_id}"
    if entry.order.store:
        yield f"store {entry.order.store}"
    if entry.order.account:
        yield f"account {entry.order.account}"
