"""What calendars leave on disk: the record of what they were told, and the exported file."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from aliguard.calendars.events import Event
from aliguard.calendars.ics import PRODUCT
from aliguard.errors import CalendarError
from aliguard.model.record import Record, told
from aliguard.store import files

Events = tuple[Event, ...]

HEAD = 4096
"""The bytes of a file in which a calendar says what made it."""


class Told(Record):
    """The record beside the ledger: every event that was told, cancelled ones too.

    It gives SEQUENCE its memory.
    """

    version: Literal[1] = 1
    events: Events = ()


def place(ledger: Path) -> Path:
    """Where the record of a ledger is kept."""
    return files.beside(ledger, "calendar")


def read(path: Path) -> Events:
    """The events in a record; none where there is no file.

    Raises:
        LedgerError: it cannot be read.
        CalendarError: it makes no sense. It is not passed over: SEQUENCE would fall back, and
            calendars would take a later date for an older one.
    """
    data = files.read_own(path)
    if data is None:
        return ()
    try:
        return Told.model_validate_json(data).events
    except ValidationError as error:
        msg = (
            f"{path}, the record of what your calendars were told, makes no sense:"
            f" {told(error)}. Remove that file, and the events are told anew."
        )
        raise CalendarError(msg) from error


def renew(path: Path, decide: Callable[[Events], Events]) -> Events:
    """Put what `decide` makes of the record in its place; return that.

    Raises:
        LedgerError: it cannot be read or written; it is as it was.
        CalendarError: it makes no sense.
    """
    with files.locked_own(path):
        known = read(path)
        events = decide(known)
        if events != known:
            files.replace_own(path, Told(events=events).model_dump_json(indent=1).encode() + b"\n")
    return events


def check(path: Path) -> None:
    """Check that a calendar may be written to a path, before anything is done.

    Raises:
        CalendarError: its folder is missing, or what is there is no calendar of aliguard's.
        LedgerError: it is a link that leads back to itself.
    """
    real = files.target(path)
    try:
        if not real.parent.is_dir():
            msg = f"{path} cannot be written: there is no folder {real.parent}."
            raise CalendarError(msg)
        if real.is_dir():
            msg = f"{path} is a folder: name a file, such as {path / 'deadlines.ics'}."
            raise CalendarError(msg)
        if real.exists() and not (real.is_file() and _is_ours(real)):
            msg = f"{path} is there already, and aliguard did not write it: name another file."
            raise CalendarError(msg)
    except OSError as error:
        raise _unwritable(path, error) from error


def _is_ours(path: Path) -> bool:
    """Whether a file is a calendar that aliguard wrote, or holds nothing yet."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return not head or f"PRODID:{PRODUCT}".encode() in head.splitlines()


def write(path: Path, data: bytes) -> None:
    """Put a calendar in place of the file, all of it or nothing.

    A new file is private; one that is there keeps its mode, so that a web server may go on reading
    it.

    Raises:
        LedgerError: it cannot be written; the file is as it was.
    """
    real = files.target(path)
    try:
        mode = stat.S_IMODE(real.stat().st_mode) if real.exists() else None
        files.replace(path, data)
        if mode is not None:
            real.chmod(mode)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CalendarError:
    return CalendarError(f"{path} cannot be written: {error.strerror}.")
