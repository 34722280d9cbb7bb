"""What the buyer must do, may try, and can only wait for: one answer, of which screens show parts.

A duty is a deadline of the buyer whose missing costs money or the case, a chance what the buyer
may try, a wait what another party owes, a limit a day after which a step is no longer possible.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from aliguard.model.life import Phase
from aliguard.rules.deadline import URGENT, Certainty, Day, Deadline, State
from aliguard.rules.names import Actor, Kind, Loss
from aliguard.rules.rest import OLD, UNDER_WAY, is_over, rests_on
from aliguard.rules.situation import Situation

NEAR_CHANCE = 7
"""Days to `act_by` from which a chance comes before a wait."""
NEAR_BACKSTOP = 14
"""Days to `ends_on` from which a way at the bank does."""
BEHIND = 14
"""Days to `act_by` within which what stands behind the first thing is named with it."""

DUTY, CHANCE_NEAR, WAIT, UNDATED_WAIT, CHANCE, LATER, LAST, COSTLESS = range(8)
"""The places of the ranking, the first to be told first."""
LOSSES: dict[Loss, int] = {loss: place for place, loss in enumerate(get_args(Loss))}


@dataclass(frozen=True, slots=True)
class Move:
    """Who has to move, and what that party has to do; nobody where the case is closed."""

    actor: Actor | None
    todo: str
    record: str | None = None
    """The command that records it as done, to end in the order's id; capitals stand for values."""


BANK = Move("bank", "Wait for PayPal or the card issuer.", "chargeback result --won/--lost")

WITHOUT_DATE: dict[Phase, Move] = {
    "placed": Move("seller", "Wait until the seller ships, and record that day.", "ship"),
    "shipped": Move("carrier", "Wait for the parcel, and record the day it comes.", "deliver"),
    "delivered": Move("buyer", "Check the goods.", "done"),
    "completed": Move("buyer", "Check the goods.", "done"),
    "disputed": Move("seller", "Wait for the seller's answer.", "dispute offer --amount AMOUNT"),
    "mediation": Move("platform", "Wait for AliExpress' decision.", "dispute rule --amount AMOUNT"),
    "ruled": Move("platform", "Wait until the ruling is carried out.", "dispute close"),
    "returning": Move("seller", "Wait until the goods are back.", "return received"),
    "refunding": Move("platform", "Wait for the money.", "refund received"),
    "frozen": Move("platform", "Wait until AliExpress releases the order.", "unfreeze"),
    "closed": BANK,
    "cancelled": Move("platform", "Wait for the money.", "refund received"),
}
"""What moves an order on in a phase in which no date is known."""

NOBODY = Move(None, "Nothing is left to do.")
NOTHING_PRESSES = Move(None, "Nothing presses any more, but not every way is closed.")


