"""A no names the ways that are left, in the order in which to try them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import can_open

BOOKS = load()


def ways(day: str, **facts: Any) -> dict[str, str]:
    """The ways out of an order that was placed on 1 March and not shipped, with their titles."""
    order = Order.model_validate({"events": [{"event": "placed", "on": "2026-03-01"}], **facts})
    verdict = can_open(order, BOOKS, today=date.fromisoformat(day))
    return {way.id: way.title for way in verdict.alternatives}


@pytest.mark.parametrize(
    ("facts", "titles"),
    [
        (
            {},
            {
                "paypal-claim": "If you paid by PayPal: open a case at PayPal",
                "card-chargeback": "If you paid by card: ask the card issuer for a chargeback",
            },
        ),
        ({"paid_with": "card"}, {"card-chargeback": "Ask the card issuer for a chargeback"}),
        ({"paid_with": "paypal"}, {"paypal-claim": "Open a case at PayPal"}),
        ({"paid_with": "other"}, {}),
    ],
)
def test_the_bank_is_named_by_how_the_order_was_paid(
    facts: dict[str, str], titles: dict[str, str]
) -> None:
    found = ways("2026-03-01", **facts)

    assert titles == {
        way: found[way] for way in found if way in {"paypal-claim", "card-chargeback"}
    }


def test_cancelling_comes_first_and_the_bank_last() -> None:
    found = [*ways("2026-03-01", free_returns=True, seller_in="CN")]

    assert (found[0], found[-2:]) == ("cancel", ["paypal-claim", "card-chargeback"])
    assert found.index("support-chat") < found.index("free-return")


def test_every_way_says_how_to_go_it_and_what_it_needs() -> None:
    order = Order.model_validate({"events": [{"event": "placed", "on": "2026-03-01"}]})

    for way in can_open(order, BOOKS, today=date(2026, 3, 1)).alternatives:
        assert way.how.endswith("."), way.id
        assert way.needs, way.id
