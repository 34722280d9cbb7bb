# ruff: noqa: SIM300 - the expected value comes first
"""Several aliguards at a time wait for each other, and lose nothing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fault_help import ORDER, Home, home

WRITERS, EACH = 4, 25


def test_four_writers_of_twenty_five_orders_each_lose_none(tmp_path: Path) -> None:
    at = Home(tmp_path, tmp_path / "ledger.toml")

    def write(writer: int) -> list[str]:
        ids = [f"{writer}{number:03}" for number in range(EACH)]
        for order_id in ids:
            at.done("add-order", order_id, "--shipped", "2026-03-07", "--title", order_id)
        return ids

    with ThreadPoolExecutor(WRITERS) as writers:
        expected = {key for ids in writers.map(write, range(WRITERS)) for key in ids}

    assert WRITERS * EACH == len(expected)
    assert expected == set(at.store.load().ledger.orders)
    steps, undone = at.store.history()
    assert [*range(1, WRITERS * EACH + 1)] == [step.number for step in steps]
    assert set() == undone
    assert [] == at.temporary()

    at.done("undo")
    [last] = steps[-1].blocks
    assert expected - {last} == set(at.store.load().ledger.orders)


def test_who_reads_meanwhile_sees_a_whole_ledger(tmp_path: Path) -> None:
    at = home(tmp_path)
    at.done("note", ORDER, "first")
    writers = [at.start("note", ORDER, f"note {number}") for number in range(3)]
    lengths = [1]
    while any(writer.poll() is None for writer in writers):
        lengths.append(len(at.notes()))
    for writer in writers:
        writer.communicate(timeout=60)

    assert sorted(lengths) == lengths
    assert 4 == len(at.notes())


def test_a_writer_waits_for_another_and_then_writes(tmp_path: Path) -> None:
    at = home(tmp_path)
    with at.busy():
        writer = at.start("note", ORDER, "waited")
        time.sleep(0.6)

        assert writer.poll() is None
        assert at.notes() == []
    _, err = writer.communicate(timeout=60)

    assert (writer.returncode, err) == (0, "")
    assert at.notes() == ["waited"]
