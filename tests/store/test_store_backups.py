# ruff: noqa: SIM300 - the expected value comes first
"""Copies of the ledger: made in time, kept long enough, never written over, put back with care."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from store_help import HELLO, TODAY, newest, orders, plain, put, read, record, tree, written

from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.store import LedgerStore
from aliguard.store.backups import KEPT

A, B = Order(title="a"), Order(title="b")
ONE = """
    version = 1

    # mine
    [orders.8001]
    title = "a"  # said the shop
    """
BROKEN = 'version = 1\n\n[orders.8001]\ntitle = "a\n'
MAR_1 = date(2026, 3, 1)


def names(store: LedgerStore) -> list[str]:
    """The names of the rotated copies, the oldest first."""
    return [backup.path.name for backup in store.backups()]


def add(store: LedgerStore, order_id: str, on: date) -> None:
    """Add an order on a day."""
    store.change(lambda _: {order_id: Order()}, command="add", today=on)


def test_the_first_change_of_a_day_keeps_the_ledger_as_it_was(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    record(store, "8001", HELLO)

    [backup] = store.backups()
    assert (1, TODAY, "0001-2026-03-20.toml") == (backup.number, backup.on, backup.path.name)
    assert plain(ONE) == backup.path.read_text()


def test_a_day_makes_one_copy_however_many_its_changes(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    for number in range(3):
        add(store, f"900{number}", MAR_1)
    for number in range(3, 5):
        add(store, f"900{number}", MAR_1 + timedelta(1))

    assert ["0001-2026-03-01.toml", "0002-2026-03-02.toml"] == names(store)
    assert plain(ONE) == store.backups()[0].path.read_text()
    assert "9002" in store.backups()[1].path.read_text()
    assert "9003" not in store.backups()[1].path.read_text()


def test_the_first_change_of_all_has_nothing_to_copy(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.json")
    put(store, "8001", A)

    assert [] == names(store)

    put(store, "8002", B)
    assert ["0001-2026-03-20.json"] == names(store)


def test_a_clock_that_goes_back_loses_no_copy(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    for number, on in enumerate([MAR_1, MAR_1 - timedelta(9), MAR_1]):
        add(store, f"900{number}", on)

    expected = ["0001-2026-03-01.toml", "0002-2026-02-20.toml", "0003-2026-03-01.toml"]
    assert expected == names(store)


def test_the_newest_thirty_copies_are_kept(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    for number in range(KEPT + 3):
        add(store, f"9{number:03}", MAR_1 + timedelta(number))

    assert 30 == KEPT
    assert [*range(4, KEPT + 4)] == [backup.number for backup in store.backups()]
    assert MAR_1 + timedelta(KEPT + 2) == store.backups()[-1].on


def test_days_that_alternate_push_no_older_day_out(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    days = [MAR_1 + timedelta(number) for number in range(10)]
    for number, on in enumerate([*days, *[days[-1], days[-2]] * KEPT]):
        add(store, f"9{number:03}", on)
    known = store.backups()

    assert KEPT == len(known)
    assert set(days) == {backup.on for backup in known}
    assert plain(ONE) == known[0].path.read_text()


def test_the_newest_copy_to_restore_is_one_that_has_orders(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    kept = store.backup(None, today=TODAY)
    for there in (b"version = 1\n", b"", BROKEN.encode()):
        store.path.write_bytes(there)
        assert kept == newest(store)
        store.restore(kept, today=TODAY)

    assert 4 == len(store.backups())
    assert plain(ONE) == read(store)


def test_where_no_copy_has_orders_the_newest_is_taken(tmp_path: Path) -> None:
    store = written(tmp_path, "version = 1\n")

    assert store.newest_copy() is None

    store.backup(None, today=MAR_1)
    assert store.backup(None, today=TODAY) == newest(store)


def test_numbers_go_on_after_the_highest_even_with_gaps(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    folder = tmp_path / "ledger.toml.backups"
    folder.mkdir()
    for name in ("0007-2026-03-01.toml", "10000-2026-03-02.toml", "0009-2026-03-03.toml"):
        (folder / name).write_text(f"version = 1  # {name}\n")
    store.backup(None, today=TODAY)

    assert [7, 9, 10000, 10001] == [backup.number for backup in store.backups()]
    assert "version = 1  # 0007-2026-03-01.toml\n" == (folder / "0007-2026-03-01.toml").read_text()


@pytest.mark.parametrize("name", ["mine.toml", "0001.toml", "0002-2026-02-30.toml", "0003-x.toml"])
def test_what_is_no_copy_of_ours_is_left_alone(name: str, tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    folder = tmp_path / "ledger.toml.backups"
    folder.mkdir()
    (folder / name).write_text("my own copy")
    record(store, "8001", HELLO)

    assert ["0001-2026-03-20.toml"] == names(store)
    assert "my own copy" == (folder / name).read_text()


def test_a_copy_on_demand_comes_on_top_of_the_daily_one(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    record(store, "8001", HELLO)
    made = store.backup(None, today=TODAY)

    assert ["0001-2026-03-20.toml", "0002-2026-03-20.toml"] == names(store)
    assert made == store.backups()[-1].path
    assert store.path.read_bytes() == made.read_bytes()


def test_a_copy_to_a_named_file_is_the_ledger_to_the_byte(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    target = tmp_path / "usb" / "copy.toml"

    assert target == store.backup(target, today=TODAY)
    assert plain(ONE) == target.read_text()
    assert [] == names(store)


@pytest.mark.parametrize("what", ["file", "folder", "ledger"])
def test_a_copy_never_replaces_what_is_there(what: str, tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    target = store.path if what == "ledger" else tmp_path / "copy.toml"
    if what == "file":
        target.write_text("precious")
    if what == "folder":
        target.mkdir()
    before = tree(tmp_path)

    with pytest.raises(LedgerError, match="exists already: name a new file"):
        store.backup(target, today=TODAY)
    assert before == tree(tmp_path)


def test_without_a_ledger_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"There is no ledger at .* to back up yet"):
        LedgerStore(tmp_path / "ledger.toml").backup(None, today=TODAY)

    assert [] == list(tmp_path.iterdir())


def test_restore_puts_the_copy_back_to_the_byte(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    record(store, "8001", HELLO)
    put(store, "8002", B)

    assert 1 == store.restore(copy, today=TODAY)
    assert plain(ONE) == read(store)


def test_restore_keeps_what_was_there_among_the_copies(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    put(store, "8002", B)
    before = read(store)
    store.restore(copy, today=TODAY)

    assert before == store.backups()[-1].path.read_text()


def test_restore_from_the_oldest_of_all_copies_works(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    for number in range(KEPT):
        add(store, f"9{number:03}", MAR_1 + timedelta(number))

    assert 1 == store.restore(store.backups()[0].path, today=TODAY)
    assert plain(ONE) == read(store)
    assert KEPT == len(store.backups())


def test_restore_can_be_undone(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    record(store, "8001", HELLO)
    put(store, "8002", B)
    before = orders(store)
    store.restore(copy, today=TODAY)
    step = store.undo(today=TODAY)

    assert "restore copy.toml" == step.command
    assert before == orders(store)


def test_after_a_restore_the_steps_before_it_can_still_be_undone(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    put(store, "8002", B)
    store.restore(copy, today=TODAY)
    store.undo(today=TODAY)
    store.undo(today=TODAY)

    assert {"8001": A} == orders(store)


@pytest.mark.parametrize("there", [BROKEN, "", "\udcff\udcfe", "version = 2\n"])
def test_restore_works_over_a_ledger_that_cannot_be_read(there: str, tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    store.path.write_bytes(there.encode(errors="surrogateescape"))

    assert 1 == store.restore(copy, today=TODAY)
    assert plain(ONE) == read(store)
    kept = store.backups()[-1].path.read_bytes()
    assert there == kept.decode(errors="surrogateescape")


def test_restore_makes_a_ledger_that_was_lost(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    store.path.unlink()

    assert 1 == store.restore(copy, today=TODAY)
    assert plain(ONE) == read(store)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("copy.toml", BROKEN, "copy.toml is not valid TOML"),
        ("copy.toml", "", "version is missing"),
        ("copy.toml", "version = 2\n", "newer aliguard"),
        ("copy.toml", "version = 1\n[orders.8001]\ntitel = 'x'\n", "order 8001: titel"),
        ("copy.json", "{}", "version is missing"),
        ("copy.json", "[1", "copy.json is not valid JSON"),
    ],
)
def test_a_malformed_copy_is_refused_and_the_ledger_stays(
    name: str, text: str, told: str, tmp_path: Path
) -> None:
    store = written(tmp_path, ONE)
    copy = tmp_path / name
    copy.write_text(text)
    before = tree(tmp_path)

    with pytest.raises(LedgerError, match=told):
        store.restore(copy, today=TODAY)
    assert before == tree(tmp_path)


def test_a_missing_copy_is_refused_and_the_ledger_stays(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    before = tree(tmp_path)

    with pytest.raises(LedgerError, match=r"There is no backup .*none\.toml"):
        store.restore(tmp_path / "none.toml", today=TODAY)
    with pytest.raises(LedgerError, match="is a folder"):
        store.restore(tmp_path, today=TODAY)
    assert before == tree(tmp_path)


@pytest.mark.parametrize(("of", "into"), [("json", "toml"), ("toml", "json")])
def test_a_copy_in_the_other_format_is_translated(of: str, into: str, tmp_path: Path) -> None:
    other = LedgerStore(tmp_path / f"other.{of}")
    put(other, "8001", A.with_events(HELLO))
    put(other, "8002/1", B)
    store = LedgerStore(tmp_path / f"ledger.{into}")
    put(store, "8009", Order(title="mine"))

    assert 2 == store.restore(other.path, today=TODAY)
    assert orders(other) == orders(store)

    store.undo(today=TODAY)
    assert {"8009": Order(title="mine")} == orders(store)


@pytest.mark.parametrize("name", ["copy", "copy.bak", "copy.toml"])
def test_a_copy_of_a_json_ledger_can_be_restored_whatever_its_name(
    name: str, tmp_path: Path
) -> None:
    store = LedgerStore(tmp_path / "ledger.json")
    put(store, "8001", A)
    copy = store.backup(tmp_path / name, today=TODAY)
    put(store, "8002", B)
    store.restore(copy, today=TODAY)

    assert {"8001": A} == orders(store)


def test_copies_of_a_linked_ledger_stand_beside_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "synced").mkdir()
    written(tmp_path / "synced", ONE)
    link = tmp_path / "link.toml"
    link.symlink_to("synced/ledger.toml")
    store = LedgerStore(link)
    record(store, "8001", HELLO)

    assert ["0001-2026-03-20.toml"] == names(store)
    assert (tmp_path / "synced" / "ledger.toml.backups").is_dir()

    store.restore(store.backups()[0].path, today=TODAY)
    assert link.is_symlink()
    assert plain(ONE) == read(store)
