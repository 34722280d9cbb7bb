"""The only place that asks the clock."""

from __future__ import annotations

import os
import time
from datetime import date


def today() -> date:
    """The machine's local calendar date, even in a zone that Python does not believe in."""
    return date.today()  # noqa: DTZ011 - the local date is what is wanted


def use_utc() -> None:
    """Count in UTC from here on, where the zone of this machine cannot be used."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
