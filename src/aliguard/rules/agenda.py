"""Orders as they stand today, and their deadlines by day.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from aliguard.model.life import Phase, Stakes, less
from aliguard.model.money import Money, totals
from aliguard.model.order import Order
from aliguard.rules.answer import BEHIND, Answer, Item, Move, answer, phase_of
from aliguard.rules.deadline import SAFETY_DAYS, SOON, URGENT, Day, Deadline, day_of
from aliguard.rules.deadlines import deadlines_of
from aliguard.rules.rest import rests_on
from aliguard.rules.rulebook import Rulebook
from aliguard.rules.situation import Situation, situation


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know or mend; the code is for scripts."""

    code: str
    text: str


SETTLED_GOODS = frozenset({"delivered", "completed", "ruled", "closed"})
"""Phases in which the buyer may be content with what is there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An order as it stands today."""

    order_id: str
    case: Situation
    deadlines: tuple[Deadline, ...]
    day: Day
    answer: Answer

    @property
    def order(self) -> Order:
        """What is recorded of it."""
        return self.case.order

    @property
    def phase(self) -> Phase:
        """How far it has come."""
        return phase_of(self.case)

    @property
    def next(self) -> Item | None:
        """What is told first."""
        return self.answer.next

    @property
    def move(self) -> Move:
        """Whose move it is."""
        return self.answer.move

    @property
    def open(self) -> bool:
        """Something can still be done or is still awaited."""
        return self.answer.open

    @property
    def stakes(self) -> Stakes:
        """The money of its last dispute."""
        return self.case.life.stakes

    @property
    def leftover(self) -> bool:
        """Nothing but old contested chances is left."""
        return bool(self.answer.items) and all(item.leftover for item in self.answer.items)

    @property
    def behind(self) -> tuple[Item, ...]:
        """The duties and chances behind the first thing whose day to act is near."""
        until = self.day.local + timedelta(days=BEHIND)
        return tuple(
            item
            for item in self.answer.also
            if item.kind != "wait" and not (item.leftover or item.costless) and item.act_by <= until
        )

    @property
    def overdue(self) -> tuple[Item, ...]:
        """What another party behind the first thing is late with."""
        return tuple(item for item in self.answer.also if item.state == "overdue")

    @property
    def offers(self) -> Literal["deliver", "done"] | None:
        """What may be all there is to record: that the parcel came, or that the goods are fine."""
        facts = self.case.facts
        if not self.open or self.phase == "cancelled":
            return None
        if "received" not in facts or "elsewhere" in facts:
            return "deliver" if "under-way" in facts and "dispute-ended" not in facts else None
        content = self.phase in SETTLED_GOODS and "dispute-open" not in facts
        return "done" if content else None

    @property
    def at_risk(self) -> Money | None:
        """The money that can still be lost or won: the price, less what came back."""
        if not self.open:
            return None
        return less(self.order.price, self.stakes.received) or self.order.price

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What should be known or mended."""
        return tuple(_warnings(self))

    def on(self, day: Day) -> Entry:
        """The same order as it will stand on another day, if nothing happens until then."""
        return Entry(
            self.order_id, self.case, self.deadlines, day, answer(self.case, self.deadlines, day)
        )


def entry(  # noqa: PLR0913 - the facts, and the day in two zones
    order_id: str,
    order: Order,
    rulebook: Rulebook,
    *,
    today: date,
    pacific: date | None = None,
    safety_days: int = SAFETY_DAYS,
) -> Entry:
    """One order as it stands today; `pacific` is the day in Los Angeles, if another."""
    case = situation(order, rulebook, safety_days=safety_days)
    dated, day = deadlines_of(case), day_of(today, pacific)
    return Entry(order_id, case, dated, day, answer(case, dated, day))


def entries(
    orders: Mapping[str, Order],
    rulebook: Rulebook,
    *,
    today: date,
    pacific: date | None = None,
    safety_days: int = SAFETY_DAYS,
) -> list[Entry]:
    """All orders as they stand today: the most pressing first, the finished ones last."""
    found = [
        entry(order_id, order, rulebook, today=today, pacific=pacific, safety_days=safety_days)
        for order_id, order in orders.items()
    ]
    return sorted(found, key=_pressing)


def _pressing(found: Entry) -> tuple[bool, bool, int, bool, date]:
    """Sure and near first; what is contested below it, old leftovers at the end."""
    item = found.next
    if item is None:
        return not found.open, found.leftover, len(_BANDS), False, date.max
    mine = item.kind != "wait" or item.state == "overdue"
    left = (item.deadline.act_by - found.day.local).days
    band = next((n for n, most in enumerate(_BANDS) if mine and left <= most), len(_BANDS))
    contested = item.certainty == "contested"
    return not found.open, found.leftover, band, contested, item.deadline.act_by


_BANDS = (URGENT, SOON)


def agenda(found: Iterable[Entry], *, days: int) -> list[tuple[Entry, Item]]:
    """What falls due within so many days, of every party, with all that is late or overdue."""
    due = (
        (entry, item)
        for entry in found
        for item in entry.answer.items
        if not item.leftover and item.deadline.act_by <= entry.day.local + timedelta(days=days)
    )
    return sorted(due, key=_by_day)


def _by_day(pair: tuple[Entry, Item]) -> tuple[date, date, str]:
    entry, item = pair
    _, day, *_ = item.rank
    return day, item.ends_on or day, entry.order_id


def at_risk(found: Iterable[Entry]) -> tuple[Money, ...]:
    """The money that can still be lost or won, per currency."""
    return totals([entry.at_risk for entry in found if entry.at_risk])


def rest_of(order: Order, rulebook: Rulebook) -> date | None:
    """The first day on which an order is at rest, for good; None if there is none."""
    case = situation(order, rulebook)
    return rests_on(case, deadlines_of(case))


def _warnings(found: Entry) -> Iterator[Notice]:
    case = found.case
    for event in case.order.events:
        if event.on > found.day.local:
            yield Notice("future-fact", f"{event.event} is dated {event.on}, after today.")
    yield from _estimate(found)
    if _same_tracking(case.order):
        yield Notice(
            "return-tracking",
            "The return carries the tracking number of the parcel that came: enter its own, on"
            " the dispute page too.",
        )
    for item in found.answer.items:
        yield from _item_warnings(found, item)


def _estimate(found: Entry) -> Iterator[Notice]:
    """The printed end of protection is asked for while a dispute still hangs on it."""
    case = found.case
    known = {"received", "disputed", "cancelled", "refunded"}
    if not found.open or not case.protection or case.holds_any(known):
        return
    if case.protection.certainty == "estimate":
        yield Notice(
            "protection-estimate",
            f"The end of protection, {case.protection.ends}, is an estimate. Enter the date"
            f" printed on the order page: aliguard edit-order {found.order_id}"
            " --protection-ends DATE",
        )


def _same_tracking(order: Order) -> bool:
    """Whether a return was recorded with the number of the parcel that came."""
    numbers = {"shipped": set[str](), "return-shipped": set[str]()}
    for event in order.events:
        number = getattr(event, "tracking", None)
        if number and event.event in numbers:
            numbers[event.event].add("".join(filter(str.isalnum, number)).casefold())
    return bool(numbers["shipped"] & numbers["return-shipped"])


def _item_warnings(found: Entry, item: Item) -> Iterator[Notice]:
    deadline = item.deadline
    disputed = deadline.latest_on is not None and not deadline.gone(found.day)
    if item.state == "late" and disputed and deadline.kind == "duty":
        fine = found.offers == "done"
        done = f"; if the goods are fine: aliguard done {found.order_id}" if fine else ""
        yield Notice(
            f"late:{deadline.id}",
            f"{deadline.title} ended on {deadline.ends_on} by the cautious reading; other sources"
            f" say {deadline.latest_on}. Try today{done}.",
        )
    if item.state == "overdue":
        yield Notice(
            f"overdue:{deadline.id}",
            f"{deadline.title}: this was due on {deadline.ends_on}. {deadline.consequence}",
        )
