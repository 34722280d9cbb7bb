"""The file that an export is written to: replaced as a whole, and never a file of another kind."""

from __future__ import annotations

import stat
from pathlib import Path

from aliguard.errors import CalendarError
from aliguard.store import files

OPENING = b"BEGIN:VCALENDAR"


def check(path: Path) -> None:
    """Check that a calendar may be written to a path, before anything is done.

    Raises:
        CalendarError: its folder is missing, or what is there is no calendar file.
    """
    real = files.target(path)
    try:
        if not real.parent.is_dir():
            msg = f"{path} cannot be written: there is no folder {real.parent}."
            raise CalendarError(msg)
        if real.is_dir():
            msg = f"{path} is a folder: name a file, such as {path / 'deadlines.ics'}."
            raise CalendarError(msg)
        if real.exists() and not (real.is_file() and _is_calendar(real)):
            msg = f"{path} is there already, and is no calendar file: name another."
            raise CalendarError(msg)
    except OSError as error:
        raise _unwritable(path, error) from error


def _is_calendar(path: Path) -> bool:
    """Whether a file holds a calendar, or nothing yet."""
    with path.open("rb") as file:
        return file.read(len(OPENING)) in {OPENING, b""}


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
