# ruff: noqa: SIM300 - the expected value comes first
"""A writer that is killed at any moment leaves a whole ledger, and loses nothing it reported."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest
from fault_help import ORDER, Home, home

KILLS = 50


def killed(writer: subprocess.Popen[str]) -> bool:
    """Kill a writer; whether it had reported its success before."""
    writer.kill()
    out, _ = writer.communicate(timeout=60)
    return writer.returncode == 0 or "noted" in out


def test_a_writer_killed_fifty_times_loses_nothing_it_had_reported(tmp_path: Path) -> None:
    chance = random.Random(20260320)
    at = home(tmp_path)
    started = time.monotonic()
    at.done("note", ORDER, "first")
    usual = time.monotonic() - started
    expected, landed = ["first"], 0
    for number in range(KILLS):
        text = f"note {number}"
        writer = at.start("note", ORDER, text)
        if number % 2:
            # Half of them are killed in the very midst of the write, which is a short time.
            at.wait_for_writing(writer)
            time.sleep(chance.uniform(0, 0.004))
        else:
            time.sleep(chance.uniform(0, 1.5 * usual))
        reported = killed(writer)

        allowed = [[*expected, text]] if reported else [expected, [*expected, text]]
        assert at.notes() in allowed, f"after kill {number}"
        landed += at.notes() != expected
        expected = at.notes()
        if number % 5 == 0:
            at.done("note", ORDER, f"after {number}")
            expected.append(f"after {number}")
            assert expected == at.notes()

    at.done("note", ORDER, "last")
    assert [*expected, "last"] == at.notes()
    assert [] == at.temporary()
    # Both fates were met: writes that were cut off, and writes that were through.
    assert 0 < landed < KILLS

    # And all of it can be taken back, what was killed half-way included.
    for note in reversed([*expected, "last"][-10:]):
        assert note == at.notes()[-1]
        at.done("undo")


@pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
def test_the_very_first_write_is_there_as_a_whole_or_not_at_all(name: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        at = Home(folder, folder / name)
        writer = at.start("add-order", ORDER, "--shipped", "2026-03-07")
        at.wait_for_writing(writer)
        time.sleep(chance.uniform(0, 0.003))
        killed(writer)

        assert list(at.store.load().ledger.orders) in ([], [ORDER])

    if not at.store.load().exists:
        at.done("add-order", ORDER, "--shipped", "2026-03-07")
    at.done("note", ORDER, "works")
    assert ["works"] == at.notes()
    assert [] == at.temporary()
