"""The record of what calendars were told, beside the ledger: it gives SEQUENCE its memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from aliguard.calendars.events import Event
from aliguard.errors import CalendarError
from aliguard.model.record import Record, told
from aliguard.store import files

Events = tuple[Event, ...]


class Told(Record):
    """The file: every event that was told, cancelled ones too."""

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
