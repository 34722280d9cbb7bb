"""What can go wrong for a user, each error as one or two plain sentences.

AliguardError
├── InputError            a value that was given cannot be used
├── UnknownOrderError     no order has that id
├── ContradictionError    facts of an order cannot all be true
├── LedgerError           the ledger cannot be read or written
│   ├── LedgerBusyError      another aliguard keeps its lock
│   └── LedgerChangedError   it was changed elsewhere in the meantime
├── RulebookError         a rulebook is malformed
├── ReminderError         a reminder cannot be sent or scheduled
├── CalendarError         a calendar cannot be written or reached
└── RefusedError          a guarded step was not confirmed
"""

from __future__ import annotations

import os
from datetime import datetime


class AliguardError(Exception):
    """A failure that is told to the user as it stands; the process exits with 2."""


class InputError(AliguardError):
    """A value that was given cannot be used."""


class UnknownOrderError(AliguardError):
    """No order of the ledger has the id that was asked for."""

    def __init__(self, order_id: str, near: tuple[str, ...] = ()) -> None:
        hint = (
            f" Did you mean {' or '.join(near)}?" if near else " `aliguard status --all` lists all."
        )
        super().__init__(f"There is no order {order_id} in the ledger.{hint}")


class ContradictionError(AliguardError):
    """Facts of an order contradict each other, or a step lacks what it needs."""


class LedgerError(AliguardError):
    """The ledger cannot be read or written."""


class LedgerBusyError(LedgerError):
    """Another aliguard keeps the lock of the ledger, or of a file beside it."""


class LedgerChangedError(LedgerError):
    """The ledger was changed by another program in the meantime."""


class RulebookError(AliguardError):
    """A rulebook is malformed: the message names its file and the key."""


class ReminderError(AliguardError):
    """A reminder cannot be sent or scheduled: the message says why and how to mend it."""


class CalendarError(AliguardError):
    """A calendar cannot be written or reached: the message says why and how to mend it."""


class RefusedError(AliguardError):
    """A step that cannot be taken back was not confirmed."""


LONGEST = 200
"""How many characters of a foreign message are repeated."""


def in_words(error: BaseException) -> str:
    """Any failure as a sentence: what a person can make of it, and how to mend it."""
    match error:
        case AliguardError():
            return str(error)
        case OSError():
            name = f"{error.filename}: " if error.filename else ""
            return f"{name}{error.strerror or type(error).__name__}."
    return _known(error) or zone_trouble() or _unknown(error)


def _known(error: BaseException) -> str | None:
    from zoneinfo import ZoneInfoNotFoundError  # noqa: PLC0415 - for failures only

    match error:
        case MemoryError():
            return "there is not enough memory for that, so it was given up."
        case RecursionError():
            return f"something is nested too deep to be followed to its end{_where(error)}."
        case ZoneInfoNotFoundError():
            return "the time zones are missing on this machine: `pip install tzdata` brings them."
        case ArithmeticError():
            return (
                f"a number is too large to count with ({_short(error)}){_where(error)}: look for it"
                " in the ledger, in settings.toml and in rules.d."
            )
    return None


def zone_trouble() -> str | None:
    """What is wrong with the time zone of this machine, if that is it."""
    try:
        datetime(2026, 1, 1).astimezone()
    except (ValueError, OverflowError):
        zone = os.environ.get("TZ")
        named = f" ({zone!r} in TZ)" if zone else ""
        return f"the time zone{named} cannot be used: name one such as TZ=Europe/Berlin."
    return None


def _unknown(error: BaseException) -> str:
    return (
        "aliguard itself failed, which is no fault of yours:"
        f" {type(error).__name__}: {_short(error)}{_where(error)}."
    )


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _where(error: BaseException) -> str:
    """The place in the program at which it happened, for whoever is to mend it."""
    import traceback  # noqa: PLC0415 - for failures only

    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        room, _, name = frame.filename.replace(os.sep, "/").rpartition("/aliguard/")
        if room:
            return f" [{name}:{frame.lineno}]"
    return ""
