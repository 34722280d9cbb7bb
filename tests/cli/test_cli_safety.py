"""The commands of the group Safety: split, undo, history, check, doctor, backup, restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run, missing

TODAY = "2026-04-20"
CLEAN = """
    version = 1

    [orders.8200000000091234]
    title = "Rain jacket"

    [[orders.8200000000091234.events]]
    event = "shipped"
    on = 2026-04-15

    [[orders.8200000000091234.events]]
    event = "protection"
    on = 2026-04-15
    ends = 2026-06-20
"""


def test_a_split_order_goes_on_as_its_parts_each_with_the_same_facts(example: Run) -> None:
    said = example.done("split", "5678", "2", today=TODAY)
    orders = example("status", "--json", today=TODAY).json["orders"]
    parts = [order for order in orders if order["order"].startswith("8200000000095678")]

    assert [part["order"] for part in parts] == ["8200000000095678/1", "8200000000095678/2"]
    assert not missing([part["order"] for part in parts], said)
    assert "price" in said
    assert {**parts[0], "order": "", "warnings": []} == {**parts[1], "order": "", "warnings": []}

    example.done("deliver", "5678/1", today=TODAY)

    assert "delivered" in example.done("show", "5678/1", today=TODAY)
    assert "  * delivered" not in example.done("show", "8200000000095678/2", today=TODAY)
    assert "part" in example.refused("split", "5678/1", "2", today=TODAY)


def test_undo_goes_back_step_by_step(example: Run) -> None:
    states = [example.stored()]
    for command in (["deliver", "5678"], ["note", "1234", "x"], ["remove-order", "1415"]):
        example.done(*command, today=TODAY)
        states.append(example.stored())
    for state in reversed(states[:-1]):
        example.done("undo", today=TODAY)
        assert example.stored() == state

    assert "nothing to undo" in example.refused("undo", today=TODAY)


def test_history_lists_the_changes_the_newest_first(example: Run) -> None:
    example.done("deliver", "5678", today=TODAY)
    example.done("note", "1234", "x", today=TODAY)
    example.done("undo", today=TODAY)
    steps = example("history", "--json", today=TODAY).json["steps"]
    said = example.done("history", today=TODAY)

    assert [step["number"] for step in steps] == [3, 2, 1]
    assert [step["undone"] for step in steps] == [False, True, False]
    assert [step["orders"] for step in steps[1:]] == [["8200000000091234"], ["8200000000095678"]]
    assert not missing(["deliver", "note", "undo", "undone", TODAY, "8200000000095678"], said)
    assert len(example("history", "-n", "1", "--json", today=TODAY).json["steps"]) == 1


def test_check_is_silent_where_all_is_well(run: Run) -> None:
    run.given(CLEAN)

    assert run("check", today=TODAY) == (0, "", "")
    assert run("check", "--json", today=TODAY).json["problems"] == []


def test_check_says_what_needs_attention_and_exits_with_1(example: Run) -> None:
    code, out, err = example("check", today=TODAY)

    assert (code, err) == (1, "")
    assert not missing(["8200000000095678", "2026-05-06", "--protection-ends"], out)


def test_check_speaks_of_rules_that_nobody_has_looked_at_for_a_year(run: Run) -> None:
    run.given(CLEAN.replace("2026-06-20", "2029-06-20").replace("2026-04-15", "2029-04-15"))
    found = run("check", "--json", today="2029-04-20")

    assert found.code == 1
    assert {problem["code"] for problem in found.json["problems"]} == {"stale-rule"}


def test_doctor_shows_which_files_are_used(example: Run, home: Path) -> None:
    said = example.done("doctor", today=TODAY)
    paths = example.paths

    assert not missing(map(str, (paths.ledger, paths.settings, paths.rules, paths.cache)), said)
    assert not missing([TODAY, "6 orders", "CEST", "2026-04-21 09:00"], said)
    assert "MEND" not in said
    assert str(home) in said


def test_a_backup_is_a_copy_that_can_be_restored_and_undone(example: Run, home: Path) -> None:
    before = example.ledger.read_bytes()
    copy = home / "copy.toml"

    assert str(copy) in example.done("backup", str(copy), today=TODAY)
    assert copy.read_bytes() == before
    assert str(copy) in example.refused("backup", str(copy), today=TODAY)

    example.done("remove-order", "1415", today=TODAY)
    changed = example.ledger.read_bytes()
    said = example.done("restore", str(copy), today=TODAY)

    assert "6 orders" in said
    assert example.ledger.read_bytes() == before

    example.done("undo", today=TODAY)

    assert example.ledger.read_bytes() == changed


def test_the_newest_backup_is_restored_where_none_is_named(example: Run) -> None:
    before = example.ledger.read_bytes()
    example.done("backup", today=TODAY)
    example.done("remove-order", "1415", today=TODAY)
    listed = example.done("restore", "--list", today=TODAY)
    example.done("restore", today=TODAY)

    assert TODAY in listed
    assert example.ledger.read_bytes() == before


def test_a_day_with_changes_leaves_a_backup_of_what_was_before(example: Run) -> None:
    before = example.ledger.read_bytes()
    for number in range(3):
        example.done("note", "1234", f"note {number}", today=TODAY)
    [backup] = example.done("restore", "--list", today=TODAY).splitlines()

    assert Path(backup).read_bytes() == before


@pytest.mark.parametrize("text", ["version = 99\n", "version = 1\n[orders.1\n"])
def test_a_broken_copy_is_not_restored(example: Run, text: str) -> None:
    copy = str(example.given(text, name="copy.toml"))

    assert copy in example.refused("restore", copy, today=TODAY)


def test_a_broken_ledger_is_mended_by_restoring_a_copy(example: Run) -> None:
    good = example.ledger.read_bytes()
    example.done("backup", today=TODAY)
    example.ledger.write_bytes(b"version = 1\n[orders.\n")
    example.done("restore", today=TODAY)

    assert example.ledger.read_bytes() == good


def test_there_is_nothing_to_back_up_without_a_ledger(run: Run) -> None:
    assert str(run.ledger) in run.refused("backup")
