"""Lives of orders drawn at random: each event is one that can follow what happened before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import TypeAdapter

from aliguard.model import Event, Order
from aliguard.model.lifeline import contradiction

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
CLASSES = get_args(get_args(Event)[0])
KINDS = tuple(sorted(each.model_fields["event"].default for each in CLASSES))
"""Every kind of event that a ledger may hold."""

PRICE = {"amount": "20.00", "currency": "EUR"}
AMOUNT = st.sampled_from((None, "0.00", "5.00", "20.00")).map(
    lambda amount: amount and {**PRICE, "amount": amount}
)
REMEDY = st.sampled_from(("refund", "return"))
REASON = st.sampled_from(("in-transit", "not-received", "defective", "not-needed"))
Parts = SearchStrategy[dict[str, Any]]


def _later(on: date, most: int) -> SearchStrategy[date]:
    return st.integers(0, most).map(lambda days: on + timedelta(days=days))


def _parts(**strategies: SearchStrategy[Any]) -> Parts:
    return st.fixed_dictionaries(strategies)


def _printed(on: date) -> SearchStrategy[date | None]:
    return st.none() | _later(on, 12)


SAID: dict[str, Callable[[date], Parts]] = {
    "tracking": lambda _: _parts(state=st.sampled_from(("moving", "stalled", "none", "wrong"))),
    "protection": lambda on: _parts(ends=_later(on, 90)),
    "pickup-notice": lambda on: _parts(until=_later(on, 20)),
    "step-in-announced": lambda on: _parts(ends=_later(on, 20)),
    "extended": lambda on: _parts(days=st.integers(1, 60)) | _parts(until=_later(on, 60)),
    "note": lambda _: _parts(note=st.just("worth remembering")),
    "dispute-opened": lambda on: _parts(
        reason=REASON, want=REMEDY, amount=AMOUNT, answer_by=_printed(on)
    ),
    "dispute-modified": lambda on: _parts(
        reason=st.none() | REASON, amount=AMOUNT, answer_by=_printed(on)
    ),
    "offered": lambda on: _parts(
        side=st.sampled_from(("seller", "platform")),
        remedy=REMEDY,
        amount=AMOUNT,
        answer_by=_printed(on),
    ),
    "rejected": lambda on: _parts(answer_by=_printed(on)),
    "accepted": lambda on: _parts(
        side=st.sampled_from(("buyer", "seller")), remedy=st.none() | REMEDY, ship_by=_printed(on)
    ),
    "evidence-requested": lambda on: _parts(answer_by=_printed(on)),
    "evidence-sent": lambda _: _parts(arrived=st.sampled_from((None, True, False))),
    "ruled": lambda on: _parts(
        final=st.booleans(), remedy=REMEDY, amount=AMOUNT, answer_by=_printed(on)
    ),
    "dispute-closed": lambda _: _parts(amount=AMOUNT),
    "appeal-decided": lambda _: _parts(won=st.booleans(), remedy=REMEDY, amount=AMOUNT),
    "refunded": lambda _: _parts(amount=AMOUNT),
    "chargeback-decided": lambda _: _parts(won=st.booleans()),
}
FACTS = _parts(
    price=st.sampled_from((None, PRICE)),
    paid_with=st.sampled_from((None, "card", "paypal", "other")),
    seller_in=st.sampled_from((None, "CN", "ES", "BR", "US")),
    buyer_in=st.sampled_from((None, "DE", "GB")),
    free_returns=st.booleans(),
    protection_days=st.sampled_from((None, 1, 10, 60)),
    ship_by=st.none() | st.dates(date(2026, 1, 1), date(2026, 2, 1)),
)
STARTS = st.dates(date(2012, 1, 1), date(2020, 12, 31)) | st.dates(
    date(2025, 9, 1), date(2026, 3, 1)
)
SHIPPED = ("placed", "shipped")
HERE = (*SHIPPED, "delivered")
DISPUTED = (*SHIPPED, "dispute-opened")
RULED = (*DISPUTED, "stepped-in", "ruled")
BEGINNINGS = (
    ("placed",),
    *(("placed", kind) for kind in ("cancel-requested", "cancelled", "shipped", "frozen", "note")),
    ("placed", "frozen", "unfrozen"),
    *((*SHIPPED, kind) for kind in ("tracking", "protection", "pickup-notice", "extended")),
    *((*SHIPPED, kind) for kind in ("delivered", "confirmed", "completed", "extension-requested")),
    (*SHIPPED, "extension-requested", "extension-refused"),
    *((*HERE, kind) for kind in ("satisfied", "refunded", "chargeback-opened", "claim-sent")),
    (*HERE, "claim-sent", "claim-answered"),
    (*HERE, "chargeback-opened", "chargeback-escalated"),
    (*HERE, "chargeback-opened", "chargeback-decided"),
    (*HERE, "dispute-opened"),
    *(
        (*DISPUTED, kind)
        for kind in ("dispute-modified", "offered", "accepted", "step-in-announced", "stepped-in")
    ),
    *((*DISPUTED, kind) for kind in ("evidence-requested", "evidence-sent", "ruled")),
    *((*DISPUTED, kind) for kind in ("dispute-cancelled", "dispute-closed")),
    (*DISPUTED, "offered", "rejected"),
    (*RULED, "appealed"),
    (*RULED, "appealed", "appeal-decided"),
    (*RULED, "return-shipped"),
    (*RULED, "return-shipped", "return-received"),
)
"""The shortest way to each kind of event; an event that lacks something is left out."""

ANSWERS = frozenset(
    {
        "offered",
        "rejected",
        "accepted",
        "stepped-in",
        "evidence-requested",
        "evidence-sent",
        "ruled",
    }
    | {"dispute-closed", "dispute-modified", "dispute-cancelled", "appealed", "appeal-decided"}
    | {"return-shipped", "return-received", "unfrozen", "extension-refused", "claim-answered"}
    | {"chargeback-escalated", "chargeback-decided"}
)
"""Kinds that need something before them, and are drawn more often for it."""


@st.composite
def lives(draw: DrawFn) -> Order:
    """An order from its placing on, through whatever could happen to it."""
    facts, on = draw(FACTS), draw(STARTS)
    events: list[Event] = []
    planned = draw(st.sampled_from(BEGINNINGS))
    for number in range(len(planned) + draw(st.integers(2, 12))):
        possible = planned[number : number + 1] or _possible(events, on, facts["free_returns"])
        kind = draw(st.sampled_from(possible))
        event = _event(kind, on, draw(SAID[kind](on)) if kind in SAID else {})
        if contradiction([*events, event], free_returns=facts["free_returns"]) is None:
            events.append(event)
        on += timedelta(days=draw(st.integers(0, 20)))
    return Order.model_validate({**facts, "events": events})


def _possible(events: list[Event], on: date, free_returns: bool) -> list[str]:
    """The kinds of events that can come next, each as often as it is to be drawn."""
    found = [
        kind
        for kind in KINDS
        if contradiction([*events, _plain(kind, on)], free_returns=free_returns) is None
    ]
    return [kind for kind in found for _ in range(4 if kind in ANSWERS else 1)]


def _event(kind: str, on: date, said: dict[str, Any]) -> Event:
    return EVENT.validate_python({"event": kind, "on": on, **said})


@cache
def _plain(kind: str, on: date) -> Event:
    """An event of a kind of which the least is said."""
    return _event(kind, on, PLAIN.get(kind, {}))


PLAIN: dict[str, dict[str, Any]] = {
    "tracking": {"state": "moving"},
    "protection": {"ends": date(2100, 1, 1)},
    "pickup-notice": {"until": date(2100, 1, 1)},
    "extended": {"days": 1},
    "step-in-announced": {"ends": date(2100, 1, 1)},
    "note": {"note": "plain"},
    "accepted": {"side": "seller"},
    "appeal-decided": {"won": True},
    "chargeback-decided": {"won": True},
}
