"""The heartbeat: since when reminders are installed, when they last ran, and how that ended.

It lies beside the ledger, so that every command on it can tell when reminders have gone silent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from aliguard.store import files

SILENT_DAYS = 2
"""Days without a run after which installed reminders are taken to be dead."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What is known of the reminders of one ledger; dates are local calendar dates."""

    installed: date | None = None
    by: str | None = None
    """What runs them: `cron` or `systemd`."""
    ran: date | None = None
    failed: str | None = None
    """Why the last run failed; None if it did not."""


def place(ledger: Path) -> Path:
    """Where the heartbeat of a ledger is kept."""
    return files.beside(ledger, "heartbeat")


def read(path: Path) -> Heartbeat:
    """The heartbeat in a file; an empty one where there is none, or where it makes no sense.

    Raises:
        LedgerError: the file cannot be read.
    """
    try:
        raw = json.loads(files.read_own(path) or b"{}")
        installed, ran = (_day(raw.get(name)) for name in ("installed", "ran"))
        by, failed = (_text(raw.get(name)) for name in ("by", "failed"))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Heartbeat()
    return Heartbeat(installed, by, ran, failed)


def _day(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)


def _text(raw: object) -> str | None:
    if not isinstance(raw, str | None):
        raise TypeError(raw)
    return raw


def write(path: Path, beat: Heartbeat) -> None:
    """Keep a heartbeat.

    Raises:
        LedgerError: it cannot be written; the file is as it was.
    """
    files.replace_own(path, json.dumps(asdict(beat), default=date.isoformat).encode())


def note_installed(path: Path, *, by: str, today: date) -> None:
    """Note that something was set up to run reminders; they are expected to run from now on.

    Raises:
        LedgerError: it cannot be written.
    """
    write(path, replace(read(path), installed=today, by=by))


def note_removed(path: Path) -> None:
    """Note that nothing runs reminders any more.

    Raises:
        LedgerError: it cannot be written.
    """
    beat = read(path)
    if beat.installed:
        write(path, replace(beat, installed=None, by=None))


def note_run(path: Path, *, today: date, failed: str | None = None) -> None:
    """Note that reminders ran, and why they failed if they did.

    Raises:
        LedgerError: it cannot be written.
    """
    write(path, replace(read(path), ran=today, failed=failed))


def trouble(beat: Heartbeat, *, today: date) -> str | None:
    """What is wrong with the reminders and how to mend it, in a sentence; None if all is well."""
    known = (day for day in (beat.installed, beat.ran) if day and day <= today)  # `--today` may lie
    heard = max(known, default=today)
    if beat.installed and (today - heard).days >= SILENT_DAYS:
        last = f"have not run since {heard}" if beat.ran else "have never run"
        return (
            f"Reminders were installed with {beat.by} on {beat.installed}, but {last}."
            " `aliguard cron show` says what should run them."
        )
    if beat.failed:
        return f"The last reminders, on {beat.ran}, failed: {beat.failed}"
    return None
