"""Where the password for a push comes from; it is never told."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from calendar_help import TODAY, CalendarAt, radicale

from conftest import Run

NONE, KNOWN, BROKEN = (
    "keyring.backends.null.Keyring",
    "calendar_keyring.Known",
    "calendar_keyring.Broken",
)


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalendarAt]:
    """A calendar of the user `me`, whose password is `secret`."""
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server.make("me/orders/")


def call(calendar: CalendarAt) -> list[str]:
    """The command line of a push."""
    url = ["calendar", "push", calendar.url, "--user", "me"]
    return [sys.executable, "-m", "aliguard", "--today", TODAY, *url]


def environment(keyring: str, password: str | None = None) -> dict[str, str]:
    """The environment of a process with this keyring, and perhaps a password."""
    given = {} if password is None else {"ALIGUARD_CALDAV_PASSWORD": password}
    here = str(Path(__file__).parent)
    return {**os.environ, "PYTHON_KEYRING_BACKEND": keyring, "PYTHONPATH": here, **given}


def pushed(calendar: CalendarAt, keyring: str, password: str | None = None) -> tuple[int, str]:
    """The exit code of a push without a terminal, and its error."""
    found = subprocess.run(
        call(calendar),
        env=environment(keyring, password),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "secret" not in found.stdout + found.stderr
    return found.returncode, found.stderr


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    ("keyring", "password"), [(KNOWN, None), (KNOWN, ""), (BROKEN, "secret"), (NONE, "secret")]
)
def test_the_password_comes_from_the_environment_or_else_from_the_keyring(
    calendar: CalendarAt, keyring: str, password: str | None
) -> None:
    assert pushed(calendar, keyring, password) == (0, "")


@pytest.mark.usefixtures("example")
def test_the_environment_beats_the_keyring(calendar: CalendarAt) -> None:
    code, err = pushed(calendar, KNOWN, "wrong")

    assert code == 2
    assert "refuses the user me with this password" in err


@pytest.mark.parametrize("keyring", [NONE, BROKEN, "no.such.Keyring"])
def test_without_a_terminal_the_ways_to_give_a_password_are_told(
    example: Run, calendar: CalendarAt, keyring: str
) -> None:
    before = example.files()
    code, err = pushed(calendar, keyring)

    assert code == 2
    assert err == (
        "aliguard: No password for me@127.0.0.1: set ALIGUARD_CALDAV_PASSWORD, keep it with"
        " `keyring set aliguard me@127.0.0.1`, or run this at a terminal to be asked.\n"
    )
    assert example.files() == before


@pytest.mark.usefixtures("example")
def test_at_a_terminal_the_password_is_asked_for_and_not_echoed(calendar: CalendarAt) -> None:
    child, terminal = pty.fork()
    if child == 0:
        command = call(calendar)
        os.execve(command[0], command, environment(NONE))
    text, typed = b"", False
    while chunk := _read(terminal):
        text += chunk
        if not typed and b"Password of me@127.0.0.1: " in text:
            os.write(terminal, b"secret\n")
            typed = True
    _, status = os.waitpid(child, 0)

    assert typed
    assert os.waitstatus_to_exitcode(status) == 0
    assert b"Pushed to 127.0.0.1: " in text
    assert b"secret" not in text


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: the other end was closed
        return b""


def test_without_the_extra_the_way_to_install_it_is_told(
    example: Run, calendar: CalendarAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "caldav.davclient", None)
    error = example.refused("calendar", "push", calendar.url, "--user", "me", today=TODAY)

    assert error == (
        "aliguard: Pushing needs the extra `calendar`: pip install 'aliguard[calendar]'"
        " (with pipx: pipx inject aliguard caldav keyring).\n"
    )
