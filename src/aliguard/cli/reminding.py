"""The commands that remind: remind, snooze, ack."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, DeadlineId, OrderId, session_of
from aliguard.cli.session import Session
from aliguard.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from aliguard.reminders.plan import Key, Reminder
    from aliguard.rules.agenda import Entry
    from aliguard.rules.answer import Item

app = typer.Typer()


@app.command(epilog="Example: aliguard remind --preview")
def remind(
    context: Context,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would be sent today.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what was sent, snoozed or acknowledged before.")
    ] = False,
    test: Annotated[
        bool, typer.Option("--test", help="Send a test message over each channel instead.")
    ] = False,
    short: Annotated[
        bool, typer.Option("--short", help="Print one line for a prompt or a status bar instead.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send what is due over your channels; made for cron: silent when nothing is.

    Each stage before a deadline is told once on each channel, then every day while it is late.
    """
    from aliguard.cli.beating import beating  # noqa: PLC0415 - only what this call needs

    session = session_of(context)
    if sum((preview, test, short)) > 1 or (everything and (test or short)):
        msg = "Take one of --preview, --test and --short; --all goes with --preview, or alone."
        raise InputError(msg)
    if short:
        _print_short(session, as_json=as_json)
        return
    with contextlib.nullcontext() if test or preview else beating(session):
        from aliguard.cli import sending  # noqa: PLC0415 - what it needs may be missing

        if test:
            sending.try_channels(session, as_json=as_json)
        elif preview:
            sending.preview(session, everything=everything, as_json=as_json)
        else:
            sending.send(session, everything=everything, as_json=as_json)


def _print_short(session: Session, *, as_json: bool) -> None:
    from aliguard.render import messages  # noqa: PLC0415

    line = messages.short(session.entries(), session.today)
    if as_json:
        output.record("remind-short", session, {"short": line})
    elif line:
        output.say(line)


@app.command(epilog="Example: aliguard snooze 91234 protection --until +3d")
def snooze(
    context: Context,
    order: OrderId,
    deadline: DeadlineId,
    until: Annotated[
        str,
        typer.Option("--until", metavar="DATE", help="2026-03-05, 5 Mar 2026, tomorrow, +3d."),
    ],
) -> None:
    """Hear no more of a deadline until a day, and then anew.

    It cannot wait for longer than the deadline itself.
    """
    from aliguard.cli.values import AHEAD, parse_date  # noqa: PLC0415
    from aliguard.reminders import record  # noqa: PLC0415
    from aliguard.reminders.plan import key_of  # noqa: PLC0415

    session = session_of(context)
    entry = session.entry(*session.find(order))
    found = _deadline(entry, deadline)
    day = parse_date(until, today=session.today, how=AHEAD)
    _check_snooze(entry, found, day, session.today)
    path = record.place(session.ledger_path)
    with record.alone(path):
        record.snooze(path, key_of(entry.order_id, found), day, today=session.today)
    output.say(f"{entry.order_id}: {found.title} is snoozed until {day}. Mind: {_ends(found)}.")


def _ends(item: Item) -> str:
    if item.ends_on is None:
        return "no day is known, so look at the page"
    if item.actor == "buyer":
        return f"act by {item.act_by}; it ends on {item.ends_on}"
    return f"it is due by {item.ends_on}"


def _check_snooze(entry: Entry, item: Item, day: date, today: date) -> None:
    """A snooze ends after today, and while the buyer can still act."""
    if day <= today:
        msg = f"{day} is not after today ({today}): snooze until a later day."
        raise InputError(msg)
    last = _last_snooze(item, today)
    if last and day > last:
        latest = f"snooze it until {last} at the latest" if last > today else f"{last} is its end"
        msg = (
            f"{item.title} cannot wait until {day}: {latest}. To hear no more of it:"
            f" `aliguard ack {entry.order_id} {item.id} --for-good`."
        )
        raise InputError(msg)


def _last_snooze(item: Item, today: date) -> date | None:
    """Until when it can wait: the day to act by, then its end, then that by any source.

    None for what the buyer only waits for, or has no day.
    """
    if item.actor != "buyer" or item.ends_on is None:
        return None
    if today < item.act_by:
        return item.act_by
    return item.ends_on if today <= item.ends_on else item.deadline.last_on


