"""Status words say how far an order has come, and its history follows from that."""

from __future__ import annotations

from datetime import date

import pytest

from aliguard.importers.dates import Span
from aliguard.importers.statuses import STATUSES, Status, history, least_far, status_of
from aliguard.model.event import Cancelled, Completed, Delivered, Event, Placed, Shipped

SOURCE = "shopper-inventory"
BY, GUESSED = f"import:{SOURCE}", f"guess:{SOURCE}"
PLACED = Span(date(2026, 3, 4), date(2026, 3, 4))
SEEN = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Awaiting payment", Status.UNPAID),
        ("Expired", Status.UNPAID),
        ("To ship", Status.PREPARING),
        ("Processing", Status.PREPARING),
        ("Ready to ship", Status.PREPARING),
        ("Processed", Status.SENT),
        ("A caminho", Status.SENT),
        ("Entregue", Status.DELIVERED),
        ("AWAITING DELIVERY", Status.SENT),
        ("Awaiting\N{NO-BREAK SPACE}delivery\N{NO-BREAK SPACE}", Status.SENT),
        ("Concluído ", Status.COMPLETED),
        ("Conclui\N{COMBINING ACUTE ACCENT}do", Status.COMPLETED),
        ("Abgeschlossen", Status.COMPLETED),
        ("Завершено", Status.COMPLETED),
        ("Canceled", Status.CANCELLED),
        ("Cancelled", Status.CANCELLED),
        ("In dispute", Status.DISPUTED),
        ("Заморозка заказа", Status.FROZEN),
        ("Partial shipment", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_a_status_is_known_whatever_its_case_and_spaces(text: str, status: Status) -> None:
    assert status_of(text) is status


def test_every_status_word_can_be_found() -> None:
    assert {word: status_of(word) for word in STATUSES} == STATUSES


def placed(on: date, no_later_than: date | None = None) -> Placed:
    return Placed(on=on, no_later_than=no_later_than, by=BY)


def told(status: Status, on: Span = PLACED, seen: date = SEEN) -> tuple[Event, ...]:
    """What has happened to an order of a status."""
    return history(status, on, seen=seen, source=SOURCE)


def test_an_order_in_preparation_is_only_placed() -> None:
    assert told(Status.PREPARING) == (placed(date(2026, 3, 4)),)


def test_an_order_of_an_unknown_status_is_guessed_to_be_shipped_so_that_it_is_watched() -> None:
    shipped = Shipped(on=date(2026, 3, 4), no_later_than=SEEN, by=GUESSED)

    assert told(Status.UNKNOWN) == (placed(date(2026, 3, 4)), shipped)


def test_a_delivered_order_was_shipped_and_delivered_in_that_time() -> None:
    assert told(Status.DELIVERED) == (
        placed(date(2026, 3, 4)),
        Shipped(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
        Delivered(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
    )


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ({Status.SENT}, Status.SENT),
        ({Status.SENT, Status.COMPLETED}, Status.SENT),
        ({Status.SENT, Status.DISPUTED}, Status.DISPUTED),
        ({Status.SENT, Status.PREPARING}, Status.SENT),
        ({Status.SENT, Status.UNKNOWN}, Status.SENT),
        ({Status.UNKNOWN, Status.PREPARING}, Status.UNKNOWN),
        ({Status.DELIVERED, Status.COMPLETED}, Status.DELIVERED),
        ({Status.PREPARING, Status.CANCELLED}, Status.PREPARING),
        ({Status.COMPLETED, Status.CANCELLED, Status.UNPAID}, Status.COMPLETED),
    ],
)
def test_of_items_that_differ_what_has_the_most_to_lose_counts(
    statuses: set[Status], status: Status
) -> None:
    assert least_far(statuses) is status


def test_every_status_has_its_place_among_items_that_differ() -> None:
    assert {least_far({status}) for status in Status} == set(Status)


@pytest.mark.parametrize("status", [Status.SENT, Status.DISPUTED, Status.FROZEN])
def test_an_order_on_its_way_was_shipped_between_placing_and_the_look_at_it(status: Status) -> None:
    shipped = Shipped(on=date(2026, 3, 4), no_later_than=SEEN, by=BY)

    assert told(status) == (placed(date(2026, 3, 4)), shipped)


def test_a_completed_order_was_shipped_and_completed_in_that_time() -> None:
    assert told(Status.COMPLETED) == (
        placed(date(2026, 3, 4)),
        Shipped(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
        Completed(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
    )


def test_a_cancelled_order_was_cancelled_in_that_time() -> None:
    assert told(Status.CANCELLED) == (
        placed(date(2026, 3, 4)),
        Cancelled(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
    )


def test_an_order_seen_on_the_day_of_placing_was_shipped_on_that_very_day() -> None:
    assert told(Status.SENT, seen=PLACED.on) == (
        placed(date(2026, 3, 4)),
        Shipped(on=date(2026, 3, 4), by=BY),
    )


def test_a_day_of_placing_that_is_a_range_stays_one() -> None:
    two_days = Span(date(2026, 3, 4), date(2026, 3, 5))

    assert told(Status.PREPARING, two_days) == (placed(date(2026, 3, 4), date(2026, 3, 5)),)
