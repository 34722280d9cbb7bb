"""Answers as sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from aliguard.rules.advice import Alternative
from aliguard.rules.agenda import Entry, Notice, at_risk
from aliguard.rules.deadline import Certainty, Deadline, State
from aliguard.rules.eligibility import Verdict
from aliguard.rules.rulebook import Actor, Rule, Term
from aliguard.rules.standing import Stakes
from aliguard.rules.tricks import Known

PRINTED_SOURCE = "AliExpress, as printed on the page of the order"

ACTORS = {
    "buyer": "you",
    "seller": "the seller",
    "platform": "AliExpress",
    "bank": "the bank",
    "carrier": "the carrier",
}

MARKS: dict[Certainty, str] = {"estimate": "~", "contested": "?"}
"""Signs behind a date that is less than sure."""

DOUBTS: dict[Certainty, str] = {"estimate": ", an estimate", "contested": ", and sources differ"}
"""The same in words."""

LEGEND = {"~": "~ estimate", "?": "? some sources differ"}

STATES: dict[State, str] = {
    "waiting": "not open yet",
    "open": "open",
    "soon": "soon",
    "urgent": "URGENT",
    "late": "LATE: try now",
    "missed": "missed",
    "overdue": "overdue",
    "done": "done",
}

YOURS = "Your move: "

STATES_OF_OTHERS: dict[State, str] = {"soon": "soon", "urgent": "any day", "late": "late"}
"""What is pressing for another party is not for you to hurry."""

NO_ORDERS = (
    "No orders yet. Add one with `aliguard add-order`, or read an export with"
    " `aliguard import FILE`."
)
ALL_QUIET = "No open orders. `aliguard status --all` shows the finished ones."


def marked(day: date, certainty: Certainty) -> str:
    """A date with the sign of how sure it is.

    >>> marked(date(2026, 4, 30), "estimate")
    '2026-04-30~'
    """
    return f"{day}{MARKS.get(certainty, '')}"


def days(count: int) -> str:
    """A number of days in words.

    >>> days(1), days(-3)
    ('1 day', '-3 days')
    """
    return f"{count} day" if abs(count) == 1 else f"{count} days"


def left(deadline: Deadline, today: date) -> str:
    """How far away the end of a deadline is."""
    count = deadline.days_left(today)
    if count == 0:
        return "today"
    return f"{days(count)} left" if count > 0 else f"{days(-count)} over"


def left_surely(deadline: Deadline, today: date) -> str:
    """How far away the end of a deadline is, and how sure that is."""
    return left(deadline, today) + DOUBTS.get(deadline.certainty, "")


def command(record: str, order_id: str) -> str:
    """A command on an order as it is typed."""
    return f"`aliguard {record} {order_id}`"


def state(deadline: Deadline, today: date) -> str:
    """How pressing a deadline is, in a word or two."""
    found = deadline.state(today)
    if deadline.actor != "buyer" and found in STATES_OF_OTHERS:
        return STATES_OF_OTHERS[found]
    return STATES[found]


def last_word(stakes: Stakes) -> str:
    """The last that was said of the money: what came, was agreed, was offered, or was asked."""
    said = (
        ("got", stakes.received),
        ("agreed", stakes.agreed),
        ("offered", stakes.offered),
        ("asked", stakes.asked),
    )
    return next((f"{verb} {money}" for verb, money in said if money), "")


def whose(actor: Actor, todo: str) -> str:
    """Whose move it is, with what to do or to wait for."""
    if actor == "buyer":
        return todo
    mover = ACTORS[actor]
    return f"{mover[0].upper()}{mover[1:]} has to move. {todo}"


def next_lines(entry: Entry, today: date) -> tuple[str, str, str]:
    """Three lines: whose move it is and what to do, by when, and what silence costs."""
    if entry.move.actor is None:
        back = f"; {entry.stakes.received} came back" if entry.stakes.received else ""
        return entry.move.todo, f"The order is {entry.phase}{back}.", "Nothing more is awaited."
    if entry.next is None:
        return _move(entry, today), "No date is known.", _record(entry)
    otherwise = f"{_otherwise(entry.next)} {entry.next.consequence}"
    return _move(entry, today), by_when(entry.next, today), f"{otherwise} {_record(entry)}"


def _otherwise(step: Deadline) -> str:
    return "If it passes:" if step.actor == "buyer" else "If nothing comes:"


def _record(entry: Entry) -> str:
    """The command that records the move as done."""
    record = entry.move.record
    return f"Done? {command(record, entry.order_id)}." if record else ""


def _move(entry: Entry, today: date) -> str:
    move, step = entry.move, entry.next
    if move.actor is None:
        return move.todo
    if move.actor != "buyer":
        return whose(move.actor, move.todo)
    if step and step.state(today) == "waiting":
        return f"Not yet, from {step.opens_on} on: {move.todo}"
    return f"{YOURS}{move.todo}"


def by_when(step: Deadline, today: date) -> str:
    """By when a deadline should be met, and when it ends."""
    if step.state(today) == "late" and step.actor != "buyer":
        return f"It was due by {step.ends_on}; by other sources it is due by {step.latest_on}."
    if step.state(today) == "late":
        return f"It ended on {step.ends_on}; other sources say {step.latest_on}: try today."
    if step.actor != "buyer":
        return f"Due by {step.ends_on} ({left_surely(step, today)})."
    return f"By {step.act_by}; it ends on {step.ends_on} ({left_surely(step, today)})."


def settled_line(entry: Entry, today: date) -> str:
    """What comes next for an order, in one line."""
    if entry.move.actor is None:
        return entry.move.todo
    by = f" {by_when(entry.next, today)}" if entry.next else ""
    return f"Next: {_move(entry, today).removeprefix(YOURS)}{by}"


def status_footer(shown: Sequence[Entry], found: Sequence[Entry]) -> list[str]:
    """The money at risk, and how many orders are not shown."""
    money = ", ".join(map(str, at_risk(found)))
    footer = [f"At risk: {money}."] if money else []
    if len(shown) < len(found):
        footer.append(
            f"The {len(shown)} most pressing of {len(found)} open orders:"
            " `aliguard status --all` shows every one."
        )
    return footer


def warning(entry: Entry, value: Notice) -> str:
    """A warning with the order that it is about."""
    return f"! {entry.order_id}: {value.text}"


def verdict(order_id: str, value: Verdict, today: date) -> str:
    """Whether a dispute can be opened, in one or two sentences."""
    sentence = _YES[value.reason] if value.yes else _NO[value.reason]
    said = sentence.format(
        order=order_id,
        opens=value.opens_on,
        act=value.act_by,
        closes=value.closes_on,
        latest=value.latest_on,
        by=_by(value, today),
    )
    if value.estimate:
        said += (
            f" The end of protection is an estimate: enter the date printed on the order page with"
            f" `aliguard edit-order {order_id} --protection-ends DATE`."
        )
    return said


def _by(value: Verdict, today: date) -> str:
    if value.act_by is None or value.closes_on is None:
        return "today"
    if today > value.act_by:
        return f"today: it closes on {value.closes_on}"
    return f"by {value.act_by}; it closes on {value.closes_on}"


_YES = {
    "in-transit": "Yes. Open it {by}.",
    "after-receipt": "Yes. Open it {by}.",
    "last-day": "Yes, and today is the last day that is safe: open it now.",
    "after-timeout": (
        "Yes, but contested: protection has ended, and not every source leaves time after it."
        " Try today; that chance closes on {closes}."
    ),
    "late": (
        "Yes, but contested: by the cautious reading it closed on {closes}; by the most generous"
        " one it closes on {latest}. Try today."
    ),
}

_NO = {
    "not-shipped": (
        "No: the order is not shipped, so there is nothing to dispute; cancel it instead."
        " If it is on its way, record that with `aliguard ship {order} --on DATE`."
    ),
    "cancelled": "No: the order was cancelled. `aliguard next {order}` tells of the refund.",
    "too-early": "No, too early: it opens on {opens} and closes on {closes}.",
    "tracking-moves": (
        "No, not while the tracking moves normally: it opens on {opens}, after the end of"
        " protection, and closes on {closes}. If the parcel stops, record it with"
        " `aliguard track {order} --state stalled`."
    ),
    "too-late": "No, too late: the last day that any source allows has passed.",
    "already-open": "No: a dispute is open already. `aliguard next {order}` says what comes next.",
    "settled": "No: the dispute or the refund of this order is settled.",
    "frozen": "No: AliExpress froze the order; wait until it is released.",
    "chargeback": "No: a chargeback is open, and AliExpress waits for its outcome.",
}


def alternatives(ways: Iterable[Alternative]) -> list[str]:
    """What is still possible, a line each."""
    return [f"{way.title}{f': until {way.until}' if way.until else ''}" for way in ways]


def term(rule: Rule, value: Term | None) -> str:
    """A term in a few words: its days, or what takes their place.

    Days are calendar days unless it says business days.
    """
    if value is None:
        return "not in force"
    if value.variants:
        parts = [f"{v.days} ({', '.join(v.seller_in)} seller)" for v in value.variants]
        return f"{', '.join(parts)}, else {value.days} days"
    if value.ends_with:
        return f"until {value.ends_with}"
    if value.days is None:
        return "printed date"
    counted = f"{value.days} business days" if value.unit == "business" else days(value.days)
    if value.opens_with is None and value.opens > 0:
        counted = f"days {value.opens} to {value.days}"
    if value.days <= 0:
        counted = "that day" if value.days == 0 else f"{-value.opens} to {-value.days} days before"
    return f"printed, else {counted}" if rule.printed else counted


def ways_out(ways: Sequence[Alternative]) -> list[str]:
    """What is still possible after a missed window, two lines each: the way, and how to go it."""
    if not ways:
        return []
    lines = ["A window has passed. Still possible, in this order:"]
    for number, way in enumerate(ways, start=1):
        until = f", until {way.until}" if way.until else ""
        lines += [f"  {number}. {way.title}{until}.", f"     {way.how} It needs {way.needs}."]
    return lines


def red_flags(order_id: str, flags: Sequence[Known]) -> list[str]:
    """The sellers' tricks that the recorded events fit, a line each."""
    lines = [f"Red flag: {trick.title}. {trick.instead}" for _, trick in flags]
    return [*lines, f"More: `aliguard advise {order_id}`."] if lines else []
