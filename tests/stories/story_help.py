"""Ledgers from events in a line each, such as "shipped 2026-03-03", and commands for an order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import tomli_w

from conftest import Run

ORDER = "8200000000091234"
NOT_HERE = ("placed 2026-03-01", "shipped 2026-03-03", "protection 2026-03-03 ends=2026-06-20")
HERE = (*NOT_HERE, "delivered 2026-04-28")
DISPUTED = (*HERE, "dispute-opened 2026-05-04 want=refund amount=20.00")
"""A dispute of 4 May for all of the 20 EUR."""


GROUPS = frozenset({"dispute", "return", "refund", "chargeback", "claim"})
"""Words behind which a command stands."""


def typed_for(order_id: str, words: Sequence[str]) -> tuple[str, ...]:
    """A command's words, with the id of an order behind its name."""
    at = 2 if words[0] in GROUPS else 1
    return (*words[:at], order_id, *words[at:])


def order(
    *events: str, price: str = "20.00", currency: str = "EUR", **facts: Any
) -> dict[str, Any]:
    """An order as a ledger holds it."""
    money = {"amount": price, "currency": currency}
    return {"price": money, **facts, "events": [_event(each, currency) for each in events]}


def _event(text: str, currency: str) -> dict[str, Any]:
    kind, on, *said = text.split()
    pairs = dict(each.split("=") for each in said)
    return {
        "event": kind,
        "on": date.fromisoformat(on),
        **{key: _value(key, value, currency) for key, value in pairs.items()},
    }


def _value(key: str, value: str, currency: str) -> object:
    if key == "amount":
        return {"amount": value, "currency": currency}
    if key in {"answer_by", "ends", "ship_by", "until", "no_later_than"}:
        return date.fromisoformat(value)
    return {"true": True, "false": False}.get(value, value)


def given(run: Run, *events: str, **facts: Any) -> None:
    """Make a ledger of the one order."""
    given_all(run, **{ORDER: order(*events, **facts)})


def given_all(run: Run, **orders: dict[str, Any]) -> None:
    """Make a ledger of several orders."""
    run.given(tomli_w.dumps({"version": 1, "orders": orders}))
