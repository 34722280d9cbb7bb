"""Facts that cannot all be true are refused, and the message names both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from aliguard.errors import ContradictionError
from aliguard.model import Event, Order

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
DAY = timedelta(days=1)
START = date(2026, 3, 5)
SAID: dict[str, dict[str, Any]] = {
    "tracking": {"state": "moving"},
    "protection": {"ends": date(2026, 5, 20)},
    "step-in-announced": {"ends": date(2026, 5, 20)},
    "pickup-notice": {"until": date(2026, 4, 20)},
    "extended": {"days": 14},
    "note": {"note": "worth remembering"},
    "appeal-decided": {"won": False},
    "chargeback-decided": {"won": False},
}


def event(kind: str, on: date = START, **said: object) -> Event:
    return EVENT.validate_python({"event": kind, "on": on, **SAID.get(kind, {}), **said})


def life(*kinds: str, free_returns: bool = False) -> Order:
    """An order to which these happened, one a day."""
    events = tuple(event(kind, START + n * DAY) for n, kind in enumerate(kinds))
    return Order(events=events, free_returns=free_returns)


ORDERED = [
    ("placed", "cancel-requested"),
    ("placed", "cancelled"),
    ("placed", "shipped"),
    ("placed", "delivered"),
    ("placed", "confirmed"),
    ("placed", "completed"),
    ("placed", "dispute-opened"),
    ("placed", "frozen"),
    ("placed", "refunded"),
    ("placed", "chargeback-opened"),
    ("shipped", "tracking"),
    ("shipped", "pickup-notice"),
    ("shipped", "delivered"),
    ("shipped", "confirmed"),
    ("shipped", "completed"),
    ("shipped", "dispute-opened"),
    ("shipped", "return-shipped"),
]


@pytest.mark.parametrize(("first", "then"), ORDERED)
def test_what_comes_first_may_be_on_the_same_day(first: str, then: str) -> None:
    order = Order(events=(event(first), event(then)), free_returns=True)

    assert [first, then] == [e.event for e in order.events]


@pytest.mark.parametrize(("first", "then"), ORDERED)
def test_what_comes_first_cannot_be_a_day_later(first: str, then: str) -> None:
    with pytest.raises(
        ValidationError, match=f"{then} on 2026-03-05 comes before {first} on 2026-03-06"
    ):
        Order(events=(event(first, START + DAY), event(then)), free_returns=True)


@pytest.mark.parametrize(
    "kind", ["placed", "cancelled", "shipped", "delivered", "confirmed", "completed"]
)
def test_some_things_happen_once(kind: str) -> None:
    with pytest.raises(
        ValidationError, match=f"it was {kind} on 2026-03-05 and again {kind} on 2026-03-06"
    ):
        life(kind, kind)


@pytest.mark.parametrize(
    "kind", ["tracking", "protection", "extended", "note", "cancel-requested", "refunded", "frozen"]
)
def test_other_things_happen_again(kind: str) -> None:
    assert [kind, kind] == [e.event for e in life(kind, kind).events]


NEEDS = [
    ("satisfied", ("delivered",), "it was neither delivered nor confirmed"),
    ("satisfied", ("confirmed",), "it was neither delivered nor confirmed"),
    ("satisfied", ("completed",), "it was neither delivered nor confirmed"),
    ("dispute-modified", ("dispute-opened",), "no dispute is open"),
    ("offered", ("dispute-opened",), "no dispute is open"),
    ("rejected", ("dispute-opened", "offered"), "no dispute is open"),
    ("accepted", ("dispute-opened", "offered"), "no dispute is open"),
    ("stepped-in", ("dispute-opened",), "no dispute is open"),
    ("evidence-requested", ("dispute-opened",), "no dispute is open"),
    ("evidence-sent", ("dispute-opened",), "no dispute is open"),
    ("ruled", ("dispute-opened",), "no dispute is open"),
    ("dispute-cancelled", ("dispute-opened",), "no dispute is open"),
    ("dispute-closed", ("dispute-opened",), "no dispute is open"),
    ("appealed", ("dispute-opened", "ruled"), "there is no ruling to appeal against"),
    ("appealed", ("dispute-opened", "dispute-closed"), "there is no ruling to appeal against"),
    ("appeal-decided", ("dispute-opened", "ruled", "appealed"), "no appeal is open"),
    ("unfrozen", ("frozen",), "it is not frozen"),
    ("extension-refused", ("extension-requested",), "no request for an extension is open"),
    ("chargeback-escalated", ("chargeback-opened",), "no chargeback is open"),
    ("chargeback-decided", ("chargeback-opened",), "no chargeback is open"),
    ("claim-answered", ("claim-sent",), "no written claim is unanswered"),
]


@pytest.mark.parametrize(("kind", "before", "_"), NEEDS)
def test_with_what_it_needs_it_can_happen(kind: str, before: tuple[str, ...], _: str) -> None:
    assert [*before, kind] == [e.event for e in life(*before, kind).events]


@pytest.mark.parametrize(("kind", "_", "why"), NEEDS)
def test_without_what_it_needs_it_cannot(kind: str, _: tuple[str, ...], why: str) -> None:
    with pytest.raises(ValidationError, match=f"{kind} on 2026-03-05: {why}"):
        life(kind)


@pytest.mark.parametrize(
    ("lived", "complaint"),
    [
        (
            ("delivered", "cancelled"),
            "cancelled on 2026-03-06: the order was delivered on 2026-03-05",
        ),
        (
            ("delivered", "dispute-opened", "satisfied"),
            "satisfied on 2026-03-07: a dispute is open, dispute-opened on 2026-03-06",
        ),
        (
            ("dispute-opened", "dispute-opened"),
            "dispute-opened on 2026-03-06: a dispute is open already, dispute-opened on 2026-03-05",
        ),
        (
            ("dispute-opened", "rejected"),
            "rejected on 2026-03-06: there is no offer to answer",
        ),
        (
            ("dispute-opened", "accepted"),
            "accepted on 2026-03-06: there is no offer to answer",
        ),
        (
            ("dispute-opened", "offered", "accepted", "offered"),
            "offered on 2026-03-08: no dispute is open",
        ),
        (
            ("dispute-opened", "dispute-cancelled", "stepped-in"),
            "stepped-in on 2026-03-07: no dispute is open",
        ),
        (
            ("dispute-opened", "offered", "rejected", "appealed"),
            "appealed on 2026-03-08: there is no ruling to appeal against",
        ),
        (
            ("dispute-opened", "ruled", "dispute-opened", "appealed"),
            "appealed on 2026-03-08: there is no ruling to appeal against",
        ),
        (
            ("dispute-opened", "ruled", "appealed", "appealed"),
            "appealed on 2026-03-08: there was an appeal already, appealed on 2026-03-07",
        ),
        (
            ("dispute-opened", "ruled", "appealed", "appeal-decided", "appeal-decided"),
            "appeal-decided on 2026-03-09: no appeal is open",
        ),
        (("return-received",), "return-received on 2026-03-05: nothing is on its way back"),
    ],
)
def test_what_cannot_be_is_told_with_both_days(lived: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        life(*lived)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("frozen", "unfrozen"),
        ("extension-requested", "extension-refused"),
        ("chargeback-opened", "chargeback-decided"),
        ("claim-sent", "claim-answered"),
    ],
)
def test_what_was_answered_cannot_be_answered_again_until_it_is_asked_again(
    asked: str, answered: str
) -> None:
    assert life(asked, answered, asked, answered).events
    with pytest.raises(ValidationError, match=f"{answered} on 2026-03-07: "):
        life(asked, answered, answered)


@pytest.mark.parametrize(
    "lived",
    [
        ("dispute-opened", "dispute-cancelled", "dispute-opened"),
        ("dispute-opened", "offered", "accepted", "dispute-opened"),
        ("dispute-opened", "ruled", "dispute-opened", "ruled", "appealed"),
        ("delivered", "dispute-opened", "dispute-cancelled", "satisfied"),
        ("delivered", "satisfied", "dispute-opened"),
        ("dispute-opened", "offered", "rejected", "offered", "rejected"),
        ("frozen", "unfrozen", "frozen", "unfrozen"),
        ("shipped", "cancel-requested", "cancelled"),
        ("cancelled", "chargeback-opened", "chargeback-escalated", "chargeback-decided"),
        ("cancelled", "claim-sent", "claim-answered"),
    ],
)
def test_lives_that_can_be(lived: tuple[str, ...]) -> None:
    assert [*lived] == [e.event for e in life(*lived).events]


@pytest.mark.parametrize(
    "kind", ["refunded", "note", "protection", "chargeback-opened", "claim-sent"]
)
def test_after_a_cancellation_money_and_words_may_follow(kind: str) -> None:
    assert ["cancelled", kind] == [e.event for e in life("cancelled", kind).events]


@pytest.mark.parametrize(
    "kind", ["shipped", "delivered", "confirmed", "dispute-opened", "frozen", "cancel-requested"]
)
def test_after_a_cancellation_nothing_else_can(kind: str) -> None:
    with pytest.raises(
        ValidationError, match=f"{kind} on 2026-03-06 comes after cancelled on 2026-03-05"
    ):
        life("cancelled", kind)


@pytest.mark.parametrize(
    "agreed",
    [
        (event("dispute-opened"), event("ruled", START + DAY, remedy="return")),
        (event("dispute-opened", want="return"), event("accepted", START + DAY, side="seller")),
        (event("dispute-opened"), event("accepted", START + DAY, side="seller", remedy="return")),
        (
            event("dispute-opened"),
            event("offered", remedy="return"),
            event("accepted", START + DAY),
        ),
        (
            event("dispute-opened"),
            event("ruled"),
            event("appealed"),
            event("appeal-decided", START + DAY, won=True, remedy="return"),
        ),
    ],
)
def test_a_return_that_was_agreed_or_ordered_can_be_sent_and_received(
    agreed: tuple[Event, ...],
) -> None:
    sent, back = event("return-shipped", START + 2 * DAY), event("return-received", START + 9 * DAY)

    assert (*agreed, sent, back) == Order(events=(*agreed, sent, back)).events


@pytest.mark.parametrize(
    "agreed",
    [
        (),
        (event("dispute-opened", want="return"),),
        (
            event("dispute-opened", want="return"),
            event("accepted", START + DAY, side="seller", remedy="refund"),
        ),
        (event("dispute-opened"), event("ruled", START + DAY)),
        (event("dispute-opened"), event("ruled", START + DAY, remedy="return", final=False)),
        (
            event("dispute-opened"),
            event("ruled"),
            event("appealed"),
            event("appeal-decided", START + DAY, won=False, remedy="return"),
        ),
    ],
)
def test_a_return_that_nobody_agreed_to_cannot_be_sent(agreed: tuple[Event, ...]) -> None:
    with pytest.raises(ValidationError, match="return-shipped on 2026-03-07: no return was agreed"):
        Order(events=(*agreed, event("return-shipped", START + 2 * DAY)))


@pytest.mark.parametrize("terms", [{"side": "seller"}, {"remedy": "refund"}])
def test_terms_that_are_stated_need_no_offer_but_a_dispute(terms: dict[str, str]) -> None:
    opened, agreed = event("dispute-opened"), event("accepted", START + DAY, **terms)

    assert (opened, agreed) == Order(events=(opened, agreed)).events
    with pytest.raises(ValidationError, match="accepted on 2026-03-06: no dispute is open"):
        Order(events=(agreed,))


def test_with_the_free_returns_mark_nobody_has_to_agree() -> None:
    assert life("delivered", "return-shipped", free_returns=True).free_returns


def test_the_order_of_the_file_does_not_matter_for_what_can_be() -> None:
    events = (event("delivered", START + 2 * DAY), event("shipped", START + DAY), event("placed"))

    assert events == Order(events=events).events


def test_on_one_day_what_was_recorded_first_came_first() -> None:
    opened, cancelled = event("dispute-opened"), event("dispute-cancelled")

    assert (opened, cancelled) == Order(events=(opened, cancelled)).events
    with pytest.raises(ValidationError, match="no dispute is open"):
        Order(events=(cancelled, opened))


def test_an_added_event_that_cannot_be_is_refused_in_one_sentence() -> None:
    order = life("placed", "shipped")

    with pytest.raises(ContradictionError) as refused:
        order.with_events(event("delivered", START))

    assert (
        str(refused.value)
        == "That cannot be: delivered on 2026-03-05 comes before shipped on 2026-03-06."
    )
    assert tuple(e.event for e in order.events) == ("placed", "shipped")


def test_events_are_added_at_the_end_of_the_record() -> None:
    order = life("placed", "shipped").with_events(
        event("note", START), event("delivered", START + 9 * DAY)
    )

    assert [e.event for e in order.events] == ["placed", "shipped", "note", "delivered"]


def test_a_known_day_takes_the_place_of_a_range() -> None:
    ranged = event("delivered", START + DAY, no_later_than=START + 5 * DAY)
    order = Order(events=(event("shipped"), ranged))

    known = event("delivered", START + 3 * DAY)

    assert (event("shipped"), known) == order.with_events(known).events


def test_a_known_day_does_not_take_the_place_of_a_known_one() -> None:
    order = life("shipped", "delivered")

    with pytest.raises(ContradictionError, match="and again delivered on 2026-03-08"):
        order.with_events(event("delivered", START + 3 * DAY))


def test_what_the_user_says_takes_the_place_of_what_an_import_said() -> None:
    order = Order(events=(event("delivered", START, by="import:har"),))

    said = event("delivered", START + 3 * DAY)

    assert (said,) == order.with_events(said).events


def test_what_an_import_says_does_not_take_the_place_of_what_the_user_said() -> None:
    with pytest.raises(ContradictionError, match="and again delivered on 2026-03-08"):
        life("delivered").with_events(event("delivered", START + 3 * DAY, by="import:har"))


def test_ranges_contradict_only_where_no_day_of_them_is_possible() -> None:
    shipped = event("shipped", START + 5 * DAY)

    assert Order(events=(shipped, event("delivered", no_later_than=START + 5 * DAY))).events
    with pytest.raises(
        ValidationError,
        match="delivered between 2026-03-05 and 2026-03-09 comes before shipped on 2026-03-10",
    ):
        Order(events=(shipped, event("delivered", no_later_than=START + 4 * DAY)))


def test_a_range_is_narrowed_by_what_is_added() -> None:
    order = Order(events=(event("delivered", no_later_than=START + 20 * DAY),))

    shipped = event("shipped", START + 2 * DAY)
    narrowed = order.with_events(shipped, event("confirmed", START + 9 * DAY)).events[0]

    assert event("delivered", START + 2 * DAY, no_later_than=START + 9 * DAY) == narrowed


def test_a_range_that_is_narrowed_to_a_day_is_known() -> None:
    order = Order(events=(event("delivered", no_later_than=START + 20 * DAY),))

    narrowed = order.with_events(event("shipped", START + 20 * DAY)).events[0]

    assert event("delivered", START + 20 * DAY) == narrowed
