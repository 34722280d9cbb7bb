"""Taking a document in fills gaps and sharpens dates, and never touches what the user wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliguard.importers import Extract, Found, LeftOut, Plan, Skipped, plan, read
from aliguard.model.event import (
    BaseEvent,
    Cancelled,
    CancelRequested,
    Completed,
    Confirmed,
    Delivered,
    DisputeCancelled,
    DisputeOpened,
    Event,
    Placed,
    Refunded,
    Shipped,
    Tracking,
)
from aliguard.model.kinds import TrackingState
from aliguard.model.money import Money
from aliguard.model.order import Order

TODAY = date(2026, 3, 20)
ID = "3070000000011234"
BY = "import:shopper-inventory"
MAR_3, MAR_4, MAR_5, MAR_8, MAR_15 = (date(2026, 3, day) for day in (3, 4, 5, 8, 15))
PRICE = Money(amount="7.05", currency="USD")
SAMPLES = Path(__file__).parent / "samples"

E = TypeVar("E", bound=BaseEvent)


def order(*events: Event, **facts: object) -> Order:
    return Order.model_validate({"events": events, **facts})


def imported(kind: type[E], on: date, no_later_than: date | None = None) -> E:
    return kind(on=on, no_later_than=no_later_than, by=BY)


def extract(found: Order, order_id: str = ID) -> Extract:
    return Extract((Found(order_id, found, (2,), "as it says"),))


def taken(known: Order, found: Order) -> Plan:
    return plan({ID: known}, extract(found), today=TODAY, finished=False)


def events_after(known: Order, found: Order) -> tuple[Event, ...]:
    """The events of the order once the document is taken in."""
    [step] = taken(known, found).changed
    return step.order.events


def why_skipped(known: Order, found: Order) -> str:
    """Why the document changes nothing."""
    planned = taken(known, found)
    assert not planned.added + planned.changed
    [skipped] = planned.skipped
    return skipped.why


SENT = order(imported(Placed, MAR_4), imported(Shipped, MAR_4, TODAY))
COMPLETED = order(*SENT.events, imported(Completed, MAR_4, TODAY))
CANCELLED = order(imported(Placed, MAR_4), imported(Cancelled, MAR_4, TODAY))


GUESSED = order(
    imported(Placed, MAR_4), Shipped(on=MAR_4, no_later_than=TODAY, by="guess:shopper-inventory")
)


# ─── New orders ─────────────────────────────────────────────────────────────────────────────────


def test_an_order_that_the_ledger_lacks_is_added_with_all_that_the_document_says() -> None:
    found = SENT.changed(title="Sample lamp", store="Sample Store A", price=PRICE)

    planned = plan({}, extract(found), today=TODAY, finished=False)

    [step] = planned.added
    assert (planned.changed, planned.skipped) == ((), ())
    assert step.order == found
    assert step.what == (
        "title",
        "store",
        "price 7.05 USD",
        "placed 2026-03-04",
        "shipped between 2026-03-04 and 2026-03-20",
    )


@pytest.mark.parametrize("end", [Completed, Cancelled])
@pytest.mark.parametrize(("age", "new"), [(180, True), (181, False)])
def test_a_finished_order_is_new_for_180_days(
    end: type[Completed | Cancelled], age: int, new: bool
) -> None:
    on = TODAY - timedelta(days=age)
    found = order(imported(Placed, on), imported(end, on, TODAY), title="Sample lamp")

    planned = plan({}, extract(found), today=TODAY, finished=False)

    assert bool(planned.added) is new
    assert bool(planned.skipped) is not new


def test_an_old_finished_order_is_skipped_with_the_way_to_take_it_in() -> None:
    found = order(imported(Placed, date(2025, 1, 1)), imported(Completed, date(2025, 2, 1)))

    planned = plan({}, extract(found), today=TODAY, finished=False)

    assert planned.skipped == (
        Skipped(ID, "", "finished, placed over 180 days ago; --finished takes them in"),
    )


def test_old_finished_orders_are_added_where_they_are_asked_for() -> None:
    found = order(imported(Placed, date(2025, 1, 1)), imported(Completed, date(2025, 2, 1)))

    assert plan({}, extract(found), today=TODAY, finished=True).added


def test_an_old_order_that_is_not_finished_is_added() -> None:
    found = order(imported(Placed, date(2025, 1, 1)))

    assert plan({}, extract(found), today=TODAY, finished=False).added


def test_an_order_that_was_split_in_the_ledger_does_not_come_back_whole() -> None:
    parts = {f"{ID}/1": order(), f"{ID}/2": order()}

    planned = plan(parts, extract(SENT), today=TODAY, finished=False)

    assert not planned.added + planned.changed
    assert planned.skipped[0].why.startswith("split in the ledger")


def test_orders_that_the_importer_left_out_are_skipped_with_its_reason() -> None:
    document = Extract(left_out=(LeftOut(ID, "Sample lamp", "never paid"),))

    planned = plan({}, document, today=TODAY, finished=True)

    assert planned == Plan((), (), (Skipped(ID, "Sample lamp", "never paid"),))


# ─── Standing facts ─────────────────────────────────────────────────────────────────────────────


def test_standing_facts_are_filled_in_only_where_the_ledger_has_none() -> None:
    known = order(*SENT.events, title="My lamp")
    found = SENT.changed(title="Sample lamp", store="Sample Store A", price=PRICE)

    [step] = taken(known, found).changed

    assert step.what == ("store", "price 7.05 USD")
    assert step.order == order(*SENT.events, title="My lamp", store="Sample Store A", price=PRICE)


def test_facts_that_only_the_ledger_has_stay() -> None:
    known = order(*SENT.events, title="My lamp", account="me", paid_with="card", note="gift")

    [step] = taken(known, SENT.changed(title="Sample lamp", price=PRICE)).changed

    assert step.order == known.changed(price=PRICE)


def test_facts_of_a_document_name_it_and_those_of_the_user_name_nobody() -> None:
    theirs = {"title": BY, "store": BY, "price": BY}
    found = SENT.changed(title="Sample lamp", store="Sample Store A", price=PRICE, sources=theirs)
    [step] = taken(order(*SENT.events, title="My lamp"), found).changed
    again = step.order.changed(price=PRICE)

    assert step.order.sources == {"store": BY, "price": BY}
    assert again.sources == {"store": BY}
    assert why_skipped(again, found) == "nothing new"


# ─── Events ─────────────────────────────────────────────────────────────────────────────────────


def test_an_event_that_the_ledger_lacks_is_added() -> None:
    known = order(imported(Placed, MAR_4))

    [step] = taken(known, SENT).changed

    assert step.order.events == SENT.events
    assert step.what == ("shipped between 2026-03-04 and 2026-03-20",)


def test_an_event_is_added_at_its_turn_within_its_day() -> None:
    known = order(Shipped(on=MAR_4), Delivered(on=MAR_8))

    assert events_after(known, order(imported(Placed, MAR_4))) == (
        imported(Placed, MAR_4),
        *known.events,
    )


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(Placed(on=MAR_3), id="another day"),
        pytest.param(Placed(on=MAR_3, no_later_than=MAR_8), id="a range"),
    ],
)
def test_what_the_user_typed_is_never_overwritten(typed: Placed) -> None:
    assert why_skipped(order(typed), order(imported(Placed, MAR_4))) == "nothing new"


@pytest.mark.parametrize("exact", [MAR_4, MAR_5, MAR_8])
def test_an_imported_range_gives_way_to_an_exact_day(exact: date) -> None:
    known = order(imported(Placed, MAR_4, MAR_5))

    assert events_after(known, order(imported(Placed, exact))) == (imported(Placed, exact),)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(imported(Placed, MAR_3, MAR_5), id="range"),
        pytest.param(imported(Placed, MAR_5), id="other day"),
    ],
)
def test_an_imported_day_stays(found: Placed) -> None:
    assert why_skipped(order(imported(Placed, MAR_4)), order(found)) == "nothing new"


def test_two_imported_ranges_leave_the_days_that_they_share() -> None:
    known = order(imported(Placed, MAR_3, MAR_5), imported(Shipped, MAR_3, MAR_15))
    found = order(imported(Placed, MAR_4), imported(Shipped, MAR_4, TODAY))

    assert events_after(known, found) == (
        imported(Placed, MAR_4),
        imported(Shipped, MAR_4, MAR_15),
    )


def test_an_imported_range_is_not_widened() -> None:
    known = order(imported(Placed, MAR_4), imported(Shipped, MAR_4, MAR_15))

    assert why_skipped(known, SENT) == "nothing new"


@pytest.mark.parametrize(
    "typed_later", [Tracking(on=MAR_8, state=TrackingState.MOVING), Delivered(on=MAR_8)]
)
def test_what_the_user_typed_since_makes_no_news_of_an_old_document(typed_later: Event) -> None:
    assert why_skipped(order(*SENT.events, typed_later), SENT) == "nothing new"


def test_a_better_day_of_placing_takes_the_range_of_shipping_along() -> None:
    known = order(imported(Placed, MAR_4, MAR_5), imported(Shipped, MAR_4, TODAY))

    assert events_after(known, order(imported(Placed, MAR_5))) == (
        imported(Placed, MAR_5),
        imported(Shipped, MAR_5, TODAY),
    )


def test_an_imported_range_that_shares_no_day_with_the_new_one_stays() -> None:
    known = order(Placed(on=MAR_3), imported(Shipped, MAR_3, MAR_4))
    found = order(imported(Placed, MAR_8), imported(Shipped, MAR_8, TODAY))

    assert why_skipped(known, found) == "nothing new"


def test_a_note_on_an_imported_event_outlives_a_better_date() -> None:
    noted = Placed(on=MAR_4, no_later_than=MAR_5, by=BY, note="paid at night")

    [event] = events_after(order(noted), order(imported(Placed, MAR_5)))

    assert event == Placed(on=MAR_5, by=BY, note="paid at night")


def test_a_new_range_begins_no_earlier_than_what_the_user_typed_before_it() -> None:
    known = order(Placed(on=MAR_5))
    found = order(imported(Placed, MAR_4, MAR_5), imported(Shipped, MAR_4, TODAY))

    assert events_after(known, found) == (Placed(on=MAR_5), imported(Shipped, MAR_5, TODAY))


def test_a_new_range_ends_no_later_than_what_the_user_typed_after_it() -> None:
    known = order(Placed(on=MAR_4), Delivered(on=MAR_15))

    assert events_after(known, COMPLETED) == (
        Placed(on=MAR_4),
        imported(Shipped, MAR_4, MAR_15),
        Delivered(on=MAR_15),
        imported(Completed, MAR_15, TODAY),
    )


def test_a_new_range_between_two_typed_events_of_one_day_is_that_day() -> None:
    known = order(Placed(on=MAR_4), Confirmed(on=MAR_4))

    assert events_after(known, COMPLETED)[1] == imported(Shipped, MAR_4)


# ─── Forward only ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "end",
    [
        pytest.param((Shipped(on=MAR_5), Delivered(on=MAR_8)), id="delivered"),
        pytest.param((Delivered(on=MAR_8),), id="delivered, day of shipping unknown"),
        pytest.param((Confirmed(on=MAR_8),), id="confirmed"),
        pytest.param((Completed(on=MAR_8),), id="completed"),
        pytest.param((Cancelled(on=MAR_8),), id="cancelled"),
        pytest.param((Cancelled(on=MAR_8), Refunded(on=MAR_15)), id="refunded"),
        pytest.param((DisputeOpened(on=MAR_8),), id="disputed"),
    ],
)
@pytest.mark.parametrize("found", [SENT, order(imported(Placed, MAR_4))])
def test_a_document_that_lags_behind_the_ledger_changes_nothing(
    end: tuple[Event, ...], found: Order
) -> None:
    assert why_skipped(order(Placed(on=MAR_4), *end), found) == "nothing new"


def test_a_document_that_lags_behind_still_brings_facts_and_the_day_of_placing() -> None:
    known = order(Delivered(on=MAR_8))

    [step] = taken(known, SENT.changed(title="Sample lamp")).changed

    assert step.order == order(imported(Placed, MAR_4), Delivered(on=MAR_8), title="Sample lamp")


def test_completion_adds_nothing_to_the_buyers_own_confirmation() -> None:
    known = order(Placed(on=MAR_4), Shipped(on=MAR_5), Confirmed(on=MAR_8))

    assert why_skipped(known, COMPLETED) == "nothing new"


def test_completion_changes_nothing_while_a_dispute_is_recorded() -> None:
    known = order(Placed(on=MAR_4), Shipped(on=MAR_5), DisputeOpened(on=MAR_15))

    assert why_skipped(known, COMPLETED) == "nothing new"


def test_completion_follows_a_dispute_that_was_cancelled() -> None:
    known = order(
        Placed(on=MAR_4), Shipped(on=MAR_5), DisputeOpened(on=MAR_8), DisputeCancelled(on=MAR_15)
    )

    assert events_after(known, COMPLETED)[-1] == imported(Completed, MAR_5, TODAY)


def test_a_cancellation_comes_after_all_that_the_ledger_knows() -> None:
    known = order(Placed(on=MAR_4), CancelRequested(on=MAR_8))

    assert events_after(known, CANCELLED)[-1] == imported(Cancelled, MAR_8, TODAY)


# ─── Contradictions ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("known", "found", "why"),
    [
        pytest.param(
            order(Shipped(on=MAR_3)),
            order(imported(Placed, MAR_4)),
            "shipped on 2026-03-03 comes before placed on 2026-03-04",
            id="shipped before placed",
        ),
        pytest.param(
            order(Placed(on=MAR_4), Delivered(on=MAR_8)),
            CANCELLED,
            "the order was delivered on 2026-03-08",
            id="delivered, and cancelled",
        ),
        pytest.param(
            order(Placed(on=MAR_4), Cancelled(on=MAR_8)),
            COMPLETED,
            "cancelled on 2026-03-08: the order was completed between",
            id="cancelled, and completed",
        ),
    ],
)
def test_a_document_that_contradicts_the_ledger_is_skipped_with_both_facts(
    known: Order, found: Order, why: str
) -> None:
    reason = why_skipped(known, found.changed(title="Sample lamp"))

    assert reason.startswith("the file contradicts the ledger: ")
    assert why in reason


# ─── The same file again ────────────────────────────────────────────────────────────────────────


def apply(orders: dict[str, Order], planned: Plan) -> dict[str, Order]:
    return {**orders, **{step.order_id: step.order for step in (*planned.added, *planned.changed)}}


def take_in(name: str, orders: dict[str, Order], *, today: date) -> Plan:
    _, document = read((SAMPLES / name).read_bytes(), today=today)
    return plan(orders, document, today=today, finished=True)


@pytest.mark.parametrize("days_later", [0, 1, 30, 400])
@pytest.mark.parametrize(
    "name", ["shopper-inventory.csv", "shopper-inventory.json", "my-purchases.csv"]
)
def test_the_same_file_again_changes_nothing_on_whatever_day(name: str, days_later: int) -> None:
    orders = apply({}, take_in(name, {}, today=TODAY))

    again = take_in(name, orders, today=TODAY + timedelta(days=days_later))

    assert orders
    assert not again.added + again.changed


def test_every_order_of_the_file_is_accounted_for() -> None:
    _, document = read((SAMPLES / "shopper-inventory.csv").read_bytes(), today=TODAY)
    planned = plan({}, document, today=TODAY, finished=False)

    new = {step.order_id for step in planned.added}
    skipped = {each.order_id for each in planned.skipped}
    assert new | skipped == {
        *(found.order_id for found in document.orders),
        *(left.order_id for left in document.left_out),
    }
    assert not new & skipped


DAYS = st.integers(0, 60).map(lambda days: MAR_4 + timedelta(days=days))


@st.composite
def histories(draw: st.DrawFn, by: str | None) -> Order:
    """An order that came some way, each step an exact day or a range."""
    kinds = draw(st.sampled_from([(), (Shipped,), (Shipped, Completed), (Cancelled,)]))
    on = draw(DAYS)
    events: list[BaseEvent] = []
    for kind in (Placed, *kinds):
        days = draw(st.integers(0, 9))
        until = on + timedelta(days=days) if days else None
        events.append(kind(on=on, no_later_than=until, by=by))
        on += timedelta(days=draw(st.integers(0, 5)))
    return Order.model_validate({"events": events})


@given(histories(None) | histories(BY), st.lists(histories(BY), min_size=1, max_size=3))
def test_whatever_is_taken_in_settles_and_leaves_the_users_words_alone(
    known: Order, documents: list[Order]
) -> None:
    orders = {ID: known}
    for found in documents:
        orders = apply(orders, plan(orders, extract(found), today=TODAY, finished=True))
        again = plan(orders, extract(found), today=TODAY, finished=True)

        assert again.changed == ()

    assert set(typed(known.events)) <= set(typed(orders[ID].events))


def typed(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.by is None]


# ─── Guesses ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("found", "kinds", "what"),
    [
        (order(imported(Placed, MAR_4)), ["placed"], ("not shipped yet",)),
        (
            order(imported(Placed, MAR_4), imported(Shipped, MAR_5)),
            ["placed", "shipped"],
            (f"shipped {MAR_5}",),
        ),
        (CANCELLED, ["placed", "cancelled"], (f"cancelled between {MAR_4} and {TODAY}",)),
    ],
)
def test_a_guess_gives_way_to_a_document_that_knows(
    found: Order, kinds: list[str], what: tuple[str, ...]
) -> None:
    [step] = taken(GUESSED, found).changed

    assert [event.event for event in step.order.events] == kinds
    assert step.what[: len(what)] == what


def test_a_guess_changes_nothing_that_is_known() -> None:
    for known in (SENT, COMPLETED, CANCELLED, GUESSED):
        assert why_skipped(known, GUESSED) == "nothing new"


def test_a_guess_is_no_reason_to_forget_what_the_user_said_after_it() -> None:
    known = GUESSED.with_events(Delivered(on=MAR_15))

    assert why_skipped(known, order(imported(Placed, MAR_4))) == "nothing new"


def test_a_guess_gives_way_to_the_user() -> None:
    assert Shipped(on=MAR_5) in GUESSED.with_events(Shipped(on=MAR_5)).events
