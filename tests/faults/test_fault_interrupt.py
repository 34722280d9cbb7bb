# ruff: noqa: SIM300 - the expected value comes first
"""Ctrl-C during a write loses nothing, and says nothing that frightens."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from fault_help import ORDER, home

INTERRUPTED = 130
"""The exit code of a program that ended on Ctrl-C, by the custom of shells."""


def test_an_interrupt_during_a_write_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(20260320)
    at = home(tmp_path)
    at.done("note", ORDER, "first")
    expected = ["first"]
    for number in range(14):
        before = at.journal.stat().st_size
        writer = at.start("note", ORDER, f"note {number}")
        while writer.poll() is None and at.journal.stat().st_size == before:
            pass
        time.sleep(chance.uniform(0, 0.004))
        writer.send_signal(signal.SIGINT)
        out, err = writer.communicate(timeout=60)

        there = [*expected, f"note {number}"]
        assert at.notes() in ([there] if "noted" in out else [expected, there])
        assert [] == at.temporary()
        assert "Traceback" not in err
        assert writer.returncode in {0, INTERRUPTED}
        expected = at.notes()

    at.done("note", ORDER, "last")
    assert [*expected, "last"] == at.notes()


def test_an_interrupt_while_waiting_for_another_writer_changes_nothing(tmp_path: Path) -> None:
    at = home(tmp_path)
    before = at.files()
    with at.busy():
        writer = at.start("note", ORDER, "never")
        time.sleep(0.5)
        assert writer.poll() is None
        writer.send_signal(signal.SIGINT)
        _, err = writer.communicate(timeout=60)

    assert INTERRUPTED == writer.returncode
    assert "Traceback" not in err
    assert before == at.files()
