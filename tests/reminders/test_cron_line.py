"""A job as a line of a crontab: whatever a path holds, /bin/sh starts what was meant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aliguard.errors import ReminderError
from aliguard.reminders.schedulers import crontab, job
from aliguard.reminders.schedulers.schedule import Schedule

WORDS = st.text(
    st.one_of(
        st.sampled_from("%\\'\"$`#!*?~ &;|<>()\t\r="),
        st.characters(blacklist_categories=["Cs"], blacklist_characters="\n\0"),
    ),
    max_size=12,
)


def debian(command: str) -> str:
    r"""What cron of Debian hands to the shell: a backslash before `%` or another one is dropped."""
    return _command(command, "%\\", dropped=True)


def cronie(command: str) -> str:
    """What cron of Fedora and others hands to the shell: one before `%` is dropped."""
    return _command(command, "%", dropped=True)


def vixie(command: str) -> str:
    """What older crons hand to the shell: no backslash is dropped."""
    return _command(command, "", dropped=False)


def _command(command: str, escaped: str, *, dropped: bool) -> str:
    made, backslash = "", False
    for character in command:
        if backslash:
            made = (made[:-1] if dropped and character in escaped else made) + character
            backslash = False
        elif character == "%":
            break
        else:
            made += character
            backslash = character == "\\"
    return made


@pytest.mark.parametrize("cron", [debian, cronie, vixie])
@settings(deadline=None, max_examples=60)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
@example(words=["two \\\\ of them", "%", "\\%", "%\\", "'\\'%"])
def test_whatever_words_hold_the_shell_gets_them_as_they_are(
    cron: Callable[[str], str], words: list[str]
) -> None:
    command = cron(" ".join(map(crontab.quoted, words)) + f" {crontab.MARK}")
    got = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, check=True
    ).stdout

    assert got.decode() == "".join(f"{word}\n" for word in words)


@settings(deadline=None)
@given(ledger=WORDS, variable=WORDS)
def test_what_was_written_into_a_line_is_read_from_it(ledger: str, variable: str) -> None:
    program = "/my bin/100% of 'a'/aliguard"
    what = job.Job((program,), Path("/") / ledger, {"TZ": variable})
    found = crontab.read(crontab.written(what, Schedule(9, 0)))

    assert (found.program, found.ledger) == (Path(program), what.ledger)
    assert found.when == "every day at 09:00"


def test_python_and_its_module_are_a_program_too() -> None:
    what = job.Job(("/usr/bin/python3", "-m", "aliguard"), Path("/a=b/ledger.toml"))
    line = "0 9 * * * /usr/bin/python3 -m aliguard --ledger /a=b/ledger.toml remind"

    assert crontab.written(what, Schedule(9, 0)) == f"{line} # aliguard reminders"
    assert crontab.read(line).program == Path("/usr/bin/python3")


def test_called_as_a_module_python_itself_is_the_program(tmp_path: Path) -> None:
    made = job.make("/site-packages/aliguard/__main__.py", tmp_path / "ledger.toml")

    assert made.program == (sys.executable, "-m", "aliguard")


def test_a_program_that_starts_only_in_this_shell_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for its version where nothing of the environment is set."""
    program = tmp_path / "aliguard"
    program.write_text('#!/bin/sh\n[ -n "$MY_SHELL" ]\n')
    program.chmod(0o755)
    monkeypatch.setenv("MY_SHELL", "1")
    with pytest.raises(ReminderError, match=f"`{program}` does not start outside of your shell"):
        job.make(str(program), tmp_path / "ledger.toml")
