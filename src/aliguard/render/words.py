"""Answers as sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from aliguard.clock import end_of_day
from aliguard.model.life import Stakes
from aliguard.render.grid import Tone
from aliguard.rules.agenda import Entry, Notice, at_risk
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Certainty, Day, State
from aliguard.rules.names import Actor, Kind
from aliguard.rules.rulebook import Rule
from aliguard.rules.terms import Term

PRINTED_SOURCE = "AliExpress, as printed on the page of the order"

ACTORS = {
    "buyer": "you",
    "seller": "the seller",
    "platform": "AliExpress",
    "bank": "the bank",
    "carrier": "the carrier",
}

KINDS: dict[Kind, str] = {
    "duty": "A duty: let it pass, and you lose money or a right.",
    "chance": "A chance: yours to try while it lasts.",
    "wait": "A wait: others must act; look whether they did.",
    "limit": "A limit: the last day for something, which asks nothing of you.",
    "opening": "An opening: the first day of a window.",
}
"""What each kind of rule asks of the buyer."""

MARKS: dict[Certainty, str] = {"estimate": "~", "contested": "?", "unknown": "*"}
"""Signs behind a date that is less than sure."""

DOUBTS: dict[Certainty, str] = {"estimate": ", an estimate", "contested": ", contested"}
"""The same in words."""

LEGEND = {"~": "~ estimate", "?": "? contested", "*": "* no day is known: look at the page"}

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
CONTESTED = "contested: try"
"""A doubtful chance is told by this, however many days it has."""

YOURS = "Your move"

STATES_OF_OTHERS: dict[State, str] = {"soon": "soon", "urgent": "any day", "late": "late"}
"""What is pressing for another party is not for you to hurry."""

NO_ORDERS = (
    "No orders yet. Add one with `aliguard add-order`, or read an export with"
    " `aliguard import FILE`."
)
ALL_QUIET = "No open orders. `aliguard status --all` shows the finished ones."
NOTHING_AWAITED = "Nothing more is awaited."
LEFTOVERS = 3
"""How many orders with nothing but old chances are named."""


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


def far(count: int) -> str:
    """How far away a day is."""
    if count == 0:
        return "today"
    return f"{days(count)} left" if count > 0 else f"{days(-count)} over"


def left_surely(item: Item, day: Day) -> str:
    """How far away the end of a deadline is, and how sure that is."""
    if item.ends_on is None:
        return "no day is known"
    return _until_when(item, day) + DOUBTS.get(item.certainty, "")


def _until_when(item: Item, day: Day) -> str:
    """How far away its end is; where only its Pacific day still runs, until what hour."""
    count = item.days_left or 0
    still = item.ends_on is not None and day.local > item.ends_on >= day.pacific
    if not still or item.ends_on is None:
        return far(count)
    return f"until {end_of_day(item.ends_on):%H:%M} today"


def command(record: str, order_id: str) -> str:
    """A command on an order as it is typed."""
    return f"`aliguard {record} {order_id}`"


def state(item: Item) -> str:
    """How pressing a deadline is, in a word or two."""
    if item.certainty == "contested" and item.state in {"open", "soon", "urgent", "late"}:
        return CONTESTED
    if item.actor != "buyer" and item.state in STATES_OF_OTHERS:
        return STATES_OF_OTHERS[item.state]
    return STATES[item.state]


TONES: dict[State, Tone] = {
    "urgent": "alarm",
    "late": "alarm",
    "overdue": "watch",
    "soon": "watch",
    "open": "good",
    "waiting": "dim",
    "done": "dim",
    "missed": "dim",
}


def tone(item: Item) -> Tone:
    """The colour of how pressing it is: what another party owes is pressing once it is overdue."""
    if item.kind == "limit":
        return "dim"
    if item.certainty == "contested" and item.state in {"open", "soon"}:
        return "watch"
    if item.actor != "buyer" and item.state != "overdue":
        return ""
    return TONES[item.state]


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
    return todo if actor == "buyer" else f"{_mover(actor)} has to move. {todo}"


def _mover(actor: Actor) -> str:
    mover = ACTORS[actor]
    return f"{mover[0].upper()}{mover[1:]}"


# --- what to do next -----------------------------------------------------------------------------


def next_lines(entry: Entry) -> tuple[str, str, str]:
    """Three lines: what to do, by when, at what stake; how long it lasts; what silence costs."""
    item = entry.next
    if entry.move.actor is None:
        back = f"; {entry.stakes.received} came back" if entry.stakes.received else ""
        left = "Which ways are left stands below." if entry.answer.in_need else NOTHING_AWAITED
        return entry.move.todo, f"The order is {entry.phase}{back}.", left
    if item is None:
        first = f"{_mover(entry.move.actor)} has to move{_stake(entry)}: {entry.move.todo}"
        return first, "No date is known.", _record(entry)
    return (
        f"{call(item, entry.day)}{_stake(entry)}: {item.todo}",
        how_long(item, entry.day),
        f"{otherwise(item)} {_record(entry)}".strip(),
    )


def otherwise(item: Item) -> str:
    """What silence costs; of what lingers that is told as missed."""
    if item.lingers:
        return ""
    return f"{'If it passes' if item.actor == 'buyer' else 'If nothing comes'}: {item.consequence}"


def call(item: Item, day: Day) -> str:
    """Whose move it is, and by when, as the beginning of a sentence."""
    if item.state == "waiting":
        by = f", by {item.act_by}" if item.ends_on else ""
        return f"Not yet, from {item.deadline.opens_on} on{by}"
    if item.kind == "wait" and item.state in {"late", "overdue"}:
        return f"Due on {item.ends_on}, and nothing recorded"
    if item.kind == "wait":
        return f"{_mover(item.actor)} has to move by {item.ends_on}"
    if item.ends_on is None:
        return f"{YOURS}, today"
    if item.certainty == "contested":
        return f"Contested, try {_today_or_by(item, day)}"
    mine = YOURS if item.kind == "duty" else "You may"
    return f"{mine}, {_today_or_by(item, day)}"


def _today_or_by(item: Item, day: Day) -> str:
    if item.certainty == "contested" or item.act_by <= day.local:
        return "today"
    return f"by {item.act_by}"


def _stake(entry: Entry) -> str:
    return f", {entry.at_risk} at stake" if entry.at_risk else ""


def _record(entry: Entry) -> str:
    """The command that records the move as done."""
    record = entry.move.record
    return f"Done? {command(record, entry.order_id)}." if record else ""


def how_long(item: Item, day: Day) -> str:
    """When a deadline ends, and how sure that is."""
    if item.ends_on is None:
        return "No day is known: only a look can tell."
    if item.kind == "wait":
        if item.state in {"late", "overdue"}:
            more = f"; by other sources it is due by {item.latest_on}" if item.latest_on else ""
            return f"It was due by {item.ends_on}{more}."
        return f"Due by {item.ends_on} ({left_surely(item, day)})."
    if item.state == "late":
        more = f"; other sources say {item.latest_on}" if item.latest_on else ""
        return f"It ended on {item.ends_on}{more}."
    return f"It ends on {item.ends_on} ({left_surely(item, day)})."


def also_lines(entry: Entry) -> list[str]:
    """What stands behind the first thing with its day, what was missed, and what may have come."""
    also = _also(entry)
    return [*([also] if also else []), *behind_lines(entry)]


def _also(entry: Entry) -> str:
    named = (*entry.behind, *entry.overdue)
    return f"Also: {'; '.join(map(_behind, named))}." if named else ""


def behind_lines(entry: Entry) -> list[str]:
    """What was missed, and what may have come meanwhile."""
    lines = [missed(item) for item in entry.answer.missed]
    offered = offer(entry)
    return [*lines, offered] if offered else lines


def _behind(item: Item) -> str:
    if item.state == "overdue":
        return f"{item.title}, overdue since {item.ends_on}"
    if item.ends_on is None:
        when = "today" if item.state != "waiting" else f"from {item.act_by} on"
        return f"{item.title}, no day is known ({when})"
    if item.certainty == "contested":
        return f"{item.title}, contested, try today"
    return f"{item.title}, by {item.act_by}"


def missed(item: Item) -> str:
    """That a day has passed, and what that means."""
    done = item.deadline.done_on
    late = f", done on {done}" if done else ""
    return f"Missed: {item.title} ({item.deadline.last_on}{late}). {item.consequence}"


def offer(entry: Entry) -> str:
    """The command for what may have happened meanwhile, and ends the waiting."""
    if entry.offers == "deliver":
        return f"Here already? {command('deliver', entry.order_id)}."
    if entry.offers == "done":
        return f"All is well? {command('done', entry.order_id)}."
    return ""


def offers(entries: Iterable[Entry]) -> list[str]:
    """The same for several orders, in a line."""
    offered = {entry.offers for entry in entries}
    said = [
        *(["Here already? `aliguard deliver ORDER`."] if "deliver" in offered else []),
        *(["All is well? `aliguard done ORDER`."] if "done" in offered else []),
    ]
    return [" ".join(said)] if said else []


def settled_line(entry: Entry) -> str:
    """What comes next for an order, in one line."""
    item = entry.next
    if entry.move.actor is None:
        return entry.move.todo
    if item is None:
        return f"Next: {whose(entry.move.actor, entry.move.todo)}"
    said = f"Next: {call(item, entry.day)}: {item.todo} {how_long(item, entry.day)}"
    return f"{said} {_also(entry)}".rstrip()


def status_footer(shown: Sequence[Entry], found: Sequence[Entry]) -> list[str]:
    """The money at risk, what may have come meanwhile, and how many orders are not shown."""
    money = ", ".join(map(str, at_risk(found)))
    footer = [f"At risk: {money}."] if money else []
    footer += offers(shown)
    hidden = [entry for entry in found if entry not in shown]
    old = [entry for entry in hidden if entry.leftover]
    if len(hidden) > len(old):
        footer.append(
            f"The {len(shown)} most pressing of {len(found)} open orders:"
            " `aliguard status --all` shows every one."
        )
    if old:
        names = ", ".join(entry.order_id for entry in old[:LEFTOVERS])
        more = f" and {len(old) - LEFTOVERS} more" if len(old) > LEFTOVERS else ""
        footer.append(f"Only old, contested chances are left of {names}{more}: `aliguard next`.")
    return footer


def warning(entry: Entry, value: Notice) -> str:
    """A warning with the order that it is about."""
    return f"! {entry.order_id}: {value.text}"


# --- a rule's term -------------------------------------------------------------------------------


def term(rule: Rule, value: Term | None) -> str:
    """A term in a few words: its days, or what takes their place.

    Days are calendar days unless it says business days.
    """
    if value is None:
        return "not in force"
    by_seller = [v for v in value.variants if v.seller_in]
    if by_seller:
        parts = [f"{v.days} ({', '.join(v.seller_in)} seller)" for v in by_seller]
        return f"{', '.join(parts)}, else {value.days} days"
    if value.ends_with or value.look_after:
        return f"until {value.ends_with}" if value.ends_with else f"after {value.look_after}"
    if value.days is None:
        return "printed date"
    counted = f"{value.days} business days" if value.unit == "business" else days(value.days)
    if value.look:
        counted = f"look after {counted}" if value.days else "look at once"
    elif value.opens > 0:
        counted = f"days {value.opens} to {value.days}"
    elif value.days <= 0:
        counted = _before(value)
    return f"printed, else {counted}" if rule.printed else counted


def _before(value: Term) -> str:
    if value.days == 0:
        return "that day"
    last = days(-(value.days or 0))
    return f"{-value.opens} to {last} before" if value.opens < 0 else f"{last} before"
