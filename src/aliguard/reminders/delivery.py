"""Sending: each channel on its own, noted only after it took the message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aliguard.errors import LedgerError, in_words
from aliguard.reminders import record
from aliguard.reminders.plan import Key


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message for a channel, and what it tells."""

    channel: str
    send: Callable[[], None]
    """Sends it; raises ReminderError where the channel does not take it."""
    tells: tuple[tuple[Key, int], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; no error means that it was sent and noted."""

    channel: str
    error: str | None = None
    sent: bool = True


def deliver(parcels: Iterable[Parcel], path: Path, *, today: date) -> list[Outcome]:
    """Send every message, whatever became of the one before, and note it in the record."""
    return [_delivered(parcel, path, today) for parcel in parcels]


def _delivered(parcel: Parcel, path: Path, today: date) -> Outcome:
    try:
        parcel.send()
    except OSError:
        raise  # standard output is closed or full, and comes last
    except Exception as error:  # noqa: BLE001 - whatever ails one channel must not keep the others
        return Outcome(parcel.channel, in_words(error), sent=False)
    try:
        record.tell(path, parcel.channel, parcel.tells, today=today)
    except LedgerError as error:
        return Outcome(parcel.channel, f"sent, but not noted, so it will come again: {error}")
    return Outcome(parcel.channel)
