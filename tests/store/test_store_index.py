# ruff: noqa: SIM300 - the expected value comes first
"""The index in the cache saves time and never changes an answer."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_help import HELLO, SHIPPED, TODAY, orders, plain, put, read, record, written
from store_strategies import orders as any_order

from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.store import LedgerStore, content, index, load
from aliguard.store.index import Index

A, B = Order(title="ä", events=(SHIPPED,)), Order(title="b # no comment")
TWO = """
    version = 1  # ünï

    # the first
    [orders.8001]
    title = "ä"
    [[orders.8001.events]]
    event = "shipped"
    on = 2026-03-01

    # the second
    [orders."8002/1"]
    title = "b # no comment"
    """
EXPECTED = {"8001": A, "8002/1": B}


def cached(tmp_path: Path, text: str = TWO, name: str = "ledger.toml") -> LedgerStore:
    """A ledger whose index is in the cache already."""
    (tmp_path / "home").mkdir()
    store = LedgerStore(written(tmp_path / "home", text, name).path, tmp_path / "cache")
    store.load()
    return store


def index_file(store: LedgerStore) -> Path:
    """The only file in the cache."""
    assert store.cache is not None
    [found] = [path for path in store.cache.rglob("*") if path.is_file()]
    return found


def forbid_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a whole ledger is parsed, which only a miss needs."""
    monkeypatch.setattr(content, "parse", lambda *_, **__: pytest.fail("the whole was parsed"))


def test_a_hit_gives_the_same_orders_without_parsing_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cached(tmp_path)
    forbid_parsing(monkeypatch)

    assert EXPECTED == orders(store)
    assert ["8001", "8002/1"] == list(store.load().ledger.orders)


def test_a_hit_asks_for_an_order_that_is_not_there_in_vain(tmp_path: Path) -> None:
    found = cached(tmp_path).load().ledger.orders

    assert "8003" not in found
    assert found.get("8003") is None
    assert 2 == len(found)


def test_the_cache_is_private(tmp_path: Path) -> None:
    store = cached(tmp_path)

    assert 0o600 == index_file(store).stat().st_mode & 0o777
    assert 0o700 == index_file(store).parent.stat().st_mode & 0o777


def test_a_changed_byte_is_a_miss(tmp_path: Path) -> None:
    store = cached(tmp_path)
    store.path.write_text(read(store).replace('"b #', '"c #'))

    assert {**EXPECTED, "8002/1": Order(title="c # no comment")} == orders(store)


