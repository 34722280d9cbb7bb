"""The only place that prints: tables and lines for people, JSON for programs, errors on stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import typer

from aliguard.errors import in_words
from aliguard.render.grid import STYLES, Grid
from aliguard.render.safe import shown, wrapped

if TYPE_CHECKING:
    from rich.console import Console

    from aliguard.cli.session import Session
    from aliguard.render.pages import Line
    from aliguard.rules.agenda import Entry


LONGEST = 1200
"""How many characters of an error are told: one may quote a foreign text."""

recorded: list[str] = []
"""What this call has written into the ledger, should its answer not get out."""


def at_terminal() -> bool:
    """Whether a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def seen() -> bool:
    """Whether what is printed stands before a person's eyes at once."""
    return sys.stdout.isatty()


def closed() -> bool:
    """Whether there is no standard output at all: what is printed goes nowhere."""
    return getattr(sys.stdout, "name", "") == os.devnull


def flush() -> None:
    """Let what was printed leave; an OSError says that it could not."""
    sys.stdout.flush()


def width() -> int | None:
    """The cells of a line of the terminal; None for a pipe or a file."""
    return _console().width if sys.stdout.isatty() else None


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - only for a terminal

    return Console(highlight=False, soft_wrap=False)


def say(*texts: str) -> None:
    """Print sentences for people: hostile characters shown, wrapped at a terminal."""
    for text in texts:
        _print(text, "")


def lines(page: Iterable[Line]) -> None:
    """Print lines, each with its tone where there is colour."""
    for line in page:
        _print(line.text, STYLES[line.tone])


def _print(text: str, style: str) -> None:
    """One line for a pipe; at a terminal wrapped between words, further lines indented."""
    if not sys.stdout.isatty():
        typer.echo(shown(text))
        return
    from rich.text import Text  # noqa: PLC0415 - only for a terminal

    console = _console()
    console.print(Text("\n".join(wrapped(text, console.width)), style=style), soft_wrap=True)


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


def told(entry: Entry, done: str) -> None:
    """Say what was recorded of an order, what comes next, and what is missing."""
    from aliguard.render import words  # noqa: PLC0415 - only where something was recorded

    say(f"{entry.order_id}: {done}. {words.settled_line(entry)}", *words.behind_lines(entry))
    for warning in entry.warnings:
        if entry.next is None or warning.code != f"late:{entry.next.id}":
            say(words.warning(entry, warning))
    if over := entry.order.underpriced:
        say(
            f"! {entry.order_id}: {over} is over the price, {entry.order.price}, which came from a"
            " file: without shipping, tax and discounts. Enter what you paid:"
            f" aliguard edit-order {entry.order_id} --price AMOUNT"
        )


def raw(data: bytes) -> None:
    """Print a document of another format, to the byte."""
    typer.echo(data, nl=False)


def error(text: str) -> None:
    """Print an error on stderr; only a terminal gets it wrapped."""
    said = f"aliguard: {_bounded(shown(text))}"
    if sys.stderr.isatty():
        said = "\n".join(wrapped(said, shutil.get_terminal_size().columns))
    typer.echo(said, err=True)


def _bounded(text: str) -> str:
    """A text with its middle left out where it is long: how it ends is how to mend it."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} […] {text[-half:]}"


def failure(problem: BaseException) -> None:
    """Print any failure on stderr as a sentence."""
    from typer.exceptions import TyperException  # noqa: PLC0415 - only where something failed

    if isinstance(problem, TyperException):
        usage_error(problem)
    elif isinstance(problem, typer.Abort):
        error("stopped; nothing was recorded.")
    elif isinstance(problem, OSError) and problem.filename is None:
        error(f"{_kept()}the answer cannot be written: {problem.strerror}.")
    else:
        error(f"{_kept()}{in_words(problem)}")


def _kept() -> str:
    """That something was recorded all the same, where it was."""
    return f"{', '.join(recorded)}: done, and recorded; but " if recorded else ""


def usage_error(problem: Exception) -> None:
    """Print what is wrong with a call in one line, and where its help is."""
    message = getattr(problem, "format_message", problem.__str__)()
    if not message:  # a group was called without a command: its help was printed
        return
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "aliguard"
    text = " ".join(message.replace("Value error, ", "").split())
    error(f"{text[:1].upper()}{text[1:].rstrip('.')}. `{command} --help` shows how to call it.")
