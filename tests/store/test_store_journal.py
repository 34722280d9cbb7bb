# ruff: noqa: SIM300 - the expected value comes first
"""Every change can be taken back, step by step, and what a crash left behind does no harm."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_help import HELLO, SHIPPED, TODAY, edit, orders, plain, put, read, record, written
from store_strategies import orders as any_order

from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.store import LedgerStore
from aliguard.store.journal import KEPT, TRIM_AT

NAMES = pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
A, B = Order(title="a"), Order(title="b")

TWO = """
    version = 1

    # the first
    [orders.8001]
    title = "a"  # said the shop

    # the second
    [orders.8002]
    title = "b"
    """


def journal(store: LedgerStore) -> Path:
    """The journal's file."""
    return store.path.with_name(f"{store.path.name}.journal")


def write_ahead(store: LedgerStore, order_id: str, before: str, after: str, **more: object) -> None:
    """Journal a step that is never taken: the machine stops before the ledger is replaced."""
    number = len(journal(store).read_bytes().splitlines()) + 1 if journal(store).exists() else 1
    step = {"number": number, "on": "2026-03-20", "command": "crashed", "undoes": None}
    line = json.dumps(step | {"orders": {order_id: [before, after]}} | more)
    with journal(store).open("a") as file:
        file.write(f"{line}\n")


def old_step(number: int) -> str:
    """A line of the journal: a step long ago, that left the first order as it is now."""
    block = plain(TWO).partition("# the first\n")[2].partition("# the second")[0]
    step = {"number": number, "on": "2020-01-01", "command": "old", "undoes": None}
    return json.dumps(step | {"orders": {"8001": [block, block]}}) + "\n"


def undone(store: LedgerStore) -> list[tuple[str, bool]]:
    """The history: each command, and whether it was taken back."""
    steps, gone = store.history()
    return [(step.command, step.number in gone) for step in steps]


@NAMES
def test_undo_goes_back_step_by_step_to_nothing(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A)
    record(store, "8001", SHIPPED)
    put(store, "8002", B)
    edit(store, "8001", title="c", protection_days=75)
    put(store, "8001", None)

    shipped = A.with_events(SHIPPED)
    edited = shipped.changed(title="c", protection_days=75)
    for expected in (
        {"8001": edited, "8002": B},
        {"8001": shipped, "8002": B},
        {"8001": shipped},
        {"8001": A},
        {},
    ):
        store.undo(today=TODAY)
        assert expected == orders(store)


@NAMES
def test_when_all_is_undone_there_is_nothing_more_to_undo(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A)
    store.undo(today=TODAY)
    before = read(store)

    with pytest.raises(LedgerError, match=r"^There is nothing to undo\.$"):
        store.undo(today=TODAY)
    assert before == read(store)


def test_without_a_ledger_there_is_nothing_to_undo(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="There is nothing to undo"):
        LedgerStore(tmp_path / "ledger.toml").undo(today=TODAY)


