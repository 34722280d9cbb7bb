"""What is to run: aliguard's own program on one ledger, with what it must find around it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path

from aliguard.errors import ReminderError

NAME = "aliguard"
FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
"""Variables that say where files are, and that a scheduler does not hand on."""
BARE = {"PATH": "/usr/bin:/bin"}
"""The environment of cron, as far as it matters for finding a program."""
_SETTING = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Job:
    """A call of `aliguard remind` that works from anywhere."""

    program: tuple[str, ...]
    """How aliguard is started: an absolute path, and what has to follow it."""
    ledger: Path
    """Absolute; links in it are kept."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What must be set in the environment."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The program and its arguments."""
        return (*self.program, "--ledger", str(self.ledger), "remind")


@dataclass(frozen=True, slots=True)
class Found:
    """A job as it is installed, by hand perhaps."""

    text: str
    """The crontab's line, or the path of the timer."""
    when: str
    """When it runs, in words; as it is written there if it is none of aliguard's schedules."""
    program: Path | None
    """What is started; None if that cannot be told."""
    ledger: Path | None
    """None if it cannot be told."""


def make(called: str, ledger: Path) -> Job:
    """The job for a ledger, by the program as it was called and the environment of this call.

    Raises:
        ReminderError: the program would not start without this environment, or a path of it
            cannot stand in a line.
    """
    job = Job(_program(called), absolute(ledger), _variables(os.environ))
    for text in (*job.arguments, *job.variables.values()):
        _check_text(text)
    _check_start(job.program)
    return job


def absolute(path: Path) -> Path:
    """The path from the root; links in it are kept, for they may lead elsewhere tomorrow."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - `Path.resolve` follows links


def _program(called: str) -> tuple[str, ...]:
    """The command as it was called, for pipx keeps its link when it moves the rest; or Python."""
    path = absolute(Path(called))
    if path.name == NAME and shutil.which(path):
        return (str(path),)
    return sys.executable, "-m", NAME


def _variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What decides where files are and what day it is, as far as it is set."""
    folders = {name: environment[name] for name in FOLDERS if environment.get(name, "").strip()}
    if environment.get("HOME", "") not in {"", _own_home()}:
        folders["HOME"] = environment["HOME"]
    kept = {name: str(absolute(Path(path))) for name, path in folders.items()}
    return kept | ({"TZ": environment["TZ"]} if "TZ" in environment else {})


def _own_home() -> str:
    """The home that a scheduler will set; empty if it cannot be told."""
    try:
        import pwd  # noqa: PLC0415 - not everywhere

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""


def _check_text(text: str) -> None:
    """See that a text fits into one line of UTF-8."""
    if "\n" in text or any("\ud800" <= character <= "\udfff" for character in text):
        msg = f"{text!r} cannot stand in a crontab or a timer: give it a name of plain letters."
        raise ReminderError(msg)


def _check_start(program: Sequence[str]) -> None:
    """See whether the program starts where nothing of the user's environment is set."""
    try:
        subprocess.run(  # noqa: S603 - aliguard itself
            [*program, "--version"],
            env=BARE,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=START_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        msg = (
            f"`{' '.join(program)}` does not start outside of your shell, so reminders would not"
            " run. Install aliguard with pipx, and call it by its name. Nothing was changed."
        )
        raise ReminderError(msg) from error


def found(text: str, when: str, arguments: Sequence[str]) -> Found:
    """An installed job, by the arguments that it runs with; variables may be set before them."""
    words = list(dropwhile(_SETTING.fullmatch, arguments))
    named = words[words.index("--ledger") + 1 :] if "--ledger" in words else []
    return Found(text, when, Path(words[0]) if words else None, Path(named[0]) if named else None)
