"""What the orders cost, what was fought for, and what came of it, per currency.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from aliguard.model.life import less
from aliguard.model.money import Money
from aliguard.rules.agenda import Entry


@dataclass
class Total:
    """The sums of one currency."""

    currency: str
    spent: Decimal = field(default=Decimal(0))
    disputed: Decimal = field(default=Decimal(0))
    recovered: Decimal = field(default=Decimal(0))
    lost: Decimal = field(default=Decimal(0))
    """What was not received, or was fought for, and did not come back."""
    open: Decimal = field(default=Decimal(0))
    """What can still be lost or won."""


SUMS = ("spent", "disputed", "recovered", "lost", "open")


def summary(entries: Iterable[Entry]) -> list[Total]:
    """The sums per currency, in order of currency code."""
    totals: dict[str, Total] = {}
    for entry in entries:
        for kind, money in _sums(entry):
            total = totals.setdefault(money.currency, Total(money.currency))
            setattr(total, kind, getattr(total, kind) + money.amount)
    return [totals[currency] for currency in sorted(totals)]


def of_year(entries: Iterable[Entry], year: int) -> list[Entry]:
    """The orders that were placed in a year; where that is not known, their first event counts."""
    return [entry for entry in entries if _year(entry) == year]


def _year(entry: Entry) -> int | None:
    days = [event.on for event in entry.order.events]
    placed = [event.on for event in entry.order.events if event.event == "placed"]
    return min(placed or days).year if days else None


def _sums(entry: Entry) -> Iterator[tuple[str, Money]]:
    """The sums of one order; a cancelled one costs nothing, once its money is back."""
    stakes = entry.stakes
    cancelled = "cancelled" in entry.case.facts
    if entry.order.price and not cancelled:
        yield "spent", entry.order.price
    if stakes.asked:
        yield "disputed", stakes.asked
    if stakes.received and not cancelled:
        yield "recovered", stakes.received
    if entry.at_risk:
        yield "open", entry.at_risk
    elif lost := _lost(entry):
        yield "lost", lost


def _lost(entry: Entry) -> Money | None:
    """What did not come back of what was agreed, of what was fought for, or of a lost parcel."""
    facts, stakes = entry.case.facts, entry.stakes
    if not facts.keys().isdisjoint({"refunded", "satisfied", "chargeback-won", "cancelled"}):
        return None
    agreed = stakes.agreed if stakes.agreed and stakes.agreed.amount else None
    wanted = agreed or stakes.asked
    if wanted is None and "received" not in facts and entry.answer.missed:
        wanted = entry.order.price
    return less(wanted, stakes.received)
