"""Any order that the model allows, for Hypothesis."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from aliguard.errors import ContradictionError
from aliguard.model.event import BaseEvent, Event
from aliguard.model.kinds import Reason, Remedy, TrackingState
from aliguard.model.money import Money
from aliguard.model.order import Order

KINDS: tuple[type[BaseEvent], ...] = get_args(get_args(Event)[0])

_TRAPS = (
    *("# no comment", 'say "hi"', "it's", "a\nb", "\r\n", '"' * 3, "'" * 3, "[orders.8001]", "\\"),
    *("\x7f", "x\u2028# y", "\x85# z", "\x00\x1b[31m", "ü→漢字🧦", "\n[orders.9]\n", "\\u0041"),
    *("= {", "\ufeff"),
)
TEXTS = st.text(max_size=12) | st.sampled_from(_TRAPS)
DAYS = st.dates(min_value=date(2012, 1, 1), max_value=date(2099, 12, 31))
SPANS = st.integers(min_value=1, max_value=366)
MONEY = st.builds(
    Money,
    amount=st.integers(0, 99_999_999).map(lambda cents: Decimal(cents).scaleb(-2)),
    currency=st.sampled_from(["EUR", "USD", "JPY"]),
)
IDS = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,6}(/[1-9])?", fullmatch=True)

_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("on", "ends", "until", "answer_by", "ship_by"), DAYS),
    **dict.fromkeys(("by", "note", "tracking"), TEXTS),
    **dict.fromkeys(("want", "remedy"), st.sampled_from(Remedy)),
    **dict.fromkeys(("won", "final", "arrived"), st.booleans()),
    "days": SPANS,
    "amount": MONEY,
    "state": st.sampled_from(TrackingState),
    "reason": st.sampled_from(Reason),
}


@st.composite
def events(draw: st.DrawFn) -> BaseEvent:
    """Any one event, each of its keys given or not."""
    kind = draw(st.sampled_from(KINDS))
    given: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        if name == "side":
            given[name] = draw(st.sampled_from(get_args(field.annotation)))
        elif name in _FIELDS and (field.is_required() or draw(st.booleans())):
            given[name] = draw(_FIELDS[name])
    if kind.__name__ == "Extended":
        given.pop("until" if draw(st.booleans()) else "days", None)
        given = given if {"until", "days"} & set(given) else {**given, "days": 30}
    if kind.__name__ == "PickupNotice":
        given["until"] = given["on"] + timedelta(days=draw(SPANS))
    if draw(st.booleans()):
        given["no_later_than"] = given["on"] + timedelta(days=draw(SPANS))
    return kind(**given)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Any order: its facts, and those of some events that can all be true."""
    optional = {
        "price": MONEY,
        "account": TEXTS,
        "seller_in": st.sampled_from(["CN", "ES"]),
        "buyer_in": st.sampled_from(["DE", "BR"]),
        "paid_with": st.sampled_from(["card", "paypal", "other"]),
        "free_returns": st.booleans(),
        "delivery_promise_days": SPANS,
        "protection_days": SPANS,
        "ship_by": DAYS,
        "note": TEXTS,
        "title": TEXTS,
        "store": TEXTS,
        "from": st.dictionaries(st.sampled_from(["title", "price", "ship_by"]), TEXTS),
    }
    order = Order.model_validate(draw(st.fixed_dictionaries({}, optional=optional)))
    for event in draw(st.lists(events(), max_size=6)):
        try:
            order = order.with_events(event)  # type: ignore[arg-type] # one of the kinds
        except ContradictionError:
            continue
    return order
