"""The ledger's TOML as text: its orders as blocks that can be read and replaced one by one.

A save touches only the blocks of the orders that changed, so that everything else in the file,
comments and layout included, stays as the user wrote it.

Pure: takes text, returns text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import tomli

from aliguard.model.event import BaseEvent
from aliguard.model.ledger import VERSION
from aliguard.model.order import Order
from aliguard.store.patch import Edit

Record = dict[str, Any]
Spans = dict[str, tuple[int, int]]

HEADER = re.compile(
    r"^[ \t]*\[\[?[ \t]*orders[ \t]*\.[ \t]*"
    r"""(?:([A-Za-z0-9_-]+)|"([^"\\\n]*)"|'([^'\n]*)')"""
    r"[ \t]*(?:\.[^\]\n]*)?\]\]?[ \t]*(?:\#[^\n]*?)?\r?$",
    re.MULTILINE,
)
"""The head of a table that belongs to an order."""
EMPTY = f"version = {VERSION}\n"


@dataclass(frozen=True)
class Blocks:
    """A ledger's text with the place of each order in it."""

    text: str
    spans: Spans

    def block(self, order_id: str) -> str:
        """The text of one order."""
        start, end = self.spans[order_id]
        return self.text[start:end]

    def record(self, order_id: str) -> Record:
        """The stored record of one order."""
        return parse_block(self.block(order_id))[1]


def split(text: str) -> tuple[Blocks, dict[str, Record], Record] | None:
    """The blocks, the record of each order, and all that stands outside of the orders.

    None when the file is laid out in another way, or is not TOML at all. It is sound: a header
    inside a string would leave the block before it unfinished, which does not parse.
    """
    starts = list(_starts(text))
    ends = [*starts, len(text)][1:]
    spans: Spans = {}
    records: dict[str, Record] = {}
    try:
        outside = tomli.loads(text[: starts[0]] if starts else text)
        for start, end in zip(starts, ends, strict=True):
            order_id, record = parse_block(text[start:end])
            if order_id in spans:
                return None
            spans[order_id] = (start, start + _said(text[start:end]))
            records[order_id] = record
    except (ValueError, RecursionError):
        return None
    return (Blocks(text, spans), records, outside) if "orders" not in outside else None


def _starts(text: str) -> Iterator[int]:
    """Where the first table of each order begins, if those of one order stand together."""
    before = None
    for head in HEADER.finditer(text):
        order_id = next(filter(None, head.groups()), "")
        if order_id != before:
            yield head.start()
        before = order_id


def _said(block: str) -> int:
    """Where the last line of an order ends.

    The empty lines and comments below it belong to what follows.
    """
    last = max((m.end() for m in _TOKEN.finditer(block) if not m["comment"]), default=0)
    line_end = block.find("\n", last)
    return len(block) if line_end < 0 else line_end + 1


def parse_block(text: str) -> tuple[str, Record]:
    """The order id and the record of a block.

    Raises:
        ValueError: it holds anything but one order.
    """
    match tomli.loads(text):
        case {"orders": {**orders}, **others} if len(orders) == 1 and not others:
            [(order_id, record)] = orders.items()
            if isinstance(record, dict):
                return str(order_id), record
    msg = "not one order"
    raise ValueError(msg)


def spliced(
    blocks: Blocks, changes: Mapping[str, Order | None]
) -> tuple[str, Spans, tuple[Edit, ...]]:
    """The text with some orders added, replaced or removed: see `with_blocks`."""
    new = {
        order_id: "" if order is None else _new_block(blocks, order_id, order)
        for order_id, order in changes.items()
    }
    return with_blocks(blocks, new)


def with_blocks(blocks: Blocks, new: Mapping[str, str]) -> tuple[str, Spans, tuple[Edit, ...]]:
    """The text with some blocks put in place of others; an empty one removes the order.

    Whatever stands between the blocks stays; new orders are added at the end. With it come the new
    place of each order, and the edits that lead back.
    """
    pieces: list[str] = []
    spans: Spans = {}
    edits: list[Edit] = []
    position = copied = 0
    for order_id, (start, end) in blocks.spans.items():
        old = blocks.text[start:end]
        block = new.get(order_id, old)
        pieces += (blocks.text[copied:start], block)
        position += start - copied
        if block:
            spans[order_id] = (position, position + len(block))
        if block != old:
            edits.append(Edit(position, position + len(block), old))
        position += len(block)
        copied = end
    pieces.append(blocks.text[copied:])
    text = "".join(pieces)
    grown = len(text)
    for order_id, block in new.items():
        if block and order_id not in blocks.spans:
            text += _gap(text)
            spans[order_id] = (len(text), len(text) + len(block))
            text += block
    return text, spans, (*edits, Edit(grown, len(text), ""))


