"""Business days of the platform: Monday to Friday without Chinese public holidays.

Pure: takes values, returns values.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5


@lru_cache(maxsize=128)
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - heavy, and needed for refunds only

    return frozenset(country_holidays("CN", years=year))


def is_business_day(day: date) -> bool:
    """Whether the platform works on this day.

    >>> is_business_day(date(2026, 10, 1))  # China's national day, a Thursday
    False
    """
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def add_business_days(start: date, days: int) -> date:
    """The business day that is `days` after `start`; `start` itself is day 0.

    >>> add_business_days(date(2026, 6, 5), 1)  # a Friday
    datetime.date(2026, 6, 8)
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_business_day(day):
            days -= 1
    return day
