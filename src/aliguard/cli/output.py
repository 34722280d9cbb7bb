"""The only place that prints: tables and lines for people, JSON for programs, errors on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import typer

from aliguard.render.grid import STYLES, Grid
from aliguard.render.safe import shown

if TYPE_CHECKING:
    from rich.console import Console

    from aliguard.cli.session import Session
    from aliguard.render.pages import Line


def at_terminal() -> bool:
    """Whether a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def width() -> int | None:
    """The cells of a line of the terminal; None for a pipe or a file."""
    return _console().width if sys.stdout.isatty() else None


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - only for a terminal

    return Console(highlight=False, soft_wrap=False)


def say(*texts: str) -> None:
    """Print sentences for people, wrapped at a terminal."""
    if not sys.stdout.isatty():
        for text in texts:
            typer.echo(text)
        return
    from rich.text import Text  # noqa: PLC0415 - only for a terminal

    console = _console()
    for text in texts:
        console.print(Text(text))


def lines(page: Iterable[Line]) -> None:
    """Print lines, each with its tone where there is colour."""
    if not sys.stdout.isatty():
        for line in page:
            typer.echo(line.text)
        return
    from rich.text import Text  # noqa: PLC0415 - only for a terminal

    console = _console()
    for line in page:
        console.print(Text(line.text, style=STYLES[line.tone]))


def table(grid: Grid) -> None:
    """Print a table: drawn for a terminal, plain for a pipe."""
    if sys.stdout.isatty():
        _console().print(grid.drawn())
    else:
        typer.echo(grid.plain(), nl=False)


def record(command: str, session: Session, body: Mapping[str, object]) -> None:
    """Print an answer as JSON."""
    from aliguard.render.records import envelope  # noqa: PLC0415 - only for JSON

    typer.echo(envelope(command, session.today, body))


def error(text: str) -> None:
    """Print an error on stderr, as it stands and in one piece."""
    typer.echo(f"aliguard: {shown(text)}", err=True)
