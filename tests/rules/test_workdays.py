"""Business days are Monday to Friday without Chinese public holidays."""

from __future__ import annotations

from datetime import date

import pytest

from aliguard.rules.workdays import add_business_days, is_business_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 5), True),  # a Friday
        (date(2026, 6, 6), False),
        (date(2026, 6, 7), False),
        (date(2026, 6, 8), True),
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),  # National Day, with the Mid-Autumn Festival
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 1, 27), True),
        (date(2025, 1, 28), False),  # Spring Festival
        (date(2025, 2, 4), False),
        (date(2025, 2, 5), True),
        (date(2025, 1, 26), False),  # a Sunday that was worked for the holidays still is a Sunday
        (date(2026, 12, 25), True),  # no holiday in China
    ],
)
def test_a_day_on_which_the_platform_works(day: date, works: bool) -> None:
    assert works == is_business_day(day)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 6, 5), 0, date(2026, 6, 5)),
        (date(2026, 6, 5), 1, date(2026, 6, 8)),
        (date(2026, 6, 6), 1, date(2026, 6, 8)),
        (date(2026, 6, 8), 5, date(2026, 6, 15)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2024, 12, 31), 1, date(2025, 1, 2)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
    ],
)
def test_so_many_business_days_later(start: date, days: int, end: date) -> None:
    assert end == add_business_days(start, days)
