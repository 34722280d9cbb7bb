"""Aliexpress Shopper Inventory, CSV and JSON, and My Purchases Collector, which writes the same.

One row or entry an item line. Format: https://github.com/my-purchases/web/blob/main/docs/PROVIDERS.md
Pure: takes values, returns values.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape

from aliguard.errors import InputError
from aliguard.importers.dates import pacific_day
from aliguard.importers.document import Extract, Importer, Problem
from aliguard.importers.items import Item, gathered
from aliguard.importers.refusals import AGAIN
from aliguard.model.order import parse_order_id

NAME = "shopper-inventory"

COLUMNS = {
    "Order Date": "orderDate",
    "Order ID": "orderId",
    "Title": "title",
    "Qty": "quantity",
    "Store": "storeName",
    "SKU ID": "skuId",
    "Price Info": "priceInfo",
    "Currency": "currency",
    "Status": "status",
}
"""The columns of the CSV that are read, and the keys of the JSON that hold the same."""

SIGNATURE = ("Order ID", "Price Info", "SKU ID")
"""Columns that stand together in no other known export."""

_DIGITS = re.compile(r"[0-9]{12,20}")
_LONGEST_ID = 60


def recognises(text: str) -> bool:
    """Whether the text is such a CSV or JSON."""
    try:
        if _is_json(text):
            entries = _entries(text)
            first = entries[0] if entries else None
            return isinstance(first, dict) and all(COLUMNS[name] in first for name in SIGNATURE)
        return set(SIGNATURE) <= set(_header(text))
    except InputError:
        return False


def extract(text: str, today: date) -> Extract:
    """The orders of such a CSV or JSON.

    Raises:
        InputError: quotes or brackets are broken, so that rows cannot be told apart.
    """
    items = _json_items(text) if _is_json(text) else _csv_items(text)
    return gathered(items, source=NAME, today=today)


IMPORTER = Importer(NAME, "Aliexpress Shopper Inventory (CSV or JSON)", recognises, extract)


def _is_json(text: str) -> bool:
    return text.lstrip().startswith("[")


def _csv_items(text: str) -> Iterator[Item | Problem]:
    header = _header(text)
    for row, cells in _records(text):
        where = f"row {row}"
        if cells == header or not any(cells) or _is_hint(cells):
            continue
        if len(cells) != len(header):
            yield Problem(
                where, f"It has {len(cells)} columns, the header {len(header)}: it was left out."
            )
            continue
        values = dict(zip(header, cells, strict=True))
        yield _item(values, row=row, where=where, line=json.dumps(cells))


def _header(text: str) -> list[str]:
    return next((cells for _, cells in _records(text) if any(cells) and not _is_hint(cells)), [])


def _is_hint(cells: list[str]) -> bool:
    """Whether a row tells a spreadsheet how columns are parted: `sep=,`."""
    return cells[0] == "sep=" and not any(cells[1:])


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, numbered as a spreadsheet numbers them."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, [_one_line(cell.replace("\ufeff", "")) for cell in cells]
    except csv.Error as error:
        msg = f"Line {reader.line_num} of the CSV cannot be read ({error}). {AGAIN}"
        raise InputError(msg) from error


def _json_items(text: str) -> Iterator[Item | Problem]:
    for row, entry in enumerate(_entries(text), start=1):
        where = f"item {row}"
        if not isinstance(entry, dict):
            yield Problem(where, "It is no item of an order: it was left out.")
        elif isinstance(entry.get("orderId"), int | float):
            yield Problem(where, f"Its order id became a number, which loses digits. {AGAIN}")
        elif entry.get("ignoreExport") is not True:
            values = {name: _text(entry.get(key)) for name, key in COLUMNS.items()}
            values["Order Date"] = values["Order Date"] or _text(entry.get("orderDateIso"))
            line = _text(entry.get("id")) or where
            yield _item(values, row=row, where=where, line=line, seen=_captured(entry))


def _entries(text: str) -> list[object]:
    try:
        entries = json.loads(text)
    except RecursionError as error:
        msg = "The JSON is nested too deeply to be an export of orders."
        raise InputError(msg) from error
    except ValueError as error:
        msg = f"The JSON cannot be read ({error})."
        raise InputError(msg) from error
    return entries if isinstance(entries, list) else []


def _captured(entry: Mapping[str, object]) -> date | None:
    timestamp = entry.get("timestamp")
    return pacific_day(timestamp) if isinstance(timestamp, int | float) else None


def _text(value: object) -> str:
    return _one_line(str(value)) if isinstance(value, str | int | float) else ""


def _one_line(text: str) -> str:
    """The text without line breaks, and without half characters, which no file can hold."""
    return " ".join(text.encode(errors="replace").decode().splitlines()).strip()


def _item(
    values: Mapping[str, str], *, row: int, where: str, line: str, seen: date | None = None
) -> Item | Problem:
    try:
        order_id = _order_id(values["Order ID"])
    except InputError as error:
        return Problem(where, f"{error} {AGAIN}")
    item = Item(
        row=row,
        where=where,
        line=line,
        order_id=order_id,
        placed=values.get("Order Date", ""),
        title=_one_line(unescape(values.get("Title", ""))),
        store=_one_line(unescape(values.get("Store", ""))),
        quantity=values.get("Qty", ""),
        price_info=values.get("Price Info", ""),
        currency=values.get("Currency", ""),
        status=values.get("Status", ""),
        seen=seen,
    )
    return _stub(item) or item


def _order_id(text: str) -> str:
    order_id = parse_order_id(text[:_LONGEST_ID])
    if not _DIGITS.fullmatch(order_id):
        msg = f"{order_id!r} is no order id: it is the 16-digit number on AliExpress' order page."
        raise InputError(msg)
    return order_id


def _stub(item: Item) -> Problem | None:
    """The exporter fills in the day of the export for an order of which it saw only the id."""
    if item.price_info or item.title != f"Order {item.order_id}":
        return None
    return Problem(
        item.where,
        f"Order {item.order_id} was not taken: the exporter saw only its id, so its date is made "
        "up. Open your order list on AliExpress to its end, and export again.",
    )
