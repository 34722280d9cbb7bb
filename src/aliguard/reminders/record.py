"""The record of what was sent, beside the ledger: a line a message, added and never rewritten.

A channel is noted only after it took a message, so that a crash repeats one and loses none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from aliguard.errors import LedgerBusyError, LedgerError
from aliguard.reminders.plan import EVERYWHERE, Key, Told
from aliguard.store import files

Stages = list[tuple[Key, int]]


def place(ledger: Path) -> Path:
    """Where the record of a ledger is kept."""
    return files.beside(ledger, "reminders")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep every other aliguard from sending the same at the same time.

    A disk that takes no lock, because it is full or read-only, must not keep a reminder back.

    Raises:
        LedgerBusyError: another aliguard is sending, and does not come to an end.
    """
    with ExitStack() as held:
        try:
            held.enter_context(files.locked_own(path))
        except LedgerBusyError:
            raise
        except LedgerError:
            pass  # better that it is said twice than not at all
        yield


def read(path: Path, *, today: date) -> Told:
    """What was said until today; a line that makes no sense says nothing, as one cut short.

    Nor does one of a later day, which a pretended today or a clock that was ahead has left: it must
    not keep a reminder back.

    Raises:
        LedgerError: the file cannot be read.
    """
    stages: dict[tuple[str, Key], int] = {}
    until: dict[Key, date] = {}
    for line in (files.read_own(path) or b"").splitlines():
        try:
            on, channel, said, waits = _parsed(line)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            continue
        if on > today:
            continue
        for key, stage in said:
            stages[channel, key] = min(stages.get((channel, key), stage), stage)
        if waits:
            stages = {(name, key): each for (name, key), each in stages.items() if key not in waits}
        until |= waits
    return Told(stages, until)


def _parsed(line: bytes) -> tuple[date, str, Stages, dict[Key, date]]:
    """The day of a line, its channel, the stages told over it, and what waits until a day."""
    raw = json.loads(line)
    said = [(_key(*key), int(stage)) for *key, stage in raw.get("stages", ())]
    waits = {_key(*raw["snoozed"]): date.fromisoformat(raw["until"])} if "snoozed" in raw else {}
    return date.fromisoformat(raw["on"]), str(raw.get("channel", EVERYWHERE)), said, waits


def _key(order: str, about: str, on: str) -> Key:
    return Key(str(order), str(about), date.fromisoformat(on))


def tell(path: Path, channel: str, stages: Iterable[tuple[Key, int]], *, today: date) -> None:
    """Note what was sent over a channel, or, with EVERYWHERE, acknowledged by the user.

    Raises:
        LedgerError: it cannot be written; the record is as it was.
    """
    listed = [[*_plain(key), stage] for key, stage in stages]
    _add(path, {"on": today.isoformat(), "channel": channel, "stages": listed})


def snooze(path: Path, key: Key, until: date, *, today: date) -> None:
    """Note that the user wants to hear of something anew, but only from a day on.

    Raises:
        LedgerError: it cannot be written; the record is as it was.
    """
    waits = {"snoozed": _plain(key), "until": until.isoformat()}
    _add(path, {"on": today.isoformat(), **waits})


def _plain(key: Key) -> list[str]:
    return [key.order, key.about, key.on.isoformat()]


def _add(path: Path, line: dict[str, object]) -> None:
    """Add a line; one that a crash cut short is ended first."""
    data = json.dumps(line, ensure_ascii=False).encode() + b"\n"
    known = files.read_own(path) or b"\n"
    files.append(path, data if known.endswith(b"\n") else b"\n" + data)
