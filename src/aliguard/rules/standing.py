"""Where an order stands: anchors to count from, facts, printed dates and a phase.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from aliguard.model.kinds import Remedy, TrackingState
from aliguard.model.money import Money

Phase = Literal[
    "placed",
    "shipped",
    "delivered",
    "completed",
    "disputed",
    "mediation",
    "ruled",
    "returning",
    "refunding",
    "closed",
    "cancelled",
    "frozen",
]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that deadlines count from, and the event behind it."""

    event: str
    on: date
    latest: date
    """The last credible day of it; later than `on` only where the day is an estimate."""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A date that AliExpress printed, and the day on which it was noted."""

    ends: date
    noted: date


@dataclass(frozen=True, slots=True)
class Stakes:
    """The money of an order's last dispute; None for what is not known."""

    remedy: Remedy = Remedy.REFUND
    asked: Money | None = None
    offered: Money | None = None
    agreed: Money | None = None
    """What was accepted or ruled."""
    received: Money | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands, whatever the day."""

    phase: Phase
    anchors: Mapping[str, Anchor]
    facts: frozenset[str]
    printed: Mapping[str, Printed]
    tracking: TrackingState | None
    chargeback_open: bool
    frozen: bool
    stakes: Stakes
