"""The ledger as a value: all orders by id.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aliguard.errors import InputError, UnknownOrderError
from aliguard.model.order import Order, pasted

VERSION = 1
"""The version of the file format."""

SHORTEST_ENDING = 4
"""How many last characters of an id may stand for the whole."""

Changes = Mapping[str, Order | None]
"""Orders that were added or changed, by id; None for one that was removed."""


def find_id(given: str, order_ids: Iterable[str]) -> str:
    """The order id that was meant: the id itself, or the only one that ends like this.

    >>> find_id("1234", ["8200000000091234", "8200000000095678"])
    '8200000000091234'

    Raises:
        UnknownOrderError: none, with the most similar ids.
        InputError: several orders end like this, or are named.
    """
    known = tuple(order_ids)
    given = pasted(given)
    if given in known:
        return given
    ending = tuple(o for o in known if o.endswith(given)) if len(given) >= SHORTEST_ENDING else ()
    if len(ending) == 1:
        return ending[0]
    if ending:
        msg = f"Several orders end in {given}: {', '.join(ending[:5])}. Write more of the id."
        raise InputError(msg)
    parts = tuple(o for o in known if o.partition("/")[0].endswith(given) and "/" in o)
    if parts and len(given) >= SHORTEST_ENDING:
        msg = f"Order {given} was split: name a part, such as {' or '.join(parts[:3])}."
        raise InputError(msg)
    import difflib  # noqa: PLC0415 - heavy, and needed for errors only

    raise UnknownOrderError(given, tuple(difflib.get_close_matches(given, known, n=2, cutoff=0.8)))


@dataclass(frozen=True)
class Ledger:
    """All orders by id, in the order of the file."""

    orders: Mapping[str, Order] = field(default_factory=dict)
