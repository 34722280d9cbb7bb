"""What to do next: one step and one party an order, and all that falls due by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import agenda, at_risk, entries, entry
from aliguard.rules.agenda import Entry
from aliguard.rules.summary import of_year, summary

BOOKS = load()


def life(*events: str, **facts: Any) -> Order:
    """An order of events such as "shipped 2026-03-01" or "extended 2026-04-20 days=14"."""
    return Order.model_validate({"events": [told(event) for event in events], **facts})


def told(event: str) -> dict[str, Any]:
    kind, on, *said = event.split()
    return {"event": kind, "on": on, **dict(s.split("=") for s in said)}


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def on(day: str, order: Order, order_id: str = "1") -> Entry:
    return entry(order_id, order, BOOKS, today=date.fromisoformat(day))


def step(day: str, order: Order) -> tuple[str | None, str | None]:
    """Which deadline matters on a day, and whose move it is."""
    found = on(day, order)
    return found.next.id if found.next else None, found.move.actor


LOST_EVENTS = ("shipped 2026-03-01", "protection 2026-03-01 ends=2026-05-20")
LOST = life(*LOST_EVENTS)
HERE = life(*LOST_EVENTS, "delivered 2026-05-10")
OPENED = (
    "shipped 2026-03-01",
    "protection 2026-03-01 ends=2026-06-20",
    "dispute-opened 2026-05-04",
)


@pytest.mark.parametrize(
    ("day", "order", "expected"),
    [
        ("2026-04-17", life("placed 2026-04-17"), (None, "seller")),
        (
            "2026-04-17",
            life("placed 2026-04-17", ship_by="2026-04-26"),
            ("ship-by", "seller"),
        ),
        ("2026-04-01", LOST, ("protection", "buyer")),
        ("2026-05-20", LOST, ("protection", "buyer")),
        ("2026-05-21", LOST, ("dispute-after-timeout", "buyer")),
        ("2026-06-04", LOST, ("dispute-after-timeout", "buyer")),
        ("2026-06-05", LOST, (None, None)),
        ("2026-05-10", HERE, ("dispute-after-receipt", "buyer")),
        ("2026-06-04", HERE, ("dispute-after-receipt", "buyer")),
        ("2026-06-05", HERE, (None, None)),
        ("2026-05-04", life(*OPENED), ("evidence-ready", "buyer")),
        (
            "2026-05-05",
            life(*OPENED, "evidence-sent 2026-05-05"),
            ("seller-answer", "seller"),
        ),
        (
            "2026-05-12",
            life(*OPENED, "evidence-sent 2026-05-05"),
            ("seller-answer", "seller"),
        ),
        ("2026-05-06", life(*OPENED, "offered 2026-05-06"), ("evidence-ready", "buyer")),
        ("2026-05-11", life(*OPENED, "offered 2026-05-06"), ("offer-answer", "buyer")),
        ("2026-05-11", life(*OPENED, "stepped-in 2026-05-11"), ("evidence-ready", "buyer")),
        (
            "2026-05-11",
            life(*OPENED, "evidence-sent 2026-05-05", "stepped-in 2026-05-11"),
            ("decision", "platform"),
        ),
        (
            "2026-05-12",
            life(*OPENED, "stepped-in 2026-05-11", "evidence-requested 2026-05-12"),
            ("evidence-request", "buyer"),
        ),
        (
            "2026-05-20",
            life(
                *OPENED,
                "stepped-in 2026-05-11",
                "ruled 2026-05-20 final=false answer_by=2026-05-30",
            ),
            ("ruling-answer", "buyer"),
        ),
        (
            "2026-05-20",
            life(*OPENED, "stepped-in 2026-05-11", "ruled 2026-05-20 final=false"),
            ("ruling-answer", "buyer"),
        ),
        (
            "2026-05-20",
            life(*OPENED, "accepted 2026-05-20 side=seller"),
            ("refund-arrives", "platform"),
        ),
        (
            "2026-05-20",
            life(*OPENED, "accepted 2026-05-20 side=seller remedy=return"),
            ("return-ship", "buyer"),
        ),
        (
            "2026-05-25",
            life(*OPENED, "ruled 2026-05-20", "appealed 2026-05-21"),
            ("appeal-answer", "platform"),
        ),
        (
            "2026-04-02",
            life("placed 2026-03-01", "shipped 2026-03-02", "frozen 2026-04-01"),
            ("frozen-proof", "seller"),
        ),
        (
            "2026-05-21",
            life(*OPENED, "ruled 2026-05-20 final=false", "evidence-requested 2026-05-21"),
            ("ruling-answer", "buyer"),
        ),
        (
            "2026-05-23",
            life(*OPENED, "ruled 2026-05-20 final=false", "evidence-requested 2026-05-21"),
            ("evidence-request", "buyer"),
        ),
        (
            "2026-05-25",
            life(
                "placed 2026-02-27",
                *OPENED,
                "accepted 2026-05-20 side=seller remedy=return",
                "return-shipped 2026-05-25",
                paid_with="card",
            ),
            (None, "seller"),
        ),
        (
            "2026-06-05",
            life("placed 2026-02-27", *LOST_EVENTS, paid_with="card"),
            ("card-chargeback", "buyer"),
        ),
        (
            "2026-05-26",
            life(
                "placed 2026-03-01",
                "confirmed 2026-05-09",
                "dispute-opened 2026-05-09",
                "dispute-closed 2026-05-10",
                seller_in="CN",
                free_returns=True,
                paid_with="card",
            ),
            ("free-return", "buyer"),
        ),
        (
            "2026-04-01",
            life("placed 2026-03-01", "cancelled 2026-04-01"),
            ("refund-arrives", "platform"),
        ),
        ("2026-04-01", life("shipped 2026-03-01", "refunded 2026-04-01"), (None, None)),
    ],
)
def test_the_step_that_matters_and_whose_move_it_is(
    day: str, order: Order, expected: tuple[str | None, str | None]
) -> None:
    assert expected == step(day, order)


def due(day: str, days: int, **orders: Order) -> list[tuple[str, str]]:
    today = date.fromisoformat(day)
    found = entries(orders, BOOKS, today=today)
    return [(e.order_id, item.id) for e, item in agenda(found, days=days)]


RECEIVED = life(
    "shipped 2026-03-01", "confirmed 2026-05-10", protection_days=80
)  # act by 24 May, feedback 8 June


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        ("2026-05-16", 7, []),
        ("2026-05-17", 7, ["dispute-after-receipt"]),
        ("2026-05-24", 0, ["dispute-after-receipt"]),
        ("2026-05-25", 0, ["dispute-after-receipt"]),
        ("2026-05-25", 14, ["dispute-after-receipt", "feedback"]),
        ("2026-05-26", 14, []),
    ],
)
def test_the_agenda_has_what_falls_due_within_so_many_days(
    day: str, days: int, expected: list[str]
) -> None:
    assert [("1", rule_id) for rule_id in expected] == due(day, days, **{"1": RECEIVED})


def test_the_agenda_keeps_what_others_are_late_with() -> None:
    order = life("placed 2026-04-17", ship_by="2026-04-26")

    assert due("2026-06-01", 0, a=order) == [("a", "ship-by"), ("a", "shipping-news")]


def test_the_agenda_goes_by_day_across_orders() -> None:
    early, late = RECEIVED, life("shipped 2026-03-01", "confirmed 2026-05-12", protection_days=80)

    found = due("2026-05-20", 7, a=late, b=early)

    assert found == [("b", "dispute-after-receipt"), ("a", "dispute-after-receipt")]


def test_the_most_pressing_order_comes_first_and_the_finished_ones_last() -> None:
    orders = {
        "finished": life("shipped 2026-01-01", "confirmed 2026-01-20"),
        "no hurry": LOST,
        "undated": life("placed 2026-05-11"),
        "pressing": life("shipped 2026-03-01", "confirmed 2026-04-30"),
    }

    found = entries(orders, BOOKS, today=date(2026, 5, 12))

    assert [e.order_id for e in found] == ["pressing", "no hurry", "undated", "finished"]


def test_what_is_at_risk_is_the_price_of_open_orders_per_currency() -> None:
    orders = {
        "open": life("shipped 2026-03-01", price=eur("12.40")),
        "open too": life("placed 2026-05-01", price=eur("0.10")),
        "other money": life("placed 2026-05-01", price={"amount": "7", "currency": "BRL"}),
        "without a price": life("placed 2026-05-01"),
        "finished": life("shipped 2026-01-01", "refunded 2026-02-01", price=eur("99.00")),
    }

    found = entries(orders, BOOKS, today=date(2026, 5, 12))

    assert [str(money) for money in at_risk(found)] == ["7 BRL", "12.50 EUR"]


@pytest.mark.parametrize(
    ("day", "order", "codes"),
    [
        ("2026-04-01", LOST, []),
        ("2026-04-01", life("shipped 2026-03-01"), ["protection-estimate"]),
        ("2026-04-01", life("shipped 2026-03-01", protection_days=60), []),
        ("2026-04-01", life("shipped 2026-03-01", "delivered 2026-04-01"), []),
        ("2026-04-01", life("shipped 2026-03-01", "dispute-opened 2026-04-01"), []),
        ("2026-05-25", HERE, []),
        ("2026-05-26", HERE, ["late:dispute-after-receipt"]),
        ("2026-06-04", HERE, ["late:dispute-after-receipt"]),
        ("2026-06-05", HERE, []),
        ("2026-04-26", life("placed 2026-04-17", ship_by="2026-04-26"), ["protection-estimate"]),
        (
            "2026-04-27",
            life("placed 2026-04-17", ship_by="2026-04-26"),
            ["protection-estimate", "overdue:ship-by"],
        ),
        ("2026-04-16", life("placed 2026-04-17"), ["future-fact", "protection-estimate"]),
    ],
)
def test_the_user_is_warned(day: str, order: Order, codes: list[str]) -> None:
    assert codes == [warning.code for warning in on(day, order).warnings]


def test_a_late_window_after_receipt_names_the_way_out_where_the_goods_are_fine() -> None:
    [warning] = on("2026-05-26", HERE).warnings

    assert "Try today; if the goods are fine: aliguard done 1." in warning.text


@pytest.mark.parametrize(
    ("day", "order", "missed"),
    [
        ("2026-06-04", HERE, []),
        ("2026-06-05", HERE, ["dispute-after-receipt"]),
        ("2026-05-20", LOST, []),
        ("2026-05-21", LOST, ["protection"]),
        ("2026-06-05", LOST, ["protection", "dispute-after-timeout"]),
        ("2026-09-01", life(*OPENED, "refunded 2026-06-01", price=eur("5.00")), []),
        ("2026-09-01", life("shipped 2026-03-01", "refunded 2026-06-01", price=eur("5.00")), []),
        ("2026-09-01", life("placed 2026-03-01", "cancelled 2026-03-02"), []),
        ("2026-05-10", life(*OPENED), ["evidence-ready"]),
        (
            "2026-06-02",
            life(
                *OPENED,
                "accepted 2026-05-20 side=seller remedy=return",
                "return-shipped 2026-05-31",
            ),
            ["return-ship"],
        ),
        (
            "2026-06-02",
            life(
                *OPENED,
                "accepted 2026-05-20 side=seller remedy=return",
                "return-shipped 2026-05-30",
            ),
            [],
        ),
    ],
)
def test_a_duty_whose_day_has_passed_or_that_was_done_too_late_is_missed(
    day: str, order: Order, missed: list[str]
) -> None:
    assert missed == [item.id for item in on(day, order).answer.missed]


def test_the_summary_tells_where_the_money_went() -> None:
    """Of 60 EUR: 10 came back, 20 are lost with the parcel, 30 can still be lost."""
    today = date(2026, 12, 1)
    orders = {
        "won": life(
            *OPENED,
            "accepted 2026-05-20 side=seller",
            "refunded 2026-06-01",
            price=eur("10.00"),
        ),
        "lost": life(
            "shipped 2026-01-01", "protection 2026-01-01 ends=2026-03-01", price=eur("20.00")
        ),
        "open": life("placed 2026-11-01", price=eur("30.00")),
        "cancelled": life(
            "placed 2026-11-01", "cancelled 2026-11-02", "refunded 2026-11-09", price=eur("40.00")
        ),
        "other money": life("placed 2026-11-01", price={"amount": "7", "currency": "BRL"}),
    }

    real, euro = summary(entries(orders, BOOKS, today=today))

    assert [str(s) for s in (real.currency, real.spent, real.open, real.lost)] == [
        "BRL",
        "7",
        "7",
        "0",
    ]
    assert [str(s) for s in (euro.currency, euro.spent, euro.recovered, euro.lost, euro.open)] == (
        ["EUR", "60.00", "10.00", "20.00", "30.00"]
    )


@pytest.mark.parametrize(
    ("events", "recovered"),
    [
        (["dispute-opened 2026-05-04", "accepted 2026-05-20 side=seller"], "0"),
        (["refunded 2026-06-01"], "10.00"),
        (["refunded 2026-06-01", "refunded 2026-06-02"], "10.00"),
        (["chargeback-opened 2026-05-04", "chargeback-decided 2026-06-01 won=true"], "10.00"),
        (["chargeback-opened 2026-05-04", "chargeback-decided 2026-06-01 won=false"], "0"),
    ],
)
def test_what_came_back_is_the_price_where_no_sum_was_named(
    events: list[str], recovered: str
) -> None:
    order = life("shipped 2026-03-01", *events, price=eur("10.00"))

    [total] = summary([on("2026-12-01", order)])

    assert recovered == str(total.recovered)


@pytest.mark.parametrize(
    ("change", "disputed"), [([], "5.00"), ([{}], "5.00"), ([{"amount": eur("3.00")}], "3.00")]
)
def test_what_was_fought_for_is_what_was_asked_for_last(
    change: list[dict[str, Any]], disputed: str
) -> None:
    opened = {"event": "dispute-opened", "on": "2026-05-04", "amount": eur("5.00")}
    changed = [{"event": "dispute-modified", "on": "2026-05-05", **said} for said in change]
    order = Order.model_validate({"events": [opened, *changed]})

    [total] = summary([on("2026-05-05", order)])

    assert disputed == str(total.disputed)


def test_orders_are_of_the_year_in_which_they_were_placed() -> None:
    orders = {
        "2025": life("placed 2025-12-31", "shipped 2026-01-02"),
        "2026": life("placed 2026-01-01"),
        "shipped only": life("shipped 2026-12-31"),
        "nothing known": Order(),
    }

    found = of_year(entries(orders, BOOKS, today=date(2027, 1, 1)), 2026)

    assert {"2026", "shipped only"} == {e.order_id for e in found}


LATE_REFUND = life(
    "placed 2026-02-01",
    "shipped 2026-02-03",
    "delivered 2026-02-25",
    "dispute-opened 2026-03-01 reason=defective",
    "dispute-closed 2026-03-09",
    "appealed 2026-03-10",
    paid_with="paypal",
)


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-07-16", "appeal-answer"), ("2026-07-17", "paypal-claim")]
)
def test_the_bank_comes_first_in_its_last_14_days_however_few_are_kept_for_safety(
    day: str, expected: str
) -> None:
    """PayPal's 180 days end on 2026-07-31; usually a week of them is kept for safety."""
    rule = BOOKS.rules["paypal-claim"]
    terms = {since: term.model_copy(update={"safety": 0}) for since, term in rule.in_force.items()}
    hasty = {**BOOKS.rules, "paypal-claim": rule.model_copy(update={"in_force": terms})}
    books = BOOKS.model_copy(update={"rules": hasty})

    found = entry("1", LATE_REFUND, books, today=date.fromisoformat(day))

    assert found.next is not None
    assert found.next.id == expected


@pytest.mark.parametrize(("day", "leftover"), [("2026-06-08", False), ("2026-06-09", True)])
def test_a_contested_chance_is_a_leftover_from_the_fifteenth_day_after_its_end(
    day: str, leftover: bool
) -> None:
    """The days after receipt ended on 2026-05-25; one source has them end on 2026-07-05."""
    order = life(
        "shipped 2026-03-01", "protection 2026-03-01 ends=2026-06-20", "delivered 2026-05-10"
    )

    assert on(day, order).leftover is leftover