@dataclass(frozen=True, slots=True)
class Item:
    """A deadline as it stands on a day."""

    deadline: Deadline
    kind: Kind
    state: State
    certainty: Certainty
    days_left: int | None
    """Calendar days to `ends_on`; None where that is not known."""
    rank: tuple[int, date, int, int]
    """Its place among the others, the smallest first."""
    leftover: bool
    """A contested chance that is long past its day: no longer worth a line of its own."""

    @property
    def id(self) -> str:
        """The id of its rule."""
        return self.deadline.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.deadline.title

    @property
    def actor(self) -> Actor:
        """Who has to act."""
        return self.deadline.actor

    @property
    def act_by(self) -> date:
        """The day to act by, or to look at the page."""
        return self.deadline.act_by

    @property
    def ends_on(self) -> date | None:
        """The last day, which still counts; None where nobody knows it."""
        return self.deadline.ends_on

    @property
    def latest_on(self) -> date | None:
        """The last day by the most generous credible source, where that is a later one."""
        return self.deadline.latest_on

    @property
    def consequence(self) -> str:
        """What is lost if it passes."""
        return self.deadline.consequence

    @property
    def costless(self) -> bool:
        """Whether nothing is lost if it passes."""
        return self.deadline.costless

    @property
    def todo(self) -> str:
        """What to do, or to wait for; once it is late, what to do all the same."""
        words = self.deadline.words
        return (self._late and words.chase) or words.todo

    @property
    def record(self) -> str | None:
        """The command that records it as done."""
        words = self.deadline.words
        return (self._late and words.chase_record) or words.record

    @property
    def lingers(self) -> bool:
        """Whether its day has passed, and it is still to be done as long as the case is open."""
        return self.deadline.rule.lingers and self.state == "late"

    @property
    def _late(self) -> bool:
        return self.lingers or (self.kind == "wait" and self.state in {"late", "overdue"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said of an order on a day."""

    items: tuple[Item, ...]
    """Duties, chances and waits, the first to be told first."""
    all: tuple[Item, ...]
    """Every deadline by day, the limits and what is done with it."""
    missed: tuple[Item, ...]
    """Duties whose day has passed."""
    next: Item | None
    move: Move
    rests_on: date | None
    """The first day on which nothing can be done or is awaited; None if there is none."""
    open: bool
    in_need: bool
    """A day has passed, and nobody is at it: the ways that are left are worth naming."""

    @property
    def also(self) -> tuple[Item, ...]:
        """What stands behind the first thing, in order."""
        return tuple(item for item in self.items if item is not self.next)


def answer(case: Situation, dated: Iterable[Deadline], day: Day) -> Answer:
    """What is to be said of an order that has been walked through, with its deadlines."""
    dated = tuple(dated)
    rests = rests_on(case, dated)
    is_open = rests is None or day.pacific < rests
    found = tuple(item_of(each, case, day, number) for number, each in enumerate(dated))
    alive = tuple(item for item in found if is_open and _alive(item))
    hidden = _hidden(alive)
    items = tuple(sorted((i for i in alive if i.id not in hidden), key=lambda item: item.rank))
    missed = _missed(found, case, day)
    in_need = _in_need(found, missed, case)
    nobody = NOTHING_PRESSES if in_need else NOBODY
    first, move = _first(items, case) if is_open else (None, nobody)
    return Answer(items, found, missed, first, move, rests, is_open, in_need)


def _hidden(alive: Iterable[Item]) -> set[str]:
    """What is not told beside another thing of the same cause."""
    by_id = {item.id: item for item in alive}
    parts = {item.id for item in by_id.values() if item.deadline.rule.part_of in by_id}
    pairs = [
        (each, by_id[then]) for each in by_id.values() if (then := each.deadline.rule.then) in by_id
    ]
    return parts | {(each if each.state == "late" else after).id for each, after in pairs}


def item_of(deadline: Deadline, case: Situation, day: Day, number: int = 0) -> Item:
    """A deadline as it stands on a day."""
    kind = deadline.kind_on(day)
    state = deadline.state(day.local, day.pacific)
    place = _place(deadline, kind, state, case, day)
    return Item(
        deadline,
        kind,
        state,
        deadline.certainty_on(day),
        deadline.days_left(day.local),
        (place, _day_of_rank(deadline, day), LOSSES[deadline.rule.loses], number),
        leftover=kind == "chance" and _days_since(deadline, day) > OLD,
    )


def _day_of_rank(deadline: Deadline, day: Day) -> date:
    """The day that it is ranked by: what is late or nobody knows the end of presses today."""
    presses_today = deadline.ends_on is None or deadline.passed(day)
    return max(deadline.act_by, day.local) if presses_today else deadline.act_by


def _days_since(deadline: Deadline, day: Day) -> int:
    return (day.pacific - deadline.ends_on).days if deadline.ends_on else 0


def _alive(item: Item) -> bool:
    """Whether something is still to be done, to be tried or to come."""
    if item.kind in {"limit", "opening"} or item.state in {"done", "missed"}:
        return False
    return not (item.deadline.barred or item.deadline.never_began)


def _place(deadline: Deadline, kind: Kind, state: State, case: Situation, day: Day) -> int:
    """Where a deadline stands in the ranking."""
    if deadline.costless:
        return COSTLESS
    if deadline.last or (kind == "chance" and _days_since(deadline, day) > OLD):
        return LAST
    if state == "waiting":
        doubtful = deadline.ends_on is None or kind == "chance" or "unshipped" in case.facts
        return LATER if doubtful else WAIT
    if kind == "wait":
        return LATER if deadline.rule.automatic and not _busy(case) else WAIT
    if kind == "duty":
        return DUTY
    return CHANCE_NEAR if _near(deadline, day) else CHANCE


def _near(deadline: Deadline, day: Day) -> bool:
    """Whether a chance closes so soon that it cannot wait for others."""
    left = deadline.days_left(day.local)
    if deadline.rule.backstop and left is not None and left <= NEAR_BACKSTOP:
        return True
    return (deadline.act_by - day.local).days <= NEAR_CHANCE


def _busy(case: Situation) -> bool:
    """Whether another party is at it; nobody is while the goods are still to be sent back."""
    phase = phase_of(case)
    if phase == "returning" and "returned" not in case.facts:
        return False
    waits = case.holds_any({"chargeback-open", "dispute-open"})
    return waits or phase in {*UNDER_WAY, "placed", "cancelled"}


def _first(items: tuple[Item, ...], case: Situation) -> tuple[Item | None, Move]:
    """What is told first: an item, or what is awaited without a day."""
    waits = any(item.kind == "wait" for item in items)
    if items and (items[0].rank[0] < UNDATED_WAIT or not _busy(case) or waits):
        return items[0], Move(items[0].deadline.actor, items[0].todo, items[0].record)
    bank = "chargeback-open" in case.facts
    return None, BANK if bank else WITHOUT_DATE[phase_of(case)]


def _missed(found: Iterable[Item], case: Situation, day: Day) -> tuple[Item, ...]:
    """The duties whose day has passed, or that were done too late; none once all is well."""
    if is_over(case) or case.life.phase == "cancelled":
        return ()
    return tuple(item for item in found if item.deadline.kind == "duty" and _is_missed(item, day))


def _is_missed(item: Item, day: Day) -> bool:
    deadline = item.deadline
    if deadline.ends_on is None or deadline.barred or deadline.never_began:
        return False
    if deadline.done_on:
        return deadline.rule.late_counts and deadline.done_on > (deadline.last_on or date.max)
    return item.state == "missed" or (deadline.rule.lingers and deadline.gone(day))


def _in_need(found: Iterable[Item], missed: tuple[Item, ...], case: Situation) -> bool:
    """Whether a day has passed that mattered, without all being well or somebody being at it."""
    phase = phase_of(case)
    under_way = "dispute-open" in case.facts or phase in {"refunding", "frozen"}
    if is_over(case) or under_way or (phase == "returning" and "returned" in case.facts):
        return False
    return bool(missed) or any(_is_past(item) for item in found)


def _is_past(item: Item) -> bool:
    """Whether a day of the buyer at AliExpress has passed, by the cautious reading at least."""
    rule = item.deadline.rule
    mattered = rule.loses in {"money", "case"} and not (rule.backstop or item.costless)
    tried = item.deadline.kind in {"duty", "chance"} and not item.deadline.barred
    return mattered and tried and item.state in {"late", "missed"}


def phase_of(case: Situation) -> Phase:
    """The phase of an order; frozen is one of its own."""
    return "frozen" if "frozen" in case.facts else case.life.phase


def needs_attention(found: Answer, day: Day) -> bool:
    """Whether the buyer must act within days, or somebody is late who can be asked."""
    return any(_presses(item, day) for item in found.items)


def _presses(item: Item, day: Day) -> bool:
    if item.kind == "wait":
        return item.state == "overdue"
    if item.state == "waiting" and item.deadline.ends_on is None:
        return False
    if item.kind == "duty":
        return (item.deadline.act_by - day.local).days <= URGENT
    closes = item.days_left is not None and item.days_left <= URGENT
    return closes and item.state not in {"late", "waiting"} and not item.costless
