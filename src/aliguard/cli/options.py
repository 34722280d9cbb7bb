"""The arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aliguard.cli.session import Session
from aliguard.errors import InputError

Context = typer.Context

OrderId = Annotated[
    str, typer.Argument(metavar="ORDER", help="The order's id, or at least its last 4 digits.")
]
DeadlineId = Annotated[
    str, typer.Argument(metavar="DEADLINE", help="The rule's id, as `aliguard rules` lists it.")
]
On = Annotated[
    str,
    typer.Option(
        "--on",
        metavar="DATE",
        help="The day it happened: 2026-03-05, 5 Mar 2026, today, yesterday, -3d.",
    ),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Something to remember.")]
TrackingNumber = Annotated[
    str | None, typer.Option("--tracking", metavar="TEXT", help="The tracking number.")
]


def at_home(path: Path | None) -> Path | None:
    """The path that was typed; `~` is the home folder, where no shell has seen to it.

    Raises:
        InputError: it names a variable, which only a shell fills in.
    """
    if path is None:
        return None
    first, *rest = path.parts or (".",)
    if first.startswith("$"):
        msg = f"{path} begins with a variable that no shell filled in: write the path out, or ~/."
        raise InputError(msg)
    return Path.home().joinpath(*rest) if first == "~" else path


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show what it would change, and what it would end.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def session_of(context: typer.Context) -> Session:
    """The session that the main callback made."""
    session = context.obj
    if not isinstance(session, Session):
        raise TypeError(session)
    return session
