"""How a text came from the one before it: enough to go back to the very bytes.

Pure: takes values, returns values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """A part of the new text, and what stood there before."""

    start: int
    end: int
    before: str


@dataclass(frozen=True, slots=True)
class Patch:
    """The digests of two texts, and the edits that lead from the later one back."""

    before: str
    after: str
    edits: tuple[Edit, ...]

    def back(self, now: str) -> str | None:
        """The text before, to the byte; None where the text is no longer the one after."""
        if digest(now) != self.after:
            return None
        old = "".join(_pieces(now, self.edits))
        return old if digest(old) == self.before else None


def _pieces(now: str, edits: Iterable[Edit]) -> Iterable[str]:
    position = 0
    for start, end, before in edits:
        yield now[position:start]
        yield before
        position = end
    yield now[position:]


def between(old: str, new: str, edits: Iterable[Edit] | None = None) -> Patch:
    """The way back from a text; where no edits are known, they are one."""
    known = (Edit(0, len(new), old),) if edits is None else edits
    short = tuple(_trimmed(new, each) for each in known)
    made = Patch(digest(old), digest(new), short)
    return made if edits is None or made.back(new) == old else between(old, new)


def _trimmed(new: str, edit: Edit) -> Edit:
    """The same edit without what is the same before and after."""
    start, end, before = edit
    after = new[start:end]
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    return Edit(start + head, end - tail, before[head : len(before) - tail])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def digest(text: str) -> str:
    """The digest that a text is known by."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()