def _gap(before: str) -> str:
    """What must stand between a text and a new block: one empty line."""
    if not before or before.endswith("\n\n"):
        return ""
    return "\n" if before.endswith("\n") else "\n\n"


def _new_block(blocks: Blocks, order_id: str, order: Order) -> str:
    """The block of a changed order: events are added to the text as it stands where that does."""
    if order_id not in blocks.spans:
        return render_block(order_id, order)
    old = blocks.block(order_id)
    line_end = "\r\n" if "\r\n" in old else "\n"
    body = old if old.endswith("\n") else f"{old}{line_end}"
    before = Order.model_validate(blocks.record(order_id))
    added = order.events[len(before.events) :]
    if order == before.model_copy(update={"events": (*before.events, *added)}):
        news = "".join(f"\n{_render_event(order_id, event)}" for event in added)
        grown = body + news.replace("\n", line_end)
        if _holds(grown, order_id, order):
            return grown
    kept = "".join(f"{comment}\n" for comment in comments(body))
    header, _, rest = render_block(order_id, order).partition("\n")
    return f"{header}\n{kept}{rest}".replace("\n", line_end)


def _holds(block: str, order_id: str, order: Order) -> bool:
    """Whether a block says just what it should: the belt beside the braces."""
    try:
        found_id, record = parse_block(block)
        return (found_id, Order.model_validate(record)) == (order_id, order)
    except ValueError:
        return False


_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*'"
    r"|(?P<comment>\#[^\n]*)"
    r"|[^\s\"'\#]+",
    re.DOTALL,
)
"""A string, a comment, or a run of anything else that is no white space."""


def comments(text: str) -> list[str]:
    r"""The comments of a TOML text, without those that are part of a string.

    >>> comments('a = "#1" # one\n# two')
    ['# one', '# two']
    """
    found = (match["comment"] for match in _TOKEN.finditer(text))
    return [comment.rstrip() for comment in found if comment]


def render(records: Mapping[str, Order]) -> str:
    """A whole ledger as text."""
    return EMPTY + "".join(f"\n{render_block(key, order)}" for key, order in records.items())


def render_block(order_id: str, order: Order) -> str:
    """One order as text, its events last."""
    facts = order_record(order)
    events = "".join(f"\n{_render_event(order_id, event)}" for event in order.events)
    return f"[orders.{_key(order_id)}]\n{_render_table(facts)}{events}"


def order_record(order: Order) -> Record:
    """The standing facts of an order as they are stored: what is empty is left out."""
    return _plain(order.model_dump(exclude={"events"}, exclude_defaults=True))


def event_record(event: BaseEvent) -> Record:
    """An event as it is stored: its kind and day first, its author and note last."""
    dumped = _plain(event.model_dump(exclude_defaults=True))
    last: Record = {key: dumped.pop(key) for key in ("by", "note") if key in dumped}
    return {"event": getattr(event, "event", ""), "on": dumped.pop("on"), **dumped, **last}


def _plain(dumped: Record) -> Record:
    return {key: _plain_value(value) for key, value in dumped.items() if value is not None}


def _plain_value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return _plain(value) if isinstance(value, dict) else value


def _render_event(order_id: str, event: BaseEvent) -> str:
    return f"[[orders.{_key(order_id)}.events]]\n{_render_table(event_record(event))}"


def _render_table(record: Record) -> str:
    return "".join(_render_pairs(record))


def _render_pairs(record: Record) -> Iterator[str]:
    import tomli_w  # noqa: PLC0415 - needed for writing only

    for key, value in record.items():
        if isinstance(value, dict):
            inner = ", ".join(line.rstrip("\n") for line in _render_pairs(value))
            yield f"{key} = {{ {inner} }}\n"
        elif isinstance(value, bool | int | str | date):
            yield tomli_w.dumps({key: value})
        else:
            msg = f"cannot store {value!r}"
            raise TypeError(msg)


def _key(order_id: str) -> str:
    return order_id if re.fullmatch(r"[A-Za-z0-9_-]+", order_id) else f'"{order_id}"'
