"""The record of what was sent: a line a message, read back as what was told last."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from aliguard.errors import LedgerError, ReminderError
from aliguard.reminders import record
from aliguard.reminders.delivery import Outcome, Parcel, deliver
from aliguard.reminders.plan import EVERYWHERE, NEVER, Key, Told

TODAY = date(2026, 4, 20)
JACKET = Key("8200000000091234", "protection", date(2026, 5, 6))
CHARGER = Key("8200000000095678", "return-ship", date(2026, 4, 25))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the record of a ledger is."""
    return record.place(tmp_path / "ledger.toml")


def test_the_record_lies_beside_the_ledger_and_is_private(path: Path) -> None:
    record.tell(path, "mail", [(JACKET, 7)], today=TODAY)

    assert path.name == "ledger.toml.reminders"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_was_told_where_there_is_no_record(path: Path) -> None:
    assert record.read(path, today=TODAY) == Told()


def test_the_latest_stage_of_each_channel_counts(path: Path) -> None:
    record.tell(path, "mail", [(JACKET, 14), (CHARGER, 3)], today=TODAY)
    record.tell(path, "phone", [(JACKET, 14)], today=TODAY)
    record.tell(path, "mail", [(JACKET, 7)], today=TODAY)
    record.tell(path, EVERYWHERE, [(CHARGER, NEVER)], today=TODAY)

    assert record.read(path, today=TODAY).stages == {
        ("mail", JACKET): 7,
        ("mail", CHARGER): 3,
        ("phone", JACKET): 14,
        (EVERYWHERE, CHARGER): NEVER,
    }


def test_a_snooze_forgets_what_was_told_of_it_and_of_nothing_else(path: Path) -> None:
    record.tell(path, "mail", [(JACKET, 7), (CHARGER, 3)], today=TODAY)
    record.tell(path, EVERYWHERE, [(JACKET, NEVER)], today=TODAY)
    record.snooze(path, JACKET, date(2026, 4, 24), today=TODAY)

    assert record.read(path, today=TODAY) == Told(
        {("mail", CHARGER): 3}, {JACKET: date(2026, 4, 24)}
    )


def test_a_line_of_a_later_day_keeps_nothing_back_until_that_day(path: Path) -> None:
    """As a pretended today leaves one, or a clock that was ahead."""
    tomorrow = date(2026, 4, 21)
    record.tell(path, "mail", [(JACKET, 0)], today=tomorrow)
    record.snooze(path, CHARGER, date(2026, 4, 24), today=tomorrow)

    assert record.read(path, today=TODAY) == Told()
    assert record.read(path, today=tomorrow).stages == {("mail", JACKET): 0}


def test_a_line_says_what_was_told_when_and_where(path: Path) -> None:
    record.tell(path, "mail", [(JACKET, 7)], today=TODAY)

    assert json.loads(path.read_text("utf-8")) == {
        "on": "2026-04-20",
        "channel": "mail",
        "stages": [["8200000000091234", "protection", "2026-05-06", 7]],
    }


@pytest.mark.parametrize(
    "torn",
    [
        b'{"on": "2026-04-20", "chan',
        b"[]",
        b"7",
        b'{"stages": [["1", "protection", "soon", 7]]}',
        b'{"stages": [["1", "protection", "2026-05-06", "soon"]]}',
        b'{"stages": [[["1"], "protection"]]}',
        b'{"snoozed": ["1", "protection", "2026-05-06"]}',
        b'{"stages": 3}',
        b'{"on": "2026-04-20", "stages": [["1", "protection", "2026-05-06", Infinity]]}',
        b'{"stages": [["1", "protection", "2026-05-06", 7]]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_line_that_makes_no_sense_says_nothing_and_spoils_no_other(
    path: Path, torn: bytes
) -> None:
    record.tell(path, "mail", [(JACKET, 7)], today=TODAY)
    with path.open("ab") as file:
        file.write(torn)
    record.tell(path, "mail", [(CHARGER, 3)], today=TODAY)

    assert record.read(path, today=TODAY) == Told({("mail", JACKET): 7, ("mail", CHARGER): 3})


def _take() -> None:
    return


def _refuse() -> None:
    msg = "nobody answers."
    raise ReminderError(msg)


def test_a_channel_that_fails_is_not_noted_and_keeps_no_other_from_its_message(path: Path) -> None:
    parcels = [Parcel("mail", _refuse, ((JACKET, 7),)), Parcel("phone", _take, ((JACKET, 7),))]

    assert deliver(parcels, path, today=TODAY) == [
        Outcome("mail", "nobody answers.", sent=False),
        Outcome("phone"),
    ]
    assert record.read(path, today=TODAY).stages == {("phone", JACKET): 7}


def test_what_was_sent_but_cannot_be_noted_is_said_to_come_again(path: Path) -> None:
    path.mkdir()

    [outcome] = deliver([Parcel("mail", _take, ((JACKET, 7),))], path, today=TODAY)

    assert outcome.sent
    assert str(outcome.error).startswith("sent, but not noted, so it will come again: ")


def test_a_record_that_cannot_be_read_says_so(path: Path) -> None:
    path.mkdir()

    with pytest.raises(LedgerError, match="is no file, so aliguard does not touch it"):
        record.read(path, today=TODAY)
