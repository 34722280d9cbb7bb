# ruff: noqa: SIM300 - the expected value comes first
"""The files themselves: private, replaced as a whole, links kept, nothing left lying about."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from filelock import FileLock
from store_help import HELLO, SHIPPED, TODAY, edit, orders, put, read, record, tree, written

from aliguard.model.order import Order
from aliguard.store import LedgerStore, load

ONE = """
    version = 1

    [orders.8001]
    title = "a"
    """
NOTED = Order(title="a", events=(HELLO,))


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
def test_everything_that_is_written_is_private(name: str, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        store = LedgerStore(tmp_path / "home" / name)
        put(store, "8001", Order())
        record(store, "8001", HELLO)
        store.backup(tmp_path / "copies" / name, today=TODAY)
    finally:
        os.umask(old)

    made = {str(path.relative_to(tmp_path)): mode(path) for path in tmp_path.rglob("*")}
    assert {
        "home": 0o700,
        f"home/{name}": 0o600,
        f"home/{name}.journal": 0o600,
        f"home/{name}.lock": 0o600,
        f"home/{name}.backups": 0o700,
        f"home/{name}.backups/0001-2026-03-20{store.path.suffix}": 0o600,
        "copies": 0o700,
        f"copies/{name}": 0o600,
    } == made


def test_every_new_folder_on_the_way_is_private(tmp_path: Path) -> None:
    put(LedgerStore(tmp_path / "a" / "b" / "c" / "ledger.toml"), "8001", Order())

    assert [0o700] * 3 == [mode(tmp_path / folder) for folder in ("a", "a/b", "a/b/c")]


@pytest.mark.parametrize("old", [0o644, 0o666, 0o400])
def test_a_file_that_others_could_read_is_private_after_a_change(old: int, tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    store.path.chmod(old)
    record(store, "8001", HELLO)

    assert 0o600 == mode(store.path)
    assert {"8001": NOTED} == orders(store)


def test_a_folder_that_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    put(LedgerStore(tmp_path / "ledger.toml"), "8001", Order())

    assert 0o755 == mode(tmp_path)


@pytest.mark.parametrize("to", ["absolute", "relative"])
def test_a_link_stays_a_link_and_what_it_points_to_changes(to: str, tmp_path: Path) -> None:
    (tmp_path / "synced").mkdir()
    (tmp_path / "home").mkdir()
    real = written(tmp_path / "synced", ONE)
    link = tmp_path / "home" / "ledger.toml"
    link.symlink_to("../synced/ledger.toml" if to == "relative" else real.path)
    record(LedgerStore(link), "8001", HELLO)

    assert link.is_symlink()
    assert {"8001": NOTED} == orders(real) == orders(LedgerStore(link))
    assert ["ledger.toml"] == [path.name for path in link.parent.iterdir()]
    assert {"ledger.toml", "ledger.toml.journal"} <= set(tree(real.path.parent))


def test_a_link_to_a_link_changes_the_file_at_the_end(tmp_path: Path) -> None:
    real = written(tmp_path, ONE)
    (tmp_path / "one").symlink_to("ledger.toml")
    (tmp_path / "two.toml").symlink_to("one")
    record(LedgerStore(tmp_path / "two.toml"), "8001", HELLO)

    assert (tmp_path / "one").is_symlink()
    assert (tmp_path / "two.toml").is_symlink()
    assert {"8001": NOTED} == orders(real)


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    link = tmp_path / "ledger.toml"
    link.symlink_to("later/real.toml")

    assert {} == orders(LedgerStore(link))

    put(LedgerStore(link), "8001", NOTED)
    assert link.is_symlink()
    assert {"8001": NOTED} == orders(LedgerStore(tmp_path / "later" / "real.toml"))


def test_a_ledger_reached_by_link_and_by_name_has_one_journal(tmp_path: Path) -> None:
    real = written(tmp_path, ONE)
    link = tmp_path / "link.toml"
    link.symlink_to(real.path)
    record(LedgerStore(link), "8001", HELLO)
    real.undo(today=TODAY)

    assert {"8001": Order(title="a")} == orders(LedgerStore(link))


def test_a_linked_folder_is_just_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    put(LedgerStore(tmp_path / "link" / "ledger.toml"), "8001", NOTED)

    assert (tmp_path / "link").is_symlink()
    assert {"8001": NOTED} == orders(LedgerStore(tmp_path / "real" / "ledger.toml"))


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    record(store, "8001", HELLO)
    edit(store, "8001", title="b")
    store.undo(today=TODAY)
    store.backup(None, today=TODAY)

    assert {
        "ledger.toml",
        "ledger.toml.journal",
        "ledger.toml.backups/0001-2026-03-20.toml",
        "ledger.toml.backups/0002-2026-03-20.toml",
    } == set(tree(tmp_path))


def test_what_a_killed_writer_left_is_swept_at_the_next_write(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    for name in (".ledger.toml.abc12_x8.tmp", ".ledger.toml.journal.q8f3ab0c.tmp"):
        (tmp_path / name).write_text("half")
    backups = tmp_path / "ledger.toml.backups"
    backups.mkdir()
    (backups / ".0001-2026-03-19.toml.k2_93hdz.tmp").write_text("half")
    record(store, "8001", HELLO)

    assert [] == [str(path) for path in tmp_path.rglob("*.tmp")]
    assert {"8001": NOTED} == orders(store)


def test_a_name_with_brackets_is_swept_as_well(tmp_path: Path) -> None:
    store = written(tmp_path, ONE, "ledger[1].toml")
    (tmp_path / ".ledger[1].toml.abc12_x8.tmp").write_text("half")
    record(store, "8001", HELLO)

    assert [] == list(tmp_path.glob(".*.tmp"))


def test_only_the_leftovers_of_this_very_ledger_are_swept(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    others = {
        ".other.toml.abc12_x8.tmp",
        ".ledger.json.abc12_x8.tmp",
        "ledger.toml.tmp",
        "notes.tmp",
    }
    # The next is what a write of another ledger, `ledger.toml.old`, has under way.
    others |= {".ledger.toml.old.abc12_x8.tmp"}
    for name in others:
        (tmp_path / name).write_text("x")
    record(store, "8001", HELLO)

    assert others == {path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"}


def test_a_change_replaces_the_file_and_never_writes_into_it(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    before = read(store)
    with store.path.open("rb") as held:
        record(store, "8001", HELLO)

        assert before == held.read().decode()
    assert before != read(store)


def test_reading_takes_no_lock_and_waits_for_none(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    with FileLock(tmp_path / "ledger.toml.lock"):
        assert {"8001": Order(title="a")} == orders(store)
        assert ([], set()) == store.history()
        assert [] == store.backups()


def test_reading_makes_no_file(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    store.load()
    store.history()
    store.backups()

    assert [store.path] == list(tmp_path.iterdir())


def test_a_store_without_suffix_or_folder_of_its_own_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(LedgerStore(Path("ledger")), "8001", Order(events=(SHIPPED,)))

    assert {"8001": Order(events=(SHIPPED,))} == dict(load(tmp_path / "ledger").ledger.orders)
