"""The command that tells red flags: advise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, session_of
from aliguard.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aliguard.cli.session import Session
    from aliguard.rules.tricks import Known

app = typer.Typer()


@app.command(epilog='Example: aliguard advise 91234 --seller-says "close the dispute, I pay you"')
def advise(
    context: Context,
    order: Annotated[
        str | None,
        typer.Argument(metavar="ORDER", help="The order's id, or at least its last 4 digits."),
    ] = None,
    seller_says: Annotated[
        str | None,
        typer.Option(
            "--seller-says",
            metavar="TEXT-OR-CODE",
            help="The seller's message, or the code of a trick.",
        ),
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--list", help="Only list the known tricks with their codes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Name the tricks that an order's events or a seller's message fit, and what to do instead."""
    from aliguard.render import tricks as told  # noqa: PLC0415 - only what this command needs
    from aliguard.rules import tricks  # noqa: PLC0415
    from aliguard.rules.situation import situation  # noqa: PLC0415

    session = session_of(context)
    book = session.rulebook
    if show_all:
        _list(session, order, seller_says, as_json=as_json)
        return
    if order is None:
        msg = "Say which ORDER; `aliguard advise --list` needs none."
        raise InputError(msg)
    order_id, facts = session.find(order)
    if seller_says is None:
        found = tricks.fitting(situation(facts, book), book, today=session.today)
        headline = told.by_events(order_id, len(found))
    else:
        found = tricks.said(seller_says, book)
        headline = told.by_message(order_id, len(found))
    if as_json:
        _record(session, order_id, found)
        return
    output.say(headline)
    output.lines(told.page(found, book))
    if seller_says is None:
        output.say(*([""] if found else []), told.asking(order_id))


def _list(session: Session, order: str | None, seller_says: str | None, *, as_json: bool) -> None:
    """Print all tricks, whichever fit."""
    from aliguard.render import tricks as told  # noqa: PLC0415

    if seller_says is not None:
        msg = "--list shows every trick: leave --seller-says out."
        raise InputError(msg)
    order_id = session.find(order)[0] if order is not None else None
    if as_json:
        _record(session, order_id, session.rulebook.tricks.items())
        return
    output.table(told.table(session.rulebook))


def _record(session: Session, order_id: str | None, found: Iterable[Known]) -> None:
    from aliguard.render import tricks as told  # noqa: PLC0415

    listed = [told.record(trick_id, trick, session.rulebook) for trick_id, trick in found]
    output.record("advise", session, {"order": order_id, "tricks": listed})
