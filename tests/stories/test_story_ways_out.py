"""What `next` lists after a missed window: what is still possible, in order, each with its date."""

from __future__ import annotations

from typing import Any

import pytest
from story_help import DISPUTED, HERE, NOT_HERE, ORDER, given

from conftest import Run

TITLE = "Still possible, in this order:"
RULED = (*DISPUTED, "stepped-in 2026-05-11", "ruled 2026-06-10 amount=0.00")
TO_RETURN = (
    *HERE,
    "dispute-opened 2026-05-04 want=return amount=20.00",
    "accepted 2026-06-10 side=seller",
)
CANCELLED = (*NOT_HERE, "dispute-opened 2026-06-18 amount=20.00", "dispute-cancelled 2026-07-06")
CARD, PAYPAL = {"paid_with": "card"}, {"paid_with": "paypal"}
OTHER = {"paid_with": "other"}
SUPPORT, CLAIM = ("support-chat", None), ("written-claim", None)
Ways = list[tuple[str, str | None]]


def ways(run: Run, today: str) -> Ways:
    """The ways that are still possible, each with its last day."""
    found = run("next", ORDER, "--json", today=today).json["still_possible"]
    return [(way["id"], way["until"]) for way in found]


@pytest.mark.parametrize(
    ("events", "facts", "today", "expected"),
    [
        pytest.param(NOT_HERE, CARD, "2026-06-20", [], id="the last day of protection"),
        pytest.param(
            NOT_HERE,
            CARD,
            "2026-06-21",
            [
                ("dispute-after-timeout", "2026-07-05"),
                SUPPORT,
                CLAIM,
                ("card-chargeback", "2026-06-29"),
            ],
            id="the day after protection",
        ),
        pytest.param(
            NOT_HERE,
            CARD,
            "2026-06-30",
            [
                ("dispute-after-timeout", "2026-07-05"),
                SUPPORT,
                CLAIM,
                ("card-chargeback", "2027-08-23"),
            ],
            id="the card's 120 days are over, the 540 of some banks are not",
        ),
        pytest.param(
            NOT_HERE,
            PAYPAL,
            "2026-07-05",
            [
                ("dispute-after-timeout", "2026-07-05"),
                SUPPORT,
                CLAIM,
                ("paypal-claim", "2026-08-28"),
            ],
            id="the last of the contested days",
        ),
        pytest.param(
            NOT_HERE,
            PAYPAL,
            "2026-07-06",
            [SUPPORT, CLAIM, ("paypal-claim", "2026-08-28")],
            id="every day of AliExpress has passed",
        ),
        pytest.param(NOT_HERE, PAYPAL, "2026-08-29", [SUPPORT, CLAIM], id="PayPal's days too"),
        pytest.param(
            NOT_HERE,
            {},
            "2026-07-06",
            [SUPPORT, CLAIM, ("paypal-claim", "2026-08-28"), ("card-chargeback", "2027-08-23")],
            id="nobody said how it was paid",
        ),
        pytest.param(HERE, OTHER, "2026-05-13", [], id="15 days after receipt"),
        pytest.param(
            HERE,
            {**PAYPAL, "free_returns": True, "seller_in": "CN", "buyer_in": "DE"},
            "2026-05-14",
            [
                ("dispute-after-receipt", "2026-07-05"),
                SUPPORT,
                ("free-return", "2026-05-30"),
                CLAIM,
                ("paypal-claim", "2026-08-28"),
            ],
            id="16 days after receipt",
        ),
        pytest.param(HERE, OTHER, "2026-07-06", [SUPPORT, CLAIM], id="past the most generous day"),
        pytest.param(RULED, OTHER, "2026-06-17", [], id="the last safe day of the appeal"),
        pytest.param(
            RULED,
            OTHER,
            "2026-06-18",
            [("appeal", "2026-06-25"), SUPPORT, CLAIM],
            id="the appeal is late",
        ),
        pytest.param(RULED, OTHER, "2026-06-26", [SUPPORT, CLAIM], id="the appeal is missed"),
        pytest.param(TO_RETURN, CARD, "2026-06-20", [], id="the last day for the return"),
        pytest.param(
            TO_RETURN,
            CARD,
            "2026-06-21",
            [SUPPORT, CLAIM, ("card-chargeback", "2026-06-29")],
            id="the return is missed",
        ),
        pytest.param(
            CANCELLED,
            OTHER,
            "2026-07-06",
            [("appeal-last-resort", "2026-07-21"), SUPPORT, CLAIM],
            id="cancelled too late",
        ),
    ],
)
def test_it_lists_what_is_left_in_the_order_in_which_to_try_it(
    run: Run, events: tuple[str, ...], facts: dict[str, Any], today: str, expected: Ways
) -> None:
    given(run, *events, **facts)

    assert expected == ways(run, today)


