"""What a ledger file holds: its text turned into orders, and orders into its next text.

Pure: takes text, returns values and text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import tomli
from pydantic import ValidationError

from aliguard.errors import LedgerError
from aliguard.model.ledger import VERSION, Changes
from aliguard.model.order import ORDER_ID, Order
from aliguard.model.record import told
from aliguard.store import json_text, toml_text
from aliguard.store.patch import Edit
from aliguard.store.toml_text import Blocks, Spans

Record = dict[str, Any]


class Orders(Mapping[str, Order]):
    """The orders of a ledger, each made from its record when it is first asked for."""

    def __init__(
        self,
        ids: Mapping[str, object],
        record: Callable[[str], Record],
        made: Mapping[str, Order] | None = None,
    ) -> None:
        """Orders by id; `record` gives what is stored of one, `made` those made before."""
        self._ids = ids
        self._record = record
        self._made = dict(made or {})

    def __getitem__(self, order_id: str) -> Order:
        """The order."""
        made = self._made.get(order_id)
        if made is None:
            if order_id not in self._ids:
                raise KeyError(order_id)
            made = self._made[order_id] = Order.model_validate(self._record(order_id))
        return made

    def __contains__(self, order_id: object) -> bool:
        """Whether there is such an order; none is made for it."""
        return order_id in self._ids

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order of the file."""
        return iter(self._ids)

    def __len__(self) -> int:
        """How many orders there are."""
        return len(self._ids)


@dataclass(frozen=True)
class Content:
    """A ledger's text, the orders in it, and where each stands if it is made of blocks."""

    text: str
    is_json: bool
    orders: Orders
    blocks: Blocks | None = None
    records: Mapping[str, Record] = field(default_factory=dict)
    edits: tuple[Edit, ...] | None = None
    """What leads back to the text that this one was made from, where that is known."""
    anew: bool = False
    """Whether the whole file was laid out anew."""


def parse(text: str, *, name: str, is_json: bool, known: Content | None = None) -> Content:
    """The content of a ledger, every order of it checked; but not again what is as it was known.

    Raises:
        LedgerError: it is malformed, contradictory, or of a newer version; it says where.
    """
    content = _parse_json(text, name) if is_json else _parse_toml(text, name)
    if known:
        content = _with_known(content, known)
    for order_id in content.orders:
        _check(content, order_id, name)
    return content


def _with_known(content: Content, known: Content) -> Content:
    records = content.records
    same = {
        order_id: known.orders[order_id]
        for order_id, record in records.items()
        if known.records.get(order_id) == record
    }
    return replace(content, orders=Orders(records, records.__getitem__, same))


def trusted(text: str, spans: Spans, edits: tuple[Edit, ...] | None = None) -> Content:
    """The content of a TOML ledger whose very text was checked before; nothing is parsed yet."""
    blocks = Blocks(text, spans)
    orders = Orders(spans, blocks.record)
    return Content(text, is_json=False, orders=orders, blocks=blocks, edits=edits)


def confirmed(new: Content, old: Content, touched: Collection[str]) -> Content:
    """New content as its text reads, which must be what was meant: no slip may reach the disk.

    Raises:
        LedgerError: it is not.
    """
    read = parse(new.text, name="The new text", is_json=new.is_json, known=old)
    meant = {key: (new if key in touched else old).orders[key] for key in new.orders}
    if [*read.orders.items()] != [*meant.items()]:
        msg = "The new text would not say what was meant, so nothing was changed."
        raise LedgerError(msg)
    return read


def empty(*, is_json: bool) -> Content:
    """The content of a ledger without orders."""
    text = json_text.render({}) if is_json else toml_text.EMPTY
    return parse(text, name="an empty ledger", is_json=is_json)


def _parse_toml(text: str, name: str) -> Content:
    parts = toml_text.split(text)
    if parts:
        blocks, records, outside = parts
        _check_head({**outside, "orders": records}, name)
        return _content(text, records, blocks)
    try:
        document = tomli.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"{name} is not valid TOML: {_short(error)}. Mend that line; nothing was changed."
        raise LedgerError(msg) from error
    records = _check_head(document, name)
    return _content(text, records)


