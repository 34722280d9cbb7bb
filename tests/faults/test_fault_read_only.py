"""Where nothing can be written, everything can still be read, and a write says why it cannot."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_help import ORDER, Home, cannot, home, remount, small_disk, told

READING = (
    "status",
    "status --all --json",
    "agenda",
    f"can-open {ORDER}",
    f"next {ORDER}",
    f"show {ORDER}",
    "rules",
    "history",
    "check",
    "doctor",
    "restore --list",
)
WRITING = (
    f"note {ORDER} more",
    "add-order 9001",
    f"edit-order {ORDER} --title new",
    f"remove-order {ORDER}",
    f"split {ORDER} 2",
    "undo",
    "backup",
    "restore",
)


def everything_is_read(at: Home) -> None:
    """Every reading command answers, as it does where it may write."""
    for command in READING:
        code, out, err = at.run(*command.split())

        # 1 is the answer of `check` and `doctor` that something needs attention.
        assert code in {0, 1}, command
        assert out or command == "check"
        assert err == "", command


def nothing_is_written(at: Home, why: str) -> None:
    """Every writing command says in a line or two that it cannot, and why; all is as it was."""
    before = at.files()
    for command in WRITING:
        code, _, err = at.run(*command.split())

        assert code == 2, command
        assert f"cannot be written: {why}. Nothing was changed." in told(err), command
        assert at.files() == before


def test_on_a_read_only_disk_all_is_read_and_nothing_is_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        # Ledger, settings and cache are all on the disk.
        at = home(disk)
        at.done("note", ORDER, "first")
        remount(disk, "ro")
        everything_is_read(at)
        nothing_is_written(at, "Read-only file system")

        remount(disk, "rw")
        at.done("note", ORDER, "second")
        assert at.notes() == ["first", "second"]


def test_on_a_read_only_disk_a_ledger_without_a_lock_or_cache_is_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        at = Home(disk, disk / "ledger.toml")
        at.ledger.write_text(f'version = 1\n[orders.{ORDER}]\ntitle = "by hand"\n')
        remount(disk, "ro")

        assert "by hand" in at.done("status", "--all")
        assert at.run("note", ORDER, "more")[0] == 2
        assert at.files().keys() == {"ledger.toml"}


def obeying(at: Home) -> Home:
    """The same home for a program that the permissions of files hold for, even if we are root."""
    if os.geteuid() != 0:
        return at
    through = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    try:
        subprocess.run([*through, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        cannot(f"take rights away from root: {error}")
    return Home(at.folder, at.ledger, through)


@pytest.fixture(name="closed")
def _closed(tmp_path: Path) -> Iterator[Home]:
    """A home whose ledger stands in a folder, with all else, that nobody may write to."""
    at = home(tmp_path, tmp_path / "closed" / "ledger.toml")
    at.done("note", ORDER, "first")
    folders = [path for path in at.ledger.parent.rglob("*") if path.is_dir()]
    for folder in (at.ledger.parent, *folders):
        folder.chmod(0o500)
    yield obeying(at)
    for folder in (at.ledger.parent, *folders):
        folder.chmod(0o700)


def test_in_a_closed_folder_all_is_read_and_nothing_is_written(closed: Home) -> None:
    for path in closed.files():
        (closed.ledger.parent / path).chmod(0o400)
    everything_is_read(closed)
    nothing_is_written(closed, "Permission denied")


def test_a_lock_and_journal_that_may_be_written_do_not_change_that(closed: Home) -> None:
    nothing_is_written(closed, "Permission denied")


def test_a_ledger_that_may_not_even_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    at = obeying(home(tmp_path))
    before = at.files()
    at.ledger.chmod(0o000)
    for command in ("status", f"note {ORDER} more", "undo", "backup"):
        code, _, err = at.run(*command.split())

        assert code == 2, command
        assert re.search(
            r"ledger\.toml.* (cannot be read: Permission denied|is not readable)", told(err)
        )
    at.ledger.chmod(0o600)
    assert at.files() == before


def test_a_cache_that_may_not_be_written_is_done_without(tmp_path: Path) -> None:
    at = obeying(home(tmp_path))
    for path in (tmp_path / "CACHE").rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o000)
    at.done("note", ORDER, "first")

    assert "first" in at.done("show", ORDER)
