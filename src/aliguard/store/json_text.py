"""The ledger as JSON text: the same records, for programs.

Pure: takes text, returns text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from aliguard.model.ledger import VERSION
from aliguard.model.order import Order
from aliguard.store.toml_text import event_record, order_record

Record = dict[str, Any]


def parse(text: str) -> Record:
    """The whole document.

    Raises:
        ValueError: it is not a JSON object, or names a key twice.
    """
    document = json.loads(text, object_pairs_hook=_unique)
    if not isinstance(document, dict):
        msg = "the document is no object"
        raise ValueError(msg)  # noqa: TRY004 - malformed text, not a wrong type of argument
    return document


def _unique(pairs: list[tuple[str, Any]]) -> Record:
    found: Record = {}
    for key, value in pairs:
        if key in found:
            msg = f"{key!r} is named twice"
            raise ValueError(msg)
        found[key] = value
    return found


def render(records: Mapping[str, Record]) -> str:
    """A whole ledger as text."""
    document = {"version": VERSION, "orders": records}
    return json.dumps(document, indent=2, ensure_ascii=False, default=_as_text) + "\n"


def record(order: Order) -> Record:
    """An order as it is stored."""
    return {**order_record(order), "events": [event_record(event) for event in order.events]}


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    msg = f"cannot store {value!r}"
    raise TypeError(msg)
