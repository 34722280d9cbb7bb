"""A cache of one very text of the ledger: where its orders stand, and which are at rest.

It is only ever a shortcut for reading. It is sealed by a digest over itself, over the ledger's very
bytes and over the program's version; whatever does not fit that seal is no index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from aliguard import __version__
from aliguard.errors import LedgerError
from aliguard.store import files
from aliguard.store.toml_text import Spans

FORMAT = f"{__version__}/2"


@dataclass(frozen=True)
class Index:
    """What is known of one very text of a ledger."""

    digest: str
    spans: Spans
    rules: str = ""
    """The fingerprint of the rulebook that `quiet` was found with."""
    quiet: Mapping[str, date | None] = field(default_factory=dict)
    """The day from which an order is at rest, for good, or None for never."""


def digest(data: bytes) -> str:
    """The digest that a text is known by."""
    return hashlib.sha256(data).hexdigest()


def place(cache: Path, ledger: Path) -> Path:
    """Where the index of a ledger is kept."""
    name = hashlib.sha256(str(ledger.absolute()).encode(errors="surrogateescape")).hexdigest()
    return cache / "index" / f"{name[:20]}.json"


def read(path: Path, wanted: str) -> Index | None:
    """The index in a file if it is of the wanted text, and as it was written; None otherwise."""
    try:
        seal, _, body = (files.read_own(path) or b"").partition(b"\n")
        if seal != _seal(wanted, body):
            return None
        found = json.loads(body)
        spans = {key: (start, end) for key, start, end, _ in found["orders"]}
        quiet = {key: _day(day) for key, _, _, day in found["orders"] if day != UNKNOWN}
        return Index(wanted, spans, found["rules"], quiet)
    except (LedgerError, ValueError, LookupError, TypeError, OverflowError, RecursionError):
        return None


def _seal(wanted: str, body: bytes) -> bytes:
    return digest(f"{FORMAT} {wanted}\n".encode() + body).encode()


UNKNOWN, NEVER = -1, 0


def _day(ordinal: int) -> date | None:
    return None if ordinal == NEVER else date.fromordinal(ordinal)


def _ordinal(index: Index, order_id: str) -> int:
    if order_id not in index.quiet:
        return UNKNOWN
    day = index.quiet[order_id]
    return NEVER if day is None else day.toordinal()


def write(path: Path, index: Index) -> None:
    """Keep an index, if the folder lets us: without it all works, only slower."""
    orders = [(key, *span, _ordinal(index, key)) for key, span in index.spans.items()]
    body = json.dumps({"rules": index.rules, "orders": orders}, separators=(",", ":")).encode()
    try:
        files.replace_own(path, _seal(index.digest, body) + b"\n" + body)
    except LedgerError:
        return
