# ruff: noqa: SIM300 - the expected value comes first
"""In a folder that others write to: no link is followed, and no file of another believed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from store_help import HELLO, TODAY, orders, put, record, written

from aliguard.calendars import disk
from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.reminders import heartbeat
from aliguard.reminders import record as reminder_record
from aliguard.reminders.plan import Key
from aliguard.store import LedgerStore, index

ONE = """
    version = 1
    [orders.8001]
    title = "a"
    """
NOBODY = 65534
KEY = Key("8001", "protection", TODAY)


def _write(ledger: Path) -> None:
    record(LedgerStore(ledger), "8001", HELLO)


def _set_aside(ledger: Path) -> None:
    ledger.with_name("ledger.toml.journal").write_bytes(b"damaged\n")
    _write(ledger)


USES: dict[str, Callable[[Path], object]] = {
    "journal": _write,
    "lock": _write,
    "backups": _write,
    "journal.damaged": _set_aside,
    "heartbeat": lambda ledger: heartbeat.note_run(heartbeat.place(ledger), today=TODAY),
    "reminders": lambda ledger: reminder_record.tell(
        reminder_record.place(ledger), "mail", [(KEY, 3)], today=TODAY
    ),
    "calendar": lambda ledger: disk.renew(disk.place(ledger), lambda known: known),
    "calendar.lock": lambda ledger: disk.renew(disk.place(ledger), lambda known: known),
}
"""What lies beside the ledger, and what uses it."""


def beside(ledger: Path, suffix: str) -> Path:
    """A file beside the ledger."""
    return ledger.with_name(f"{ledger.name}.{suffix}")


@pytest.mark.parametrize("to", ["a file", "a folder", "nothing"])
@pytest.mark.parametrize("suffix", USES)
def test_a_link_beside_the_ledger_is_refused_and_not_followed(
    suffix: str, to: str, tmp_path: Path
) -> None:
    ledger = written(tmp_path, ONE).path
    away = tmp_path / "away"
    away.mkdir()
    target = {"a file": away / "keys", "a folder": away, "nothing": away / "none"}[to]
    (away / "keys").write_text("my own")
    beside(ledger, suffix).symlink_to(target)

    with pytest.raises(LedgerError, match=rf"ledger\.toml\.{suffix} is a link, so aliguard"):
        USES[suffix](ledger)
    assert {"keys": "my own"} == {path.name: path.read_text() for path in away.iterdir()}
    assert beside(ledger, suffix).is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
@pytest.mark.parametrize("suffix", USES)
def test_what_another_user_put_beside_the_ledger_is_refused(suffix: str, tmp_path: Path) -> None:
    ledger = written(tmp_path, ONE).path
    found = beside(ledger, suffix)
    found.mkdir() if suffix == "backups" else found.touch()
    os.chown(found, NOBODY, NOBODY)

    with pytest.raises(LedgerError, match="belongs to another user"):
        USES[suffix](ledger)
    assert not found.is_file() or b"" == found.read_bytes()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
def test_what_belongs_to_the_owner_of_the_folder_is_used(tmp_path: Path) -> None:
    ledger = written(tmp_path, ONE).path
    _write(ledger)
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    _write(ledger)

    assert 2 == len(orders(LedgerStore(ledger))["8001"].events)


@pytest.mark.parametrize("suffix", ["journal", "reminders"])
def test_what_has_a_second_name_is_parted_from_it_before_anything_is_added(
    suffix: str, tmp_path: Path
) -> None:
    ledger = written(tmp_path, ONE).path
    (tmp_path / "keys").write_text("my own\n")
    beside(ledger, suffix).hardlink_to(tmp_path / "keys")
    USES[suffix](ledger)

    assert "my own\n" == (tmp_path / "keys").read_text()


def test_a_linked_index_is_no_index_and_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    store = LedgerStore(written(tmp_path / "home", ONE).path, tmp_path / "cache")
    store.load()
    place = index.place(tmp_path / "cache", store.path)
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("my own")
    record(store, "8001", HELLO)

    assert {"8001": Order(title="a", events=(HELLO,))} == orders(store)
    assert "my own" == (tmp_path / "elsewhere").read_text()


def test_a_ledger_with_a_second_name_is_parted_from_it_and_that_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    store = LedgerStore(written(tmp_path, ONE).path, say=told.append)
    (tmp_path / "other.toml").hardlink_to(store.path)
    record(store, "8001", HELLO)
    [message] = told
    put(store, "8002", Order())

    assert "had a second name (a hard link): there it stays as it was" in message
    assert "hello" not in (tmp_path / "other.toml").read_text()
    assert [message] == told


def test_a_foreign_record_keeps_no_copy_from_being_listed(tmp_path: Path) -> None:
    store = written(tmp_path, ONE)
    beside(store.path, "reminders").symlink_to("away")
    store.change(lambda _: {"8002": Order()}, command="add", today=date(2026, 3, 1))

    assert 1 == len(store.backups())
