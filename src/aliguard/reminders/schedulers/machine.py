"""What this machine has for reminders to reach anyone: a cron daemon, and a program for mail."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

SENDMAIL = ("sendmail", "/usr/sbin/sendmail", "/usr/lib/sendmail")
"""How crons send what a command prints."""
PID_FILES = (Path("/run/crond.pid"), Path("/var/run/crond.pid"), Path("/var/run/cron.pid"))
DAEMONS = frozenset({"cron", "crond", "fcron"})
PROCESSES = Path("/proc")


def can_mail() -> bool:
    """Whether cron can mail what a command prints."""
    return any(shutil.which(program) for program in SENDMAIL)


def runs_cron() -> bool:
    """Whether a cron daemon seems to run; True where processes cannot be listed."""
    return (
        any(map(_alive, PID_FILES))
        or not (PROCESSES / "self").exists()
        or not DAEMONS.isdisjoint(_processes())
    )


def _alive(pid_file: Path) -> bool:
    """Whether the process that a file names is there."""
    try:
        os.kill(int(pid_file.read_text("ascii")), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _processes() -> Iterator[str]:
    """The names of the programs that run; for `busybox crond`, the second word."""
    for folder in PROCESSES.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may have ended
            first, *others = (folder / "cmdline").read_bytes().split(b"\0")
            name = Path(os.fsdecode(first)).name
            yield os.fsdecode(others[0]) if name == "busybox" else name
