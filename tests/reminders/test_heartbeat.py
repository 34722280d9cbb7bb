"""The heartbeat: status and doctor say when reminders have gone silent, or failed, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aliguard.errors import LedgerError
from aliguard.reminders import heartbeat
from aliguard.reminders.heartbeat import Heartbeat, trouble
from conftest import Run

MONDAY, TUESDAY, WEDNESDAY = date(2026, 4, 20), date(2026, 4, 21), date(2026, 4, 22)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the heartbeat of a ledger is."""
    return heartbeat.place(tmp_path / "ledger.toml")


def test_what_was_installed_and_ran_is_remembered(path: Path) -> None:
    heartbeat.note_installed(path, by="cron", today=MONDAY)
    heartbeat.note_run(path, today=TUESDAY, failed="mail: nobody answers.")

    assert heartbeat.read(path) == Heartbeat(MONDAY, "cron", TUESDAY, "mail: nobody answers.")

    heartbeat.note_run(path, today=WEDNESDAY)
    assert heartbeat.read(path) == Heartbeat(MONDAY, "cron", WEDNESDAY)

    heartbeat.note_removed(path)
    assert heartbeat.read(path) == Heartbeat(ran=WEDNESDAY)


def test_removing_what_was_never_installed_leaves_no_file(path: Path) -> None:
    heartbeat.note_removed(path)

    assert not path.exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "7", "{", '{"ran": 3}', '{"ran": "soon"}', '{"by": []}', "[" * 100_000]
)
def test_a_heartbeat_that_makes_no_sense_is_none(path: Path, content: str) -> None:
    path.write_text(content, "utf-8")

    assert heartbeat.read(path) == Heartbeat()


def test_a_heartbeat_that_cannot_be_read_says_so(path: Path) -> None:
    path.mkdir()

    with pytest.raises(LedgerError):
        heartbeat.read(path)


@pytest.mark.parametrize(
    ("beat", "today", "expected"),
    [
        (Heartbeat(), WEDNESDAY, None),
        (Heartbeat(ran=MONDAY), WEDNESDAY, None),  # by hand, now and then
        (Heartbeat(MONDAY, "cron"), TUESDAY, None),
        (Heartbeat(MONDAY, "cron"), WEDNESDAY, "have never run"),
        (Heartbeat(MONDAY, "cron", MONDAY), TUESDAY, None),
        (Heartbeat(MONDAY, "cron", MONDAY), WEDNESDAY, "have not run since 2026-04-20"),
        (Heartbeat(WEDNESDAY, "cron", MONDAY), WEDNESDAY, None),  # installed anew
        (Heartbeat(MONDAY, "cron", WEDNESDAY, "disk full"), WEDNESDAY, "failed: disk full"),
        (Heartbeat(ran=WEDNESDAY, failed="disk full"), WEDNESDAY, "failed: disk full"),
        (Heartbeat(MONDAY, "cron", date(2030, 1, 1)), WEDNESDAY, "have not run"),  # `--today`
    ],
)
def test_what_is_wrong_is_told(beat: Heartbeat, today: date, expected: str | None) -> None:
    told = trouble(beat, today=today)

    assert (told is None) if expected is None else (expected in str(told))


def test_status_check_and_doctor_warn_of_reminders_that_have_gone_silent(example: Run) -> None:
    path = heartbeat.place(example.ledger)
    heartbeat.write(path, Heartbeat(MONDAY, "cron", MONDAY))
    quiet = example.done("status", today="2026-04-21")
    told = example.done("status", today="2026-04-22")
    warning = "! Reminders were installed with cron on 2026-04-20, but have not run since"

    assert "Reminders" not in quiet
    assert told.startswith(warning)
    assert (
        example("status", "--json", today="2026-04-22").json["warnings"][0]["code"] == "reminders"
    )
    assert example("status", "--json", today="2026-04-21").json["warnings"] == []
    assert warning in example("check", today="2026-04-22").out
    assert warning not in example("check", today="2026-04-21").out
    assert example("doctor", today="2026-04-21").code == 0
    code, out, _ = example("doctor", today="2026-04-22")
    assert code == 1
    assert "have not run since 2026-04-20" in out


def test_a_heartbeat_that_cannot_be_read_is_a_warning_and_no_hindrance(example: Run) -> None:
    heartbeat.place(example.ledger).mkdir()

    assert example.done("status").startswith("! ")
