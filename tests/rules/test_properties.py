"""What holds for every order and every day, leap days included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from order_strategies import DAYS, orders

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import Deadline, Rulebook, Verdict, can_open, deadlines, entry
from aliguard.rules.agenda import rest_of
from aliguard.rules.deadline import day_of
from aliguard.rules.eligibility import verdict
from aliguard.rules.situation import situation
from aliguard.rules.terms import Claim

BOOKS = load()
DAY = timedelta(days=1)
STEPS = ("waiting", "open", "soon", "urgent", "late", "gone")

steady = settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def span(order: Order, *, before: int = 5, after: int = 160) -> list[date]:
    """Every day of an order, from a little before its first event to long after its last."""
    days = [event.on for event in order.events] or [date(2024, 2, 29)]
    first, last = min(days) - before * DAY, max(days) + after * DAY
    return [first + n * DAY for n in range((last - first).days + 1)]


def around(order: Order) -> list[date]:
    """The days on which something can change: each day of a deadline, with its neighbours."""
    days = {event.on for event in order.events} | {date(2024, 2, 29)}
    for d in deadlines(order, BOOKS):
        days |= {d.opens_on or d.act_by, d.act_by, d.ends_on or d.act_by, d.last_on or d.act_by}
    return sorted({day + n * DAY for day in days for n in (-8, -7, -4, -3, -1, 0, 1)})


@steady
@given(orders())
def test_a_window_opens_before_it_must_be_used_before_it_ends_before_it_is_given_up(
    order: Order,
) -> None:
    for d in deadlines(order, BOOKS):
        if d.ends_on is None or d.last_on is None:
            assert (d.opens_on, d.latest_on, d.certainty) == (d.act_by, None, "unknown"), d.id
            continue
        assert d.act_by <= d.ends_on <= d.last_on, d.id
        assert d.opens_on is None or d.opens_on <= d.act_by or d.opens_on > d.ends_on, d.id
        assert d.latest_on is None or d.latest_on > d.ends_on, d.id


@steady
@given(orders(), st.integers(0, 30))
def test_more_safety_days_only_ever_bring_act_by_forward(order: Order, safety: int) -> None:
    usual = {d.id: d for d in deadlines(order, BOOKS)}
    careful = {d.id: d for d in deadlines(order, BOOKS, safety_days=safety + 1)}

    assert usual.keys() == careful.keys()
    for rule_id, d in careful.items():
        assert d.act_by <= usual[rule_id].act_by
        assert (usual[rule_id].opens_on, usual[rule_id].ends_on) == (d.opens_on, d.ends_on)


@steady
@given(orders(), DAYS)
@example(order=Order(), today=date(2024, 2, 29))
def test_days_left_are_the_calendar_days_to_the_end(order: Order, today: date) -> None:
    for d in deadlines(order, BOOKS):
        left = d.days_left(today)
        assert d.ends_on == (None if left is None else today + timedelta(days=left))


@steady
@given(orders(), DAYS)
def test_every_order_has_an_answer_on_every_day(order: Order, today: date) -> None:
    answer = can_open(order, BOOKS, today=today)

    assert answer.yes == (answer.reason in YES_REASONS)
    assert entry("1", order, BOOKS, today=today).phase


YES_REASONS = (
    "in-transit", "running-out", "last-day", "after-timeout", "after-receipt", "late"
)  # fmt: skip


@steady
@given(orders())
def test_a_yes_lies_within_its_own_days_and_a_no_has_a_way_out_or_none(order: Order) -> None:
    case = situation(order, BOOKS)
    last = max((event.on for event in order.events), default=date(2024, 2, 29))
    for today in (day for day in around(order) if day >= last):
        answer = verdict(case, day_of(today))

        if answer.yes:
            assert answer.opens_on is not None or "unshipped" in answer.remarks
            assert answer.closes_on is not None
            assert answer.latest_on is not None
            opens_on = answer.opens_on or today
            assert opens_on <= today <= answer.latest_on
            assert answer.act_by is not None
            assert min(opens_on, answer.act_by) <= answer.act_by <= answer.closes_on
            assert answer.closes_on <= answer.latest_on
        assert all(way.until is None or way.until >= today for way in answer.alternatives)


@steady
@given(orders())
def test_a_verdict_turns_only_on_a_day_that_was_announced(order: Order) -> None:
    case = situation(order, BOOKS)
    for (_, before), (today, now) in pairwise(
        (day, verdict(case, day_of(day))) for day in span(order)
    ):
        if before.yes != now.yes:
            assert today in announced(before), (before.reason, now.reason)


def announced(before: Verdict) -> set[date | None]:
    ends = {day + DAY for day in (before.closes_on, before.latest_on) if day}
    return {before.opens_on, *ends}


@steady
@given(orders())
def test_a_deadline_only_ever_grows_more_pressing(order: Order) -> None:
    for d in deadlines(order, BOOKS):
        edges = (d.opens_on or d.act_by, d.act_by, d.last_on or d.act_by)
        days = [day for edge in edges for day in near(edge)]
        steps = [step(d, today) for today in sorted(days)]

        assert sorted(steps) == steps, d.id


def near(day: date) -> list[date]:
    return [day + n * DAY for n in range(-9, 10)]


def step(d: Deadline, today: date) -> int:
    state = d.state(today)
    return STEPS.index("gone" if state in {"missed", "overdue", "done"} else state)


CLAIMS = st.builds(
    Claim,
    days=st.integers(0, 600),
    source=st.just("article-000"),
    unit=st.sampled_from((None, "calendar", "business")),
    counts_from=st.sampled_from((None, "placed", "shipped", "received", "protection-end")),
)
TERMS = st.sampled_from([(name, on) for name, rule in BOOKS.rules.items() for on in rule.in_force])


def claiming(term_of: tuple[str, date], claim: Claim) -> Rulebook:
    """The rulebook with one more claim."""
    rule_id, since = term_of
    rule = BOOKS.rules[rule_id]
    term = rule.in_force[since]
    term = term.model_copy(update={"claims": (*term.claims, claim)})
    rule = rule.model_copy(update={"in_force": {**rule.in_force, since: term}})
    return Rulebook(
        sources=BOOKS.sources, regions=BOOKS.regions, rules={**BOOKS.rules, rule_id: rule}
    )


@steady
@given(orders(), TERMS, CLAIMS)
def test_another_claim_never_takes_a_day_away(
    order: Order, term_of: tuple[str, date], claim: Claim
) -> None:
    books = claiming(term_of, claim)
    known = {d.id: d for d in deadlines(order, BOOKS)}
    more = {d.id: d for d in deadlines(order, books)}

    assert known.keys() == more.keys()
    for rule_id, d in more.items():
        last, before = d.last_on or date.max, known[rule_id].last_on or date.max
        assert before <= last, rule_id


@steady
@given(orders(), TERMS, CLAIMS)
def test_another_claim_never_turns_a_yes_into_a_no(
    order: Order, term_of: tuple[str, date], claim: Claim
) -> None:
    known, more = situation(order, BOOKS), situation(order, claiming(term_of, claim))

    for today in around(order):
        assert not verdict(known, day_of(today)).yes or verdict(more, day_of(today)).yes


@steady
@given(orders(), TERMS, CLAIMS)
def test_a_weak_claim_changes_nothing(
    order: Order, term_of: tuple[str, date], claim: Claim
) -> None:
    books = claiming(term_of, claim.model_copy(update={"weak": True}))

    assert [*map(days_of, deadlines(order, BOOKS))] == [*map(days_of, deadlines(order, books))]
    for today in around(order):
        told, anew = (can_open(order, known, today=today) for known in (BOOKS, books))
        assert answer_of(told) == answer_of(anew)


def days_of(d: Deadline) -> tuple[Any, ...]:
    return d.id, d.opens_on, d.act_by, d.ends_on, d.latest_on, d.certainty, d.done


def answer_of(v: Verdict) -> tuple[Any, ...]:
    days = v.opens_on, v.act_by, v.closes_on, v.latest_on
    return v.yes, v.reason, v.certainty, *days, v.alternatives


@steady
@given(orders(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter_for_events_of_different_days(
    order: Order, chance: Any
) -> None:
    groups = [list(group) for _, group in groupby(order.events, key=attrgetter("on"))]
    chance.shuffle(groups)
    shuffled = order.changed(events=[event for group in groups for event in group])

    assert deadlines(order, BOOKS) == deadlines(shuffled, BOOKS)
    assert [*verdicts(order)] == [*verdicts(shuffled)]


def verdicts(order: Order) -> Iterator[Verdict]:
    case = situation(order, BOOKS)
    return (verdict(case, day_of(today)) for today in around(order))


@steady
@given(orders())
def test_an_order_at_rest_rests_for_good_and_was_open_the_day_before(order: Order) -> None:
    rest = rest_of(order, BOOKS)
    last = max((event.on for event in order.events), default=date(2024, 2, 29))
    for today in (day for day in around(order) if day >= last):
        assert entry("1", order, BOOKS, today=today).open == (rest is None or today < rest)
    if rest not in {None, date.min}:
        assert rest is not None
        assert entry("1", order, BOOKS, today=rest - DAY).open
        assert not entry("1", order, BOOKS, today=rest + 4000 * DAY).open


@steady
@given(orders(), DAYS)
def test_an_open_dispute_or_chargeback_is_never_at_rest(order: Order, today: date) -> None:
    facts = situation(order, BOOKS).facts.keys()
    assume(facts & {"dispute-open", "chargeback-open"})
    assume(facts.isdisjoint({"satisfied", "cancelled", "refunded", "chargeback-won"}))

    assert entry("1", order, BOOKS, today=today).open
