"""Order dates are understood exactly, as a range, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from aliguard.errors import InputError
from aliguard.importers.dates import Span, order_date, pacific_day

TODAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Feb 21, 2026", date(2026, 2, 21)),
        ("Mar 5, 2026", date(2026, 3, 5)),
        ("March 5, 2026", date(2026, 3, 5)),
        ("Jan 01,2026", date(2026, 1, 1)),
        ("5 Mar 2026", date(2026, 3, 5)),
        ("3. Aug 2025", date(2025, 8, 3)),
        ("12. Mär 2024", date(2024, 3, 12)),
        ("12. März 2024", date(2024, 3, 12)),
        ("24 nov, 2023", date(2023, 11, 24)),
        ("24 de novembro de 2023", date(2023, 11, 24)),
        ("29 января 2024", date(2024, 1, 29)),
        ("29 мая 2024", date(2024, 5, 29)),
        ("Feb\N{NO-BREAK SPACE}21, 2026 ", date(2026, 2, 21)),
        ("12. Ma\N{COMBINING DIAERESIS}r 2024", date(2024, 3, 12)),
        ("Mar 20, 2026", TODAY),
    ],
)
def test_a_displayed_date_is_the_day(text: str, day: date) -> None:
    span = order_date(text, today=TODAY)

    assert (span.on, span.no_later_than) == (day, None)


@pytest.mark.parametrize(
    ("text", "on", "no_later_than"),
    [
        pytest.param("2026-03-04", date(2026, 3, 4), date(2026, 3, 5), id="the day or the next"),
        pytest.param("2026-02-28", date(2026, 2, 28), date(2026, 3, 1), id="end of a month"),
        pytest.param("2026-03-19", date(2026, 3, 19), date(2026, 3, 20), id="yesterday"),
        pytest.param("2026-03-20", date(2026, 3, 20), None, id="today, never tomorrow"),
    ],
)
def test_an_iso_date_may_be_a_day_early(text: str, on: date, no_later_than: date | None) -> None:
    span = order_date(text, today=TODAY)

    assert (span.on, span.no_later_than) == (on, no_later_than)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no order date"),
        ("03/04/2026", "which number is the month"),
        ("05.03.2026", "which number is the month"),
        ("3-4-26", "which number is the month"),
        ("21 févr. 2026", "switch AliExpress to English"),
        ("2026年2月21日", "switch AliExpress to English"),
        ("Feb 30, 2026", "cannot be read"),
        ("2026-02-30", "cannot be read"),
        ("Feb 21", "cannot be read"),
        ("5 June", "cannot be read"),
        ("Feb 21, 26", "cannot be read"),
        ("2026-02-20T23:00:00Z", "cannot be read"),
        ("yesterday", "cannot be read"),
        ("Mar 22, 2026", "after today, 2026-03-20"),
        ("9999-12-31", "after today"),
        ("Feb 21, 2001", "older than AliExpress"),
    ],
)
def test_a_date_that_is_unclear_or_impossible_is_refused(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        order_date(text, today=TODAY)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(
            datetime(2026, 3, 5, 7, 59, tzinfo=UTC), date(2026, 3, 4), id="winter, before"
        ),
        pytest.param(datetime(2026, 3, 5, 8, 0, tzinfo=UTC), date(2026, 3, 5), id="winter, after"),
        pytest.param(
            datetime(2026, 7, 5, 6, 59, tzinfo=UTC), date(2026, 7, 4), id="summer, before"
        ),
        pytest.param(datetime(2026, 7, 5, 7, 0, tzinfo=UTC), date(2026, 7, 5), id="summer, after"),
    ],
)
def test_a_moment_becomes_the_day_in_pacific_time(moment: datetime, day: date) -> None:
    assert pacific_day(moment.timestamp() * 1000) == day


@pytest.mark.parametrize("milliseconds", [1e300, -1e300, float("inf"), float("nan"), -(10**14)])
def test_a_moment_outside_of_the_calendar_is_no_day(milliseconds: float) -> None:
    assert pacific_day(milliseconds) is None


@pytest.mark.parametrize("text", ["Mar 21, 2026", "2026-03-21"])
def test_a_date_of_tomorrow_is_one_of_today_for_zones_differ(text: str) -> None:
    assert order_date(text, today=TODAY) == Span(TODAY, TODAY)