def _parse_json(text: str, name: str) -> Content:
    try:
        document = json_text.parse(text)
    except (ValueError, RecursionError) as error:
        msg = f"{name} is not valid JSON: {_short(error)}. Mend it; nothing was changed."
        raise LedgerError(msg) from error
    records = _check_head(document, name)
    return _content(text, records, is_json=True)


def _short(error: Exception) -> str:
    return "it is nested without end" if isinstance(error, RecursionError) else str(error)


def _content(
    text: str, records: Mapping[str, Record], blocks: Blocks | None = None, *, is_json: bool = False
) -> Content:
    return Content(text, is_json, Orders(records, records.__getitem__), blocks, records)


def _check_head(document: Record, name: str) -> dict[str, Record]:
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        msg = f"{name}: version is missing: a ledger starts with `version = {VERSION}`."
        raise LedgerError(msg)
    if version > VERSION:
        msg = (
            f"{name} was written by a newer aliguard (version {version}; this one knows"
            f" {VERSION}). Upgrade aliguard; nothing was changed."
        )
        raise LedgerError(msg)
    for key in document:
        if key not in {"version", "orders"}:
            msg = f"{name}: {key}: unknown key; a ledger has version and orders."
            raise LedgerError(msg)
    orders = document.get("orders", {})
    if not isinstance(orders, dict):
        msg = f"{name}: orders must be a table."
        raise LedgerError(msg)
    return orders


def _check(content: Content, order_id: str, name: str) -> None:
    try:
        content.orders[order_id]
    except ValidationError as error:
        raise _malformed(content, order_id, name, told(error)) from error
    if not ORDER_ID.fullmatch(order_id):
        raise _malformed(content, order_id, name, "that is no order id")


def _malformed(content: Content, order_id: str, name: str, complaint: str) -> LedgerError:
    return LedgerError(f"{name}{_line(content, order_id)}: order {order_id}: {complaint}.")


def _line(content: Content, order_id: str) -> str:
    if content.blocks is None:
        return ""
    start, _ = content.blocks.spans[order_id]
    return f", line {content.text.count(chr(10), 0, start) + 1}"


def changed(content: Content, changes: Changes) -> Content:
    """The content after some orders were added, replaced or removed."""
    if content.is_json:
        return _changed_json(content, changes)
    if content.blocks is None:
        return _laid_out_anew(content, changes)
    return trusted(*toml_text.spliced(content.blocks, changes))


def with_blocks(content: Content, new: Mapping[str, str]) -> Content:
    """The content with the given blocks of TOML put in place, an empty one to remove an order."""
    if content.blocks:
        return trusted(*toml_text.with_blocks(content.blocks, new))
    made = {
        order_id: Order.model_validate(toml_text.parse_block(block)[1]) if block else None
        for order_id, block in new.items()
    }
    return changed(content, made)


def block(content: Content, order_id: str) -> str:
    """One order as a block of TOML; empty where there is none."""
    if order_id not in content.orders:
        return ""
    if content.blocks:
        return content.blocks.block(order_id)
    return toml_text.render_block(order_id, content.orders[order_id])


def same_order(one: str, other: str) -> bool:
    """Whether two blocks hold the same order, or both none."""
    if one.strip() == other.strip() or not (one and other):
        return one.strip() == other.strip()
    first, second = _order(one), _order(other)
    return first is not None and first == second


def _order(block: str) -> Order | None:
    """The order in a block; None where it makes no sense."""
    try:
        return Order.model_validate(toml_text.parse_block(block)[1])
    except (ValueError, RecursionError, OverflowError):
        return None


def _changed_json(content: Content, changes: Changes) -> Content:
    records = dict(content.records)
    for order_id, order in changes.items():
        if order is None:
            records.pop(order_id, None)
        else:
            records[order_id] = json_text.record(order)
    text = json_text.render(records)
    return _content(text, records, is_json=True)


def _laid_out_anew(content: Content, changes: Changes) -> Content:
    """A file in a layout of its own is written in the usual one; its comments go to the top."""
    orders = {**content.orders, **changes}
    kept = "".join(f"{comment}\n" for comment in toml_text.comments(content.text))
    text = kept + toml_text.render({key: o for key, o in orders.items() if o is not None})
    return replace(parse(text, name="the ledger", is_json=False), anew=True)
