"""A job as a line of a crontab, which cron and then /bin/sh take apart, and back.

Pure: takes values, returns values.
"""

from __future__ import annotations

import re
import shlex

from aliguard.errors import ReminderError
from aliguard.reminders.schedulers import job, schedule

MARK = "# aliguard reminders"
"""The end of aliguard's line, a comment to the shell."""
LONGEST = 998
"""Bytes of a command; the crontab of Debian refuses longer ones (MAX_COMMAND in its cron.h)."""

_PART = re.compile(r"%|[^%\\]*\\|[^%\\]+")
_FIELDS = re.compile(r"\s*(@\w+|(?:\S+\s+){4}\S+)\s+(.*)", re.DOTALL)


def write(what: job.Job, when: schedule.Schedule) -> str:
    r"""The line for a job, without its newline.

    Raises:
        ReminderError: it is too long for cron.
    """
    settings = [f"{name}={quoted(value)}" for name, value in what.variables.items()]
    command = " ".join([*settings, *map(quoted, what.arguments), MARK])
    size = len(command.encode())
    if size > LONGEST:
        msg = (
            f"The line would have {size} bytes, and cron takes {LONGEST}: move the ledger to a"
            " shorter path, or use `aliguard cron install --systemd`. Nothing was changed."
        )
        raise ReminderError(msg)
    return f"{when.cron} {command}"


def quoted(word: str) -> str:
    r"""A word for /bin/sh in a crontab, where `%` would end the command.

    Some crons take the backslash of `\%` away and some leave it to the shell, so it stands outside
    of quotes, where both mean the same. A backslash of the word stands before a quote, where no
    cron takes it for one that belongs to a `%`.

    >>> print(quoted("100% of a\\b"))
    100\%' of a\'b
    """
    parts: list[str] = _PART.findall(word)
    return "".join(r"\%" if part == "%" else shlex.quote(part) for part in parts) or "''"


def read(line: str) -> job.Found:
    """What a line runs, and when, as far as it can be told."""
    fields, command = match.groups() if (match := _FIELDS.fullmatch(line)) else ("", line)
    known = schedule.of_cron(fields)
    try:
        words = shlex.split(command.replace(r"\%", "%"), comments=True)
    except ValueError:
        words = []
    return job.found(line, known.words if known else f"at `{fields}`", words)