def test_a_changed_byte_is_a_miss_even_when_size_and_time_are_the_same(tmp_path: Path) -> None:
    store = cached(tmp_path)
    before = store.path.stat()
    store.path.write_text(read(store).replace('"b #', '"c #'))
    os.utime(store.path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert {**EXPECTED, "8002/1": Order(title="c # no comment")} == orders(store)


def test_a_fault_written_since_is_told(tmp_path: Path) -> None:
    store = cached(tmp_path)
    store.path.write_text(read(store).replace("title", "titel"))

    with pytest.raises(LedgerError, match="order 8001: titel"):
        store.load()


def test_a_malformed_ledger_is_never_indexed(tmp_path: Path) -> None:
    store = LedgerStore(written(tmp_path, "version = 1\n[orders.8001]\ntitel = 1").path, tmp_path)

    for _ in range(2):
        with pytest.raises(LedgerError, match="order 8001: titel"):
            store.load()
    assert [store.path] == list(tmp_path.iterdir())


BODY = {"rules": "", "orders": [["8001", 32, 115, -1], ["8002/1", 129, 172, -1]]}
DAMAGES: dict[str, object] = {
    "nothing": b"",
    "no JSON": b"\x00garbage",
    "another shape": [1, 2, 3],
    "null": None,
    "no orders": {**BODY, "orders": None},
    "orders of another shape": {**BODY, "orders": [["8001", 1]]},
    "a day without end": {**BODY, "orders": [["8001", 0, 10, 10**12]]},
    "a day that is none": {**BODY, "orders": [["8001", 0, 10, "soon"]]},
}


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "not sealed"])
@pytest.mark.parametrize(
    "damage", DAMAGES.values(), ids=[name.replace(" ", "-") for name in DAMAGES]
)
def test_an_index_that_makes_no_sense_is_no_index(
    damage: object, *, sealed: bool, tmp_path: Path
) -> None:
    store = cached(tmp_path)
    good = index_file(store).read_bytes()
    body = damage if isinstance(damage, bytes) else json.dumps(damage).encode()
    seal = index._seal(index.digest(store.path.read_bytes()), body)  # noqa: SLF001 - forged
    index_file(store).write_bytes(seal + b"\n" + body if sealed else body)

    assert EXPECTED == orders(store)
    assert good == index_file(store).read_bytes()


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_an_index_of_which_any_byte_was_changed_is_no_index(
    tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    store = cached(folder)
    store.remember_quiet(store.load(), "rules-1", {"8001": date(2026, 7, 1), "8002/1": None})
    good = bytearray(index_file(store).read_bytes())
    good[data.draw(st.integers(0, len(good) - 1))] ^= data.draw(st.integers(1, 255))
    index_file(store).write_bytes(good)
    found = store.load()

    assert EXPECTED == dict(found.ledger.orders)
    assert found.index is not None
    assert {} == found.index.quiet


@pytest.mark.parametrize("about", ["the text", "the version"])
def test_an_index_of_something_else_is_no_index(
    about: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cached(tmp_path)
    of = index.digest(b"another" if about == "the text" else store.path.read_bytes())
    with monkeypatch.context() as patch:
        if about == "the version":
            patch.setattr(index, "FORMAT", "0.0.0/0")
        index.write(index_file(store), Index(of, {"8009": (0, 5)}))

    assert EXPECTED == orders(store)


def test_no_write_believes_the_index(tmp_path: Path) -> None:
    """Not even one that is sealed, of this very text, and wrong."""
    store = cached(tmp_path)
    right = store.load().index
    assert right is not None
    for wrong in ({"8001": (0, 5)}, {**right.spans, "8001": (1, 115)}, {}):
        index.write(index_file(store), Index(index.digest(store.path.read_bytes()), wrong))
        record(store, "8002/1", HELLO)

        assert {**EXPECTED, "8002/1": B.with_events(HELLO)} == orders(LedgerStore(store.path))
        assert orders(LedgerStore(store.path)) == orders(store)
        store.undo(today=TODAY)
        assert plain(TWO) == read(store)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.write_text("a file where a folder should be")
    store = LedgerStore(written(tmp_path, TWO).path, cache)

    assert EXPECTED == orders(store)

    record(store, "8001", HELLO)
    assert {**EXPECTED, "8001": A.with_events(HELLO)} == orders(store)
    assert "a file where a folder should be" == cache.read_text()


def test_an_index_that_is_a_folder_is_done_without(tmp_path: Path) -> None:
    store = cached(tmp_path)
    file = index_file(store)
    file.unlink()
    (file / "x").mkdir(parents=True)
    record(store, "8001", HELLO)

    assert {**EXPECTED, "8001": A.with_events(HELLO)} == orders(store)


def test_what_a_killed_writer_left_in_the_cache_is_swept_when_the_index_is_written(
    tmp_path: Path,
) -> None:
    store = cached(tmp_path)
    file = index_file(store)
    leftover = file.with_name(f".{file.name}.abc12_x8.tmp")
    leftover.write_text("half")
    record(store, "8001", HELLO)

    assert not leftover.exists()


def test_two_ledgers_have_two_indexes(tmp_path: Path) -> None:
    one = cached(tmp_path)
    (tmp_path / "away").mkdir()
    two = LedgerStore(written(tmp_path / "away", "version = 1\n[orders.8005]\n").path, one.cache)

    assert {"8005": Order()} == orders(two)
    assert EXPECTED == orders(one)
    assert {"8005": Order()} == orders(two)


@pytest.mark.parametrize(
    "text",
    [TWO.replace("\n", "\r\n"), "version = 1\n[orders]\n[orders.8001]\n", "version = 1\n"],
    ids=["Windows line ends", "a layout of its own", "no orders"],
)
def test_every_layout_is_read_the_same_the_second_time(text: str, tmp_path: Path) -> None:
    store = cached(tmp_path, text)

    assert orders(LedgerStore(store.path)) == orders(store)


def test_json_needs_no_index(tmp_path: Path) -> None:
    store = cached(tmp_path, '{"version": 1, "orders": {"8001": {}}}', "ledger.json")

    assert {"8001": Order()} == orders(store)


def test_after_a_change_the_index_is_of_the_new_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cached(tmp_path)
    record(store, "8001", HELLO)
    put(store, "8003", Order(title="new"))
    put(store, "8002/1", None)
    expected = orders(LedgerStore(store.path))
    forbid_parsing(monkeypatch)

    assert {"8001": A.with_events(HELLO), "8003": Order(title="new")} == expected
    assert expected == orders(store)


def test_after_undo_and_restore_the_index_is_right(tmp_path: Path) -> None:
    store = cached(tmp_path)
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    record(store, "8001", HELLO)
    store.undo(today=TODAY)

    assert EXPECTED == orders(store) == orders(LedgerStore(store.path))

    put(store, "8002/1", None)
    store.restore(copy, today=TODAY)
    assert EXPECTED == orders(store) == orders(LedgerStore(store.path))


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_after_any_changes_the_cache_tells_what_a_full_parse_tells(
    tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    store, plain_store = cached(folder), written(folder, TWO)
    for _ in range(data.draw(st.integers(1, 4))):
        order_id = data.draw(st.sampled_from(["8001", "8002/1", "8003"]))
        order = data.draw(any_order() | st.none())
        put(plain_store, order_id, order)
        put(store, order_id, order)

        fresh = load(store.path).ledger.orders
        assert list(fresh.items()) == list(store.load().ledger.orders.items())
        assert read(plain_store) == read(store)


def test_the_days_of_rest_are_kept_for_the_very_text_and_orders(tmp_path: Path) -> None:
    store = cached(tmp_path)
    rest = {"8001": None, "8002/1": date(2026, 7, 1)}
    store.remember_quiet(store.load(), "rules-1", rest)
    remembered = store.load().index
    record(store, "8001", HELLO)
    after = store.load().index

    assert remembered is not None
    assert ("rules-1", rest) == (remembered.rules, remembered.quiet)
    assert after is not None
    assert ("rules-1", {"8002/1": date(2026, 7, 1)}) == (after.rules, after.quiet)


def test_the_days_of_rest_are_forgotten_when_the_text_is_changed_by_hand(tmp_path: Path) -> None:
    store = cached(tmp_path)
    store.remember_quiet(store.load(), "rules-1", {"8001": date(2026, 7, 1)})
    store.path.write_text(read(store) + "# by hand\n")
    found = store.load().index

    assert found is not None
    assert ("", {}) == (found.rules, found.quiet)
