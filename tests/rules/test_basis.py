"""Every date is explained: from which day, by which term, who said so, who says otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import Deadline, can_open, deadlines
from aliguard.rules.deadline import Basis

BOOKS = load()
SHIPPED = {"event": "shipped", "on": "2026-03-01"}


def one(rule_id: str, *events: dict[str, Any], **facts: Any) -> Deadline:
    order = Order.model_validate({"events": events, **facts})
    [deadline] = [d for d in deadlines(order, BOOKS) if d.id == rule_id]
    return deadline


def claims(basis: Basis) -> list[tuple[int, str | None, str, bool]]:
    """Days, from when they are counted, the day they give, and whether they count for nothing."""
    return [(c.days, c.counts_from, str(c.ends_on), c.weak) for c in basis.claims]


def test_a_counted_day_names_its_anchor_its_term_and_its_source() -> None:
    opened = {"event": "dispute-opened", "on": "2026-05-04"}

    basis = one("evidence-ready", SHIPPED, opened).basis

    assert basis.anchor
    assert basis.source
    assert (basis.rule, basis.anchor.event) == ("evidence-ready", "dispute-opened")
    assert (basis.anchor.on, basis.days, basis.unit) == (date(2026, 5, 4), 5, "calendar")
    assert basis.in_force_since == date(2017, 1, 1)
    assert (basis.source.year, basis.source.checked_on) == (2021, date(2026, 11, 21))
    assert basis.note
    assert basis.printed is None


def test_the_event_that_came_first_is_named_as_the_receipt() -> None:
    confirmed = {"event": "confirmed", "on": "2026-03-20"}
    delivered = {"event": "delivered", "on": "2026-03-24"}

    basis = one("dispute-after-receipt", SHIPPED, delivered, confirmed).basis

    assert basis.anchor
    assert (basis.anchor.event, basis.anchor.on) == ("confirmed", date(2026, 3, 20))


def test_other_claims_are_shown_with_the_day_that_each_gives() -> None:
    delivered = {"event": "delivered", "on": "2026-03-20"}
    confirmed = {"event": "confirmed", "on": "2026-03-22"}

    basis = one("dispute-after-receipt", SHIPPED, delivered, confirmed, protection_days=60).basis

    assert claims(basis) == [
        (15, "confirmed", "2026-04-06", False),
        (15, "protection-end", "2026-05-15", False),
        (15, "protection-end", "2026-05-15", False),
        (15, "completed", "2026-04-06", True),
        (8, None, "2026-03-28", True),
    ]


def test_a_claim_without_its_day_is_shown_without_one() -> None:
    delivered = {"event": "delivered", "on": "2026-03-20"}

    [first, *_] = one("dispute-after-receipt", SHIPPED, delivered).basis.claims

    assert (first.counts_from, first.ends_on) == ("confirmed", None)


def test_a_claim_in_another_kind_of_days_says_so() -> None:
    opened = {"event": "dispute-opened", "on": "2026-05-20"}
    agreed = {"event": "accepted", "on": "2026-06-05", "side": "seller"}

    basis = one("refund-arrives", SHIPPED, opened, agreed).basis

    assert (basis.days, basis.unit) == (20, "business")
    assert [(c.days, c.unit, str(c.ends_on)) for c in basis.claims if not c.weak] == [
        (15, "business", "2026-06-29"),
        (15, "calendar", "2026-06-20"),
        (10, "business", "2026-06-22"),
    ]


def test_an_estimated_protection_names_the_term_and_the_claims() -> None:
    placed = {"event": "placed", "on": "2026-02-27"}

    basis = one("protection", placed, SHIPPED).basis

    assert basis.source
    assert (basis.days, basis.in_force_since) == (60, date(2018, 1, 1))
    assert basis.source.title.startswith("Reddit")
    assert claims(basis) == [
        (75, None, "2026-05-15", False),
        (90, None, "2026-05-30", False),
        (120, None, "2026-06-29", False),
        (60, "placed", "2026-04-28", True),
    ]


def test_an_extension_is_named_and_moves_the_claims_with_it() -> None:
    extended = [{"event": "extended", "on": day, "days": 7} for day in ("2026-04-20", "2026-04-25")]

    basis = one("protection", SHIPPED, *extended).basis

    assert (basis.days, basis.extended_by) == (60, 14)
    assert [str(c.ends_on) for c in basis.claims] == [
        "2026-05-29",
        "2026-06-13",
        "2026-07-13",
        "None",
    ]


def test_the_orders_own_days_have_no_source_but_show_the_claims() -> None:
    basis = one("protection", SHIPPED, protection_days=60).basis

    assert (basis.days, basis.source, basis.in_force_since) == (60, None, None)
    assert [c.days for c in basis.claims] == [75, 90, 120, 60]


@pytest.mark.parametrize(
    "said",
    [
        {"event": "protection", "on": "2026-03-02", "ends": "2026-05-20"},
        {"event": "extended", "on": "2026-03-02", "until": "2026-05-20"},
    ],
)
def test_a_printed_end_of_protection_names_the_day_on_which_it_was_noted(
    said: dict[str, str],
) -> None:
    basis = one("protection", SHIPPED, said, protection_days=60).basis

    assert basis.printed
    assert (basis.printed.ends, basis.printed.noted) == (date(2026, 5, 20), date(2026, 3, 2))
    assert (basis.days, basis.source, basis.claims) == (None, None, ())


def test_a_printed_day_names_the_day_on_which_it_was_noted() -> None:
    opened = {"event": "dispute-opened", "on": "2026-05-04", "answer_by": "2026-05-08"}

    basis = one("seller-answer", SHIPPED, opened).basis

    assert basis.printed
    assert (basis.printed.ends, basis.printed.noted) == (date(2026, 5, 8), date(2026, 5, 4))
    assert (basis.days, basis.source, basis.claims) == (None, None, ())


def test_a_wait_that_was_waived_counts_no_days() -> None:
    order = Order.model_validate({"events": [SHIPPED], "delivery_promise_days": 5})

    opening = can_open(order, BOOKS, today=date(2026, 3, 1)).basis[0]

    assert (opening.rule, opening.days) == ("dispute-opens", 0)


@pytest.mark.parametrize(
    ("facts", "events", "rules"),
    [
        ({}, [SHIPPED], ["dispute-opens", "protection", "dispute-after-timeout"]),
        ({}, [SHIPPED, {"event": "delivered", "on": "2026-03-20"}], ["dispute-after-receipt"]),
        ({}, [SHIPPED, {"event": "frozen", "on": "2026-03-20"}], []),
    ],
)
def test_a_verdict_names_the_rules_that_it_follows_from(
    facts: dict[str, Any], events: list[dict[str, Any]], rules: list[str]
) -> None:
    order = Order.model_validate({"events": events, **facts})

    assert rules == [basis.rule for basis in can_open(order, BOOKS, today=date(2026, 4, 1)).basis]


@pytest.mark.parametrize(("facts", "estimate"), [({}, True), ({"protection_days": 60}, False)])
def test_a_verdict_says_whether_the_printed_end_should_be_asked_for(
    facts: dict[str, Any], estimate: bool
) -> None:
    order = Order.model_validate({"events": [SHIPPED], **facts})

    assert estimate == ("estimate" in can_open(order, BOOKS, today=date(2026, 4, 1)).remarks)
