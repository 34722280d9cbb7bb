"""The only place that asks the clock."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """The machine's local calendar date."""
    return datetime.now().astimezone().date()
