# ruff: noqa: SIM300 - the expected value comes first
"""Undo gives the very bytes back: what stood where, in which layout, under which comment."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_help import HELLO, TODAY, edit, orders, plain, put, read, record, written

from aliguard.errors import LedgerError
from aliguard.model.ledger import Changes, Ledger
from aliguard.model.order import Order
from aliguard.store import LedgerStore
from aliguard.store.patch import Edit, between

A, B = Order(title="a"), Order(title="b")
PLAIN = 'version = 1\n[orders.8001]\ntitle = "a"\n[orders.8002]\ntitle = "b"'
LAYOUTS = {
    "as aliguard writes it": """
        version = 1

        # the first
        [orders.8001]
        title = "a"

        # the second
        [orders.8002]
        title = "b"
        """,
    "headers with spaces": """
        version = 1
        # the first
          [ orders . 8001 ]  # one
        title = "a"
        [orders."8002"]
        title = 'b'
        # the end
        """,
    "tables of one order without a head": """
        version = 1
        # the first
        [orders.8001.price]
        amount = "1.00"
        currency = "EUR"
        [[orders."8001".events]]
        event = "shipped"
        on = 2026-03-01
        [orders.8002]
        title = "b"
        [orders.8002.price]
        amount = "1.00"
        currency = "EUR"
        """,
    "one table": """
        version = 1
        [orders]  # all of them
        8001 = { title = "a" }  # the first
        8002.title = "b"
        """,
    "Windows line ends": PLAIN.replace("\n", "\r\n"),
    "a mark of its order of bytes": f"\ufeff{PLAIN}",
    "no line end": PLAIN,
    "JSON": '{"version":1,   "orders": {"8001": {"title": "a"}, "8002": {"title": "b"}}}',
}
CHANGES: dict[str, Changes] = {
    "remove the first": {"8001": None},
    "remove the last": {"8002": None},
    "remove all": {"8001": None, "8002": None},
    "split": {"8001": None, "8001/1": A, "8001/2": A},
    "add": {"8003": Order(title="c")},
    "an event": {"8001": A.with_events(HELLO)},
    "a fact": {"8001": Order(title="ü"), "8002": Order(title="")},
}


def _as_told(change: Changes, _: Ledger) -> Changes:
    return change


def given_as(folder: Path, layout: str) -> LedgerStore:
    """A ledger in a layout."""
    name = "ledger.json" if layout == "JSON" else "ledger.toml"
    return written(folder, LAYOUTS[layout], name)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_undo_restores_every_byte(layout: str, change: str, tmp_path: Path) -> None:
    store = given_as(tmp_path, layout)
    before = store.path.read_bytes()
    store.change(lambda _: CHANGES[change], command=change, today=TODAY)

    assert before != store.path.read_bytes()

    store.undo(today=TODAY)
    assert before == store.path.read_bytes()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_step_back_restores_the_bytes_before_it(layout: str, tmp_path: Path) -> None:
    store = given_as(tmp_path, layout)
    texts = []
    for change in CHANGES.values():
        texts.append(store.path.read_bytes())
        store.change(partial(_as_told, change), command="change", today=TODAY)
        if texts[-1] == store.path.read_bytes():
            texts.pop()
    for before in reversed(texts):
        store.undo(today=TODAY)
        assert before == store.path.read_bytes()


def test_after_an_edit_by_hand_undo_still_takes_its_own_step_back(tmp_path: Path) -> None:
    store = given_as(tmp_path, "as aliguard writes it")
    put(store, "8001", None)
    store.path.write_text(read(store) + "\n# by hand\n")
    store.undo(today=TODAY)

    assert {"8001": A, "8002": B} == orders(store)
    assert "# by hand" in read(store)


def test_a_layout_that_takes_no_change_is_laid_out_anew_and_that_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    store = LedgerStore(given_as(tmp_path, "one table").path, say=told.append)
    before = read(store)
    record(store, "8001", HELLO)
    [message] = told
    kept = store.backups()[-1].path

    assert "was laid out anew" in message
    assert str(kept) in message
    assert before == kept.read_text()
    assert read(store).startswith("# all of them\n# the first\n")

    edit(store, "8001", title="c")
    assert [message] == told


BROKEN = {
    "no TOML": b"title = broken\n",
    "no text": b"\xff\xfe\x00[orders]",
    "half of it": plain(LAYOUTS["as aliguard writes it"]).encode()[:40],
    "a newer version": b"version = 9\n",
}


@pytest.mark.parametrize("there", BROKEN)
def test_a_restore_over_what_is_no_ledger_can_be_undone(there: str, tmp_path: Path) -> None:
    store = given_as(tmp_path, "as aliguard writes it")
    record(store, "8001", HELLO, command="note")
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    store.path.write_bytes(BROKEN[there])
    store.restore(copy, today=TODAY)

    assert copy.read_bytes() == store.path.read_bytes()
    assert "restore copy.toml" == store.history()[0][-1].command
    assert "restore copy.toml" == store.undo(today=TODAY).command
    assert BROKEN[there] == store.path.read_bytes()


def test_a_restore_over_what_is_no_ledger_is_not_undone_over_later_work(tmp_path: Path) -> None:
    store = given_as(tmp_path, "as aliguard writes it")
    copy = store.backup(tmp_path / "copy.toml", today=TODAY)
    store.path.write_bytes(b"no TOML")
    store.restore(copy, today=TODAY)
    store.path.write_text(read(store) + "# by hand\n")
    before = read(store)

    with pytest.raises(LedgerError, match=r"restore copy\.toml.* cannot be undone: the ledger was"):
        store.undo(today=TODAY)
    assert before == read(store)


@given(old=st.text(), new=st.text())
def test_the_way_back_leads_back(old: str, new: str) -> None:
    assert old == between(old, new).back(new)


@given(st.text(), st.text("ab"), st.text("ab"), st.text())
def test_the_way_back_holds_no_more_than_what_differs(
    head: str, old: str, new: str, tail: str
) -> None:
    [made] = between(head + old + tail, head + new + tail).edits

    assert len(made.before) <= len(old)
    assert made.end - made.start <= len(new)


@given(st.text(), st.text(min_size=1))
def test_there_is_no_way_back_from_another_text(old: str, new: str) -> None:
    assert between(old, new).back(f"{new}x") is None


def test_edits_that_lead_elsewhere_are_not_believed() -> None:
    assert "old" == between("old", "new", [Edit(0, 1, "x")]).back("new")
