"""What the importer tests share: a file of Shopper Inventory, row by row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from conftest import Run

HEADER = [
    "Order Date",
    "Order ID",
    "Title",
    "Qty",
    "Price",
    "Store",
    "Product ID",
    "SKU ID",
    "Attributes",
    "Price Info",
    "Currency",
    "Status",
    "Product Url",
    "Product Image Url",
    "Store Url",
    "Tags",
]


def row(**cells: str) -> list[str]:
    """A row of the CSV: a sent order of one lamp, but for the given cells."""
    usual = {
        "Order Date": "Mar 4, 2026",
        "Order ID": "3070000000011234",
        "Title": "Sample lamp",
        "Qty": "1",
        "Price": "US $7.05",
        "Store": "Sample Store A",
        "Product ID": "1005000000000001",
        "SKU ID": "12000000000000001",
        "Price Info": "US $7.05|7|05",
        "Currency": "USD",
        "Status": "Awaiting delivery",
    }
    given = {name.replace("_", " "): cell for name, cell in cells.items()}
    return [{**usual, **given}.get(name, "") for name in HEADER]


def csv_text(*rows: list[str]) -> str:
    """The text of a file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows((HEADER, *rows))
    return text.getvalue()


def write(run: Run, *rows: list[str]) -> Path:
    """A file of these rows."""
    path = run.home / "orders.csv"
    path.write_text(csv_text(*rows), "utf-8")
    return path
