"""The file that an export is written to: replaced as a whole, and never what others wrote."""

from __future__ import annotations

import stat
from pathlib import Path

from aliguard.calendars.ics import PRODUCT
from aliguard.errors import CalendarError
from aliguard.store import files

HEAD = 4096
"""The bytes of a file in which a calendar says what made it."""


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
