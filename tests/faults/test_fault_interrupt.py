# ruff: noqa: SIM300 - the expected value comes first
"""Ctrl-C loses nothing, and says nothing that frightens."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_help import ORDER, Home, home

ENDED = {0, 130, -signal.SIGINT}
"""How a command may end that was interrupted: done; by the custom of shells; by the signal."""


def wait_for_imports(writer: subprocess.Popen[str]) -> None:
    """Wait until a program that has just started is past Python's own start."""
    maps = Path(f"/proc/{writer.pid}/maps")
    if not maps.exists():
        pytest.skip("without /proc there is no seeing how far a program has come")
    while writer.poll() is None and "pydantic_core" not in maps.read_text():
        time.sleep(0.001)


def interrupt(at: Home, text: str, when: Callable[[subprocess.Popen[str]], None]) -> None:
    """Interrupt a command that writes a note down, and see that nothing is lost by it."""
    before = at.notes()
    writer = at.start("note", ORDER, text)
    when(writer)
    writer.send_signal(signal.SIGINT)
    out, err = writer.communicate(timeout=60)

    assert "Traceback" not in err
    assert writer.returncode in ENDED, err
    after = [*before, text]
    assert at.notes() in ([after] if "noted" in out else [before, after])


@pytest.mark.parametrize("moment", ["writing", "starting"])
def test_an_interrupt_loses_nothing_and_is_no_traceback(moment: str, tmp_path: Path) -> None:
    chance = random.Random(20260320)
    at = home(tmp_path)
    at.done("note", ORDER, "first")

    def when(writer: subprocess.Popen[str]) -> None:
        if moment == "writing":
            at.wait_for_writing(writer)
            time.sleep(chance.uniform(0, 0.004))
        else:
            wait_for_imports(writer)
            time.sleep(chance.uniform(0, 0.03))

    for number in range(10):
        interrupt(at, f"note {number}", when)
    expected = [*at.notes(), "last"]
    at.done("note", ORDER, "last")

    assert expected == at.notes()
    assert [] == at.temporary()


def test_an_interrupt_while_waiting_for_another_writer_changes_nothing(tmp_path: Path) -> None:
    at = home(tmp_path)
    before = at.files()

    def when(writer: subprocess.Popen[str]) -> None:
        time.sleep(0.6)
        assert writer.poll() is None

    with at.busy():
        interrupt(at, "never", when)

    assert before == at.files()


HIDDEN = """
import weakref
from aliguard import __main__ as program

class Thing:
    pass

def interrupt(_=None):
    raise KeyboardInterrupt

def swallowed(given):
    thing = Thing()
    kept = weakref.ref(thing, interrupt)
    del thing
    return 0

def wrapped(given):
    try:
        interrupt()
    except KeyboardInterrupt as error:
        raise RuntimeError("Error calling __set_name__") from error

program._call = {how}
program.main()
"""


@pytest.mark.parametrize("how", ["swallowed", "wrapped"])
def test_an_interrupt_that_python_hides_in_another_error_ends_the_call_quietly(how: str) -> None:
    """Some versions wrap one that falls into the making of a class, or drop it in a callback."""
    program = HIDDEN.replace("{how}", how)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")
