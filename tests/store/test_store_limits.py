# ruff: noqa: SIM300 - the expected value comes first
"""What cannot be read, locked or replaced is refused in words, early, and costs little memory."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from store_help import HELLO, TODAY, orders, plain, put, read, record, written

from aliguard.errors import LedgerChangedError, LedgerError
from aliguard.model.order import Order
from aliguard.store import LedgerStore, files, holding, load

ONE = """
    version = 1
    [orders.8001]
    title = "a"
    """
USES: dict[str, Callable[[LedgerStore, Path], object]] = {
    "as the ledger": lambda _, path: load(path),
    "as a copy": lambda store, path: store.restore(path, today=TODAY),
    "as the journal": lambda store, path: _as_side_file(store, path, "journal"),
    "as the lock": lambda store, path: _as_side_file(store, path, "lock"),
    "as the backups": lambda store, path: _as_side_file(store, path, "backups"),
}


def _as_side_file(store: LedgerStore, path: Path, suffix: str) -> None:
    path.rename(store.path.with_name(f"{store.path.name}.{suffix}"))
    record(store, "8001", HELLO)


@pytest.mark.parametrize("use", USES)
def test_a_pipe_is_refused_and_not_waited_for(use: str, tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    os.mkfifo(tmp_path / "pipe.toml")

    with pytest.raises(LedgerError, match=r"is a pipe or a device|is no (file|folder), so"):
        USES[use](store, tmp_path / "pipe.toml")
    assert plain(ONE) == read(store)


@pytest.mark.parametrize("use", ["as the ledger", "as a copy"])
def test_a_device_is_refused(use: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="/dev/zero is a pipe or a device"):
        USES[use](written(tmp_path, ONE), Path("/dev/zero"))


@pytest.mark.parametrize("use", ["as the ledger", "as a copy", "as the journal"])
def test_what_is_too_large_is_refused_before_it_is_read(use: str, tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    with (tmp_path / "large.toml").open("wb") as file:
        file.truncate(10**12)

    with pytest.raises(LedgerError, match=r"is 953674 MB large, and \d+ MB are read at most"):
        USES[use](store, tmp_path / "large.toml")
    assert plain(ONE) == read(store)


MEASURE = """
import resource, sys
from pathlib import Path
from aliguard.store import load
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
load(Path(sys.argv[1]))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
LARGE = {
    "one title": 'title = "{}"'.format("x" * 18 * files.MEGABYTE),
    "one title of signs": 'title = "{}"'.format(r"\\n" * (9 * files.MEGABYTE // 3)),
    "lines of a title": 'title = """{}"""'.format("line\n" * (18 * files.MEGABYTE // 5)),
    "one comment": "# {}".format("x" * 18 * files.MEGABYTE),
}


@pytest.mark.parametrize("what", LARGE)
def test_memory_is_a_small_multiple_of_the_file(what: str, tmp_path: Path) -> None:
    store = written(tmp_path, f"version = 1\n[orders.8001]\n{LARGE[what]}\n")
    command = [sys.executable, "-c", MEASURE, str(store.path)]
    used = int(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)

    assert used < 30 * store.path.stat().st_size // files.MEGABYTE


def test_a_key_that_is_named_twice_is_found_in_linear_time(tmp_path: Path) -> None:
    ids = [f"K{number:07}" for number in range(60_000)]
    pairs = ",".join(f"{json.dumps(order_id)}:{{}}" for order_id in [*ids, ids[-1]])
    store = written(tmp_path, f'{{"version":1,"orders":{{{pairs}}}}}', "ledger.json")
    begun = time.monotonic()

    with pytest.raises(LedgerError, match="'K0059999' is named twice"):
        store.load()
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (errno.EOPNOTSUPP, "cannot be locked on this file system"),
        (errno.ENOLCK, "cannot be locked on this file system"),
        (errno.EIO, "cannot be written: Input/output error"),
    ],
)
def test_a_file_system_without_locks_is_told_with_a_way_out(
    what: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(what, os.strerror(what))

    store = written(tmp_path, ONE)
    monkeypatch.setattr(holding, "_take", refuse)

    with pytest.raises(LedgerError, match=told):
        record(store, "8001", HELLO)
    assert plain(ONE) == read(store)


def test_where_only_the_older_locks_are_known_those_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    store = written(tmp_path, ONE)
    monkeypatch.setattr("fcntl.flock", refuse)
    record(store, "8001", HELLO)

    assert {"8001": Order(title="a", events=(HELLO,))} == orders(store)


def test_an_edit_that_is_saved_while_the_new_file_is_synced_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = written(tmp_path, ONE)
    put(store, "8002", Order())
    slow, saved = os.fsync, f"{read(store)}# saved by an editor\n"

    def saved_meanwhile(descriptor: int) -> None:
        slow(descriptor)
        if list(tmp_path.glob(".ledger.toml.????????.tmp")):
            store.path.write_text(saved)

    monkeypatch.setattr(os, "fsync", saved_meanwhile)
    with pytest.raises(LedgerChangedError):
        record(store, "8001", HELLO)

    assert saved == read(store)
    assert ["put"] == [step.command for step in store.history()[0]]
    assert [] == list(tmp_path.glob(".*.tmp"))


def test_what_is_being_written_is_not_swept_by_another(tmp_path: Path) -> None:
    path = tmp_path / "heartbeat"

    def look() -> None:
        files.sweep(tmp_path, "heartbeat")
        files.replace(path, b"theirs")

    held = files._begun(path)  # noqa: SLF001 - a writer that was stopped in the middle
    look()

    assert held[0].exists()
    held[1].close()
    look()

    assert [path] == list(tmp_path.iterdir())
