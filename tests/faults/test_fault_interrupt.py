# ruff: noqa: SIM300 - the expected value comes first
"""Ctrl-C loses nothing, and says nothing that frightens."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from fault_help import ORDER, home

ENDED = {0, 130, -signal.SIGINT}
"""How a command may end that was interrupted: done; by the custom of shells; by the signal."""


def interrupted(writer: subprocess.Popen[str]) -> tuple[bool, str]:
    """Interrupt a writer: whether it had reported its success before, and what it complained."""
    writer.send_signal(signal.SIGINT)
    out, err = writer.communicate(timeout=60)
    assert writer.returncode in ENDED
    return "noted" in out, err


def test_an_interrupt_during_a_write_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(20260320)
    at = home(tmp_path)
    at.done("note", ORDER, "first")
    expected = ["first"]
    for number in range(14):
        writer = at.start("note", ORDER, f"note {number}")
        at.wait_for_writing(writer)
        time.sleep(chance.uniform(0, 0.004))
        reported, err = interrupted(writer)

        more = [*expected, f"note {number}"]
        assert at.notes() in ([more] if reported else [expected, more])
        assert "Traceback" not in err
        expected = at.notes()

    at.done("note", ORDER, "last")
    assert [*expected, "last"] == at.notes()
    assert [] == at.temporary()


def test_an_interrupt_while_the_program_starts_is_no_traceback(tmp_path: Path) -> None:
    chance = random.Random(20260320)
    at = home(tmp_path)
    before = at.files()
    for _ in range(6):
        writer = at.start("note", ORDER, "never")
        maps = Path(f"/proc/{writer.pid}/maps")
        if not maps.exists():
            pytest.skip("no /proc, so there is no seeing how far a program has come")
        while "pydantic_core" not in maps.read_text():
            pass
        time.sleep(chance.uniform(0, 0.03))
        reported, err = interrupted(writer)

        assert not reported
        assert "Traceback" not in err
        assert before == at.files()


def test_an_interrupt_while_waiting_for_another_writer_changes_nothing(tmp_path: Path) -> None:
    at = home(tmp_path)
    before = at.files()
    with at.busy():
        writer = at.start("note", ORDER, "never")
        time.sleep(0.6)
        assert writer.poll() is None
        reported, err = interrupted(writer)

    assert not reported
    assert "Traceback" not in err
    assert before == at.files()
