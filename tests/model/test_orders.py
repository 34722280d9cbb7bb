"""The standing facts of an order are strict, and a change gives a new order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from aliguard.errors import ContradictionError
from aliguard.model import Money, Order
from aliguard.model.event import DisputeOpened, Placed

FACTS: dict[str, Any] = {
    "title": "USB-C charger [new]",
    "store": "Sample Store H",
    "price": {"amount": "12.40", "currency": "EUR"},
    "account": "home",
    "seller_in": "CN",
    "buyer_in": "DE",
    "paid_with": "card",
    "free_returns": True,
    "delivery_promise_days": 20,
    "protection_days": 60,
    "ship_by": "2026-03-12",
    "note": "a gift",
    "from": {"title": "import:har"},
}


def test_an_order_comes_back_as_it_went_in() -> None:
    order = Order.model_validate({**FACTS, "events": [{"event": "placed", "on": "2026-03-05"}]})

    stored = order.model_dump(mode="json", exclude_none=True, exclude={"events"})

    assert stored == FACTS
    assert order == Order.model_validate_json(order.model_dump_json())


def test_an_order_of_which_nothing_is_known_is_an_order() -> None:
    assert Order().events == ()


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("surprise", 1),
        ("seller_in", "China"),
        ("seller_in", "cn"),
        ("buyer_in", "C"),
        ("paid_with", "cash"),
        ("delivery_promise_days", 0),
        ("delivery_promise_days", 367),
        ("protection_days", 0),
        ("protection_days", 367),
        ("ship_by", "soon"),
        ("price", "12.40"),
        ("price", {"amount": "12.40"}),
        ("from", "import:har"),
        ("from", {"color": "import:har"}),
        ("sources", {"price": "import:har"}),
    ],
)
def test_a_fact_of_the_wrong_form_is_refused_by_its_name(fact: str, value: object) -> None:
    with pytest.raises(ValidationError, match=fact):
        Order.model_validate({fact: value})


@pytest.mark.parametrize("days", [1, 366])
def test_days_may_be_from_one_to_a_year(days: int) -> None:
    order = Order(delivery_promise_days=days, protection_days=days)

    assert (days, days) == (order.delivery_promise_days, order.protection_days)


def test_a_change_gives_a_new_order_and_leaves_the_old_one() -> None:
    placed = Placed(on=date(2026, 3, 5))
    order = Order(title="cable", events=(placed,))

    changed = order.changed(title="lamp", price=Money(amount="5.00", currency="EUR"))

    assert ("lamp", "5.00 EUR", (placed,)) == (changed.title, str(changed.price), changed.events)
    assert (order.title, order.price) == ("cable", None)


def test_a_change_is_checked_like_a_new_order() -> None:
    with pytest.raises(ValidationError, match="seller_in"):
        Order().changed(seller_in="China")


def test_a_change_that_contradicts_an_event_is_refused_in_one_sentence() -> None:
    opened = DisputeOpened(on=date(2026, 4, 5), amount=Money(amount="12.40", currency="EUR"))
    order = Order(events=(opened,))

    with pytest.raises(ContradictionError) as refused:
        order.changed(price=Money(amount="12.39", currency="EUR"))

    assert str(refused.value) == (
        "That cannot be: dispute-opened on 2026-04-05: 12.40 EUR is more than the 12.39 EUR"
        " that was paid. Was more paid? `aliguard edit-order ORDER --price AMOUNT`."
    )


def test_a_fact_that_is_changed_comes_from_the_user_and_the_others_stay_as_they_were() -> None:
    order = Order().changed(title="cable", sources={"title": "import:har", "price": "import:har"})

    assert order.changed(title="lamp").sources == {"price": "import:har"}
    assert order.changed(events=()).sources == order.sources
    assert order.changed(title="lamp", sources={"title": "mail"}).sources == {"title": "mail"}


def test_an_imported_price_yields_to_what_the_user_says_of_amounts() -> None:
    """It is the price of the items; with shipping and tax, more was paid."""
    price, more = (Money(amount=amount, currency="EUR") for amount in ("12.40", "20.00"))
    imported = Order().changed(price=price, sources={"price": "import:har"})
    disputed = imported.with_events(DisputeOpened(on=date(2026, 4, 5), amount=more))

    assert imported.underpriced is None
    assert disputed.underpriced == more
    assert disputed.changed(price=more).underpriced is None
    with pytest.raises(ContradictionError, match=r"20\.00 EUR is more than the 12\.40 EUR"):
        disputed.changed(price=price)


@pytest.mark.parametrize(
    ("amount", "currency"), [("12.40", "EUR"), ("12.39", "EUR"), ("99", "USD")]
)
def test_what_was_paid_or_less_or_other_money_can_be_asked_for(amount: str, currency: str) -> None:
    opened = DisputeOpened(on=date(2026, 4, 5), amount=Money(amount=amount, currency=currency))

    assert Order(price=Money(amount="12.40", currency="EUR"), events=(opened,)).events == (opened,)


def test_more_than_was_paid_cannot_be_asked_for() -> None:
    opened = DisputeOpened(on=date(2026, 4, 5), amount=Money(amount="12.41", currency="EUR"))

    with pytest.raises(ValidationError, match=r"12\.41 EUR is more than the 12\.40 EUR"):
        Order(price=Money(amount="12.40", currency="EUR"), events=(opened,))


@pytest.mark.parametrize(("ends", "good"), [("2026-03-06", False), ("2026-03-07", True)])
@pytest.mark.parametrize("said", [("protection", "ends"), ("extended", "until")])
def test_protection_cannot_end_before_the_shipment(
    said: tuple[str, str], ends: str, good: bool
) -> None:
    kind, key = said
    shipped = {"event": "shipped", "on": "2026-03-07"}
    events = [{"event": kind, "on": "2026-03-05", key: ends}, shipped]

    if good:
        assert Order.model_validate({"events": events}).events
    else:
        with pytest.raises(
            ValidationError, match="ends on 2026-03-06 comes before shipped on 2026-03-07"
        ):
            Order.model_validate({"events": events})


def test_an_order_cannot_be_written_to() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Order().title = "lamp"  # type: ignore[misc]
