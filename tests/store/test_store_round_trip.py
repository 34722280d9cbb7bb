"""What is written is what is read: every event kind, every fact, in TOML and in JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from store_help import SHIPPED, orders, plain, put, read, written
from store_strategies import IDS, KINDS, events
from store_strategies import orders as any_order

from aliguard.errors import ContradictionError
from aliguard.model.event import BaseEvent, DisputeOpened, Note, Placed, Shipped
from aliguard.model.money import Money
from aliguard.model.order import Order
from aliguard.store import LedgerStore, content

FORMATS = pytest.mark.parametrize("is_json", [False, True], ids=["toml", "json"])

# Every kind of event with every key that it may have, as one hand-written story.
STORY = """
    version = 1

    [orders."8200000000091234/1"]
    title = "USB-C charger"
    store = "Sample Store H"
    price = { amount = "12.40", currency = "EUR" }
    account = "second"
    seller_in = "CN"
    buyer_in = "DE"
    paid_with = "paypal"
    free_returns = true
    delivery_promise_days = 5
    protection_days = 75
    ship_by = 2026-03-09
    note = "two pieces"
    from = { title = "import:har", price = "import:har" }
    events = [
      { event = "placed", on = 2026-03-05, by = "import:har", note = "at night" },
      { event = "cancel-requested", on = 2026-03-06 },
      { event = "shipped", on = 2026-03-07, tracking = "LP00000000000017" },
      { event = "tracking", on = 2026-03-12, state = "none", tracking = "LP00000000000018" },
      { event = "protection", on = 2026-03-12, ends = 2026-05-20 },
      { event = "pickup-notice", on = 2026-03-14, until = 2026-03-21 },
      { event = "extension-requested", on = 2026-03-15, days = 30 },
      { event = "extended", on = 2026-03-16, days = 15 },
      { event = "extended", on = 2026-03-17, until = 2026-06-20 },
      { event = "extension-requested", on = 2026-03-17 },
      { event = "extension-refused", on = 2026-03-18 },
      { event = "frozen", on = 2026-03-19 },
      { event = "unfrozen", on = 2026-03-20 },
      { event = "note", on = 2026-03-20, note = "called them" },
      { event = "delivered", on = 2026-03-21, no_later_than = 2026-03-24, elsewhere = true },
      { event = "confirmed", on = 2026-03-25 },
      { event = "completed", on = 2026-03-26 },
      { event = "dispute-opened", on = 2026-03-27, reason = "defective", want = "return", amount = { amount = "12.40", currency = "EUR" }, answer_by = 2026-04-01 },
      { event = "dispute-modified", on = 2026-03-28, reason = "damaged", want = "refund", amount = { amount = "10.00", currency = "EUR" }, answer_by = 2026-04-02 },
      { event = "offered", on = 2026-03-29, side = "platform", remedy = "return", amount = { amount = "3", currency = "EUR" }, answer_by = 2026-04-03 },
      { event = "rejected", on = 2026-03-30, answer_by = 2026-04-04 },
      { event = "stepped-in", on = 2026-03-31 },
      { event = "step-in-announced", on = 2026-03-31, ends = 2026-04-05 },
      { event = "evidence-requested", on = 2026-04-01, answer_by = 2026-04-03 },
      { event = "evidence-sent", on = 2026-04-02, arrived = false },
      { event = "ruled", on = 2026-04-03, final = false, remedy = "return", amount = { amount = "12.40", currency = "EUR" }, answer_by = 2026-04-05, ship_by = 2026-04-13 },
      { event = "ruled", on = 2026-04-05 },
      { event = "appealed", on = 2026-04-06 },
      { event = "appeal-decided", on = 2026-04-08, won = true, remedy = "return", amount = { amount = "12.40", currency = "EUR" }, ship_by = 2026-04-18 },
      { event = "return-shipped", on = 2026-04-09, tracking = "RR00000000000018" },
      { event = "return-received", on = 2026-04-20 },
      { event = "refunded", on = 2026-04-21, amount = { amount = "12.40", currency = "EUR" } },
      { event = "dispute-opened", on = 2026-04-22 },
      { event = "dispute-cancelled", on = 2026-04-23 },
      { event = "dispute-opened", on = 2026-04-24 },
      { event = "accepted", on = 2026-04-25, side = "seller", remedy = "refund", amount = { amount = "1.00", currency = "EUR" }, ship_by = 2026-05-05 },
      { event = "dispute-opened", on = 2026-04-26 },
      { event = "dispute-closed", on = 2026-04-27, amount = { amount = "0.50", currency = "EUR" } },
      { event = "chargeback-opened", on = 2026-04-28, amount = { amount = "11.90", currency = "EUR" } },
      { event = "chargeback-escalated", on = 2026-04-29 },
      { event = "chargeback-decided", on = 2026-04-30, won = false, amount = { amount = "0", currency = "EUR" } },
      { event = "claim-sent", on = 2026-05-01 },
      { event = "claim-answered", on = 2026-05-02 },
      { event = "satisfied", on = 2026-05-03 },
    ]

    [orders.cancelled]
    events = [
      { event = "placed", on = 2026-03-05 },
      { event = "cancelled", on = 2026-03-06 },
    ]
    """  # noqa: E501 - a line an event


def rewritten(order_id: str, order: Order, *, is_json: bool) -> tuple[str, Order]:
    """An order after it was written to an empty ledger and read again, and its text."""
    made = content.changed(content.empty(is_json=is_json), {order_id: order})
    again = content.parse(made.text, name="the ledger", is_json=is_json)
    assert [order_id] == list(again.orders)
    return made.text, again.orders[order_id]


def test_the_story_tells_every_event_kind_with_every_key(tmp_path: Path) -> None:
    told = [event for order in orders(written(tmp_path, STORY)).values() for event in order.events]

    every = {(kind, key) for kind in KINDS for key in kind.model_fields}
    common = {(kind, key) for kind in KINDS for key in BaseEvent.model_fields}
    assert every - common <= {(type(e), key) for e in told for key in e.model_fields_set}
    assert set(KINDS) == {type(event) for event in told}
    assert set(BaseEvent.model_fields) <= {key for e in told for key in e.model_fields_set}


def test_the_story_gives_every_fact_of_an_order(tmp_path: Path) -> None:
    first = orders(written(tmp_path, STORY))["8200000000091234/1"]

    assert set(Order.model_fields) == first.model_fields_set


@FORMATS
@pytest.mark.parametrize("order_id", ["8200000000091234/1", "cancelled"])
def test_the_whole_story_survives_being_written_and_read(
    order_id: str, tmp_path: Path, *, is_json: bool
) -> None:
    told = orders(written(tmp_path, STORY))[order_id]

    assert told == rewritten(order_id, told, is_json=is_json)[1]


@FORMATS
@settings(deadline=None, max_examples=150)
@given(order_id=IDS, order=any_order())
def test_any_order_survives_being_written_and_read(
    order_id: str, order: Order, *, is_json: bool
) -> None:
    assert order == rewritten(order_id, order, is_json=is_json)[1]


@FORMATS
@settings(deadline=None, max_examples=60)
@given(order=any_order(), event=events())
def test_any_order_survives_one_event_more(
    order: Order, event: BaseEvent, *, is_json: bool
) -> None:
    try:
        later = order.with_events(event)  # type: ignore[arg-type] # one of the kinds
    except ContradictionError:
        reject()
    before = content.changed(content.empty(is_json=is_json), {"8001": order, "8002": order})
    after = content.changed(before, {"8001": later})
    again = content.parse(after.text, name="the ledger", is_json=is_json)

    assert {"8001": later, "8002": order} == dict(again.orders)


def test_a_toml_ledger_reads_as_a_person_would_write_it(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.toml")
    put(
        store,
        "8001",
        Order(
            title="USB-C charger",
            price=Money(amount="12.40", currency="EUR"),
            free_returns=True,
            protection_days=60,
            ship_by=date(2026, 3, 9),
            events=(
                Placed(on=date(2026, 3, 5)),
                Shipped(on=date(2026, 3, 7), tracking="LP17", by="import:har", note="by sea"),
                DisputeOpened(on=date(2026, 3, 20), amount=Money(amount="3.00", currency="EUR")),
            ),
        ),
    )
    put(store, "8001/1", Order())

    expected = """
        version = 1

        [orders.8001]
        title = "USB-C charger"
        price = { amount = "12.40", currency = "EUR" }
        free_returns = true
        protection_days = 60
        ship_by = 2026-03-09

        [[orders.8001.events]]
        event = "placed"
        on = 2026-03-05

        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-07
        tracking = "LP17"
        by = "import:har"
        note = "by sea"

        [[orders.8001.events]]
        event = "dispute-opened"
        on = 2026-03-20
        amount = { amount = "3.00", currency = "EUR" }

        [orders."8001/1"]
        """
    assert plain(expected) == read(store)


def test_a_json_ledger_holds_the_same_records(tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / "ledger.json")
    put(
        store,
        "8001",
        Order(
            title="Kabel für zwölf €",
            price=Money(amount="12.40", currency="EUR"),
            events=(Shipped(on=date(2026, 3, 7), tracking="LP17", by="import:har"),),
        ),
    )

    expected = """
        {
          "version": 1,
          "orders": {
            "8001": {
              "title": "Kabel für zwölf €",
              "price": {
                "amount": "12.40",
                "currency": "EUR"
              },
              "events": [
                {
                  "event": "shipped",
                  "on": "2026-03-07",
                  "tracking": "LP17",
                  "by": "import:har"
                }
              ]
            }
          }
        }
        """
    assert plain(expected) == read(store)


@pytest.mark.parametrize("name", ["ledger.json", "ledger.JSON"])
def test_the_suffix_json_makes_a_json_ledger(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", Order(events=(SHIPPED,)))

    assert read(store).startswith("{")
    assert {"8001": Order(events=(SHIPPED,))} == orders(store)


@pytest.mark.parametrize("name", ["ledger.toml", "ledger", "ledger.txt"])
def test_every_other_suffix_makes_a_toml_ledger(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", Order(events=(SHIPPED,)))

    assert read(store).startswith("version = 1\n")
    assert {"8001": Order(events=(SHIPPED,))} == orders(store)


@FORMATS
@pytest.mark.parametrize("amount", ["12.40", "0.10", "3", "0", "100000000.000", "1.005"])
def test_an_amount_keeps_its_very_digits(amount: str, *, is_json: bool) -> None:
    order = Order(price=Money(amount=amount, currency="EUR"))
    text, again = rewritten("8001", order, is_json=is_json)

    assert f'"{amount}"' in text
    assert again.price is not None
    assert Decimal(amount).as_tuple() == again.price.amount.as_tuple()


@FORMATS
@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31)])
def test_a_date_stays_the_day_it_was(day: date, *, is_json: bool) -> None:
    order = Order(ship_by=day, events=(Placed(on=day),))

    assert order == rewritten("8001", order, is_json=is_json)[1]


@FORMATS
@pytest.mark.parametrize(
    "text",
    [
        "cable # not a comment",
        'the "good" one',
        "it's",
        "'''",
        '"""',
        "a\nb\r\nc\rd\te",
        "\x00\x01\x1b[31m\x7f",
        "back\\slash \\n \\u0041",
        "[orders.8002]",
        "x\n[orders.8002]\ny",
        "漢字 ü 🧦 e\u0301",
        "x\u2028# y\x85# z",
        "right-to-left \u202e and \ufeff",
        "[bold]red[/]",
        "= { } , .",
        "\U0010ffff",
    ],
)
def test_a_text_survives_to_the_letter_wherever_it_stands(text: str, *, is_json: bool) -> None:
    order = Order(
        title=text,
        store=text,
        note=text,
        account=text,
        events=(
            SHIPPED.model_copy(update={"tracking": text}),
            Note(on=date(2026, 3, 2), note=text),
        ),
    )
    again = rewritten("8001", order, is_json=is_json)[1]

    assert text == again.title
    assert order == again


@FORMATS
@settings(deadline=None, max_examples=50)
@given(ids=st.lists(IDS, unique=True, max_size=6))
def test_orders_keep_the_order_in_which_they_were_added(ids: list[str], *, is_json: bool) -> None:
    made = content.empty(is_json=is_json)
    for order_id in ids:
        made = content.changed(made, {order_id: Order(title=order_id)})

    assert ids == list(content.parse(made.text, name="x", is_json=is_json).orders)
    assert ids == list(made.orders)
