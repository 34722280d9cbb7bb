"""What a file is of which no orders can be read, and what to do with it.

Pure: takes values, returns values.
"""

from __future__ import annotations

import json
import re

AGAIN = "Export it again, and hand the file in without saving it in a spreadsheet."
HAR = (
    "This is a HAR, a record of your browser; aliguard cannot read these yet. It holds cookies:"
    " whoever has it can be you at AliExpress, so delete it."
)
MAIL = re.compile(
    r"(?:From|Return-Path|Received|Delivered-To|MIME-Version|Message-ID|Subject|Date): ",
    re.IGNORECASE,
)
ROUNDED = re.compile(r'(?:^|[;\t"])(\d[.,]?\d{0,15}E\+\d{2})(?=[;\t"]|$)', re.MULTILINE)
"""A cell with what a spreadsheet makes of a long number."""
ZIP, WORKBOOK = b"PK\x03\x04", b"[Content_Types].xml"
BINARY = {
    b"\xd0\xcf\x11\xe0": "This is an Excel workbook; aliguard cannot read these yet.",
    b"%PDF": "This is a PDF; aliguard cannot read these.",
    b"\x1f\x8b": "This is a gzip archive: unpack it first, and hand in what is in it.",
    b"7z\xbc\xaf": "This is a 7-Zip archive: unpack it first, and hand in what is in it.",
    b"Rar!": "This is a RAR archive: unpack it first, and hand in what is in it.",
    b"\xff\xfe": f"The file is not UTF-8 text but UTF-16, as spreadsheets save it. {AGAIN}",
    b"\xfe\xff": f"The file is not UTF-8 text but UTF-16, as spreadsheets save it. {AGAIN}",
}
"""What files are by their first bytes."""


def binary(data: bytes) -> str | None:
    """What a file is that holds no text; None for one that may."""
    if data.startswith(ZIP):
        if WORKBOOK in data:
            return "This is an Excel workbook; aliguard cannot read these yet."
        return "This is a ZIP archive: unpack it first, and hand in what is in it."
    return next((said for start, said in BINARY.items() if data.startswith(start)), None)


def foreign(text: str, signature: tuple[str, ...]) -> str | None:
    """What a text is that nobody claims; None if that cannot be told.

    `signature` are the columns of a known export, should a spreadsheet have parted them otherwise.
    """
    start = text.lstrip()
    if not start:
        return "The file is empty."
    if start.startswith("<"):
        return "This is a saved web page; aliguard cannot read these yet."
    if start[0] in "[{":
        return _json(start)
    if MAIL.match(start):
        return "This is a mail; aliguard cannot read these yet."
    return _spreadsheet(start, signature)


def _json(text: str) -> str | None:
    if re.match(r'\{\s*"log"\s*:', text):
        return HAR
    try:
        json.loads(text)
    except RecursionError:
        return "The JSON is nested too deeply to be an export of orders."
    except ValueError as error:
        return f"The JSON cannot be read ({error}): did the download break off? Export it again."
    return None


def _spreadsheet(text: str, signature: tuple[str, ...]) -> str | None:
    """What a spreadsheet did to a CSV whose columns are known."""
    lines = text.splitlines()
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        columns = ({cell.strip(' "') for cell in line.split(sign)} for line in lines[:2])
        if any(set(signature) <= found for found in columns):
            rounded = ROUNDED.search(text)
            lost = f", and its order numbers are lost ({rounded[1]})" if rounded else ""
            how = f"a spreadsheet saved it with {name}{lost}"
            return f"This is Shopper Inventory, but {how}. {AGAIN}"
    return None
