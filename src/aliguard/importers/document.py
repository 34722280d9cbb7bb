"""A document that a buyer hands in, and what an importer finds in it.

Pure: takes values, returns values. No files, no clock, no console.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from aliguard.errors import InputError
from aliguard.importers.refusals import AGAIN
from aliguard.model.order import Order

QUOTED = 60
"""How many characters of a foreign text a message repeats."""


@dataclass(frozen=True, slots=True)
class Found:
    """An order as a document shows it, and the rows that it was built from."""

    order_id: str
    order: Order
    rows: tuple[int, ...]
    status: str
    """The status as the document words it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order of the document that needs no watching."""

    order_id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the document that was not, or not wholly, taken."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Extract:
    """All that an importer made of a document."""

    orders: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of document: its name, how to know it, and how to read it."""

    name: str
    title: str
    recognises: Callable[[str], bool]
    """Whether a text is of this kind; never raises."""
    extract: Callable[[str, date], Extract]
    """What stands in the text, read on a day; raises InputError where it cannot go on."""


def decode(data: bytes) -> str:
    """The text of a document, without the byte order mark.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"The file is not UTF-8 text (byte {error.start}). {AGAIN}"
        raise InputError(msg) from error


def quoted(text: str) -> str:
    """A foreign text as a message may repeat it: in quotes, escaped, not too long.

    >>> quoted("x" * 100) == repr("x" * 59 + "…")
    True
    """
    return repr(text if len(text) <= QUOTED else text[: QUOTED - 1] + "…")
