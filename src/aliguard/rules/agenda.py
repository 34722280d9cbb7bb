"""What to do next: orders as a whole, and their deadlines by day.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aliguard.model.money import Money, totals
from aliguard.model.order import Order
from aliguard.rules.deadline import SAFETY_DAYS, Deadline
from aliguard.rules.deadlines import deadlines_of, undated
from aliguard.rules.moves import UNDER_WAY, Move, next_move, yours
from aliguard.rules.rulebook import Rulebook
from aliguard.rules.situation import Situation, situation
from aliguard.rules.standing import Phase, Stakes

RECEIPT = "dispute-after-receipt"
RULING = "dispute rule"
NOTHING_MISSED = frozenset({"cancelled", "placed", "disputed", "mediation", "refunding", "frozen"})
"""Phases in which no window of the buyer's has closed for good."""
MONEY_BACK = frozenset({"cancelled", "refunded", "chargeback-won"})
"""Facts after which nothing is left to fight for."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know or mend; the code is for scripts."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An order as it stands today."""

    order_id: str
    order: Order
    phase: Phase
    deadlines: tuple[Deadline, ...]
    yours: tuple[Deadline, ...]
    """Those by which the buyer is still to do something, or may, however late they are."""
    next: Deadline | None
    move: Move
    warnings: tuple[Notice, ...]
    open: bool
    """Something can still be done or is still awaited."""
    stakes: Stakes
    missed: bool
    """A window of the buyer's has closed, by the cautious reading at least."""

    @property
    def at_risk(self) -> Money | None:
        """The money that can still be lost or won."""
        return self.order.price if self.open else None


def entry(
    order_id: str,
    order: Order,
    rulebook: Rulebook,
    *,
    today: date,
    safety_days: int = SAFETY_DAYS,
) -> Entry:
    """One order as it stands today."""
    case = situation(order, rulebook, safety_days=safety_days)
    dated = deadlines_of(case)
    is_open = _is_open(case, dated, today)
    step, move = next_move(case, dated, today=today, is_open=is_open)
    return Entry(
        order_id,
        order,
        case.standing.phase,
        dated,
        yours(case, dated, is_open=is_open),
        step,
        move,
        tuple(_warnings(order_id, case, dated, today)),
        is_open,
        case.standing.stakes,
        _window_missed(case, dated, today),
    )


def entries(
    orders: Mapping[str, Order],
    rulebook: Rulebook,
    *,
    today: date,
    safety_days: int = SAFETY_DAYS,
) -> list[Entry]:
    """All orders as they stand today: the most pressing first, the finished ones last."""
    found = [
        entry(order_id, order, rulebook, today=today, safety_days=safety_days)
        for order_id, order in orders.items()
    ]
    return sorted(found, key=lambda e: (not e.open, e.next.act_by if e.next else date.max))


def agenda(found: Iterable[Entry], *, today: date, days: int) -> list[tuple[Entry, Deadline]]:
    """What falls due within so many days, of every party, with all that is late or overdue."""
    until = today + timedelta(days=days)
    due = (
        (entry, deadline)
        for entry in found
        if entry.open
        for deadline in entry.deadlines
        if deadline.act_by <= until and deadline.state(today) not in {"done", "missed"}
    )
    return sorted(due, key=lambda pair: (pair[1].act_by, pair[1].ends_on, pair[0].order_id))


def at_risk(found: Iterable[Entry]) -> tuple[Money, ...]:
    """The money that can still be lost or won, per currency."""
    return totals([entry.at_risk for entry in found if entry.at_risk])


def _window_missed(case: Situation, dated: Iterable[Deadline], today: date) -> bool:
    """Whether a window of the buyer's has closed, by the cautious reading at least, and matters.

    Money that came back, and goods that were found to be fine, need no way out.
    """
    standing = case.standing
    well = MONEY_BACK | {"satisfied", "returned"}
    if standing.phase in NOTHING_MISSED or not standing.facts.isdisjoint(well):
        return False
    gone = {"missed", "late"}
    return any(
        deadline.actor == "buyer" and deadline.kind == "main" and deadline.state(today) in gone
        for deadline in dated
    )


