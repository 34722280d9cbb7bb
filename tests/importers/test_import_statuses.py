"""Status words say how far an order has come, and its history follows from that."""

from __future__ import annotations

from datetime import date

import pytest

from aliguard.importers.dates import Span
from aliguard.importers.statuses import STATUSES, Status, history, status_of
from aliguard.model.event import Cancelled, Completed, Placed, Shipped

BY = "import:shopper-inventory"
PLACED = Span(date(2026, 3, 4), date(2026, 3, 4))
SEEN = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Awaiting payment", Status.UNPAID),
        ("Expired", Status.UNPAID),
        ("To ship", Status.PREPARING),
        ("Processing", Status.PREPARING),
        ("Processed", Status.SENT),
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


@pytest.mark.parametrize("status", [Status.PREPARING, Status.UNKNOWN])
def test_an_order_in_preparation_is_only_placed(status: Status) -> None:
    assert history(status, PLACED, seen=SEEN, by=BY) == (placed(date(2026, 3, 4)),)


@pytest.mark.parametrize("status", [Status.SENT, Status.DISPUTED, Status.FROZEN])
def test_an_order_on_its_way_was_shipped_between_placing_and_the_look_at_it(status: Status) -> None:
    shipped = Shipped(on=date(2026, 3, 4), no_later_than=SEEN, by=BY)

    assert history(status, PLACED, seen=SEEN, by=BY) == (placed(date(2026, 3, 4)), shipped)


def test_a_completed_order_was_shipped_and_completed_in_that_time() -> None:
    assert history(Status.COMPLETED, PLACED, seen=SEEN, by=BY) == (
        placed(date(2026, 3, 4)),
        Shipped(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
        Completed(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
    )


def test_a_cancelled_order_was_cancelled_in_that_time() -> None:
    assert history(Status.CANCELLED, PLACED, seen=SEEN, by=BY) == (
        placed(date(2026, 3, 4)),
        Cancelled(on=date(2026, 3, 4), no_later_than=SEEN, by=BY),
    )


def test_an_order_seen_on_the_day_of_placing_was_shipped_on_that_very_day() -> None:
    assert history(Status.SENT, PLACED, seen=PLACED.on, by=BY) == (
        placed(date(2026, 3, 4)),
        Shipped(on=date(2026, 3, 4), by=BY),
    )


def test_a_day_of_placing_that_is_a_range_stays_one() -> None:
    two_days = Span(date(2026, 3, 4), date(2026, 3, 5))

    assert history(Status.PREPARING, two_days, seen=SEEN, by=BY) == (
        placed(date(2026, 3, 4), date(2026, 3, 5)),
    )
