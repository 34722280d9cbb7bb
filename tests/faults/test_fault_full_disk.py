"""On a full disk a write fails as a whole and says so; with room again it works."""

from __future__ import annotations

from pathlib import Path

import pytest
from fault_help import ORDER, Home, home, small_disk, told

PAGE = 4096
MANY = 40
"""Free pages with which every command here can be done."""


def fill(disk: Path, free: int = 0) -> None:
    """Fill a disk up to some free pages."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * PAGE)
        except OSError:
            file.truncate(max(0, file.tell() // PAGE - free) * PAGE)


def empty(disk: Path) -> None:
    """Make room on a disk again."""
    (disk / "filler").unlink()


def refusal(code: int, err: str) -> None:
    """A write that failed for want of room says so."""
    assert code == 2
    assert "cannot be written: No space left on device. Nothing was changed." in told(err)


@pytest.mark.parametrize("today", ["2026-03-20", "2026-03-21"], ids=["same-day", "next-day"])
def test_however_full_the_disk_a_write_is_done_as_a_whole_or_not_at_all(
    today: str, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        at = home(tmp_path, disk / "ledger.toml")
        at.done("note", ORDER, "long " + "x" * 5000)
        before = at.files()
        for free in range(MANY):
            fill(disk, free)
            code, _, err = at.run("--today", today, "note", ORDER, "more")
            empty(disk)
            if code == 0:
                break

            refusal(code, err)
            assert at.files() == before

        assert 2 < free < MANY - 1
        assert at.notes()[1:] == ["more"]
        assert at.temporary() == []

        at.done("undo")
        assert len(at.notes()) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("add-order", "9001", "--shipped", "2026-03-07"),
        ("edit-order", ORDER, "--title", "new"),
        ("remove-order", ORDER),
        ("undo",),
        ("backup",),
        ("backup", "disk/copy.toml"),
        ("restore",),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_on_a_full_disk_every_writing_command_fails_and_leaves_all_as_it_was(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        at = home(tmp_path, disk / "ledger.toml")
        at.done("note", ORDER, "long " + "x" * 5000)
        fill(disk)
        before = at.files()
        code, _, err = at.run(*command)

        refusal(code, err)
        assert at.files() == before

        empty(disk)
        at.done(*command)
        assert at.files() != before


def test_on_a_full_disk_the_first_write_of_all_leaves_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        at = Home(tmp_path, disk / "new" / "ledger.toml")
        fill(disk)
        code, _, err = at.run("add-order", ORDER)

        refusal(code, err)
        assert at.files() == {}

        empty(disk)
        at.done("add-order", ORDER)
        assert list(at.store.load().ledger.orders) == [ORDER]


def test_on_a_full_disk_everything_can_be_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        at = home(disk)
        at.done("note", ORDER, "first")
        fill(disk)
        for command in ("status", f"show {ORDER}", f"can-open {ORDER}", "history"):
            code, out, err = at.run(*command.split())

            assert (code, err) == (0, "")
            assert out
