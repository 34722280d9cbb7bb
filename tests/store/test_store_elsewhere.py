# ruff: noqa: SIM300 - the expected value comes first
"""An edit that another program makes meanwhile is noticed, and never written over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from store_help import HELLO, TODAY, orders, put, read, record, tree, written

from aliguard.errors import LedgerChangedError
from aliguard.model.ledger import Changes, Ledger
from aliguard.model.order import Order
from aliguard.store import LedgerStore

MINE = """
    version = 1

    [orders.8001]
    title = "mine"
    """
THEIRS = """version = 1

[orders.8001]
title = "theirs"
"""


def while_the_editor_saves(store: LedgerStore, text: str | None) -> Callable[[Ledger], Changes]:
    """A decision during which an editor saves the file, or removes it."""

    def decide(ledger: Ledger) -> Changes:
        if text is None:
            store.path.unlink()
        else:
            store.path.write_text(text)
        return {"8001": ledger.orders["8001"].with_events(HELLO)}

    return decide


@pytest.mark.parametrize(
    "text",
    [THEIRS, THEIRS.replace("theirs", "mine") + "# a comment\n", "not TOML", "", "version = 1\n"],
    ids=["a fact", "a comment", "nonsense", "nothing", "no orders"],
)
def test_an_edit_between_reading_and_writing_is_not_overwritten(text: str, tmp_path: Path) -> None:
    store = written(tmp_path, MINE)

    with pytest.raises(LedgerChangedError) as refused:
        store.change(while_the_editor_saves(store, text), command="note", today=TODAY)

    assert (
        f"{store.path} was changed by another program in the meantime. Nothing was written;"
        " run the command again."
    ) == str(refused.value)
    assert text == read(store)
    assert ([], set()) == store.history()


def test_a_file_removed_meanwhile_is_not_made_anew(tmp_path: Path) -> None:
    store = written(tmp_path, MINE)

    with pytest.raises(LedgerChangedError):
        store.change(while_the_editor_saves(store, None), command="note", today=TODAY)

    assert not store.path.exists()
    assert ([], set()) == store.history()


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")

    def decide(_: Ledger) -> Changes:
        store.path.write_text(THEIRS)
        return {"8002": Order()}

    with pytest.raises(LedgerChangedError):
        store.change(decide, command="add", today=TODAY)

    assert read(store) == THEIRS


def test_after_a_noticed_edit_the_same_command_works(tmp_path: Path) -> None:
    store = written(tmp_path, MINE)
    with pytest.raises(LedgerChangedError):
        store.change(while_the_editor_saves(store, THEIRS), command="note", today=TODAY)
    record(store, "8001", HELLO)

    assert {"8001": Order(title="theirs", events=(HELLO,))} == orders(store)


def test_a_noticed_edit_leaves_earlier_steps_to_undo(tmp_path: Path) -> None:
    store = written(tmp_path, MINE)
    put(store, "8002", Order(title="new"))
    ours = read(store)
    with pytest.raises(LedgerChangedError):
        store.change(while_the_editor_saves(store, ours + "# x\n"), command="note", today=TODAY)
    store.undo(today=TODAY)

    assert {"8001": Order(title="mine")} == orders(store)


def test_what_was_shown_must_still_be_there_when_it_is_confirmed(tmp_path: Path) -> None:
    store = written(tmp_path, MINE)
    seen = store.load()
    store.path.write_text(THEIRS)
    before = tree(tmp_path)

    with pytest.raises(LedgerChangedError):
        store.change(lambda _: {"8001": None}, command="remove", today=TODAY, seen=seen)

    assert before == tree(tmp_path)


def test_what_was_shown_and_is_still_there_can_be_confirmed(tmp_path: Path) -> None:
    store = written(tmp_path, MINE)
    seen = store.load()
    store.change(lambda _: {"8001": None}, command="remove", today=TODAY, seen=seen)

    assert {} == orders(store)


def test_a_ledger_that_was_not_there_when_shown_must_still_not_be_there(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    seen = store.load()
    store.path.write_text(THEIRS)

    with pytest.raises(LedgerChangedError):
        store.change(lambda _: {"8001": Order()}, command="add", today=TODAY, seen=seen)

    assert read(store) == THEIRS


@pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
def test_a_change_by_another_aliguard_counts_as_an_edit_when_something_was_shown(
    name: str, tmp_path: Path
) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", Order())
    seen = store.load()
    put(store, "8002", Order())

    with pytest.raises(LedgerChangedError):
        store.change(lambda _: {"8001": None}, command="remove", today=TODAY, seen=seen)

    assert {"8001": Order(), "8002": Order()} == orders(store)
