"""What `summary` adds up, on both sides of each day that matters."""

from __future__ import annotations

from typing import Any

import pytest
from story_help import DISPUTED, HERE, NOT_HERE, ORDER, given, given_all, order

from conftest import Run, missing

NOTHING = dict.fromkeys(("spent", "disputed", "recovered", "lost", "open"), "0")
RULED = (*DISPUTED, "stepped-in 2026-05-11")
FOR_NOTHING = (*RULED, "ruled 2026-06-10 amount=0.00")
FOR_A_QUARTER = (*RULED, "ruled 2026-06-10 amount=5.00")
TO_RETURN = (
    *HERE,
    "dispute-opened 2026-05-04 want=return amount=20.00",
    "accepted 2026-06-10 side=seller",
)
LATE_DISPUTE = (*NOT_HERE, "dispute-opened 2026-06-18 amount=20.00")
CARD = {"paid_with": "card"}


def sums(run: Run, *options: str, today: str) -> dict[str, dict[str, str]]:
    """The sums of each currency."""
    totals = run("summary", "--json", *options, today=today).json["totals"]
    return {total.pop("currency"): total for total in totals}


@pytest.mark.parametrize(
    ("events", "facts", "today", "expected"),
    [
        pytest.param(NOT_HERE, {}, "2026-07-05", {"open": "20.00"}, id="the last day of all"),
        pytest.param(NOT_HERE, {}, "2026-07-06", {"lost": "20.00"}, id="the day after"),
        pytest.param(NOT_HERE, CARD, "2026-07-06", {"open": "20.00"}, id="the card is left"),
        pytest.param(NOT_HERE, CARD, "2027-08-23", {"open": "20.00"}, id="the card's last day"),
        pytest.param(
            NOT_HERE, CARD, "2027-08-24", {"lost": "20.00"}, id="the card's days are over"
        ),
        pytest.param(HERE, {}, "2026-07-05", {"open": "20.00"}, id="received, the last day"),
        pytest.param(HERE, {}, "2026-07-06", {}, id="received and never disputed"),
        pytest.param((*HERE, "satisfied 2026-05-01"), {}, "2026-05-01", {}, id="received and fine"),
        pytest.param(
            DISPUTED, {}, "2026-05-04", {"disputed": "20.00", "open": "20.00"}, id="disputed"
        ),
        pytest.param(
            (*HERE, "dispute-opened 2026-05-04 amount=15.00"),
            {},
            "2026-05-04",
            {"disputed": "15.00", "open": "20.00"},
            id="disputed in part",
        ),
        pytest.param(
            FOR_NOTHING,
            {},
            "2026-06-25",
            {"disputed": "20.00", "open": "20.00"},
            id="ruled for nothing, the last day to appeal",
        ),
        pytest.param(
            FOR_NOTHING,
            {},
            "2026-06-26",
            {"disputed": "20.00", "lost": "20.00"},
            id="ruled for nothing, the appeal missed",
        ),
        pytest.param(
            FOR_A_QUARTER,
            {},
            "2026-06-26",
            {"disputed": "20.00", "open": "20.00"},
            id="ruled for a quarter, the money awaited",
        ),
        pytest.param(
            (*FOR_A_QUARTER, "refunded 2026-06-30"),
            {},
            "2026-06-30",
            {"disputed": "20.00", "recovered": "5.00"},
            id="ruled for a quarter and paid",
        ),
        pytest.param(
            TO_RETURN,
            {},
            "2026-06-20",
            {"disputed": "20.00", "open": "20.00"},
            id="the last day for the return",
        ),
        pytest.param(
            TO_RETURN,
            {},
            "2026-07-04",
            {"disputed": "20.00", "open": "20.00"},
            id="the return late, while it is worth a try",
        ),
        pytest.param(
            TO_RETURN,
            {},
            "2026-07-05",
            {"disputed": "20.00", "lost": "20.00"},
            id="the return missed",
        ),
        pytest.param(
            (*TO_RETURN, "return-shipped 2026-06-20"),
            {},
            "2026-06-21",
            {"disputed": "20.00", "open": "20.00"},
            id="the return sent on its last day",
        ),
        pytest.param(
            (*LATE_DISPUTE, "dispute-cancelled 2026-07-05"),
            {},
            "2026-07-05",
            {"disputed": "20.00", "open": "20.00"},
            id="cancelled on the last day",
        ),
        pytest.param(
            (*LATE_DISPUTE, "dispute-cancelled 2026-07-06"),
            {},
            "2026-07-21",
            {"disputed": "20.00", "open": "20.00"},
            id="cancelled too late, a complaint is the last resort",
        ),
        pytest.param(
            (*LATE_DISPUTE, "dispute-cancelled 2026-07-06"),
            {},
            "2026-07-22",
            {"disputed": "20.00", "lost": "20.00"},
            id="cancelled too late",
        ),
        pytest.param(
            (*DISPUTED, "offered 2026-05-06 amount=12.00", "accepted 2026-05-06"),
            {},
            "2026-05-06",
            {"disputed": "20.00", "open": "20.00"},
            id="agreed, the money awaited",
        ),
        pytest.param(
            (
                *DISPUTED,
                "offered 2026-05-06 amount=12.00",
                "accepted 2026-05-06",
                "refunded 2026-05-20",
            ),
            {},
            "2026-05-20",
            {"disputed": "20.00", "recovered": "12.00"},
            id="agreed and paid",
        ),
        pytest.param(
            (*DISPUTED, "refunded 2026-05-20 amount=5.00", "refunded 2026-05-25 amount=3.50"),
            {},
            "2026-05-25",
            {"disputed": "20.00", "recovered": "8.50", "open": "11.50"},
            id="paid in two parts",
        ),
        pytest.param(
            (*NOT_HERE, "chargeback-opened 2026-07-10"),
            CARD,
            "2026-07-10",
            {"open": "20.00"},
            id="a chargeback under way",
        ),
        pytest.param(
            (*NOT_HERE, "chargeback-opened 2026-07-10", "chargeback-decided 2026-08-01 won=true"),
            CARD,
            "2026-08-01",
            {"recovered": "20.00"},
            id="a chargeback won",
        ),
        pytest.param(
            (*NOT_HERE, "chargeback-opened 2026-07-10", "chargeback-decided 2026-08-01 won=false"),
            CARD,
            "2026-08-01",
            {"lost": "20.00"},
            id="a chargeback lost",
        ),
    ],
)
def test_an_order_counts_where_it_stands(
    run: Run, events: tuple[str, ...], facts: dict[str, Any], today: str, expected: dict[str, str]
) -> None:
    given(run, *events, **facts)

    assert {"EUR": {**NOTHING, "spent": "20.00", **expected}} == sums(run, today=today)


