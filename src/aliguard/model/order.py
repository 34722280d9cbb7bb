"""An order: its identity, its standing facts, and its dated events.

Pure: takes values, returns values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from aliguard.errors import ContradictionError, InputError
from aliguard.model.event import Event
from aliguard.model.lifeline import ONCE, contradiction, narrowed
from aliguard.model.money import Money
from aliguard.model.record import Day, Record

ORDER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}(?:/[1-9][0-9]?)?")

WHOLE = re.compile(r"(?<!\w)\d{12,20}(?:/[1-9]\d?)?(?!\w|[.,]\d{1,3}(?!\d))")
"""An order number, no decimal one that a spreadsheet made of it."""
IN_GROUPS = re.compile(r"(?<!\w)\d{2,6}(?:\s\d{2,6}){2,}(?!\w)")
"""A number as aliexpress.ru prints it."""
IN_ADDRESS = re.compile(r"order_?id(?:=|%3D)(\d{12,20})(?!\d)", re.IGNORECASE)
MEND_PRICE = " Was more paid? `aliguard edit-order ORDER --price AMOUNT`."

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
PaidWith = Literal["card", "paypal", "other"]


def parse_order_id(text: str) -> str:
    """The order id, as text: an id is never a number.

    Raises:
        InputError: it cannot be an id, a spreadsheet has damaged it, or there are several.
    """
    found = pasted(text)
    if re.fullmatch(r"\d+([.,]\d*)?[Ee]\+?\d+|\d+[.,]\d{0,3}", found):
        msg = f"{found!r} was an order id until a spreadsheet rounded it: copy it from AliExpress."
        raise InputError(msg)
    if not ORDER_ID.fullmatch(found):
        odd = next((sign for sign in found if not re.match(r"[0-9A-Za-z._/-]", sign)), "")
        why = f" {odd!r} ({unicodedata.name(odd, 'unknown')}) cannot stand in one." if odd else ""
        msg = f"{found!r} is no order id: it is the 16-digit number on AliExpress' order page.{why}"
        raise InputError(msg)
    return found


def pasted(text: str) -> str:
    """What was pasted for an order: the id alone, if that is clear; else the text.

    >>> pasted("Ref. Number: 8200 0000 0009 1234")
    '8200000000091234'
    >>> pasted("https://www.aliexpress.com/p/order/detail.html?orderId=8200000000091234")
    '8200000000091234'

    Raises:
        InputError: there are several ids in it.
    """
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    plain = " ".join(visible.split()).lstrip("#'")
    if ORDER_ID.fullmatch(plain):
        return plain
    numbers = dict.fromkeys(_numbers(plain))
    if len(numbers) > 1:
        msg = f"That names several orders, {' and '.join(numbers)}: one order at a time."
        raise InputError(msg)
    return next(iter(numbers), plain)


def _numbers(text: str) -> list[str]:
    """The order numbers in a text: of an address only what it calls so, for it holds others."""
    if "://" in text or "www." in text:
        return IN_ADDRESS.findall(text)
    grouped = (re.sub(r"\s", "", each) for each in IN_GROUPS.findall(text))
    return WHOLE.findall(text) or [each for each in grouped if WHOLE.fullmatch(each)]


Fact = Literal[
    "title",
    "store",
    "price",
    "account",
    "seller_in",
    "buyer_in",
    "paid_with",
    "free_returns",
    "delivery_promise_days",
    "protection_days",
    "ship_by",
    "note",
]
"""A standing fact of an order."""


class Order(Record):
    """One tracked order, which is one line of dispute; where it stands follows from its events."""

    model_config = ConfigDict(serialize_by_alias=True)

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
    sources: dict[Fact, str] = Field(default={}, alias="from")
    """Who told of a fact, such as `import:har`; what is not named here comes from the user."""
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        complaint = _complaint(self)
        if complaint:
            raise ValueError(complaint)
        return self

    def changed(self, **facts: object) -> Order:
        """The order with some of its standing facts, or all of its events, replaced.

        They come from the user unless `sources` says otherwise.

        Raises:
            ContradictionError: they cannot all be true; the message names both facts.
        """
        return self._checked(facts)

    def _checked(self, facts: dict[str, object], *, new: tuple[Event, ...] = ()) -> Order:
        theirs = {fact: source for fact, source in self.sources.items() if fact not in facts}
        changed = self.model_copy(update={"sources": theirs, **facts})
        complaint = _complaint(changed, new)
        if complaint:
            hint = MEND_PRICE if complaint == _overpaid(changed) else ""
            msg = f"That cannot be: {complaint}.{hint}"
            raise ContradictionError(msg)
        return Order.model_validate(dict(changed), by_name=True)

    @property
    def underpriced(self) -> Money | None:
        """The first amount that is over a price which the user did not give."""
        return _over_price(self)[1] if "price" in self.sources else None

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
        or _overpaid(order)
        or next(_unprotected(order.events), None)
    )


def _unprotected(events: tuple[Event, ...]) -> Iterator[str]:
    """Ends of protection that lie before the shipment."""
    shipped = next((event.on for event in events if event.event == "shipped"), None)
    for event in events:
        ends = getattr(event, "ends", None) or getattr(event, "until", None)
        if shipped and event.event in {"protection", "extended"} and ends and ends < shipped:
            yield f"protection that ends on {ends} comes before shipped on {shipped}"


def _overpaid(order: Order) -> str | None:
    """That an amount is over the price, if it is the user's word: others know parts of it."""
    event, amount = _over_price(order)
    if event is None or "price" in order.sources:
        return None
    return f"{event.event} on {event.on}: {amount} is more than the {order.price} that was paid"


def _over_price(order: Order) -> tuple[Event, Money] | tuple[None, None]:
    """The first event whose amount is over the price, and that amount."""
    price = order.price
    for event in order.events:
        amount: Money | None = getattr(event, "amount", None)
        if price and amount and amount.currency == price.currency and amount.amount > price.amount:
            return event, amount
    return None, None


def _yields(known: Event, new: Event) -> bool:
    """Whether what is known of a kind of event gives way to what is said now."""
    return known.estimate or (known.by is not None and new.by is None)
