"""The worked cases of `*.cases.toml`, and that they leave no rule and no boundary out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pydantic import ValidationError
from rule_cases import Case, CaseFile, DeadlineRow, VerdictRow, all_cases

from aliguard.rulebooks import load
from aliguard.rules import Deadline, can_open, deadlines, entry
from aliguard.rules.situation import situation

BOOKS = load()
CASES = dict(all_cases())
DAY = timedelta(days=1)
OPENING = {rule_id for rule_id, rule in BOOKS.rules.items() if rule.kind == "opening"}
LOOKED_FOR = {
    rule_id
    for rule_id, rule in BOOKS.rules.items()
    for term in rule.in_force.values()
    if (term.look or term.look_after) and not rule.printed
}
"""Rules of which nobody knows the end."""


@pytest.mark.parametrize("name", CASES, ids=CASES)
def test_worked_case(name: str) -> None:
    case = CASES[name]
    found = {d.id: d for d in deadlines(case.order, BOOKS, safety_days=case.safety_days)}

    assert set() == set(case.absent) & found.keys()
    for row in case.deadline:
        assert row.id in found
        _agrees(row, found[row.id])
    for asked in case.can_open:
        _answers(asked, case)
    _stands(case)


def _agrees(row: DeadlineRow, deadline: Deadline) -> None:
    assert row.days == {name: getattr(deadline, name) for name in row.days}, row.id
    assert row.states == {day: deadline.state(day) for day in row.states}, row.id


def _answers(row: VerdictRow, case: Case) -> None:
    verdict = can_open(case.order, BOOKS, today=row.today, safety_days=case.safety_days)
    ways = {way.id: way.until for way in verdict.alternatives}

    assert row.verdict == ("yes" if verdict.yes else "no"), row.today
    assert row.answer == {name: getattr(verdict, name) for name in row.answer}, row.today
    assert row.alternatives.items() <= ways.items(), row.today
    assert set() == set(row.without) & ways.keys(), row.today


def _stands(case: Case) -> None:
    last = max((event.on for event in case.order.events), default=date.min)
    standing = {day: entry("1", case.order, BOOKS, today=day) for day in (last, *case.open)}

    assert case.phase in {None, standing[last].phase}
    assert case.open == {day: standing[day].open for day in case.open}


def test_a_case_with_an_unknown_key_is_refused() -> None:
    case = {"name": "a case with a slip", "order": {}, "deadlines": []}

    with pytest.raises(ValidationError, match="deadlines"):
        CaseFile.model_validate({"case": [case]})


def test_no_two_cases_of_a_file_share_a_name() -> None:
    assert {name: n for name, n in Counter(n for n, _ in all_cases()).items() if n > 1} == {}


@pytest.mark.parametrize("rule_id", sorted(LOOKED_FOR))
def test_what_nobody_knows_the_end_of_has_a_case_on_both_sides_of_its_day(rule_id: str) -> None:
    rows = [row for case in CASES.values() for row in case.deadline if row.id == rule_id]

    assert any(row.act_by and {row.act_by - DAY, row.act_by} <= row.states.keys() for row in rows)


@pytest.mark.parametrize("rule_id", sorted(BOOKS.rules.keys() - OPENING - LOOKED_FOR))
def test_every_rule_has_a_case_on_both_sides_of_its_end(rule_id: str) -> None:
    rows = [row for case in CASES.values() for row in case.deadline if row.id == rule_id]

    assert any(
        row.ends_on and {row.ends_on, row.ends_on + DAY} <= row.states.keys() for row in rows
    )


@pytest.mark.parametrize("rule_id", sorted(BOOKS.rules.keys() - OPENING))
def test_every_rule_with_a_later_reading_has_a_case_on_both_sides_of_it(rule_id: str) -> None:
    rows = [row for case in CASES.values() for row in case.deadline if row.id == rule_id]
    later = [row for row in rows if row.latest_on]

    assert not later or any(
        row.latest_on and {row.latest_on, row.latest_on + DAY} <= row.states.keys() for row in later
    )


def test_the_opening_rule_has_verdicts_on_both_sides_of_its_day() -> None:
    asked = {row.today: row for case in CASES.values() for row in case.can_open}

    assert any(
        row.reason == "too-early" and row.opens_on == row.today + DAY for row in asked.values()
    )
    assert any(row.verdict == "yes" and row.opens_on == row.today for row in asked.values())


TERMS = [
    pytest.param(rule_id, since, id=f"{rule_id} from {since}")
    for rule_id, rule in BOOKS.rules.items()
    if rule.counts_from
    for since in rule.in_force
]


@pytest.mark.parametrize(("rule_id", "since"), TERMS)
def test_every_term_has_cases_on_its_first_day_and_on_the_day_before(
    rule_id: str, since: date
) -> None:
    counted = {day for case in CASES.values() for day in _anchors_of(rule_id, case)}

    assert {since - DAY, since} <= counted


def _anchors_of(rule_id: str, case: Case) -> Iterator[date]:
    """The days from which a case counts a rule that it speaks of."""
    rule, anchors = BOOKS.rules[rule_id], situation(case.order, BOOKS).anchors
    named = {
        *case.absent,
        *(row.id for row in case.deadline),
        *(OPENING if case.can_open else []),
    }
    if rule_id in named:
        yield from (anchors[name].on for name in rule.anchors if name in anchors)
