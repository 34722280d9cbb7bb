"""The commands that keep the ledger safe: undo, history, split, check, doctor, backup, restore."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, OrderId, at_home, session_of
from aliguard.errors import AliguardError, InputError, LedgerError, in_words

if TYPE_CHECKING:
    from aliguard.cli.session import Session
    from aliguard.model.ledger import Changes, Ledger
    from aliguard.store.conflicts import Conflict
    from aliguard.store.journal import Step

app = typer.Typer()

STALE_DAYS = 365
"""Days after which a source should be read again."""
MOST_PARTS = 20


@app.command(epilog="Example: aliguard split 8200000000091234 2")
def split(
    context: Context,
    order: OrderId,
    parts: Annotated[int, typer.Argument(metavar="N", min=2, max=MOST_PARTS, help="How many.")],
) -> None:
    """Split an order whose items live different lives: ID/1, ID/2, each with the same facts."""
    from aliguard.model.ledger import find_id  # noqa: PLC0415 - only what this command needs

    session = session_of(context)

    def decide(ledger: Ledger) -> Changes:
        order_id = find_id(order, ledger.orders)
        if "/" in order_id:
            msg = f"Order {order_id} is a part already; split the whole order into more parts."
            raise InputError(msg)
        names = [f"{order_id}/{number}" for number in range(1, parts + 1)]
        taken = [name for name in names if name in ledger.orders]
        if taken:
            msg = f"Order {taken[0]} is in the ledger already."
            raise InputError(msg)
        return {order_id: None, **dict.fromkeys(names, ledger.orders[order_id])}

    changes = session.change(decide, f"split {parts}")
    made = [order_id for order_id, kept in changes.items() if kept is not None]
    output.say(f"Split into {', '.join(made)}; each has its own events from now on.")
    if next(order for order in changes.values() if order is not None).price:
        output.say(f"Each carries the whole price: `aliguard edit-order {made[0]} --price AMOUNT`.")


@app.command(epilog="Example: aliguard undo")
def undo(context: Context) -> None:
    """Take the last change back; again, the one before it."""
    session = session_of(context)
    step = session.store.undo(today=session.today)
    output.recorded.append("undo")
    output.say(f"Undone: {step.command}, {_orders(step)} (of {step.on}).")


def _orders(step: Step) -> str:
    """The orders that a step touched, in short."""
    first, *others = step.blocks or ("the whole ledger",)
    return f"{first} and {len(others)} more" if others else first


@app.command(epilog="Example: aliguard history")
def history(
    context: Context,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many steps.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the last changes of the ledger, the newest first."""
    session = session_of(context)
    steps, undone = session.store.history()
    shown = steps[::-1][:count]
    if as_json:
        listed = [
            {
                "number": step.number,
                "on": step.on.isoformat(),
                "command": step.command,
                "orders": list(step.blocks),
                "undone": step.number in undone,
            }
            for step in shown
        ]
        output.record("history", session, {"steps": listed})
        return
    if not shown:
        output.say("Nothing was changed yet.")
        return
    from aliguard.render.grid import Cell, Column, Grid  # noqa: PLC0415

    rows = [
        (
            Cell(str(step.number)),
            Cell(str(step.on)),
            Cell(step.command, "dim" if step.number in undone else ""),
            Cell(_orders(step)),
            Cell("undone" if step.number in undone else ""),
        )
        for step in shown
    ]
    columns = tuple(Column(title) for title in ("Step", "On", "Command", "Order", ""))
    output.table(Grid(columns, list(rows)))


@app.command(epilog="Example: aliguard check || echo 'look at the ledger'")
def check(context: Context, as_json: AsJson = False) -> None:
    """Check ledger and rules: exit 1 if something needs attention, 0 and silence if not."""
    session = session_of(context)
    problems = list(_problems(session))
    if as_json:
        output.record(
            "check",
            session,
            {"problems": [{"code": c, "order": o, "text": t} for c, o, t in problems]},
        )
    else:
        output.say(*(f"! {f'{order}: ' if order else ''}{text}" for _, order, text in problems))
    raise typer.Exit(1 if problems else 0)


