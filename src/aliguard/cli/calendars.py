"""The commands that put the deadlines into the user's calendar: a file, or a CalDAV server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import Context, at_home, session_of
from aliguard.errors import CalendarError

if TYPE_CHECKING:
    from aliguard.calendars.address import Address
    from aliguard.calendars.events import Event, Wanted
    from aliguard.cli.session import Session

app = typer.Typer(no_args_is_help=True, help="Put your deadlines into your calendar.")
PROGRAMS = {"calendar": app}

STDOUT = Path("-")
PASSWORD = "ALIGUARD_CALDAV_PASSWORD"  # noqa: S105 - the name of a variable


@app.command(epilog="Example: aliguard calendar export deadlines.ics")
def export(
    context: Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", callback=at_home, help="An .ics file; else standard output."
        ),
    ] = None,
) -> None:
    """Write your deadlines as a calendar file, with alarms 7, 3 and 1 days before and on the day.

    To export again is safe: each event keeps its identity, and moves where its deadline moved.
    """
    from aliguard.calendars import disk, ics  # noqa: PLC0415 - only what this command needs

    session = session_of(context)
    if file == STDOUT:
        file = None
    if file:
        disk.check(file)
    renewed = _renewed(session, _wanted(session))
    events = [event for event in renewed if event.shown(session.today)]
    data = ics.feed(events, session.settings.calendar.alarms_at)
    if file is None:
        output.raw(data)
        return
    disk.write(file, data)
    cancelled = sum(event.cancelled for event in events)
    deadlines = "1 deadline" if len(events) == 1 else f"{len(events)} deadlines"
    output.say(f"Exported {deadlines} to {file} ({cancelled} cancelled).")


@app.command(epilog="Example: aliguard calendar push https://example.com/dav/me/orders/ --user me")
def push(
    context: Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The calendar's own CalDAV address.")],
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="Your name at the server.")
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Send the password even over plain http://.")
    ] = False,
) -> None:
    """Bring a calendar at a CalDAV server up to date: add, move and remove your deadlines.

    Only aliguard's own events are touched, and to push again is safe.

    Password: ALIGUARD_CALDAV_PASSWORD, else your keyring (aliguard, NAME@HOST), else it is asked.
    """
    from aliguard.calendars import address, server  # noqa: PLC0415 - only what this command needs
    from aliguard.calendars.push import carry_out, steps  # noqa: PLC0415

    session = session_of(context)
    where = address.parse(url, user=user, insecure=insecure)
    wanted = _wanted(session)
    alarms_at = session.settings.calendar.alarms_at
    with server.connected(where, lambda: _password(where), alarms_at) as calendar:
        plan = steps(
            _renewed(session, wanted),
            calendar.held(),
            today=session.today,
            alarms_at=alarms_at,
            orders=session.loaded.ledger.orders,
        )
        done = carry_out(plan, calendar)
    if calendar.address != where:
        output.say(f"{where.url} has moved to {calendar.address.url}: use that address.")
    output.say(f"Pushed to {where.host}: {done}, {plan.kept} as they were.")


def _wanted(session: Session) -> list[Wanted]:
    """The buyer's own deadlines of all open orders, in words.

    Raises:
        LedgerError: there is no ledger: that must not pass for one in which all is done.
    """
    from aliguard.calendars.events import Wanted  # noqa: PLC0415
    from aliguard.render import calendar as words  # noqa: PLC0415

    session.require_ledger()
    return [
        Wanted(
            entry.order_id,
            item.id,
            item.act_by,
            words.summary(entry, item),
            words.description(entry, item),
            words.categories(entry),
            missed=item.leftover or item.state == "missed",
        )
        for entry in session.entries()
        for item in (*entry.answer.items, *entry.answer.missed)
        if item.actor == "buyer"
    ]


def _renewed(session: Session, wanted: list[Wanted]) -> tuple[Event, ...]:
    """The events as they are to be told now, and remembered."""
    from aliguard.calendars import disk  # noqa: PLC0415
    from aliguard.calendars.events import renewed  # noqa: PLC0415

    orders = session.loaded.ledger.orders
    return disk.renew(
        disk.place(session.ledger_path),
        lambda known: renewed(known, wanted, orders, today=session.today),
    )


def _password(where: Address) -> str | None:
    """The password, from where the user keeps it; None for nobody's."""
    from aliguard.calendars.libraries import SERVICE, stored  # noqa: PLC0415

    if where.user is None:
        return None
    known = os.environ.get(PASSWORD) or stored(where)
    if known:
        return known
    if output.at_terminal():
        asked: str = typer.prompt(f"Password of {where.account}", hide_input=True)
        return asked
    msg = (
        f"No password for {where.account}: set {PASSWORD}, keep it with"
        f" `keyring set {SERVICE} {where.account}`, or run this at a terminal to be asked."
    )
    raise CalendarError(msg)
