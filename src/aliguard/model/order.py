"""An order: its identity, its standing facts, and its dated events.

Pure: takes values, returns values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from aliguard.errors import ContradictionError, InputError
from aliguard.model.event import Event
from aliguard.model.lifeline import ONCE, contradiction, narrowed
from aliguard.model.money import Money
from aliguard.model.record import Day, Record

ORDER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}(?:/[1-9][0-9]?)?")

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
PaidWith = Literal["card", "paypal", "other"]


def parse_order_id(text: str) -> str:
    """The order id, as text: an id is never a number.

    Raises:
        InputError: it cannot be an id, or a spreadsheet has damaged it.
    """
    text = text.strip().lstrip("#")
    if re.fullmatch(r"\d+([.,]\d*)?[Ee]\+?\d+|\d+[.,]\d*", text):
        msg = f"{text!r} was an order id until a spreadsheet rounded it: copy it from AliExpress."
        raise InputError(msg)
    if not ORDER_ID.fullmatch(text):
        msg = f"{text!r} is no order id: it is the 16-digit number on AliExpress' order page."
        raise InputError(msg)
    return text


class Order(Record):
    """One tracked order, which is one line of dispute; where it stands follows from its events."""

    title: str = ""
    store: str = ""
    price: Money | None = None
    account: str | None = None
    seller_in: Country | None = None
    buyer_in: Country | None = None
    paid_with: PaidWith | None = None
    free_returns: bool = False
    delivery_promise_days: int | None = Field(default=None, ge=1, le=366)
    """Days from shipping within which the seller promised delivery."""
    protection_days: int | None = Field(default=None, ge=1, le=366)
    """Days from shipping that this order's protection lasts, as the order page says."""
    ship_by: Day | None = None
    """The day printed on the order page by which the seller must ship."""
    note: str | None = None
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        complaint = _complaint(self)
        if complaint:
            raise ValueError(complaint)
        return self

    def changed(self, **facts: object) -> Order:
        """The order with some of its standing facts, or all of its events, replaced.

        Raises:
            ContradictionError: they cannot all be true; the message names both facts.
        """
        return self._checked(facts)

    def _checked(self, facts: dict[str, object], *, new: tuple[Event, ...] = ()) -> Order:
        changed = self.model_copy(update=facts)
        complaint = _complaint(changed, new)
        if complaint:
            msg = f"That cannot be: {complaint}."
            raise ContradictionError(msg)
        return Order.model_validate(dict(changed))

    def with_events(self, *events: Event) -> Order:
        """The order with events added at the end of its record.

        What the user says takes the place of what an import said of the same kind, and a known
        day that of a range; the ranges that are left are narrowed by what is known.

        Raises:
            ContradictionError: they cannot all be true; the message names both facts.
        """
        new = {event.event: event for event in events if event.event in ONCE}
        kept = (e for e in self.events if e.event not in new or not _yields(e, new[e.event]))
        added = narrowed((*kept, *events))
        return self._checked({"events": added}, new=events)


def _complaint(order: Order, new: tuple[Event, ...] = ()) -> str | None:
    """The first contradiction among the events, or with the price."""
    return (
        contradiction(order.events, new=new, price=order.price, free_returns=order.free_returns)
        or next(_overpaid(order.events, order.price), None)
        or next(_unprotected(order.events), None)
    )


def _unprotected(events: tuple[Event, ...]) -> Iterator[str]:
    """Ends of protection that lie before the shipment."""
    shipped = next((event.on for event in events if event.event == "shipped"), None)
    for event in events:
        ends = getattr(event, "ends", None) or getattr(event, "until", None)
        if shipped and event.event in {"protection", "extended"} and ends and ends < shipped:
            yield f"protection that ends on {ends} comes before shipped on {shipped}"


def _overpaid(events: tuple[Event, ...], price: Money | None) -> Iterator[str]:
    for event in events:
        amount: Money | None = getattr(event, "amount", None)
        if price and amount and amount.currency == price.currency and amount.amount > price.amount:
            yield f"{event.event} on {event.on}: {amount} is more than the {price} that was paid"


def _yields(known: Event, new: Event) -> bool:
    """Whether what is known of a kind of event gives way to what is said now."""
    return known.estimate or (known.by is not None and new.by is None)