def test_in_words_it_is_a_numbered_list_with_the_days_and_how_to_go_each_way(run: Run) -> None:
    given(run, *NOT_HERE, **CARD)
    lines = run.done("next", ORDER, today="2026-06-21").splitlines()
    listed = lines[lines.index(TITLE) + 1 :]

    assert [line[:5] for line in listed[::2]] == [f"  {n}. " for n in (1, 2, 3, 4)]
    assert all(line.startswith("     ") and "It needs " in line for line in listed[1::2])
    assert [line.rpartition(", until ")[2] for line in (listed[0], listed[6])] == [
        "2026-07-05.",
        "2026-06-29.",
    ]


PAID_BACK = (*NOT_HERE, "refunded 2026-07-10 amount=20.00")


@pytest.mark.parametrize(
    ("events", "today"),
    [
        pytest.param(NOT_HERE[:1], "2026-04-01", id="placed"),
        pytest.param(NOT_HERE, "2026-04-01", id="on its way"),
        pytest.param(HERE, "2026-05-01", id="just delivered"),
        pytest.param((*DISPUTED, "evidence-sent 2026-05-05"), "2026-05-06", id="disputed"),
        pytest.param((*DISPUTED, "stepped-in 2026-05-11"), "2026-06-01", id="with AliExpress"),
        pytest.param(
            (*DISPUTED, "accepted 2026-05-06 side=seller"), "2026-05-20", id="money under way"
        ),
        pytest.param((*TO_RETURN, "return-shipped 2026-06-15"), "2026-07-01", id="sent back"),
        pytest.param(PAID_BACK, "2026-07-10", id="paid back after all windows"),
        pytest.param(PAID_BACK, "2026-12-01", id="paid back long ago"),
        pytest.param((*HERE, "satisfied 2026-05-14"), "2026-05-14", id="late, but fine"),
        pytest.param((*HERE, "satisfied 2026-05-01"), "2026-12-01", id="fine long ago"),
        pytest.param((*NOT_HERE[:1], "cancelled 2026-03-02"), "2026-12-01", id="cancelled"),
        pytest.param(
            (*NOT_HERE, "chargeback-opened 2026-07-10", "chargeback-decided 2026-08-01 won=true"),
            "2026-12-01",
            id="charged back",
        ),
    ],
)
def test_an_order_that_is_well_or_was_paid_back_needs_no_such_list(
    run: Run, events: tuple[str, ...], today: str
) -> None:
    given(run, *events, **CARD)

    assert ways(run, today) == []
    assert TITLE not in run.done("next", ORDER, today=today)


@pytest.mark.parametrize(
    ("events", "today"),
    [
        pytest.param(DISPUTED, "2026-05-10", id="the day for evidence has passed"),
        pytest.param(
            (*DISPUTED, "stepped-in 2026-05-11", "evidence-requested 2026-05-12"),
            "2026-05-16",
            id="the day for requested evidence has passed",
        ),
    ],
)
def test_an_open_dispute_is_not_left_for_the_bank(
    run: Run, events: tuple[str, ...], today: str
) -> None:
    """A chargeback freezes the order: AliExpress' own way comes first while it is open."""
    given(run, *events, **CARD)

    assert "card-chargeback" not in {way for way, _ in ways(run, today)}


@pytest.mark.parametrize(
    "events",
    [
        pytest.param((*HERE, "frozen 2026-05-01"), id="frozen"),
        pytest.param((*HERE, "chargeback-opened 2026-05-01"), id="chargeback"),
        pytest.param((*NOT_HERE, "frozen 2026-06-25"), id="frozen after protection"),
    ],
)
def test_where_no_dispute_can_be_opened_none_is_proposed(run: Run, events: tuple[str, ...]) -> None:
    """`can-open` says no; so neither it nor `next` may name a dispute as still possible."""
    given(run, *events, **CARD)
    today = events[-1].split()[1]
    answer = run("can-open", ORDER, "--json", today=today).json
    proposed = {way["id"] for way in answer["alternatives"]} | {w for w, _ in ways(run, today)}

    assert answer["verdict"] == "no"
    assert {"dispute-after-receipt", "dispute-after-timeout"}.isdisjoint(proposed)
    first = run("next", ORDER, "--json", today=today).json["next"]
    assert first is None or first["actor"] != "buyer" or first["id"] == "card-chargeback"
