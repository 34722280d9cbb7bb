"""The only place that asks the clock, and the zone of this machine."""

from __future__ import annotations

import os
import time
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@cache
def _pacific() -> ZoneInfo:
    """The zone in which AliExpress counts."""
    return ZoneInfo("America/Los_Angeles")


def now() -> float:
    """The present moment, in seconds since 1970."""
    return time.time()


def local_day(moment: float) -> date:
    """The machine's local date at a moment, even in a zone that Python does not believe in."""
    return date.fromtimestamp(moment)  # noqa: DTZ012 - the local date is what is wanted


def pacific_day(moment: float) -> date:
    """The calendar date that it is just then where AliExpress counts."""
    return datetime.fromtimestamp(moment, _pacific()).date()


def end_of_day(day: date) -> datetime:
    """The moment at which a Pacific day ends, in the zone of this machine."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=_pacific())
    return midnight.astimezone()


def use_utc() -> None:
    """Count in UTC from here on, where the zone of this machine cannot be used."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
