"""Rotated copies of the ledger beside it: one for each day with changes, and one on demand."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aliguard.store import files

KEPT = 30
"""How many copies are kept."""

_NAME = re.compile(r"(\d{4,})-(\d{4}-\d{2}-\d{2})(\..+)?")


@dataclass(frozen=True)
class Backup:
    """One copy of the ledger, as it was before the first change of a day."""

    number: int
    on: date
    path: Path


def place(ledger: Path) -> Path:
    """The folder of a ledger's copies: beside the file itself."""
    return files.beside(ledger, "backups")


def backups(ledger: Path) -> list[Backup]:
    """All copies, the oldest first.

    Raises:
        LedgerError: their folder cannot be read.
    """
    found = []
    for path in files.listed(place(ledger)):
        match = _NAME.fullmatch(path.name)
        with contextlib.suppress(ValueError):
            if match:
                found.append(Backup(int(match[1]), date.fromisoformat(match[2]), path))
    return sorted(found, key=lambda backup: backup.number)


def keep(ledger: Path, data: bytes, *, today: date) -> Path:
    """Copy the ledger's content aside; return where.

    Raises:
        LedgerError: the copy cannot be written.
    """
    known = backups(ledger)
    files.sweep(place(ledger), _NAME.pattern)
    number = known[-1].number + 1 if known else 1
    path = place(ledger) / f"{number:04}-{today}{files.target(ledger).suffix}"
    files.replace_own(path, data)
    return path


def keep_daily(ledger: Path, data: bytes, *, today: date) -> Path | None:
    """Copy the ledger's content aside before its first change of the day; return the new copy.

    Raises:
        LedgerError: the copy cannot be written.
    """
    known = backups(ledger)
    if known and known[-1].on == today:
        return None
    return keep(ledger, data, today=today)


def rotate(ledger: Path) -> None:
    """Let go of old copies, first of those that were not the first of their day."""
    known = backups(ledger)
    first = {each.on: each for each in reversed(known)}
    spare = [each for each in known[:-1] if first[each.on] is not each]
    rest = [each for each in known if each not in spare]
    for old in [*spare, *rest][: max(0, len(known) - KEPT)]:
        with contextlib.suppress(OSError):  # a copy too many does no harm
            old.path.unlink(missing_ok=True)
