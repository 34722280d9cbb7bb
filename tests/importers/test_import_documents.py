"""A document is decoded, claimed by one importer, and read; whatever it is, nothing breaks."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliguard.errors import InputError
from aliguard.importers import IMPORTERS, Extract, Importer, identify, read
from aliguard.importers.document import decode

TODAY = date(2026, 3, 20)

HEADER = (
    "Order Date,Order ID,Title,Qty,Price,Store,Product ID,SKU ID,Attributes,Price Info,Currency,"
    "Status,Product Url,Product Image Url,Store Url,Tags"
)
ROW = (
    '"Mar 4, 2026",3070000000011234,Sample lamp,1,US $7.05,Sample Store A,1,2,,'
    "US $7.05|7|05,USD,Awaiting delivery,,,,"
)


def importer(name: str, start: str) -> Importer:
    return Importer(name, name.title(), lambda text: text.startswith(start), lambda *_: Extract())


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode("\ufeffOrder ID".encode()) == "Order ID"


def test_text_without_a_byte_order_mark_is_read_as_it_stands() -> None:
    assert decode("Größe".encode()) == "Größe"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Größe".encode("latin-1"), id="latin-1"),
        pytest.param("Order ID".encode("utf-16"), id="utf-16"),
    ],
)
def test_bytes_that_are_not_utf_8_are_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(InputError, match=r"not UTF-8.* without saving it in a spreadsheet"):
        read(data, today=TODAY)


def test_the_importer_that_claims_a_document_reads_it() -> None:
    claimed, extract = read(f"{HEADER}\n{ROW}\n".encode(), today=TODAY)

    assert claimed.name == "shopper-inventory"
    assert [found.order_id for found in extract.orders] == ["3070000000011234"]


MADE = HEADER.replace(",", ";")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "The file is empty."),
        (b"PK\x03\x04\x14\0[Content_Types].xml\xff", "This is an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an Excel workbook"),
        (b"PK\x03\x04\x14\0orders.csv", "This is a ZIP archive: unpack it first"),
        (b"\x1f\x8b\x08\x00", "This is a gzip archive: unpack it first"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b'[{"orderId": "3070000000011234", "pric', "did the download break off? Export it again"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"log": {"version": "1.2", "entries": []}}', "This is a HAR"),
        (b'{"log": {"entries": [', "It holds cookies"),
        (b"<!DOCTYPE html><html>", "This is a saved web page"),
        (b"From: AliExpress <transaction@notice.example>\nSubject: x\n\ny", "This is a mail"),
        (
            f"{MADE}\n05.03.2026;3,07E+15;x".encode(),
            "and its order numbers are lost",
        ),
        (f"{MADE}\n05.03.2026;3,07E+15;x".encode(), "(3,07E+15). Export it again"),
        (
            f"sep=;\n{MADE}\n05.03.2026;3070000000011234".encode(),
            "with semicolons. Export it again",
        ),
        (f"{MADE}\n05.03.2026;1;Sensor 5E+12 kit".encode(), "with semicolons. Export it"),
        (HEADER.replace(",", "\t").encode(), "a spreadsheet saved it with tabs. Export it again"),
    ],
)
def test_a_file_of_which_no_orders_can_be_read_is_called_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(data, today=TODAY)

    assert said in str(refused.value)
    assert str(refused.value).endswith("Known are: Aliexpress Shopper Inventory (CSV or JSON).")


@pytest.mark.parametrize("before", ["\n", "\r\n\r\n", "sep=,\n", "sep=,\r\n\r\n", ",,\n"])
def test_lines_that_spreadsheets_put_before_the_header_are_passed_over(before: str) -> None:
    _, extract = read(f"{before}{HEADER}\n{ROW}\n".encode(), today=TODAY)

    assert [found.order_id for found in extract.orders] == ["3070000000011234"]
    assert extract.problems == ()


@pytest.mark.parametrize("text", ["hello", "Order ID,Price Info\n1,2", "[]", "{}", "[1]"])
def test_a_document_that_nobody_claims_is_refused_with_the_known_formats(text: str) -> None:
    with pytest.raises(InputError, match="Known are: Aliexpress Shopper Inventory"):
        read(text.encode(), today=TODAY)


def test_a_document_that_two_importers_claim_is_refused_with_both_names() -> None:
    with pytest.raises(InputError, match="may be First or Second"):
        identify("abc", (importer("first", "a"), importer("second", "ab"), importer("third", "b")))


def test_importer_names_are_unique() -> None:
    names = [each.name for each in IMPORTERS]

    assert len(set(names)) == len(names)


def reads_or_refuses(data: bytes) -> None:
    try:
        read(data, today=TODAY)
    except InputError as error:
        assert str(error)  # noqa: PT017 - the error is one of two right answers


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    reads_or_refuses(text.encode(errors="surrogatepass"))


@given(st.text())
def test_any_text_below_the_header_is_read_or_refused(text: str) -> None:
    reads_or_refuses(f"{HEADER}\n{text}".encode(errors="replace"))


CELLS = st.text() | st.sampled_from(
    (
        "Mar 4, 2026",
        "2026-03-04",
        "3070000000011234",
        "1",
        "US $7.05|7|05",
        "USD",
        "Completed",
        "Unpaid",
        "9999-12-31",
    )
)


@given(st.lists(st.tuples(*[CELLS] * 16)))
def test_any_cells_are_read_or_refused(rows: list[tuple[str, ...]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    reads_or_refuses("\n".join((HEADER, *lines)).encode(errors="replace"))


KEYS = [
    "id",
    "orderId",
    "skuId",
    "title",
    "priceInfo",
    "currency",
    "quantity",
    "orderDate",
    "orderDateIso",
    "status",
    "storeName",
    "timestamp",
    "ignoreExport",
]
ENTRIES = st.dictionaries(
    st.sampled_from(KEYS), CELLS | st.integers() | st.floats() | st.booleans() | st.none()
)


@given(st.lists(ENTRIES | st.integers()))
def test_any_json_values_are_read_or_refused(entries: list[object]) -> None:
    first = {"orderId": "", "priceInfo": "", "skuId": ""}
    reads_or_refuses(json.dumps([first, *entries]).encode())


def test_json_nested_without_end_is_refused() -> None:
    reads_or_refuses(b'[{"orderId":' + b"[" * 200_000)


def test_json_with_an_endless_number_is_refused() -> None:
    number = b"9" * 5000
    with pytest.raises(InputError):
        read(b'[{"orderId":"1","priceInfo":"","skuId":"","quantity":' + number + b"}]", today=TODAY)


def test_a_cell_of_more_than_128_kilobytes_is_refused() -> None:
    with pytest.raises(InputError, match="Line 2"):
        read(f"{HEADER}\n{'x' * 200_000}".encode(), today=TODAY)