def test_undo_says_which_step_it_took_back(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    store.change(lambda _: {"8001": A}, command="add-order 8001", today=date(2026, 3, 1))
    step = store.undo(today=TODAY)

    assert (1, "add-order 8001", date(2026, 3, 1)) == (step.number, step.command, step.on)


@NAMES
@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_changes_are_taken_back_one_by_one(
    name: str, tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    store = LedgerStore(folder / name)
    ids = st.sampled_from(["8001", "8002", "8001/1"])
    past = [orders(store)]
    for _ in range(data.draw(st.integers(1, 5))):
        put(store, data.draw(ids), data.draw(any_order() | st.none()))
        if orders(store) != past[-1]:
            past.append(orders(store))
    for expected in past[-2::-1]:
        store.undo(today=TODAY)
        assert expected == orders(store)


def test_a_change_of_several_orders_is_one_step(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    store.change(
        lambda _: {"8001": None, "8001/1": A, "8001/2": A}, command="split 8001 2", today=TODAY
    )
    store.undo(today=TODAY)

    assert {"8001": A, "8002": B} == orders(store)
    assert [("split 8001 2", True), ("undo split 8001 2", False)] == undone(store)


def test_undo_of_a_new_event_restores_the_file_to_the_byte(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    record(store, "8002", HELLO)
    record(store, "8001", HELLO)
    store.undo(today=TODAY)
    store.undo(today=TODAY)

    assert plain(TWO) == read(store)


def test_undo_of_an_edit_puts_the_comments_back_where_they_stood(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    edit(store, "8001", title="c")
    store.undo(today=TODAY)

    assert plain(TWO) == read(store)


def test_undo_of_a_removal_brings_the_comments_of_the_order_back(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    put(store, "8001", None)
    store.undo(today=TODAY)

    assert '[orders.8001]\ntitle = "a"  # said the shop\n' in read(store)
    assert {"8001": A, "8002": B} == orders(store)


def test_undo_leaves_comments_alone_that_were_written_since(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    store.path.write_text(
        read(store).replace("# the second", "# the second\n# she still waits") + "# the end\n"
    )
    store.undo(today=TODAY)

    assert "# the second\n# she still waits\n[orders.8002]" in read(store)
    assert read(store).endswith("# the end\n")
    assert {"8001": A, "8002": B} == orders(store)


def test_undo_of_the_last_new_order_leaves_what_was_written_below_it(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    put(store, "8003", Order(title="c"))
    store.path.write_text(read(store) + "\n# my list of shops\n")
    store.undo(today=TODAY)

    assert {"8001": A, "8002": B} == orders(store)
    assert "# my list of shops\n" in read(store)


@NAMES
def test_undo_refuses_when_the_order_was_changed_by_hand_since(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A)
    record(store, "8001", HELLO, command="note 8001")
    store.path.write_text(read(store).replace("hello", "hello by hand"))
    before = read(store)

    with pytest.raises(LedgerError) as refused:
        store.undo(today=TODAY)

    told = str(refused.value)
    assert told.startswith("Step 2 (note 8001) cannot be undone: order 8001 was changed since")
    assert "restore" in told
    assert before == read(store)


def test_undo_refuses_when_the_order_was_removed_by_hand_since(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    record(store, "8001", HELLO)
    store.path.write_text("version = 1\n")

    with pytest.raises(LedgerError, match="order 8001 was changed since"):
        store.undo(today=TODAY)


def test_undo_goes_on_when_only_the_layout_was_changed_by_hand(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    record(store, "8001", SHIPPED)
    store.path.write_text(
        "version = 1\norders.8001 = { title = 'a', events = [{on=2026-03-01,event=\"shipped\"}] }"
    )
    store.undo(today=TODAY)

    assert {"8001": A} == orders(store)


def test_undo_does_not_mind_another_order_that_was_changed_by_hand(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    store.path.write_text(read(store).replace('"b"', '"b by hand"'))
    store.undo(today=TODAY)

    assert {"8001": A, "8002": Order(title="b by hand")} == orders(store)


@NAMES
def test_a_torn_last_line_of_the_journal_is_no_step(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A, command="one")
    record(store, "8001", HELLO, command="two")
    lines = journal(store).read_bytes()
    journal(store).write_bytes(lines + b'{"number": 3, "on": "2026-03-20", "comm')
    store.undo(today=TODAY)

    assert {"8001": A} == orders(store)
    assert [("one", False), ("two", True), ("undo two", False)] == undone(store)
    assert journal(store).read_bytes().startswith(lines)


def test_a_journal_cut_at_any_byte_lets_the_earlier_steps_be_undone(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A, command="one")
    ledger, first = read(store), journal(store).read_bytes()
    record(store, "8001", HELLO, command="two")
    whole = journal(store).read_bytes()
    for size in range(len(first), len(whole), 7):
        store.path.write_text(ledger)
        journal(store).write_bytes(whole[:size])
        put(store, "8002", B, command="three")
        store.undo(today=TODAY)
        store.undo(today=TODAY)

        assert {} == orders(store)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nonsense",
        b"null",
        b"[]",
        b"{}",
        b'{"number": 9}',
        b'{"number": 9, "on": "2026-03-20", "command": "x", "orders": []}',
        b'{"number": 9, "on": "2026-03-20", "command": "x", "orders": {"8001": 5}}',
        b'{"number": 9, "on": "soon", "command": "x", "orders": {}}',
        b'{"number": "9", "on": "2026-03-20", "command": "x", "orders": {}}',
        b"\xff\xfe\x00",
    ],
)
def test_a_damaged_line_in_the_journal_is_passed_over(line: bytes, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    with journal(store).open("ab") as file:
        file.write(line + b"\n")
    record(store, "8001", HELLO)
    store.undo(today=TODAY)
    store.undo(today=TODAY)

    assert {} == orders(store)


@NAMES
def test_a_step_that_was_journaled_and_never_taken_is_passed_over(
    name: str, tmp_path: Path
) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A)
    write_ahead(store, "8002", "", '[orders.8002]\ntitle = "never"\n')
    write_ahead(store, "8001", '[orders.8001]\ntitle = "a"\n', "")
    store.undo(today=TODAY)

    assert {} == orders(store)


def test_a_step_that_was_tried_again_after_a_crash_is_undone_once(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    record(store, "8001", HELLO)
    step = store.history()[0][-1]
    store.undo(today=TODAY)
    write_ahead(store, "8001", *step.blocks["8001"])
    record(store, "8001", HELLO)
    store.undo(today=TODAY)

    assert {"8001": A} == orders(store)

    store.undo(today=TODAY)
    assert {} == orders(store)


@NAMES
def test_what_was_never_taken_does_not_stop_an_undo_of_all_before_it(
    name: str, tmp_path: Path
) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", A)
    record(store, "8001", SHIPPED)
    record(store, "8001", HELLO)
    [_, _, step] = store.history()[0]
    before, after = step.blocks["8001"]
    write_ahead(store, "8001", after, before)
    record(store, "8001", HELLO)
    for expected in (
        {"8001": A.with_events(SHIPPED, HELLO)},
        {"8001": A.with_events(SHIPPED)},
        {"8001": A},
        {},
    ):
        store.undo(today=TODAY)
        assert expected == orders(store)


def test_an_undo_that_was_journaled_and_never_taken_is_passed_over(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    put(store, "8002", B, command="add-order 8002")
    [_, second] = store.history()[0]
    before, after = second.blocks["8002"]
    write_ahead(store, "8002", after, before, undoes=second.number)
    step = store.undo(today=TODAY)

    assert "add-order 8002" == step.command
    assert {"8001": A} == orders(store)


def test_history_marks_what_was_undone(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A, command="add-order 8001")
    record(store, "8001", HELLO, command="note 8001")
    store.undo(today=TODAY)
    record(store, "8001", SHIPPED, command="ship 8001")

    assert [
        ("add-order 8001", False),
        ("note 8001", True),
        ("undo note 8001", False),
        ("ship 8001", False),
    ] == undone(store)


def test_history_does_not_tell_of_a_step_that_was_never_taken(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A, command="add-order 8001")
    write_ahead(store, "8002", "", '[orders.8002]\ntitle = "never"\n')

    assert [("add-order 8001", False)] == undone(store)

    record(store, "8001", HELLO, command="note 8001")
    assert [("add-order 8001", False), ("note 8001", False)] == undone(store)


def test_history_is_told_even_when_the_ledger_cannot_be_read(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A, command="add-order 8001")
    store.path.write_text("not TOML")

    assert [("add-order 8001", False)] == undone(store)


def test_after_an_undo_the_next_undo_takes_back_what_came_later_first(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    record(store, "8001", HELLO)
    store.undo(today=TODAY)
    record(store, "8001", SHIPPED)

    assert {"8001": A.with_events(SHIPPED)} == orders(store)

    store.undo(today=TODAY)
    assert {"8001": A} == orders(store)

    store.undo(today=TODAY)
    assert {} == orders(store)


@NAMES
def test_undo_gets_past_an_order_that_came_went_and_came_again(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8002", B)
    put(store, "8001", A)
    put(store, "8001", None)
    put(store, "8001", A)
    for expected in ({"8002": B}, {"8001": A, "8002": B}, {"8002": B}, {}):
        store.undo(today=TODAY)
        assert expected == orders(store)


def test_a_refused_change_leaves_no_step(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    with pytest.raises(KeyError):
        record(store, "8003", HELLO)

    assert ([], set()) == store.history()


def test_an_edit_that_changes_nothing_is_no_step_to_undo(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(store, "8001", A)
    edit(store, "8001", title="a")
    store.undo(today=TODAY)

    assert {} == orders(store)


def test_the_journal_is_trimmed_to_the_newest_steps(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    journal(store).write_text("".join(map(old_step, range(TRIM_AT))))
    put(store, "8003", A, command="the last")

    steps, _ = store.history()
    assert [*range(TRIM_AT - KEPT, TRIM_AT + 1)] == [step.number for step in steps]
    assert "the last" == steps[-1].command

    store.undo(today=TODAY)
    assert {"8001": A, "8002": B} == orders(store)


def test_a_journal_that_is_large_is_trimmed_before_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = written(tmp_path, TWO)
    monkeypatch.setattr("aliguard.store.journal.LARGEST", 10 * len(old_step(1)))
    for number in range(30):
        record(store, "8001", HELLO, command=f"note {number}")
        assert journal(store).stat().st_size < 40 * len(old_step(1))

    assert "note 29" == store.undo(today=TODAY).command


def test_the_journal_is_not_trimmed_before_it_is_long(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    journal(store).write_text("".join(map(old_step, range(TRIM_AT - 1))))
    put(store, "8003", A)

    assert TRIM_AT == len(store.history()[0])


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_byte_of_the_journal_that_was_changed_stops_no_write_and_is_told(
    tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    told: list[str] = []
    store = LedgerStore(written(folder, TWO).path, say=told.append)
    for number in range(3):
        record(store, "8001", HELLO, command=f"note {number}")
    damaged = bytearray(journal(store).read_bytes())
    at = data.draw(st.integers(0, len(damaged) - 2))
    damaged[at] ^= data.draw(st.integers(1, 255))
    journal(store).write_bytes(damaged)
    before = len(store.history()[0])
    trouble = store.damage()
    put(store, "8003", A, command="the last")

    assert before + 1 == len(store.history()[0])
    assert store.damage() is None
    assert bool(trouble) == bool(told)
    assert trouble or 3 == before  # what makes sense all the same does no harm
    assert "the last" == store.undo(today=TODAY).command


@pytest.mark.parametrize(
    "line",
    [
        b"\x00\xff\n",
        b"{}\n",
        b"[" * 5000 + b"\n",
        b'{"number": 1e999, "on": "2026-03-20", "command": "x", "orders": {}}\n',
        b'{"number": 9, "on": "9999-99-99", "command": "x", "orders": {}}\n',
        b'{"number": 9, "on": "2026-03-20", "command": "x", "orders": {}, "patch": {"x": 1}}\n',
        b'{"number": 9, "on": "2026-03-20", "command": "x", "orders": {}, "seal": "0"}\n',
    ],
    ids=["no text", "nothing", "deep", "a number", "a day", "a patch", "a seal"],
)
def test_a_line_that_makes_no_sense_is_set_aside_by_the_next_write_and_told_once(
    line: bytes, tmp_path: Path
) -> None:
    told: list[str] = []
    store = LedgerStore(written(tmp_path, TWO).path, say=told.append)
    record(store, "8001", HELLO, command="before")
    with journal(store).open("ab") as file:
        file.write(line)
    record(store, "8002", HELLO, command="after")
    put(store, "8003", A, command="last")
    aside = journal(store).with_name("ledger.toml.journal.damaged")

    assert ["before", "after", "last"] == [step.command for step in store.history()[0]]
    assert line == aside.read_bytes()
    assert line not in journal(store).read_bytes()
    [message] = told
    assert f"1 of the lines in {journal(store)} make no sense, and were set aside in" in message


def test_steps_of_a_journal_without_seals_are_undone(tmp_path: Path) -> None:
    """As the first version wrote them."""
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    [raw] = map(json.loads, journal(store).read_bytes().splitlines())
    old = {key: raw[key] for key in ("number", "on", "command", "orders", "undoes")}
    journal(store).write_text(json.dumps(old) + "\n")
    store.undo(today=TODAY)

    assert plain(TWO) == read(store)


def test_a_step_whose_blocks_make_no_sense_is_not_taken_back(tmp_path: Path) -> None:
    store = written(tmp_path, TWO)
    record(store, "8001", HELLO)
    write_ahead(store, "8001", "[orders.8001]\ntitel = 1\n", "[orders.8001]\nevents = 7\n")
    before = read(store)

    with pytest.raises(LedgerError, match="cannot be undone"):
        store.undo(today=TODAY)
    assert before == read(store)
