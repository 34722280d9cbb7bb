"""The only place that asks the clock, and the zone of this machine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The zone in which AliExpress counts."""


def now() -> datetime:
    """The present moment, in the zone of this machine."""
    return datetime.now().astimezone()


def pacific_day(moment: datetime) -> date:
    """The calendar date that it is just then where AliExpress counts."""
    return moment.astimezone(PACIFIC).date()


def end_of_day(day: date) -> datetime:
    """The moment at which a Pacific day ends, in the zone of this machine."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=PACIFIC)
    return midnight.astimezone()
