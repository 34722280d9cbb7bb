"""The facts of an order as a person types them, and the order that they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from aliguard.cli.values import parse_country, parse_date, parse_past
from aliguard.errors import InputError
from aliguard.model.event import Confirmed, Delivered, Event, Placed, Protection, Shipped
from aliguard.model.lifeline import narrowed
from aliguard.model.money import Money, parse_amount, parse_currency, parse_money
from aliguard.model.order import Order

if TYPE_CHECKING:
    from aliguard.cli.session import Session

PAYMENTS = ("card", "paypal", "other")


@dataclass(frozen=True)
class Facts:
    """What was typed; None for what was not."""

    title: str | None = None
    store: str | None = None
    price: str | None = None
    currency: str | None = None
    placed: str | None = None
    shipped: str | None = None
    tracking: str | None = None
    delivered: str | None = None
    confirmed: str | None = None
    protection_ends: str | None = None
    protection_days: int | None = None
    ship_by: str | None = None
    delivery_promise_days: int | None = None
    account: str | None = None
    seller_in: str | None = None
    buyer_in: str | None = None
    free_returns: bool | None = None
    paid_with: str | None = None
    note: str | None = None


def applied(order: Order, given: Facts, session: Session) -> Order:
    """The order with what was typed.

    Raises:
        InputError: a value cannot be read.
        ContradictionError: the dates cannot all be true.
    """
    standing: dict[str, Any] = {
        "title": given.title,
        "store": given.store,
        "price": _price(order.price, given, session.settings.currency),
        "account": given.account,
        "seller_in": parse_country(given.seller_in) if given.seller_in else None,
        "buyer_in": parse_country(given.buyer_in) if given.buyer_in else None,
        "free_returns": given.free_returns,
        "paid_with": _payment(given.paid_with),
        "delivery_promise_days": given.delivery_promise_days,
        "protection_days": given.protection_days,
        "ship_by": parse_date(given.ship_by, today=session.today) if given.ship_by else None,
        "note": given.note,
        "events": narrowed(_events(order, given, session.today)),
    }
    return order.changed(**{key: value for key, value in standing.items() if value is not None})


def _price(known: Money | None, given: Facts, usual: str | None) -> Money | None:
    if given.price is None and given.currency is None:
        return None
    if given.price is None:
        if known is None:
            msg = "A currency needs a price: add --price, such as --price 12.40."
            raise InputError(msg)
        return Money(amount=known.amount, currency=parse_currency(given.currency or ""))
    parse_amount(given.price)
    currency = given.currency or (known.currency if known else usual)
    if currency is None:
        msg = "A price needs its currency: add --currency, such as --currency EUR."
        raise InputError(msg)
    return parse_money(given.price, currency)


def _payment(text: str | None) -> str | None:
    if not text:
        return None
    if text.casefold() not in PAYMENTS:
        msg = f"{text!r} is no way of paying that matters here: write card, paypal or other."
        raise InputError(msg)
    return text.casefold()


def _events(order: Order, given: Facts, today: date) -> tuple[Event, ...]:
    """The order's events with the typed days in place of the known ones."""
    events = order.events
    if given.placed:
        events = _dated(events, Placed(on=parse_past(given.placed, today=today)))
    if given.shipped or given.tracking:
        events = _dated(events, _shipped(order, given, today))
    if given.delivered:
        events = _dated(events, Delivered(on=parse_past(given.delivered, today=today)))
    if given.confirmed:
        events = _dated(events, Confirmed(on=parse_past(given.confirmed, today=today)))
    if given.protection_ends:
        ends = parse_date(given.protection_ends, today=today)
        events = (*events, Protection(on=today, ends=ends))
    return events


def _shipped(order: Order, given: Facts, today: date) -> Shipped:
    known = next((event for event in order.events if isinstance(event, Shipped)), None)
    if given.shipped:
        day = parse_past(given.shipped, today=today)
        return Shipped(on=day, tracking=given.tracking or (known.tracking if known else None))
    if known is None:
        msg = "A tracking number needs the day of shipping: add --shipped DATE."
        raise InputError(msg)
    return known.model_copy(update={"tracking": given.tracking})


def _dated(events: tuple[Event, ...], new: Event) -> tuple[Event, ...]:
    """The events with a new one in place of the one of its kind."""
    if any(event.event == new.event for event in events):
        return tuple(new if event.event == new.event else event for event in events)
    return (*events, new)
