# ruff: noqa: SIM300 - the expected value comes first
"""A ledger that is gone, emptied or parted by a sync does not pass for one in which all is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from store_help import HELLO, TODAY, newest, orders, plain, put, record, written

from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.store import LedgerStore
from aliguard.store.conflicts import Conflict

A = Order(title="a")
TWO = """
    version = 1
    [orders.8001]
    title = "a"
    [orders.8002]
    title = "b"
    """
USES: dict[str, Callable[[LedgerStore], object]] = {
    "change": lambda store: put(store, "8009", Order()),
    "undo": lambda store: store.undo(today=TODAY),
}


@pytest.mark.parametrize("use", USES)
def test_a_ledger_that_is_gone_is_not_begun_anew(use: str, tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    store.path.unlink()

    with pytest.raises(LedgerError) as refused:
        USES[use](store)

    assert f"The ledger {store.path} is gone. `aliguard restore` brings back the copy of" in str(
        refused.value
    )
    assert not store.path.exists()

    store.restore(newest(store), today=TODAY)
    assert ["8001", "8002"] == list(orders(store))


def test_after_its_journal_and_backups_are_moved_away_a_ledger_is_begun_anew(
    tmp_path: Path,
) -> None:
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    for path in tmp_path.iterdir():
        path.rename(path.with_name(f"old-{path.name}"))
    put(store, "8009", A)

    assert {"8009": A} == orders(store)


def test_where_only_the_first_step_is_known_a_new_ledger_is_begun_with_a_word(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    store = LedgerStore(tmp_path / "ledger.toml", say=told.append)
    put(store, "8001", A)
    store.path.unlink()
    put(store, "8002", A)

    assert [f"{store.path} is not there any more, so a new ledger is begun."] == told
    assert {"8002": A} == orders(store)


@pytest.mark.parametrize("there", [b"", b"\0" * 300, b"\n \r\n\t"], ids=["nothing", "0", "blank"])
@pytest.mark.parametrize("use", [*USES, "read"])
def test_an_emptied_ledger_is_told_with_the_way_back(
    use: str, there: bytes, tmp_path: Path
) -> None:
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    store.path.write_bytes(there)

    with pytest.raises(LedgerError, match=r"is empty\. `aliguard restore` brings back the copy of"):
        {**USES, "read": LedgerStore.load}[use](store)
    assert there == store.path.read_bytes()


def test_an_empty_file_that_was_never_used_is_told_how_a_ledger_starts(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="a ledger starts with `version = 1`"):
        written(tmp_path, "").load()


@pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
def test_a_ledger_that_lost_its_orders_is_missed(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A)
    put(store, "8002", A)
    empty = '{"version": 1}' if name.endswith("json") else "version = 1\n"

    assert store.vanished(store.load()) is None

    store.path.write_text(empty)
    told = store.vanished(store.load())
    assert told is not None
    assert "holds no order, though its journal tells of 2. `aliguard restore` brings back" in told


def test_a_ledger_whose_orders_were_all_removed_is_not_missed(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")

    assert store.vanished(store.load()) is None

    put(store, "8001", A)
    put(store, "8001", None)
    assert store.vanished(store.load()) is None


CONFLICTS = [
    "ledger.sync-conflict-20260325-101010-ABCDEFG.toml",
    "ledger (Sam's conflicted copy 2026-03-25).toml",
    "ledger (conflicted copy 2026-03-25 101010).toml",
    "ledger_conflict-20260325-101010.toml",
    "ledger(conflict).toml",
    "ledger.toml.orig",
]
NO_CONFLICTS = [
    "ledger.toml.journal",
    "ledger.sync-conflict-20260325-101010-ABCDEFG.txt",
    "conflict.toml",
    "other.sync-conflict-20260325-101010-ABCDEFG.toml",
    "ledger-2025.toml",
]


@pytest.mark.parametrize("name", CONFLICTS)
def test_the_other_side_of_a_conflict_is_found_and_compared(name: str, tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    other = '[orders.8003]\ntitle = "only there"\n'
    (tmp_path / name).write_text(plain(TWO).replace('"b"', '"changed"') + other)
    [found] = store.conflicts(store.load())

    assert Conflict(tmp_path / name, ("8003",), ("8002",)) == found


@pytest.mark.parametrize("name", NO_CONFLICTS)
def test_what_only_lies_beside_it_is_no_conflict(name: str, tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    (tmp_path / name).write_text(plain(TWO))

    assert [] == store.conflicts(store.load())


def test_a_copy_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    (tmp_path / CONFLICTS[0]).write_text("<<<<<<<")
    [found] = store.conflicts(store.load())

    assert "is not valid TOML" in str(found.problem)


def test_beside_a_link_the_copies_of_the_file_itself_are_found(tmp_path: Path) -> None:
    (tmp_path / "synced").mkdir()
    written(tmp_path / "synced", TWO)
    (tmp_path / "synced" / CONFLICTS[0]).write_text(plain(TWO))
    (tmp_path / "link.toml").symlink_to("synced/ledger.toml")
    store = LedgerStore(tmp_path / "link.toml")

    assert [Conflict(tmp_path / "synced" / CONFLICTS[0])] == store.conflicts(store.load())
