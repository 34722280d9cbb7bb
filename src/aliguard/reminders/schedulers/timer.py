"""A timer of the user's systemd: two files of aliguard's, and `systemctl --user`."""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_config_path

from aliguard.errors import LedgerError, ReminderError
from aliguard.reminders.schedulers import job, schedule
from aliguard.store import files

MARK = "# Written by `aliguard cron install`; `aliguard cron remove` removes it."
"""The first line of aliguard's own files."""
UNSAFE = re.compile(r"""["'\\\x00-\x1f\x7f]""")
"""What systemd allows in no path of a program."""
TIMER, SERVICE = "aliguard-remind.timer", "aliguard-remind.service"


def found() -> tuple[job.Found, ...]:
    """The timer, if it is there and aliguard's.

    Raises:
        LedgerError: its files cannot be read.
    """
    timer, service = (_text(files.read(path)) for path in _paths())
    if not timer.startswith(MARK):
        return ()
    event, command = _value(timer, "OnCalendar"), _value(service, "ExecStart")
    known = schedule.of_calendar(event)
    when = known.words if known else f"at `{event}`"
    return (job.found(str(_paths()[0]), when, _words(command)),)


def stopped() -> bool:
    """Whether systemd says that the timer does not run; False where it cannot be asked."""
    with contextlib.suppress(OSError):
        return _run("is-active", TIMER).stdout.strip() in {"inactive", "failed"}
    return False


@contextmanager
def installing(what: job.Job, when: schedule.Schedule) -> Iterator[job.Found]:
    """Write the timer and start it; all is put back if the body of `with` fails.

    Raises:
        ReminderError: systemd does not take it, or would not start the program, or files of the
            same names are not aliguard's.
        LedgerError: the files cannot be written.
    """
    texts = dict(zip(_paths(), (timer_text(when), service_text(what)), strict=True))
    for path in texts:
        if path.exists() and not _is_ours(path):
            msg = f"{path} is there already, and aliguard did not write it: move it away first."
            raise ReminderError(msg)
    if UNSAFE.search(what.program[0]):
        msg = f"systemd starts no program with quotes or backslashes in its path: {what.program[0]}"
        raise ReminderError(msg)
    with _put_back_on_failure():
        for path, text in texts.items():
            files.replace(path, text.encode())
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", TIMER)
        yield job.found(str(_paths()[0]), when.words, what.arguments)


@contextmanager
def removing() -> Iterator[None]:
    """Stop the timer and remove its files; all is put back if the body of `with` fails.

    Raises:
        ReminderError: systemd does not let go of it.
        LedgerError: the files cannot be removed.
    """
    if not found():
        yield
        return
    with _put_back_on_failure():
        _systemctl("disable", "--now", TIMER)
        for path in filter(_is_ours, _paths()):
            _remove(path)
        _systemctl("daemon-reload")
        yield


def timer_text(when: schedule.Schedule) -> str:
    """The unit that says when; a run that was slept through is made up for."""
    return f"""{MARK}
[Unit]
Description=When aliguard looks for deadlines to remind you of

[Timer]
OnCalendar={when.calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


def service_text(what: job.Job) -> str:
    """The unit that says what; the `:` lets systemd leave a `$` as it is."""
    first, *others = what.arguments
    command = " ".join(map(quoted, (f":{first}", *others)))
    variables = "".join(
        f"Environment={quoted(f'{name}={value}')}\n" for name, value in what.variables.items()
    )
    return f"""{MARK}
[Unit]
Description=Reminders of aliguard

[Service]
Type=oneshot
{variables}ExecStart={command}
"""


def quoted(word: str) -> str:
    r"""A word of a unit file, where `%` begins a specifier and `\` an escape.

    >>> print(quoted('100% of "a\\b"'))
    "100%% of \"a\\b\""
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _words(command: str) -> list[str]:
    """The words of a command that stands quoted in a unit file; none if it makes no sense."""
    try:
        words = shlex.split(command.replace("%%", "%"))
    except ValueError:
        return []
    return [words[0].removeprefix(":"), *words[1:]] if words else []


def _value(unit: str, key: str) -> str:
    """What a unit file sets a key to; empty if it does not."""
    values: list[str] = re.findall(rf"^{key}=(.*)$", unit, re.MULTILINE)
    return values[-1].strip() if values else ""


def _paths() -> tuple[Path, Path]:
    """Where the timer and its service are."""
    folder = user_config_path() / "systemd" / "user"
    return folder / TIMER, folder / SERVICE


def _text(data: bytes | None) -> str:
    return (data or b"").decode(errors="replace")


def _is_ours(path: Path) -> bool:
    return _text(files.read(path)).startswith(MARK)


@contextmanager
def _put_back_on_failure() -> Iterator[None]:
    before = {path: files.read(path) for path in _paths()}
    try:
        yield
    except BaseException:  # Ctrl-C too must leave all as it was
        _put_back(before)
        raise


def _put_back(before: dict[Path, bytes | None]) -> None:
    """Make the files what they were, and tell systemd, which may have been told otherwise."""
    with contextlib.suppress(ReminderError):
        if not all(before.values()):
            _systemctl("disable", "--now", TIMER)
    for path, data in before.items():
        if data is None:
            _remove(path)
        else:
            files.replace(path, data)
    with contextlib.suppress(ReminderError):
        _systemctl("daemon-reload")
        if all(before.values()):
            _systemctl("enable", "--now", TIMER)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        msg = f"{path} cannot be removed: {error.strerror}."
        raise LedgerError(msg) from error


def _systemctl(*arguments: str) -> None:
    """Let systemd do something.

    Raises:
        ReminderError: it does not.
    """
    if not shutil.which("systemctl"):
        msg = (
            "There is no `systemctl` on this machine, so no systemd timer either. Nothing was"
            " changed. `aliguard cron install` without --systemd uses cron."
        )
        raise ReminderError(msg)
    done = _run(*arguments)
    if done.returncode:
        reason = "; ".join(done.stderr.split("\n")).strip("; .") or f"exit code {done.returncode}"
        hint = " It needs a login session, not one through sudo or su." if "bus" in reason else ""
        msg = (
            f"`systemctl --user {' '.join(arguments)}` failed: {reason}. Nothing was changed.{hint}"
        )
        raise ReminderError(msg)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        ["systemctl", "--user", *arguments],  # noqa: S607 - wherever the user has it
        capture_output=True,
        text=True,
        check=False,
    )
