"""Exports of Aliexpress Shopper Inventory and My Purchases become orders, or honest problems."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from import_help import HEADER, csv_text, row

from aliguard.errors import InputError
from aliguard.importers import Extract, Found, LeftOut, Problem, read
from aliguard.importers.shopper_inventory import recognises
from aliguard.model.event import Placed, Shipped
from aliguard.model.money import Money

TODAY = date(2026, 3, 20)
BY = "import:shopper-inventory"
EXAMPLES = Path(__file__).parents[2] / "examples"

# 2026-03-10 in Los Angeles, already 2026-03-11 in UTC
CAPTURED = 1773190800000


def entry(**values: Any) -> dict[str, Any]:
    """An entry of the JSON: a sent order of one lamp, but for the given values."""
    return {
        "id": "3070000000021234-1005000000000001-12000000000000001",
        "orderId": "3070000000011234",
        "skuId": "12000000000000001",
        "title": "Sample lamp",
        "priceInfo": "US $7.05|7|05",
        "currency": "USD",
        "quantity": 1,
        "orderDate": "Mar 4, 2026",
        "orderDateIso": "2026-03-03",
        "status": "Awaiting delivery",
        "storeName": "Sample Store A",
        "timestamp": CAPTURED,
        "ignoreExport": False,
        **values,
    }


def from_text(text: str) -> Extract:
    return read(text.encode(), today=TODAY)[1]


def from_csv(*rows: list[str]) -> Extract:
    return from_text(csv_text(*rows))


def from_json(*entries: object) -> Extract:
    return from_text(json.dumps(entries))


def only(extract: Extract) -> Found:
    """The only order of a document without problems."""
    assert extract.problems == ()
    [found] = extract.orders
    return found


# ─── Whole files, with the expected result beside them ──────────────────────────────────────────


def record(extract: Extract) -> dict[str, object]:
    return {
        "orders": {
            found.order_id: {
                "rows": list(found.rows),
                "status": found.status,
                **found.order.model_dump(exclude_defaults=True),
                "events": [event.model_dump(exclude_none=True) for event in found.order.events],
            }
            for found in extract.orders
        },
        "problems": [{"where": each.where, "text": each.text} for each in extract.problems],
        "left_out": [{"order_id": each.order_id, "why": each.why} for each in extract.left_out],
    }


SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize(
    "sample",
    ["shopper-inventory.csv", "my-purchases.csv", "shopper-inventory.json"],
)
def test_a_sample_gives_what_is_written_beside_it(
    sample: str, request: pytest.FixtureRequest
) -> None:
    expected = SAMPLES / f"{sample}.expected.toml"
    found = record(from_text((SAMPLES / sample).read_text("utf-8")))
    if request.config.getoption("--golden", default=False):
        expected.write_text(tomli_w.dumps(found), "utf-8")

    assert tomllib.loads(expected.read_text("utf-8")) == found


@pytest.mark.parametrize("name", ["shopper-inventory.csv", "shopper-inventory.json"])
def test_the_examples_are_read_without_a_problem(name: str) -> None:
    _, extract = read((EXAMPLES / name).read_bytes(), today=date(2026, 11, 21))

    assert extract.problems == ()
    assert {found.order_id: found.status for found in extract.orders} == {
        "3070000000011234": "Completed",
        "3070000000021234": "Awaiting delivery",
        "3070000000031234": "Cancelled",
        "3070000000041234": "Awaiting delivery",
        "3070000000051234": "Awaiting shipment",
    }


# ─── Knowing the format ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Order ID,Price Info,SKU ID\n", True),
        (" Order ID , SKU ID ,Price Info,Something else", True),
        ("Order ID,Product Link,Store Link\n", False),
        ("order id,price info,sku id\n", False),
        ("Order ID;Price Info;SKU ID\n", False),
        ('"Order ID', False),
        ('[{"orderId": "1", "priceInfo": "", "skuId": ""}]', True),
        ('\n [{"orderId": 1, "priceInfo": null, "skuId": ""}]', True),
        ('[{"orderId": "1", "items": []}]', False),
        ("[1]", False),
        ("[]", False),
        ("[", False),
    ],
)
def test_the_signature_tells_the_format(text: str, claimed: bool) -> None:
    assert recognises(text) is claimed


# ─── Rows and orders ────────────────────────────────────────────────────────────────────────────


def test_an_order_carries_its_facts_and_its_history() -> None:
    found = only(from_json(entry(timestamp=CAPTURED)))

    assert found.order_id == "3070000000011234"
    assert found.rows == (1,)
    assert found.order.title == "Sample lamp"
    assert found.order.store == "Sample Store A"
    assert found.order.price == Money(amount="7.05", currency="USD")
    assert found.order.events == (
        Placed(on=date(2026, 3, 4), by=BY),
        Shipped(on=date(2026, 3, 4), no_later_than=date(2026, 3, 10), by=BY),
    )


def test_the_items_of_an_order_are_one_order() -> None:
    found = only(
        from_csv(
            row(Qty="2", Price_Info="US $7.05|7|05"),
            row(SKU_ID="2", Title="Sample bulb", Price_Info="US $1.10|1|10"),
            row(SKU_ID="3", Title="Sample cable", Price_Info="US $0.90|0|90"),
        )
    )

    assert found.rows == (2, 3, 4)
    assert found.order.title == "Sample lamp + 2 more"
    assert str(found.order.price) == "16.10 USD"


def test_orders_keep_the_order_of_the_file() -> None:
    extract = from_csv(
        row(Order_ID="3070000000031234"),
        row(Order_ID="3070000000011234"),
        row(Order_ID="3070000000031234", SKU_ID="2"),
    )

    assert [found.order_id for found in extract.orders] == ["3070000000031234", "3070000000011234"]


def test_quotes_line_breaks_and_crlf_are_part_of_a_csv() -> None:
    text = csv_text(row(Title='Hose 1/4", 2 m\nblue'), row(Order_ID="3070000000021234"))

    extract = from_text("\ufeff" + text.replace("\n", "\r\n"))

    assert extract.problems == ()
    assert [(found.order.title, found.rows) for found in extract.orders] == [
        ('Hose 1/4", 2 m blue', (2,)),
        ("Sample lamp", (3,)),
    ]


def test_a_repeated_header_and_blank_rows_are_skipped() -> None:
    text = csv_text(
        row(), ["\ufeff" + HEADER[0], *HEADER[1:]], [], row(Order_ID="3070000000021234")
    )

    assert [found.rows for found in from_text(text).orders] == [(2,), (5,)]


@pytest.mark.parametrize(("cells", "count"), [(row()[:-1], 15), ([*row(), ""], 17)])
def test_a_ragged_row_is_left_out_and_told(cells: list[str], count: int) -> None:
    extract = from_csv(row(Order_ID="3070000000021234"), cells)

    assert [found.order_id for found in extract.orders] == ["3070000000021234"]
    assert extract.problems == (
        Problem("row 3", f"It has {count} columns, the header 16: it was left out."),
    )


@pytest.mark.parametrize("broken", ['"Sample lamp', '"Sample "lamp"'])
def test_broken_quotes_are_refused_with_their_line(broken: str) -> None:
    with pytest.raises(InputError, match=r"Line [23] of the CSV"):
        from_text(csv_text(row()) + f'"Mar 4, 2026",3070000000021234,{broken},1\n')


def test_a_line_that_comes_again_counts_once() -> None:
    extract = from_csv(row(), row(SKU_ID="2"), row())

    assert str(extract.orders[0].order.price) == "14.10 USD"
    assert extract.problems == (Problem("row 4", "This repeats row 2: it counts once."),)


def test_a_json_item_that_comes_again_counts_once() -> None:
    extract = from_json(entry(), entry())

    assert str(extract.orders[0].order.price) == "7.05 USD"
    assert extract.problems == (Problem("item 2", "This repeats item 1: it counts once."),)


def test_json_entries_to_ignore_are_left_out() -> None:
    extract = from_json(entry(ignoreExport=True), entry(orderId="3070000000021234", id="2"))

    assert [found.order_id for found in extract.orders] == ["3070000000021234"]
    assert extract.problems == ()


def test_a_json_entry_that_is_no_object_is_a_problem() -> None:
    extract = from_json(entry(), 7, None)

    assert len(extract.orders) == 1
    assert [problem.where for problem in extract.problems] == ["item 2", "item 3"]


# ─── Texts ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Sample lamp ", "Sample lamp"),
        ("[bold red]lamp[/]", "[bold red]lamp[/]"),
        ("lamp [/b] \\", "lamp [/b] \\"),
        ("\x1b]8;;https://example.org\x07lamp", "\x1b]8;;https://example.org\x07lamp"),
        ("lamp\r\nsecond\u2028third", "lamp second third"),
        ("лампа 台灯 \N{RIGHT-TO-LEFT OVERRIDE}pmal", "лампа 台灯 \N{RIGHT-TO-LEFT OVERRIDE}pmal"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_a_title_is_kept_raw_but_on_one_line(raw: str, kept: str) -> None:
    assert only(from_json(entry(title=raw))).order.title == kept
    assert only(from_csv(row(Title=raw))).order.title == kept


def test_half_a_character_in_a_title_is_replaced_as_no_file_can_hold_it() -> None:
    text = json.dumps([entry(title="lamp x")]).replace("x", "\\ud83d")

    assert only(from_text(text)).order.title == "lamp ?"


def test_a_title_that_is_missing_is_empty() -> None:
    assert only(from_csv(row(Title=""), row(Title="", SKU_ID="2"))).order.title == ""


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Men&#39;s &quot;Jacket&quot; &amp; belt", 'Men\'s "Jacket" & belt'),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("one&#10;two&#xD800;", "one two\N{REPLACEMENT CHARACTER}"),
        ("AT&T; R&D", "AT&T; R&D"),
    ],
)
def test_entities_in_a_title_and_a_store_are_read_once(raw: str, kept: str) -> None:
    found = only(from_csv(row(Title=raw, Store=raw)))

    assert (found.order.title, found.order.store) == (kept, kept)


# ─── Ids ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "damaged",
    [
        "3.07E+15",
        "3.07000000001E+15",
        "3,07E+15",
        "3E15",
        "3070000000011234.0",
        "3070000000011234,00",
        "",
        "see below",
        "30700000000112341234123",
        "x" * 100_000,
    ],
)
def test_a_damaged_id_is_refused_with_its_row_and_how_to_mend_it(damaged: str) -> None:
    extract = from_csv(row(), row(Order_ID=damaged))

    assert [found.order_id for found in extract.orders] == ["3070000000011234"]
    [problem] = extract.problems
    assert problem.where == "row 3"
    assert "Export it again" in problem.text
    assert len(problem.text) < 300


@pytest.mark.parametrize(("digits", "asked"), [(13, True), (14, False), (17, False), (20, True)])
def test_an_id_of_unusual_length_is_taken_and_asked_to_be_compared(
    digits: int, *, asked: bool
) -> None:
    extract = from_csv(row(Order_ID="3070000000011234999999"[:digits]))

    assert len(extract.orders) == 1
    assert [f"{digits} digits" in each.text for each in extract.problems] == [True] * asked


@pytest.mark.parametrize("number", [3070000000011234, 3.07e15, float("nan"), True])
def test_an_id_that_json_holds_as_a_number_is_refused(number: float) -> None:
    extract = from_json(entry(orderId="3070000000021234"), entry(orderId=number))

    [problem] = extract.problems
    assert problem.where == "item 2"
    assert "became a number" in problem.text


@pytest.mark.parametrize("other", [None, [], {"a": [[]]}])
def test_an_id_that_json_holds_as_anything_else_is_refused(other: object) -> None:
    [problem] = from_json(entry(orderId="3070000000021234"), entry(orderId=other)).problems

    assert "is no order id" in problem.text


@pytest.mark.parametrize(
    ("order_ids", "warned"),
    [
        pytest.param(["3070000000011230", "3070000000021230", "3070000000031230"], True, id="all"),
        pytest.param(
            ["3070000000011230", "3070000000021230", "3070000000031234"], False, id="some"
        ),
        pytest.param(["3070000000011230", "3070000000021230"], False, id="too few"),
        pytest.param(
            ["30700000001123", "30700000002120", "307000000031230"], False, id="short ids"
        ),
    ],
)
def test_ids_that_all_end_in_0_raise_the_suspicion_of_a_spreadsheet(
    order_ids: list[str], warned: bool
) -> None:
    extract = from_csv(*(row(Order_ID=order_id) for order_id in order_ids))

    assert len(extract.orders) == len(order_ids)
    assert any("ends in 0" in problem.text for problem in extract.problems) is warned


# ─── Dates ──────────────────────────────────────────────────────────────────────────────────────


def placed(extract: Extract) -> Placed:
    event = only(extract).order.events[0]
    assert isinstance(event, Placed)
    return event


def test_the_displayed_date_goes_before_the_iso_date() -> None:
    event = placed(from_json(entry(orderDate="Mar 4, 2026", orderDateIso="2026-03-03")))

    assert event == Placed(on=date(2026, 3, 4), by=BY)


def test_an_iso_date_alone_may_be_a_day_early() -> None:
    two_days = Placed(on=date(2026, 3, 3), no_later_than=date(2026, 3, 4), by=BY)

    assert placed(from_json(entry(orderDate="", orderDateIso="2026-03-03"))) == two_days
    assert placed(from_csv(row(Order_Date="2026-03-03"))) == two_days


def test_an_order_was_placed_by_the_time_it_was_seen() -> None:
    iso = entry(orderDate="", orderDateIso="2026-03-10", timestamp=CAPTURED)

    assert placed(from_json(iso)) == Placed(on=date(2026, 3, 10), by=BY)


@pytest.mark.parametrize("text", ["03/04/2026", "4 févr. 2026", "", "Mar 22, 2026"])
def test_an_order_without_a_clear_date_is_not_taken(text: str) -> None:
    extract = from_csv(row(Order_ID="3070000000021234"), row(Order_Date=text))

    assert [found.order_id for found in extract.orders] == ["3070000000021234"]
    [problem] = extract.problems
    assert problem.where == "row 3"
    assert problem.text.startswith("Order 3070000000011234 was not taken: ")
    assert text in problem.text


def test_an_unreadable_date_is_not_replaced_by_the_iso_date_made_from_it() -> None:
    extract = from_json(entry(orderDate="03/04/2026", orderDateIso="2026-03-04"))

    assert extract.orders == ()


def test_items_with_different_dates_are_not_taken() -> None:
    extract = from_csv(row(), row(SKU_ID="2", Order_Date="Mar 6, 2026"))

    assert extract.orders == ()
    assert "different order dates, 2026-03-04 and 2026-03-06" in extract.problems[0].text


def test_an_order_of_which_the_exporter_saw_only_the_id_is_not_taken() -> None:
    stub = row(Title="Order 3070000000011234", Price_Info="", Status="Unknown")

    extract = from_csv(stub)

    assert extract.orders == ()
    assert "saw only its id" in extract.problems[0].text


# ─── The day on which the status was seen ───────────────────────────────────────────────────────


def shipped(extract: Extract) -> Shipped:
    event = only(extract).order.events[1]
    assert isinstance(event, Shipped)
    return event


@pytest.mark.parametrize(
    ("timestamp", "no_later_than"),
    [
        pytest.param(CAPTURED, date(2026, 3, 10), id="credible"),
        pytest.param(None, TODAY, id="missing"),
        pytest.param("1773190800000", TODAY, id="a text"),
        pytest.param(0, TODAY, id="before the order"),
        pytest.param(4102444800000, TODAY, id="in the future"),
        pytest.param(1e300, TODAY, id="impossible"),
    ],
)
def test_a_json_order_was_shipped_by_the_day_of_the_capture(
    timestamp: object, no_later_than: date | None
) -> None:
    event = shipped(from_json(entry(timestamp=timestamp)))

    assert event == Shipped(on=date(2026, 3, 4), no_later_than=no_later_than, by=BY)


def test_the_earliest_capture_of_an_order_counts() -> None:
    extract = from_json(entry(), entry(id="2", timestamp=CAPTURED - 2 * 86_400_000))

    assert shipped(extract).no_later_than == date(2026, 3, 8)


def test_a_capture_that_seems_a_day_older_than_the_order_is_of_the_same_day() -> None:
    assert shipped(from_json(entry(orderDate="Mar 11, 2026", timestamp=CAPTURED))) == Shipped(
        on=date(2026, 3, 11), by=BY
    )


def test_a_csv_order_was_shipped_by_today() -> None:
    assert shipped(from_csv(row())).no_later_than == TODAY


def test_a_csv_order_of_today_was_shipped_today() -> None:
    assert shipped(from_csv(row(Order_Date="Mar 20, 2026"))) == Shipped(on=TODAY, by=BY)


# ─── Status ─────────────────────────────────────────────────────────────────────────────────────


def kinds(found: Found) -> list[str]:
    return [event.event for event in found.order.events]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Awaiting shipment", ["placed"]),
        ("In Transit", ["placed", "shipped"]),
        ("Completed", ["placed", "shipped", "completed"]),
        ("Cancelled", ["placed", "cancelled"]),
        ("Closed", ["placed", "cancelled"]),
    ],
)
def test_the_status_gives_the_history(status: str, expected: list[str]) -> None:
    found = only(from_csv(row(Status=status)))

    assert kinds(found) == expected
    assert all(event.by == BY for event in found.order.events)


@pytest.mark.parametrize("status", ["Unpaid", "Expired", "Pagamento expirado"])
def test_an_order_that_was_never_paid_is_left_out_whatever_its_date(status: str) -> None:
    extract = from_csv(row(Status=status, Order_Date="03/04/2026"))

    assert (extract.orders, extract.problems) == ((), ())
    assert extract.left_out == (LeftOut("3070000000011234", "Sample lamp", "never paid"),)


@pytest.mark.parametrize(
    ("status", "advice"),
    [("In dispute", "record when the dispute was opened"), ("Frozen", "record when it was frozen")],
)
def test_an_order_in_dispute_is_on_its_way_and_the_day_of_the_dispute_is_asked_for(
    status: str, advice: str
) -> None:
    extract = from_csv(row(Status=status))

    assert kinds(extract.orders[0]) == ["placed", "shipped"]
    assert advice in extract.problems[0].text


def test_an_unknown_status_is_quoted_with_the_mend_and_the_order_is_watched_as_if_shipped() -> None:
    extract = from_csv(row(Status="[b]Hors de\x1bvue" + "!" * 200))

    assert kinds(extract.orders[0]) == ["placed", "shipped"]
    [problem] = extract.problems
    assert r"'[b]Hors de\x1bvue!!" in problem.text
    assert "Switch AliExpress to English and export again" in problem.text
    assert problem.text.endswith("`aliguard ship 3070000000011234 --on DATE`.")
    assert len(problem.text) < 300


def test_an_order_without_a_status_is_watched_as_if_shipped() -> None:
    extract = from_csv(row(Status=""))

    assert kinds(extract.orders[0]) == ["placed", "shipped"]
    assert "it has no status" in extract.problems[0].text


def test_the_day_on_which_an_order_was_delivered_is_asked_for() -> None:
    extract = from_csv(row(Status="Delivered"))

    assert kinds(extract.orders[0]) == ["placed", "shipped", "delivered"]
    assert "aliguard deliver" in extract.problems[0].text


def test_items_that_disagree_on_the_status_leave_the_order_as_far_as_the_last_of_them() -> None:
    extract = from_csv(row(Status="Completed"), row(SKU_ID="2", Status="Awaiting delivery"))

    assert kinds(extract.orders[0]) == ["placed", "shipped"]
    [problem] = extract.problems
    assert "as its least advanced items are: 'Completed / Awaiting delivery'" in problem.text


def test_items_that_disagree_were_all_so_far_by_the_last_capture() -> None:
    first = entry(timestamp=CAPTURED - 2 * 86_400_000, status="To ship")
    for timestamp, day in ((CAPTURED, date(2026, 3, 10)), (None, TODAY)):
        extract = from_json(first, entry(id="2", timestamp=timestamp))

        assert extract.orders[0].order.events[1].no_later_than == day


def test_items_that_word_the_same_status_differently_agree() -> None:
    found = only(from_csv(row(Status="Shipped"), row(SKU_ID="2", Status="In transit")))

    assert kinds(found) == ["placed", "shipped"]


# ─── Prices ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"Price_Info": ""}, "an item has no price"),
        ({"Price_Info": "US $7.05"}, "is no price"),
        ({"Price_Info": "¥1,382|1|38"}, "contradict each other"),
        ({"Qty": "a few"}, "is no quantity"),
        ({"Currency": "US"}, "is no currency"),
        ({"Currency": ""}, "is no currency"),
        ({"Price_Info": "9" * 12 + ".99|" + "9" * 12 + "|99", "Qty": "2"}, "is no amount"),
    ],
)
def test_an_order_with_a_broken_price_is_taken_without_it(cells: dict[str, str], why: str) -> None:
    extract = from_csv(row(SKU_ID="2"), row(**cells))

    assert extract.orders[0].order.price is None
    assert len(extract.orders[0].order.events) == 2
    [problem] = extract.problems
    assert problem.where == "row 2"
    assert "without its price" in problem.text
    assert why in problem.text
    assert not problem.text.endswith("..")


def test_prices_in_two_currencies_are_not_summed() -> None:
    extract = from_csv(row(), row(SKU_ID="2", Currency="EUR"))

    assert extract.orders[0].order.price is None
    assert "priced in EUR and USD" in extract.problems[0].text


def test_a_currency_may_be_written_small() -> None:
    assert str(only(from_csv(row(Currency="usd"))).order.price) == "7.05 USD"
