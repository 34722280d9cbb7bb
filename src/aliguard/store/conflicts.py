"""Copies that programs which sync leave beside a ledger that was changed in two places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.store import files


@dataclass(frozen=True, slots=True)
class Conflict:
    """A copy, and what it has that the ledger has not."""

    path: Path
    only_there: tuple[str, ...] = ()
    other_there: tuple[str, ...] = ()
    """The orders that both have, but not the same."""
    problem: str | None = None
    """Why it cannot be read; None if it can."""


def copies(ledger: Path) -> list[Path]:
    """The files beside a ledger whose names say that they are the other side of a conflict."""
    real = files.target(ledger)
    try:
        return sorted(path for path in real.parent.iterdir() if _is_copy(path, real))
    except OSError:
        return []


def _is_copy(path: Path, ledger: Path) -> bool:
    if path.name == f"{ledger.name}.orig":
        return True
    rest = path.name.removeprefix(ledger.stem)
    return rest != path.name and path.suffix == ledger.suffix and "conflict" in rest.lower()


def compared(path: Path, theirs: Mapping[str, Order], ours: Mapping[str, Order]) -> Conflict:
    """What the orders of a copy have that the ledger's have not."""
    return Conflict(
        path,
        tuple(key for key in theirs if key not in ours),
        tuple(key for key in theirs if key in ours and theirs[key] != ours[key]),
    )


def unreadable(path: Path, error: LedgerError) -> Conflict:
    """A copy that cannot be read."""
    return Conflict(path, problem=str(error))