def test_a_cancelled_order_cost_nothing(run: Run) -> None:
    given(run, NOT_HERE[0], "cancelled 2026-03-02", "refunded 2026-03-09")

    assert sums(run, today="2026-03-09") == {}


def test_a_cancelled_order_is_open_until_its_money_is_back(run: Run) -> None:
    given(run, NOT_HERE[0], "cancelled 2026-03-02")
    [euro] = sums(run, today="2026-03-02").values()

    assert (euro["spent"], euro["open"]) == ("0", "20.00")


def a_year(run: Run) -> None:
    """Of 2025 a lost parcel; of 2026 two orders in euros and one each in dollars and yen."""
    given_all(
        run,
        **{
            "8200000000000001": order(
                "placed 2025-12-31",
                "shipped 2026-01-02",
                "protection 2026-01-02 ends=2026-03-01",
                price="30.00",
            ),
            "8200000000000002": order(
                "placed 2026-01-01", "shipped 2026-01-02", "delivered 2026-01-20", price="10.10"
            ),
            ORDER: order(
                *DISPUTED,
                "offered 2026-05-06 amount=12.00",
                "accepted 2026-05-06",
                "refunded 2026-05-20",
            ),
            "8200000000000004": order("placed 2026-11-20", price="3.50", currency="USD"),
            "8200000000000005": order("placed 2026-11-20", price="500", currency="JPY"),
        },
    )


EURO_2026 = {**NOTHING, "spent": "30.10", "disputed": "20.00", "recovered": "12.00"}
DOLLAR = {**NOTHING, "spent": "3.50", "open": "3.50"}
YEN = {**NOTHING, "spent": "500", "open": "500"}


def test_every_currency_is_added_up_on_its_own(run: Run) -> None:
    a_year(run)
    euro = {**EURO_2026, "spent": "60.10", "lost": "30.00"}

    assert {"EUR": euro, "JPY": YEN, "USD": DOLLAR} == sums(run, today="2026-12-01")


def test_a_year_has_the_orders_that_were_placed_in_it(run: Run) -> None:
    a_year(run)
    lost = {**NOTHING, "spent": "30.00", "lost": "30.00"}

    assert {"EUR": lost} == sums(run, "--year", "2025", today="2026-12-01")
    assert sums(run, "--year", "2026", today="2026-12-01") == {
        "EUR": EURO_2026,
        "JPY": YEN,
        "USD": DOLLAR,
    }
    assert sums(run, "--year", "2024", today="2026-12-01") == {}


def test_the_years_add_up_to_the_whole(run: Run) -> None:
    a_year(run)
    years = [
        run("summary", "--json", "--year", year, today="2026-12-01").json
        for year in ("2025", "2026")
    ]

    assert [found["year"] for found in years] == [2025, 2026]
    assert sum(found["orders"] for found in years) == 5
    assert run("summary", "--json", today="2026-12-01").json["orders"] == 5


def test_in_words_it_is_a_table_with_a_line_a_currency(run: Run) -> None:
    a_year(run)
    lines = run.done("summary", today="2026-12-01").splitlines()

    assert lines[0].split() == ["CURRENCY", "SPENT", "DISPUTED", "RECOVERED", "LOST", "OPEN"]
    assert lines[1].split() == ["EUR", "60.10", "20.00", "12.00", "30.00", "0"]
    assert [line.split()[0] for line in lines[2:4]] == ["JPY", "USD"]
    assert not missing(("5 orders",), lines[4])


def test_without_orders_it_says_so(run: Run) -> None:
    assert "nothing to add up" in run.done("summary", today="2026-12-01")
    assert sums(run, today="2026-12-01") == {}