Problem = tuple[str, str | None, str]
"""A code, the order it is about, and a sentence."""


def _problems(session: Session) -> Iterator[Problem]:
    """What needs attention."""
    for entry in session.entries():
        for warning in entry.warnings:
            yield warning.code, entry.order_id, warning.text
        if not entry.order.events:
            yield (
                "no-dates",
                entry.order_id,
                "has no date at all: `aliguard edit-order` takes --placed.",
            )
    yield from _own_problems(session)
    yield from _stale_rules(session)


def _own_problems(session: Session) -> Iterator[Problem]:
    """What is wrong with the files of aliguard itself."""
    troubles = {
        "ledger": session.ledger_trouble,
        "journal": session.store.damage(),
        "reminders": session.reminder_trouble,
    }
    yield from ((code, None, text) for code, text in troubles.items() if text)
    for conflict in session.store.conflicts(session.loaded):
        yield "conflict", None, _conflict(conflict)


def _stale_rules(session: Session) -> Iterator[Problem]:
    for rule_id, rule in session.rulebook.rules.items():
        in_force = rule.term_on(session.today)
        if in_force is None:
            continue
        source = session.rulebook.sources[in_force[1].source]
        if (session.today - source.checked_on).days > STALE_DAYS:
            yield (
                "stale-rule",
                None,
                (
                    f"Rule {rule_id} was last checked on {source.checked_on}, over a year ago."
                    f" Compare it with AliExpress' page: {source.url or source.title}"
                ),
            )


@app.command(epilog="Example: aliguard doctor")
def doctor(context: Context, as_json: AsJson = False) -> None:
    """Show which files are used and whether all is well: exit 1 if something is not."""
    session = session_of(context)
    facts = list(_diagnosis(session))
    if as_json:
        listed = [{"what": what, "value": value, "ok": ok} for what, value, ok in facts]
        output.record("doctor", session, {"facts": listed})
    else:
        from aliguard.render.grid import Cell, Column, Grid  # noqa: PLC0415

        rows = [
            (Cell("ok" if ok else "MEND", "good" if ok else "alarm"), Cell(what), Cell(value))
            for what, value, ok in facts
        ]
        columns = (Column(""), Column("What"), Column("Found"))
        output.table(Grid(columns, list(rows)))
    raise typer.Exit(0 if all(ok for *_, ok in facts) else 1)


def _diagnosis(session: Session) -> Iterator[tuple[str, str, bool]]:
    """What was found: a name, a value, and whether it is well."""
    from aliguard import __version__  # noqa: PLC0415

    yield "aliguard", f"{__version__}, Python {platform.python_version()}, {sys.platform}", True
    yield "today", str(session.today), True
    yield "ledger", *_tried(lambda: _ledger(session))
    journal = _tried(lambda: _sound(session.store.damage(), "sound"))
    if not journal[1]:
        yield "journal", *journal
    yield "backups", *_tried(lambda: f"{len(session.store.backups())} beside the ledger")
    for conflict in _conflicts(session):
        yield "conflict", _conflict(conflict), False
    yield "settings", *_tried(lambda: f"{session.paths.settings} ({_settings(session)})")
    yield (
        "rules",
        *_tried(lambda: f"{len(session.rulebook.rules)} rules; own: {session.paths.rules}"),
    )
    yield "reminders", *_reminders(session)
    yield from _channels(session)
    yield "cache", str(session.paths.cache), True
    yield "time zone", *_tried(lambda: _zone(session))


def _settings(session: Session) -> str:
    plain = (
        (key, value) for key, value in session.settings if key not in {"reminders", "calendar"}
    )
    return ", ".join(f"{key} {value or 'not set'}" for key, value in plain)


def _reminders(session: Session) -> tuple[str, bool]:
    if session.reminder_trouble:
        return session.reminder_trouble, False
    return _tried(lambda: _running(session))


