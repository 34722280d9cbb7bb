"""A ledger that is gone, emptied or parted by a sync is told, with the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run, missing

TODAY = "2026-05-19"
ORDER = "8200000000011234"
ASKING = (
    *(["status"], ["status", "--check"], ["status", "--json"], ["check"], ["check", "--json"]),
    *(["agenda"], ["summary"], ["next", "1234"], ["show", "1234"], ["can-open", "1234"]),
    *(
        ["explain", "1234", "protection"],
        ["remind"],
        ["remind", "--short"],
        ["remind", "--preview"],
    ),
    *(["ack"], ["calendar", "export"], ["backup"]),
)
CHANGING = (
    *(["add-order", "9001"], ["note", "1234", "x"], ["remove-order", "1234"], ["undo"]),
    *(["split", "1234", "2"], ["confirm", "1234", "--yes"]),
)
named = pytest.mark.parametrize("command", [*ASKING, *CHANGING], ids=" ".join)


@pytest.fixture(name="used")
def _used(run: Run) -> Run:
    """A ledger that was written on two days."""
    facts = ("--shipped", "2026-03-01", "--protection-ends", "2026-05-20")
    run.done("add-order", ORDER, *facts, today="2026-03-25")
    run.done("note", "1234", "asked the seller", today="2026-03-26")
    return run


@named
def test_a_ledger_that_is_gone_is_told_with_the_way_back(used: Run, command: list[str]) -> None:
    used.ledger.unlink()
    code, out, err = used(*command, today=TODAY)

    assert (code, out) == (2, "")
    assert not used.ledger.exists()
    assert "is gone. `aliguard restore` brings back the copy of 2026-03-26" in err


@named
@pytest.mark.parametrize("there", [b"", b"\0" * 300], ids=["no byte", "zeros"])
def test_an_emptied_ledger_is_told_with_the_way_back(
    used: Run, there: bytes, command: list[str]
) -> None:
    used.ledger.write_bytes(there)
    code, _, err = used(*command, today=TODAY)

    assert code == 2
    assert "ledger.toml is empty. `aliguard restore` brings back the copy of 2026-03-26" in err
    assert used.ledger.read_bytes() == there


@pytest.mark.parametrize("there", [None, b"", b"\0\0", b"version = 1\n"])
def test_the_way_back_leads_back(used: Run, there: bytes | None) -> None:
    if there is None:
        used.ledger.unlink()
    else:
        used.ledger.write_bytes(there)
    used("add-order", "9001", today=TODAY)
    used.done("restore", today=TODAY)

    assert list(used.stored()) == [ORDER]
    assert used("status", "--check", today=TODAY).code == 1


def test_doctor_says_that_it_is_to_be_mended(used: Run) -> None:
    used.ledger.unlink()
    code, out, _ = used("doctor", today=TODAY)
    [line] = [line for line in out.splitlines() if "is gone" in line]

    assert code == 1
    assert line.startswith("MEND")


def test_a_ledger_that_lost_its_orders_is_no_ledger_in_which_all_is_done(used: Run) -> None:
    used.ledger.write_text("version = 1\n")
    told = "holds no order, though its journal tells of 1. `aliguard restore` brings back the copy"

    for command in (["status"], ["check"], ["doctor"]):
        assert told in used(*command, today=TODAY).out
    assert used("status", "--check", today=TODAY).code == 1
    assert used("check", today=TODAY).code == 1
    assert used("doctor", today=TODAY).code == 1
    [warning] = used("status", "--json", today=TODAY).json["warnings"]
    assert warning["code"] == "ledger"
    code, _, err = used("remind", today=TODAY)
    assert code == 2
    assert told in err


@pytest.mark.parametrize("command", [["status"], ["agenda"], ["check"], ["summary"], ["remind"]])
def test_a_new_user_has_no_ledger_yet(run: Run, command: list[str]) -> None:
    assert run(*command, today=TODAY)[0] == 0


@pytest.mark.parametrize("command", [["status"], ["status", "--check"], ["check"], ["agenda"]])
@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_mistyped_path_is_no_ledger_in_which_all_is_done(
    run: Run, by: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(run.home / "leger.toml")
    if by == "environment":
        monkeypatch.setenv("ALIGUARD_LEDGER", path)
        err = run.refused(*command, today=TODAY)
    else:
        err = run.refused("--ledger", path, *command, today=TODAY)

    assert f"There is no ledger at {path}" in err


def test_a_named_ledger_can_be_begun(run: Run, example: Run) -> None:
    for command in (["add-order", "9001"], ["restore", str(example.ledger)]):
        run.done("--ledger", str(run.home / f"{command[0]}.toml"), *command, today=TODAY)


def test_the_other_side_of_a_conflict_is_named_with_what_stands_only_there(used: Run) -> None:
    copy = used.ledger.with_name("ledger.sync-conflict-20260325-101010-ABCDEFG.toml")
    other = used.ledger.read_text().replace("asked", "begged") + "[orders.8200000000025678]\n"
    copy.write_text(other)
    facts = ("only there: 8200000000025678", f"different there: {ORDER}", str(copy))
    for command in ("check", "doctor"):
        code, out, _ = used(command, today="2026-03-27")

        assert code == 1
        assert not missing(facts, out)
    copy.unlink()
    assert used("doctor", today="2026-03-27").code == 0


def test_a_damaged_journal_is_told_by_check_and_doctor_until_it_is_set_aside(used: Run) -> None:
    journal = used.ledger.with_name("ledger.toml.journal")
    journal.write_bytes(journal.read_bytes().replace(b"shipped", b"shippMd"))

    for command in ("check", "doctor"):
        assert "2 of the lines in" in used(command, today="2026-03-27").out
    code, _, err = used("note", "1234", "more", today="2026-03-27")
    assert code == 0
    assert f"were set aside in {journal}.damaged" in err
    assert used("doctor", today="2026-03-27").code == 0


# ─── Paths ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_tilde_is_the_home_folder_where_no_shell_has_seen_to_it(
    run: Run, by: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    before = ("--ledger", "~/orders.toml") if by == "option" else ()
    if by == "environment":
        monkeypatch.setenv("ALIGUARD_LEDGER", "~/orders.toml")
    run.done(*before, "add-order", "9001", today=TODAY)
    run.done(*before, "backup", "~/copy.toml", today=TODAY)
    run.done(*before, "restore", "~/copy.toml", today=TODAY)
    run.done(*before, "calendar", "export", "~/dates.ics", today=TODAY)
    (run.home / "bad.csv").write_text("x")

    assert "bad.csv" not in run.refused(*before, "import", "~/no.csv", today=TODAY)
    assert str(run.home / "no.csv") in run.refused(*before, "import", "~/no.csv", today=TODAY)
    assert {"orders.toml", "copy.toml", "dates.ics"} <= {path.name for path in run.home.iterdir()}
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("path", ["$HOME/orders.toml", "${HOME}/orders.toml", "$X"])
def test_a_variable_that_no_shell_filled_in_is_refused(run: Run, path: str) -> None:
    assert "no shell filled in" in run.refused("--ledger", path, "status", today=TODAY)


def test_a_file_of_another_name_may_hold_a_tilde(run: Run) -> None:
    run.done("--ledger", str(run.home / "old~"), "add-order", "9001", today=TODAY)

    assert (run.home / "old~").exists()
