"""The journal beside the ledger: every change with what was before it, so that it can be undone.

Each line is sealed by a digest of it. One that makes no sense is passed over, and set aside by the
next write: it never keeps a change from being made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

from aliguard.store import files
from aliguard.store.patch import Edit, Patch

KEPT = 500
"""How many steps are kept when the journal is trimmed."""
TRIM_AT = 2 * KEPT
LARGEST = files.MOST_BESIDE // 2
"""How many bytes are kept then: what is larger than twice that is not read."""


@dataclass(frozen=True)
class Step:
    """One change: the blocks of the orders that it touched, before and after; empty for none."""

    number: int
    on: date
    command: str
    blocks: Mapping[str, tuple[str, str]]
    undoes: int | None = None
    patch: Patch | None = None
    """The way back to the very bytes; unknown of the first step of a new ledger."""

    def before(self) -> dict[str, str]:
        """The blocks as they were."""
        return {order_id: before for order_id, (before, _) in self.blocks.items()}

    def after(self) -> dict[str, str]:
        """The blocks as they became."""
        return {order_id: after for order_id, (_, after) in self.blocks.items()}


@dataclass(frozen=True)
class Journal:
    """What was found in the file of a journal."""

    steps: list[Step]
    """The steps that were taken, as far as is known, the oldest first."""
    sound: list[bytes]
    """The lines that make sense; one that a crash cut short is none."""
    damaged: list[bytes]
    """The lines that make none."""
    whole: bool
    """Whether the last line is whole."""


def place(ledger: Path) -> Path:
    """Where the journal of a ledger is kept."""
    return files.beside(ledger, "journal")


def aside(path: Path) -> Path:
    """Where lines that make no sense are set aside."""
    return path.with_name(f"{path.name}.damaged")


def read(path: Path) -> Journal:
    """The journal in a file; an empty one where there is none.

    Raises:
        LedgerError: the file cannot be read.
    """
    found: dict[int, Step] = {}
    lines = (files.read_own(path) or b"").splitlines(keepends=True)
    whole = not lines or lines[-1].endswith(b"\n")
    sound, damaged = [], []
    for line in lines if whole else lines[:-1]:
        try:
            _take_in(found, line)
            sound.append(line)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
            damaged.append(line)
    return Journal(list(found.values()), sound, damaged, whole)


def _take_in(found: dict[int, Step], line: bytes) -> None:
    raw = json.loads(line)
    if raw.pop("seal", None) not in {None, _seal(raw)}:
        raise ValueError(line)
    if "void" in raw:
        found.pop(raw["void"], None)
    else:
        step = _step(raw)
        found[step.number] = step


def _step(raw: dict[str, Any]) -> Step:
    number, undoes, command = raw["number"], raw.get("undoes"), raw["command"]
    if not (isinstance(number, int) and isinstance(undoes, int | None)):
        raise TypeError(number, undoes)
    blocks = {str(order_id): (before, after) for order_id, (before, after) in raw["orders"].items()}
    if not all(isinstance(text, str) for pair in blocks.values() for text in (command, *pair)):
        raise TypeError(blocks)
    on, patch = date.fromisoformat(raw["on"]), raw.get("patch")
    return Step(number, on, command, blocks, undoes, None if patch is None else _patch(**patch))


def _patch(before: str, after: str, edits: list[tuple[int, int, str]]) -> Patch:
    made = tuple(Edit(int(start), int(end), str(text)) for start, end, text in edits)
    return Patch(before, after, made)


def void(path: Path, step: Step) -> None:
    """Note that a step was written down, but never taken: something stopped it in between.

    Raises:
        LedgerError: the journal cannot be written.
    """
    files.append(path, _line({"void": step.number}))


def undone(found: list[Step]) -> set[int]:
    """The numbers of the steps that a later step took back."""
    return {step.undoes for step in found if step.undoes is not None}


def tidy(path: Path, known: Journal) -> None:
    """Trim a journal that is long, and set aside what makes no sense in it.

    Raises:
        LedgerError: it cannot be written.
    """
    if known.damaged:
        files.append(aside(path), b"".join(known.damaged))
    kept = _trimmed(known.sound)
    if known.damaged or not known.whole or len(kept) < len(known.sound):
        files.replace_own(path, b"".join(kept))


def _trimmed(lines: list[bytes]) -> list[bytes]:
    """All lines, or only the newest where they are too many, or too large."""
    if len(lines) < TRIM_AT and sum(map(len, lines)) <= LARGEST:
        return lines
    sizes = accumulate(map(len, reversed(lines[-KEPT:])))
    count = sum(size <= LARGEST for size in sizes)
    return lines[-count:] if count else []


def record(path: Path, step: Step) -> int:
    """Write a step down before it is taken; return the journal's size before.

    Raises:
        LedgerError: it cannot be written.
    """
    raw: dict[str, Any] = {
        "number": step.number,
        "on": step.on.isoformat(),
        "command": step.command,
        "orders": step.blocks,
        "undoes": step.undoes,
    }
    if step.patch:
        raw["patch"] = {
            "before": step.patch.before,
            "after": step.patch.after,
            "edits": step.patch.edits,
        }
    return files.append(path, _line(raw))


def _line(raw: dict[str, Any]) -> bytes:
    return _data({**raw, "seal": _seal(raw)}) + b"\n"


def _seal(raw: dict[str, Any]) -> str:
    return hashlib.sha256(_data(raw)).hexdigest()[:16]


def _data(raw: dict[str, Any]) -> bytes:
    try:
        return json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a ledger that was no text stood there before
        return json.dumps(raw).encode()
