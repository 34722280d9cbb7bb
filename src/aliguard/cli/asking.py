"""Questions to the person at the terminal, and the guard before what cannot be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from aliguard.cli import output
from aliguard.cli.values import parse_country, parse_date, parse_past
from aliguard.errors import AliguardError, InputError, RefusedError
from aliguard.model.money import parse_amount, parse_currency
from aliguard.model.order import parse_order_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from aliguard.cli.facts import Facts
    from aliguard.cli.session import Session


def ask_order(session: Session, given: Facts) -> tuple[str, Facts]:
    """The id and the facts of an order, asked field by field; Enter leaves a field out."""
    today = session.today

    def past(text: str) -> object:
        return parse_past(text, today=today)

    output.say("A new order. Press Enter to leave a field out; Ctrl-C to stop, nothing is kept.")
    order_id = _ask("Order id (the 16-digit number)", parse_order_id, needed=True)
    if order_id in session.loaded_or_new.ledger.orders:
        msg = f"Order {order_id} is in the ledger already: `aliguard edit-order {order_id}`."
        raise InputError(msg)
    title = given.title or _ask("What is it", str)
    store = given.store or _ask("Store", str)
    price = given.price or _ask("Price (such as 12.40)", parse_amount)
    currency = given.currency or session.settings.currency
    if price and not currency:
        currency = _ask("Currency (such as EUR)", parse_currency, needed=True)
    return order_id, replace(
        given,
        title=title,
        store=store,
        price=price or None,
        currency=currency if price else None,
        placed=given.placed or _ask("Placed on (such as 2026-03-05, yesterday)", past),
        shipped=given.shipped or _ask("Shipped on", past),
        protection_ends=given.protection_ends
        or _ask(
            "Protection ends on (printed on the order page)",
            lambda text: parse_date(text, today=today),
        ),
        delivered=given.delivered or _ask("Delivered on", past),
        paid_with=given.paid_with or _ask("Paid with (card, paypal, other)", _payment),
        seller_in=given.seller_in or _ask("Seller's country (such as CN)", parse_country),
    )


def _payment(text: str) -> str:
    from aliguard.cli.facts import PAYMENTS  # noqa: PLC0415 - a name of the sibling

    if text not in PAYMENTS:
        msg = "write card, paypal or other."
        raise InputError(msg)
    return text


def _ask(question: str, check: Callable[[str], object], *, needed: bool = False) -> str:
    """What was typed, once it can be read; an empty text for a field that is left out."""
    while True:
        text: str = typer.prompt(question, default="", show_default=False).strip()
        if not text and not needed:
            return ""
        try:
            check(text)
        except AliguardError as error:
            output.error(str(error))
            continue
        return text


def guard(warning: str, question: str, *, yes: bool) -> None:
    """Tell what a step ends, and ask before it.

    Raises:
        RefusedError: the answer was no, or nobody can be asked and --yes was not given.
    """
    if yes:
        return
    if not output.at_terminal():
        msg = f"{warning} Nothing was recorded; add --yes if that is what you want."
        raise RefusedError(msg)
    output.say(warning)
    if not typer.confirm(question, default=False):
        msg = "Nothing was recorded."
        raise RefusedError(msg)
