"""Orders that could be: facts and events drawn at random, without contradictions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import TypeAdapter

from aliguard.errors import ContradictionError
from aliguard.model import Event, Order

Parts = SearchStrategy[dict[str, Any]]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
DAYS = st.one_of(
    st.dates(date(2010, 1, 1), date(2100, 12, 31)),
    st.dates(date(2011, 12, 1), date(2021, 2, 1)),
    st.dates(date(2025, 11, 1), date(2028, 3, 1)),
)

BEGINNINGS = (
    (),
    ("placed",),
    ("placed", "shipped"),
    ("shipped",),
    ("placed", "shipped", "delivered"),
    ("shipped", "delivered", "confirmed"),
    ("shipped", "dispute-opened"),
    ("placed", "shipped", "delivered", "dispute-opened"),
    ("shipped", "dispute-opened", "offered"),
    ("shipped", "dispute-opened", "stepped-in", "evidence-requested"),
    ("shipped", "dispute-opened", "offered", "accepted", "return-shipped"),
    ("shipped", "dispute-opened", "stepped-in", "ruled", "appealed"),
    ("placed", "shipped", "dispute-opened", "dispute-cancelled", "dispute-opened"),
)
KINDS = (
    *("placed", "cancel-requested", "cancelled", "shipped", "tracking", "protection"),
    *("pickup-notice", "delivered", "confirmed", "completed", "satisfied"),
    *("extension-requested", "extended", "extension-refused", "frozen", "unfrozen", "note"),
    *(
        "dispute-opened",
        "dispute-modified",
        "offered",
        "rejected",
        "accepted",
        "step-in-announced",
        "stepped-in",
    ),
    *("evidence-requested", "evidence-sent", "ruled", "dispute-cancelled", "dispute-closed"),
    *("appealed", "appeal-decided", "return-shipped", "return-received", "refunded"),
    *("chargeback-opened", "chargeback-escalated", "chargeback-decided"),
    *("claim-sent", "claim-answered"),
)
RANGED = frozenset({"placed", "shipped", "delivered", "confirmed", "completed"})


def _later(on: date, most: int) -> SearchStrategy[date]:
    return st.integers(0, most).map(lambda days: on + timedelta(days=days))


def _printed(on: date) -> SearchStrategy[date | None]:
    return st.none() | _later(on, 12)


def _parts(**strategies: SearchStrategy[Any]) -> Parts:
    return st.fixed_dictionaries(strategies)


AMOUNT = st.sampled_from(
    (None, {"amount": "0.00", "currency": "EUR"}, {"amount": "5.00", "currency": "EUR"})
)
REASON = st.sampled_from((None, "in-transit", "not-received", "defective"))
REMEDY = st.sampled_from(("refund", "return"))
SIDE = st.sampled_from(("seller", "platform"))
STATE = st.sampled_from(("moving", "stalled", "none", "wrong"))

SAID: dict[str, Callable[[date], Parts]] = {
    "tracking": lambda _: _parts(state=STATE),
    "protection": lambda on: _parts(ends=_later(on, 90)),
    "pickup-notice": lambda on: _parts(until=_later(on, 20)),
    "step-in-announced": lambda on: _parts(ends=_later(on, 20)),
    "extended": lambda on: _parts(days=st.integers(1, 60)) | _parts(until=_later(on, 60)),
    "note": lambda _: _parts(note=st.just("worth remembering")),
    "dispute-opened": lambda on: _parts(reason=REASON, want=REMEDY, answer_by=_printed(on)),
    "dispute-modified": lambda on: _parts(reason=REASON, answer_by=_printed(on)),
    "offered": lambda on: _parts(side=SIDE, remedy=REMEDY, amount=AMOUNT, answer_by=_printed(on)),
    "rejected": lambda on: _parts(answer_by=_printed(on)),
    "accepted": lambda on: _parts(ship_by=_printed(on)),
    "evidence-requested": lambda on: _parts(answer_by=_printed(on)),
    "evidence-sent": lambda _: _parts(arrived=st.sampled_from((None, True, False))),
    "ruled": lambda on: _parts(
        final=st.booleans(), remedy=REMEDY, amount=AMOUNT, answer_by=_printed(on)
    ),
    "dispute-closed": lambda _: _parts(amount=AMOUNT),
    "appeal-decided": lambda _: _parts(won=st.booleans(), remedy=REMEDY),
    "chargeback-decided": lambda _: _parts(won=st.booleans()),
}
FACTS = _parts(
    paid_with=st.sampled_from((None, "card", "paypal", "other")),
    seller_in=st.sampled_from((None, "CN", "ES", "BR", "US")),
    buyer_in=st.sampled_from((None, "DE", "GB")),
    free_returns=st.booleans(),
    delivery_promise_days=st.sampled_from((None, 1, 5, 6, 30)),
    protection_days=st.sampled_from((None, 1, 9, 10, 60, 366)),
    ship_by=st.none() | DAYS,
)


def _event(draw: DrawFn, kind: str, on: date) -> Event:
    said = draw(SAID[kind](on)) if kind in SAID else {}
    if kind in RANGED and draw(st.integers(0, 9)) == 0:
        said["no_later_than"] = on + timedelta(days=draw(st.integers(1, 12)))
    return EVENT.validate_python({"event": kind, "on": on, **said})


@st.composite
def orders(draw: DrawFn) -> Order:
    """An order whose events do not contradict each other, in the order of their days."""
    order = Order(**draw(FACTS))
    later = draw(st.lists(st.sampled_from(KINDS), max_size=8))
    on = draw(DAYS)
    for kind in (*draw(st.sampled_from(BEGINNINGS)), *later):
        with suppress(ContradictionError):
            order = order.changed(events=(*order.events, _event(draw, kind, on)))
            on += timedelta(days=draw(st.integers(0, 25)))
    return order
