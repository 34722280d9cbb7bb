"""Files beside the ledger are the user's own: no link, and nobody else's, is ever followed.

In a folder that others may write to, a link could lead a write to any file of the user, and a file
of another's could be put in place of what was noted.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from aliguard.errors import LedgerError

NEVER_FOLLOWED = getattr(os, "O_NOFOLLOW", 0)
AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""A pipe that nobody writes to is opened all the same, so that it can be refused."""


def check_file(path: Path) -> None:
    """See that a file beside the ledger, if there is one, may be used.

    Raises:
        LedgerError: it is a link, another user's, or no file.
    """
    _check(path, "file")


def check_folder(path: Path) -> None:
    """See that a folder beside the ledger, if there is one, may be used.

    Raises:
        LedgerError: it is a link, another user's, or no folder.
    """
    _check(path, "folder")


def _check(path: Path, kind: str) -> None:
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise LedgerError(msg) from error
    problem = _problem(path, found, kind)
    if problem:
        msg = f"{path} {problem}, so aliguard does not touch it: move it away, and try again."
        raise LedgerError(msg)


def _problem(path: Path, found: os.stat_result, kind: str) -> str | None:
    is_kind = stat.S_ISREG if kind == "file" else stat.S_ISDIR
    if stat.S_ISLNK(found.st_mode):
        return "is a link"
    if found.st_uid not in _trusted(path):
        return "belongs to another user"
    return None if is_kind(found.st_mode) else f"is no {kind}"


def _trusted(path: Path) -> set[int]:
    """Who may own what lies beside the ledger; the owner of its folder can do all to it anyway."""
    own = 0 if sys.platform == "win32" else os.geteuid()
    return {own, path.parent.stat().st_uid}
