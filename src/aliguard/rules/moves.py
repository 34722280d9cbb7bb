"""Whose move it is: one party for every order that is not closed, with what to do.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aliguard.rules.deadline import Deadline
from aliguard.rules.deadlines import undated
from aliguard.rules.rulebook import Actor
from aliguard.rules.situation import Situation
from aliguard.rules.standing import Phase

MINE, LATE, AWAITED, OPTION, LAST_RANK = range(5)
"""How near a deadline is to the buyer's hand."""
ALIVE = frozenset({"open", "soon", "urgent", "late"})
"""States in which the buyer can still act."""
UNDER_WAY = frozenset({"disputed", "mediation", "returning", "refunding", "frozen"})
"""Phases in which somebody else is at it: what the buyer could do besides comes later."""


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
    "cancelled": BANK,
}
"""What moves an order on in a phase in which no date is known."""

NOBODY = Move(None, "Nothing is left to do.")


def next_move(
    case: Situation, dated: Iterable[Deadline], *, today: date, is_open: bool
) -> tuple[Deadline | None, Move]:
    """The deadline that matters now, and the move that it asks for.

    The buyer's own come first, then what a printed date is missing for, then what is awaited.
    """
    if not is_open:
        return None, NOBODY
    ranked = sorted(
        (rank, deadline.act_by, number, deadline)
        for number, deadline in enumerate(dated)
        if (rank := _rank(deadline, today)) is not None
        and not (rank == MINE and _blocked(case, deadline))
    )
    rank, step = (ranked[0][0], ranked[0][-1]) if ranked else (LAST_RANK, None)
    if rank > MINE:
        for _, rule in undated(case):
            return None, Move(rule.actor, rule.todo, rule.record)
    if step is None or (rank > AWAITED and _somebody_is_at_it(case, step, today)):
        return None, BANK if case.standing.chargeback_open else WITHOUT_DATE[case.standing.phase]
    return step, Move(step.actor, step.todo, step.record)


def _somebody_is_at_it(case: Situation, step: Deadline, today: date) -> bool:
    """Whether what the buyer could do besides can wait; a backstop that is near cannot."""
    near = step.kind == "backstop" and step.state(today) in {"soon", "urgent", "late"}
    if case.standing.phase == "returning" and "returned" not in case.standing.facts:
        return False
    busy = case.standing.chargeback_open or case.standing.phase in {*UNDER_WAY, "placed"}
    return busy and not near


def yours(case: Situation, dated: Iterable[Deadline], *, is_open: bool) -> tuple[Deadline, ...]:
    """What the buyer is still to do, or may do, by a day, however late it is.

    Not among them are limits, what is done, and what AliExpress or a bank bars for now.
    """
    if not is_open:
        return ()
    return tuple(
        deadline
        for deadline in dated
        if deadline.actor == "buyer"
        and deadline.kind != "limit"
        and not deadline.done
        and not (deadline.kind != "backstop" and _blocked(case, deadline))
    )


def _blocked(case: Situation, deadline: Deadline) -> bool:
    """Whether AliExpress lets the buyer do nothing: a frozen order, or a bank that has the case."""
    anchor = deadline.basis.anchor
    at_the_bank = anchor is not None and anchor.event == "chargeback-opened"
    return case.standing.frozen or (case.standing.chargeback_open and not at_the_bank)


def _rank(deadline: Deadline, today: date) -> int | None:
    """How near a deadline is to the buyer's hand; None is not to be done."""
    state = deadline.state(today)
    if state in {"done", "missed"} or deadline.kind == "limit":
        return None
    if deadline.kind != "main":
        return OPTION if deadline.kind == "option" else LAST_RANK
    if deadline.actor == "buyer" and state in ALIVE:
        return MINE
    return LATE if state == "overdue" else AWAITED