def _running(session: Session) -> str:
    beat = session.heartbeat
    how = f"installed with {beat.by}" if beat.by else "not installed: `aliguard cron install`"
    over = ", ".join(session.settings.reminders.channels)
    return f"{how}; over {over}; last ran: {beat.ran or 'never'}"


def _channels(session: Session) -> Iterator[tuple[str, str, bool]]:
    """Each channel, opened as `remind` does; nothing is sent."""
    try:
        given = session.settings.reminders.channels
    except AliguardError:  # told of beside the settings
        return
    for name, address in given.items():
        text = address.get_secret_value().strip()
        yield f"channel {name}", *_tried(partial(_opened, session, text))


def _opened(session: Session, address: str) -> str:
    from aliguard.reminders import channels  # noqa: PLC0415 - only what this command needs
    from aliguard.reminders.channels.secrets_file import read_secrets  # noqa: PLC0415

    secrets = read_secrets(session.paths.secrets) if "${" in address else {}
    channels.opened(address, secrets, say=output.say)
    kind = f"{address.partition('://')[0]}://" if "://" in address else address
    return f"{kind} can be opened; `aliguard remind --test` sends a message"


def _tried(find: Callable[[], str]) -> tuple[str, bool]:
    try:
        return find(), True
    except Exception as error:  # noqa: BLE001 - whatever ails one thing, the others are shown
        return in_words(error), False


def _ledger(session: Session) -> str:
    loaded = session.loaded
    if not loaded.exists:
        return f"{session.ledger_path} (not made yet)"
    orders = len(loaded.ledger.orders)
    return _sound(session.ledger_trouble, f"{session.ledger_path} ({orders} orders)")


def _sound(trouble: str | None, value: str) -> str:
    """A value, unless something is wrong with it.

    Raises:
        LedgerError: it is.
    """
    if trouble:
        raise LedgerError(trouble)
    return value


def _conflicts(session: Session) -> list[Conflict]:
    try:
        return session.store.conflicts(session.loaded)
    except LedgerError:  # that was told with the ledger
        return []


def _conflict(found: Conflict) -> str:
    """What a copy that a program which syncs has left is, and what stands in it."""
    if found.problem:
        what = f"It cannot be read: {found.problem.rstrip('.')}."
    else:
        there = [f"only there: {', '.join(found.only_there)}"] if found.only_there else []
        other = [f"different there: {', '.join(found.other_there)}"] if found.other_there else []
        news = [*there, *other]
        what = f"Orders {'; '.join(news)}: take them over." if news else "It has nothing new."
    return (
        f"{found.path} looks like the other side of a conflict, kept by a program that syncs."
        f" {what} Then move that file away."
    )


def _zone(session: Session) -> str:
    from aliguard.clock import end_of_day  # noqa: PLC0415

    moment = end_of_day(session.today)
    return f"{moment.tzname()}; today's Pacific day ends at {moment:%Y-%m-%d %H:%M}"


@app.command(epilog="Example: aliguard backup ~/ledger-copy.toml")
def backup(
    context: Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", callback=at_home, help="Where to; else beside the ledger."),
    ] = None,
) -> None:
    """Copy the ledger to a new file."""
    session = session_of(context)
    output.say(f"Copied to {session.store.backup(file, today=session.today)}.")


@app.command(epilog="Example: aliguard restore ~/ledger-copy.toml")
def restore(
    context: Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", callback=at_home, help="Which copy; else the newest backup."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Only list the backups.")] = False,
) -> None:
    """Put a copy in place of the ledger; what is there now is backed up first."""
    session = session_of(context)
    known = session.store.backups()
    if show:
        output.say(*(str(each.path) for each in known) if known else ("There are no backups yet.",))
        return
    source = file or _newest_copy(session)
    count = session.store.restore(source, today=session.today)
    output.recorded.append("restore")
    orders = "1 order" if count == 1 else f"{count} orders"
    output.say(f"Restored {orders} from {source}. `aliguard undo` takes it back.")


def _newest_copy(session: Session) -> Path:
    newest = session.store.newest_copy()
    if newest is None:
        msg = "There are no backups yet."
        raise InputError(msg)
    return newest.path
