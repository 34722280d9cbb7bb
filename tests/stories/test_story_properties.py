"""What holds for every life of an order on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story_strategies import BEGINNINGS, KINDS, lives

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import agenda, entry
from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.situation import applies, situation
from aliguard.rules.windows import window

BOOKS = load()
PARTIES = {"buyer", "seller", "platform", "bank", "carrier"}
ALIVE = {"open", "soon", "urgent", "late"}
DAY = timedelta(days=1)
HORIZON = 40_000
"""Days to look ahead for all that is still to come."""
ANY_DAY = st.dates(date(2010, 1, 1), date(2080, 12, 31))

steady = settings(
    deadline=None,
    max_examples=200,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def days(order: Order, far: date) -> list[date]:
    """A day out of nowhere, and those on which something of the order begins or has ended."""
    found = {far, *(event.on for event in order.events)}
    for d in entry("1", order, BOOKS, today=far).deadlines:
        ends, last = d.ends_on or d.act_by, d.last_on or d.act_by
        found |= {d.opens_on or d.act_by, ends, ends + DAY, last, last + DAY}
    return sorted(found)


def alive(found: Entry) -> list[Item]:
    """The deadlines of the buyer that can still be met, but for old, contested leftovers."""
    return [
        item
        for item in found.answer.all
        if item.kind in {"duty", "chance"}
        and item.state in ALIVE
        and not (item.leftover or item.deadline.barred or item.deadline.never_began)
    ]


@steady
@given(lives(), ANY_DAY)
def test_exactly_one_party_is_to_move_or_the_case_is_closed(order: Order, far: date) -> None:
    for today in days(order, far):
        found = entry("1", order, BOOKS, today=today)

        assert found.move.actor in (PARTIES if found.open else {None}), today
        if found.next and found.open:
            assert found.next.actor == found.move.actor, today
            assert found.next.state not in {"done", "missed"}, today


@steady
@given(lives(), ANY_DAY)
def test_no_deadline_of_the_buyer_is_hidden(order: Order, far: date) -> None:
    """The agenda has all that can still be met, unless nothing is left to fight for.

    What is told by another thing of the same cause need not stand there twice.
    """
    facts = situation(order, BOOKS).facts.keys()
    content = facts & {"satisfied", "refunded", "cancelled-unpaid", "chargeback-won", "paid"}
    for today in days(order, far):
        found = entry("1", order, BOOKS, today=today)
        due = {item.id for _, item in agenda([found], days=HORIZON)}
        twice = {"dispute-after-timeout", "protection", "dispute-recommended", "printed-end"}
        duties = {item.id for item in alive(found) if item.kind == "duty" and item.ends_on}

        assert not found.open or {item.id for item in alive(found)} <= due | twice, today
        assert found.open or content or not duties, today


@steady
@given(lives())
def test_every_rule_of_the_buyer_that_applies_has_its_deadline(order: Order) -> None:
    """The rules one by one, against what was found by their anchors."""
    case = situation(order, BOOKS)
    shown = {d.id for d in entry("1", order, BOOKS, today=date(2026, 1, 1)).deadlines}
    for rule_id, rule in BOOKS.rules.items():
        found = window(rule_id, case) if rule.actor == "buyer" and applies(rule, case) else None
        if found and (rule.then or not found.never_began):
            assert rule_id in shown, rule_id


@steady
@given(lives(), ANY_DAY)
def test_what_somebody_owes_an_answer_to_is_not_closed(order: Order, far: date) -> None:
    facts = situation(order, BOOKS).facts.keys()
    owed = facts & {"dispute-open"} or ("returned" in facts and "return-received" not in facts)
    paid = facts & {"satisfied", "refunded", "cancelled", "chargeback-won", "paid"}

    assert not owed or paid or entry("1", order, BOOKS, today=far).open


def test_no_kind_of_event_is_left_out_of_these_lives() -> None:
    assert {path[-1] for path in BEGINNINGS} == set(KINDS)
