"""The journal beside the ledger: every change with what was before it, so that it can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from aliguard.store import files

KEPT = 500
"""How many steps are kept when the journal is trimmed."""
TRIM_AT = 2 * KEPT


@dataclass(frozen=True)
class Step:
    """One change: the blocks of the orders that it touched, before and after; empty for none."""

    number: int
    on: date
    command: str
    blocks: Mapping[str, tuple[str, str]]
    undoes: int | None = None

    def before(self) -> dict[str, str]:
        """The blocks as they were."""
        return {order_id: before for order_id, (before, _) in self.blocks.items()}

    def after(self) -> dict[str, str]:
        """The blocks as they became."""
        return {order_id: after for order_id, (_, after) in self.blocks.items()}


def place(ledger: Path) -> Path:
    """Where the journal of a ledger is kept."""
    return files.beside(ledger, "journal")


def steps(path: Path) -> list[Step]:
    """All steps that were taken, as far as is known, the oldest first.

    A line that a crash cut short is no step.
    """
    found: dict[int, Step] = {}
    for line in (files.read(path) or b"").splitlines():
        try:
            raw = json.loads(line)
            if "void" in raw:
                found.pop(raw["void"], None)
            else:
                step = _step(raw)
                found[step.number] = step
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
    return list(found.values())


def void(path: Path, step: Step) -> None:
    """Note that a step was written down, but never taken: something stopped it in between.

    Raises:
        LedgerError: the journal cannot be written.
    """
    files.append(path, json.dumps({"void": step.number}).encode() + b"\n")


def _step(raw: dict[str, Any]) -> Step:
    number, undoes = raw["number"], raw.get("undoes")
    if not isinstance(number, int) or not isinstance(undoes, int | None):
        raise TypeError(number, undoes)
    blocks = {order_id: (before, after) for order_id, (before, after) in raw["orders"].items()}
    if not all(isinstance(text, str) for pair in blocks.values() for text in pair):
        raise TypeError(blocks)
    return Step(number, date.fromisoformat(raw["on"]), str(raw["command"]), blocks, undoes)


def undone(found: list[Step]) -> set[int]:
    """The numbers of the steps that a later step took back."""
    return {step.undoes for step in found if step.undoes is not None}


def record(path: Path, step: Step) -> int:
    """Write a step down before it is taken; return the journal's size before.

    Raises:
        LedgerError: it cannot be written.
    """
    known = files.read(path) or b""
    lines = known.splitlines(keepends=True)
    torn = bool(lines) and not lines[-1].endswith(b"\n")
    if len(lines) >= TRIM_AT or torn:
        kept = lines[:-1] if torn else lines
        files.replace(path, b"".join(kept[-KEPT:] if len(kept) >= TRIM_AT else kept))
    return files.append(path, _line(step))


def _line(step: Step) -> bytes:
    raw = {
        "number": step.number,
        "on": step.on.isoformat(),
        "command": step.command,
        "orders": step.blocks,
        "undoes": step.undoes,
    }
    return json.dumps(raw, ensure_ascii=False).encode() + b"\n"
