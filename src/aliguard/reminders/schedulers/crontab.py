"""The user's crontab with one marked line of aliguard's; others stay as they are, to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aliguard.reminders.schedulers import cron_line, spool
from aliguard.reminders.schedulers.job import Found, Job
from aliguard.reminders.schedulers.schedule import Schedule

_OURS = re.compile(
    rb"^(?![ \t]*#)[^\n]*[ \t]%s[ \t\r]*(?:\n|\Z)" % re.escape(cron_line.MARK.encode()),
    re.MULTILINE,
)
"""A line that ends in the mark and is not switched off by a `#` before it."""
_MAILTO = re.compile(rb"""^[ \t]*MAILTO[ \t]*=[ \t]*["']?(.*?)["']?[ \t\r]*$""", re.MULTILINE)


def found() -> tuple[Found, ...]:
    """The lines of aliguard's in the crontab.

    Raises:
        ReminderError: it cannot be read.
    """
    lines: list[bytes] = _OURS.findall(spool.read())
    return tuple(cron_line.read(line.decode(errors="replace").strip()) for line in lines)


def mails() -> bool:
    """Whether cron would mail what aliguard's line prints: the last `MAILTO` before it says.

    Raises:
        ReminderError: the crontab cannot be read.
    """
    before = _OURS.split(spool.read(), maxsplit=1)[0]
    return _MAILTO.findall(before)[-1:] != [b""]


@contextmanager
def installing(job: Job, schedule: Schedule) -> Iterator[Found]:
    """Put a line in place of aliguard's last one; the crontab is put back if the body fails.

    Raises:
        ReminderError: it cannot be written; it is as it was.
    """
    line = cron_line.write(job, schedule)
    with _changed(lambda text: with_line(text, line.encode())):
        yield cron_line.read(line)


@contextmanager
def removing() -> Iterator[None]:
    """Take aliguard's lines out of the crontab; it is put back if the body fails.

    Raises:
        ReminderError: it cannot be written; it is as it was.
    """
    with _changed(lambda text: _OURS.sub(b"", text)):
        yield


def with_line(text: bytes, line: bytes) -> bytes:
    r"""A crontab with a line in place of aliguard's, or at its end.

    >>> with_line(b"A=1\n0 9 * * * old # aliguard reminders\nB=2", b"new")
    b'A=1\nnew\nB=2'
    >>> with_line(b"A=1", b"new")
    b'A=1\nnew\n'
    """
    old = _OURS.search(text)
    at = old.start() if old else len(text)
    before, after = text[:at], _OURS.sub(b"", text[at:])
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return before + line + b"\n" + after


@contextmanager
def _changed(decide: Callable[[bytes], bytes]) -> Iterator[None]:
    before = spool.read()
    text = decide(before)
    spool.write(text, before)
    try:
        yield
    except BaseException:  # Ctrl-C too must leave it as it was
        spool.write(before, text)
        raise
