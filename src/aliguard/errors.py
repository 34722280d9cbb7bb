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