@app.command(epilog="Example: aliguard ack 91234")
def ack(
    context: Context,
    order: Annotated[
        str | None, typer.Argument(metavar="ORDER", help="Only this order; else all that is due.")
    ] = None,
    deadline: Annotated[
        str | None, typer.Argument(metavar="DEADLINE", help="Only this deadline of it.")
    ] = None,
    for_good: Annotated[
        bool,
        typer.Option("--for-good", help="No more reminders of this deadline, unless it moves."),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Take that back: be reminded of this deadline anew.")
    ] = False,
) -> None:
    """Say that you have seen what is due: it is not repeated, but the next stage still comes.

    Daily reminders come back on the last day only. Of what is late you hear no more.
    """
    session = session_of(context)
    if (for_good or again) and (deadline is None or (for_good and again)):
        msg = "--for-good or --again needs an order and a deadline: aliguard ack ORDER DEADLINE"
        raise InputError(msg)
    found = [session.entry(*session.find(order))] if order else session.entries()
    if for_good or again:
        [entry] = found
        change = _silence if for_good else _rearm
        change(session, entry, _deadline(entry, str(deadline)))
    else:
        _acknowledge(session, found, deadline)


def _silence(session: Session, entry: Entry, deadline: Item) -> None:
    from aliguard.reminders.plan import NEVER, key_of  # noqa: PLC0415

    _note(session, [(key_of(entry.order_id, deadline), NEVER)])
    output.say(
        f"{entry.order_id}: you are not reminded of {deadline.title} any more, unless it moves."
        f" Mind: {_ends(deadline)}. To take that back:"
        f" `aliguard ack {entry.order_id} {deadline.id} --again`."
    )


def _rearm(session: Session, entry: Entry, deadline: Item) -> None:
    from aliguard.reminders import record  # noqa: PLC0415
    from aliguard.reminders.plan import key_of  # noqa: PLC0415

    path, key = record.place(session.ledger_path), key_of(entry.order_id, deadline)
    with record.alone(path):
        record.snooze(path, key, session.today, today=session.today)
    output.say(f"{entry.order_id}: you are reminded of {deadline.title} anew; {_ends(deadline)}.")


def _acknowledge(session: Session, found: Sequence[Entry], deadline: str | None) -> None:
    from aliguard.reminders import record  # noqa: PLC0415
    from aliguard.reminders.plan import NEVER, acknowledged, standing  # noqa: PLC0415

    stages = session.settings.reminders.stages
    until = record.read(record.place(session.ledger_path), today=session.today).until
    now = [
        each
        for each in standing(found, stages=stages)
        if deadline == each.key.about
        or (deadline is None and session.today >= until.get(each.key, session.today))
    ]
    if not now:
        if deadline is not None:
            _deadline(found[0], deadline)
        output.say("Nothing is due, so there is nothing to acknowledge.")
        return
    seen = [(each, acknowledged(each)) for each in now]
    _note(session, [(each.key, stage) for each, stage in seen])
    output.say(f"Acknowledged: {', '.join(map(_named, now))}.")
    silent = [_named(each) for each, stage in seen if stage == NEVER]
    if silent:
        output.say(f"You hear no more of {', '.join(silent)}.")


def _named(reminder: Reminder) -> str:
    return f"{reminder.key.about} of {reminder.entry.order_id}"


def _note(session: Session, stages: Sequence[tuple[Key, int]]) -> None:
    from aliguard.reminders import record  # noqa: PLC0415
    from aliguard.reminders.plan import EVERYWHERE  # noqa: PLC0415

    path = record.place(session.ledger_path)
    with record.alone(path):
        record.tell(path, EVERYWHERE, stages, today=session.today)


def _deadline(entry: Entry, rule_id: str) -> Item:
    """What the buyer is reminded of by the rule's id.

    Raises:
        InputError: the order has no such deadline; it names those that it has.
    """
    known = {each.id: each for each in entry.answer.items}
    if rule_id in known:
        return known[rule_id]
    there = f"It has: {', '.join(known)}." if known else "It has none now."
    msg = f"Order {entry.order_id} has no deadline {rule_id!r} to be reminded of. {there}"
    raise InputError(msg)