def quiet_from(case: Situation, dated: Iterable[Deadline]) -> date | None:
    """The first day on which nothing can be done or is awaited any more; None if there is none."""
    standing = case.standing
    if _pending(case):
        return None
    if _over(case) or _content(case):
        return date.min
    undone = [deadline for deadline in dated if not deadline.done and _matters(deadline, case)]
    if any(deadline.actor != "buyer" and not deadline.automatic for deadline in undone):
        return None
    if not undone:
        return date.min if standing.facts & {"received", "disputed"} else None
    return max(deadline.last_on for deadline in undone) + timedelta(days=1)


def _over(case: Situation) -> bool:
    """Whether nothing is left to fight for; the money of a cancelled order is still to come."""
    facts = case.standing.facts & MONEY_BACK
    return bool(facts) and not (facts == {"cancelled"} and "settled" in case.anchors)


def _pending(case: Situation) -> bool:
    """Whether somebody still owes an answer, however long that takes."""
    standing = case.standing
    appealed = "appealed" in standing.facts and "appeal-decided" not in standing.facts
    if standing.chargeback_open or standing.frozen:
        return True
    if not standing.facts.isdisjoint(MONEY_BACK):
        return False
    if standing.phase == "returning":
        return appealed or "returned" in standing.facts
    return appealed or "dispute-open" in standing.facts or standing.phase in UNDER_WAY


def _content(case: Situation) -> bool:
    """Whether the goods are there and nobody complained, as said or as it seems.

    It seems so where a file says that the order is completed, but not when: of such an order no
    day is known that anyone could be told to act by.
    """
    facts, received = case.standing.facts, case.anchors.get("received")
    if "satisfied" in facts:
        return True
    if received is None or "disputed" in facts:
        return False
    return received.estimate and received.event == "completed"


def _matters(deadline: Deadline, case: Situation) -> bool:
    """Whether it keeps an order open: a bank's backstop does so only for goods not received."""
    if deadline.kind == "main":
        return True
    lost = "received" not in case.standing.facts or "disputed" in case.standing.facts
    return deadline.kind == "backstop" and lost


def _is_open(case: Situation, dated: tuple[Deadline, ...], today: date) -> bool:
    quiet = quiet_from(case, dated)
    return quiet is None or today < quiet


def _warnings(
    order_id: str, case: Situation, dated: tuple[Deadline, ...], today: date
) -> Iterator[Notice]:
    order, facts = case.order, case.standing.facts
    for event in order.events:
        if event.on > today:
            yield Notice("future-fact", f"{event.event} is dated {event.on}, after today.")
    known = {"received", "disputed", "cancelled", "refunded"}
    if case.protection and case.protection.certainty == "estimate" and facts.isdisjoint(known):
        yield Notice(
            "protection-estimate",
            f"The end of protection, {case.protection.ends}, is an estimate. Enter the date"
            f" printed on the order page: aliguard edit-order {order_id}"
            " --protection-ends DATE",
        )
    for rule_id, rule in undated(case):
        yield Notice(
            f"undated:{rule_id}",
            f"{rule.title}: no rule gives the date. Enter the one printed on the dispute page:"
            f" aliguard {RULING} {order_id} --proposal --amount AMOUNT --answer-by DATE",
        )
    for deadline in dated:
        yield from _deadline_warnings(order_id, deadline, today)


def _or_done(order_id: str, deadline: Deadline) -> str:
    return f"; if the goods are fine: aliguard done {order_id}" if deadline.id == RECEIPT else ""


def _deadline_warnings(order_id: str, deadline: Deadline, today: date) -> Iterator[Notice]:
    state = deadline.state(today)
    if state == "late" and deadline.actor == "buyer" and deadline.kind == "main":
        yield Notice(
            f"late:{deadline.id}",
            f"{deadline.title} ended on {deadline.ends_on} by the cautious reading; other sources"
            f" say {deadline.latest_on}. Try today{_or_done(order_id, deadline)}.",
        )
    if state == "overdue":
        yield Notice(
            f"overdue:{deadline.id}",
            f"{deadline.title}: this was due on {deadline.ends_on}. {deadline.consequence}",
        )


def rest_of(order: Order, rulebook: Rulebook) -> date | None:
    """The first day on which an order is at rest, for good; None if there is none."""
    case = situation(order, rulebook)
    return quiet_from(case, deadlines_of(case))
