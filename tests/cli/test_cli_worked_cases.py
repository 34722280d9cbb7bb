"""The worked cases of design.md, section 9: recorded and asked as a user does it."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Run, missing

ORDER = "8200000000091234"
DAYS_60 = ("add-order", ORDER, "--shipped", "2026-03-01", "--protection-days", "60")
SHIPPED = ("add-order", ORDER, "--placed", "2026-02-25", "--shipped", "2026-03-01")
DELIVERED = ("deliver", ORDER, "--on", "2026-03-20")
CONFIRMED = ("confirm", ORDER, "--on", "2026-03-22", "--yes")
MOVING = ("track", ORDER, "--state", "moving")


@pytest.mark.parametrize(
    ("recorded", "today", "answer", "told"),
    [
        pytest.param(
            [DAYS_60],
            "2026-03-08",
            {
                "verdict": "no",
                "reason": "too-early",
                "opens_on": "2026-03-11",
                "closes_on": "2026-04-30",
            },
            ["No", "too early", "2026-03-11", "2026-04-30"],
            id="too-early",
        ),
        pytest.param(
            [DAYS_60],
            "2026-03-11",
            {
                "verdict": "yes",
                "reason": "in-transit",
                "certainty": "order",
                "opens_on": "2026-03-11",
                "act_by": "2026-04-29",
                "closes_on": "2026-04-30",
            },
            ["Yes", "2026-04-29", "2026-04-30"],
            id="in-transit",
        ),
        pytest.param(
            [DAYS_60],
            "2026-04-30",
            {"verdict": "yes", "reason": "last-day", "closes_on": "2026-04-30"},
            ["Yes", "last day", "now"],
            id="last-day-of-protection",
        ),
        pytest.param(
            [DAYS_60],
            "2026-05-03",
            {
                "verdict": "yes",
                "reason": "after-timeout",
                "certainty": "contested",
                "closes_on": "2026-05-15",
            },
            ["Yes", "contested", "today", "2026-05-15"],
            id="after-timeout",
        ),
        pytest.param(
            [DAYS_60],
            "2026-05-16",
            {"verdict": "no", "reason": "too-late"},
            ["No", "too late"],
            id="too-late-after-timeout",
        ),
        pytest.param(
            [(*SHIPPED, "--protection-ends", "2026-05-20"), MOVING],
            "2026-05-12",
            {
                "verdict": "no",
                "reason": "tracking-moves",
                "opens_on": "2026-05-13",
                "closes_on": "2026-05-20",
            },
            ["No", "tracking moves", "2026-05-13", "2026-05-20", f"track {ORDER} --state stalled"],
            id="tracking-moves",
        ),
        pytest.param(
            [(*SHIPPED, "--protection-ends", "2026-05-20"), MOVING],
            "2026-05-18",
            {
                "verdict": "yes",
                "reason": "running-out",
                "certainty": "contested",
                "closes_on": "2026-05-20",
            },
            ["Yes, but contested", "running out", "extension", "2026-05-19", "2026-05-20"],
            id="running-out",
        ),
        pytest.param(
            [SHIPPED, DELIVERED],
            "2026-04-04",
            {"verdict": "yes", "reason": "last-day", "closes_on": "2026-04-04"},
            ["Yes", "last day", "now"],
            id="last-day-after-receipt",
        ),
        pytest.param(
            [SHIPPED, DELIVERED, CONFIRMED],
            "2026-04-05",
            {
                "verdict": "yes",
                "reason": "late",
                "certainty": "contested",
                "closes_on": "2026-04-04",
                "latest_on": "2026-04-06",
            },
            ["Yes", "contested", "2026-04-04", "2026-04-06", "today"],
            id="late",
        ),
        pytest.param(
            [(*SHIPPED, "--paid-with", "card"), DELIVERED, CONFIRMED],
            "2026-04-07",
            {"verdict": "no", "reason": "too-late"},
            ["No", "too late", "Still possible:", "card", "2026-06-25"],
            id="too-late-but-for-the-card",
        ),
    ],
)
def test_can_open_answers_as_the_design_says(
    run: Run,
    recorded: list[tuple[str, ...]],
    today: str,
    answer: dict[str, str],
    told: list[str],
) -> None:
    for command in recorded:
        run.done(*command, today=today)
    code = {"yes": 0, "no": 1}[answer["verdict"]]
    found = run("can-open", ORDER, "--json", today=today)
    said = run("can-open", "1234", today=today)

    assert (found.code, found.err, said.code, said.err) == (code, "", code, "")
    assert answer == {key: found.json[key] for key in answer}
    assert not missing(told, said.out)


def test_what_is_too_late_at_aliexpress_is_possible_at_the_card_issuer(run: Run) -> None:
    for command in ((*SHIPPED, "--paid-with", "card"), DELIVERED, CONFIRMED):
        run.done(*command, today="2026-04-07")
    ways = run("can-open", ORDER, "--json", today="2026-04-07").json["alternatives"]

    assert {"card-chargeback": "2026-06-25"}.items() <= {w["id"]: w["until"] for w in ways}.items()


DISPUTE = """
    version = 1

    [orders.8200000000091234]
    price = { amount = "34.90", currency = "EUR" }
    events = [
        { event = "placed", on = 2026-04-01 },
        { event = "shipped", on = 2026-04-02 },
        { event = "delivered", on = 2026-04-28 },
        { event = "dispute-opened", on = 2026-05-04, want = "return", reason = "defective" },
    ]
"""
AGREED = DISPUTE.replace(
    "    ]\n", '        { event = "accepted", on = 2026-06-01, side = "seller" },\n    ]\n'
)
RULED = DISPUTE.replace("    ]\n", '        { event = "ruled", on = 2026-06-10 },\n    ]\n')


def deadline(run: Run, rule: str, today: str) -> dict[str, Any]:
    """A deadline of the one order, as it stands on a day."""
    [order] = run("status", ORDER, "--json", today=today).json["orders"]
    [found] = [each for each in order["deadlines"] if each["id"] == rule]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("ledger", "today", "rule", "dates"),
    [
        (DISPUTE, "2026-05-04", "seller-answer", {"ends_on": "2026-05-09"}),
        (DISPUTE, "2026-05-04", "evidence-ready", {"ends_on": "2026-05-09"}),
        (DISPUTE, "2026-05-04", "step-in", {"ends_on": "2026-05-11"}),
        (AGREED, "2026-06-01", "return-ship", {"act_by": "2026-06-08", "ends_on": "2026-06-11"}),
        (
            RULED,
            "2026-06-10",
            "appeal",
            {"act_by": "2026-06-16", "ends_on": "2026-06-17", "latest_on": "2026-06-25"},
        ),
        (RULED, "2026-06-20", "appeal", {"state": "late"}),
    ],
)
def test_a_dispute_has_the_deadlines_that_the_design_gives(
    run: Run, ledger: str, today: str, rule: str, dates: dict[str, str]
) -> None:
    run.given(ledger)
    found = deadline(run, rule, today)
    explained = run.done("explain", ORDER, rule, today=today)

    assert dates == {key: found[key] for key in dates}
    assert not missing((day for key, day in dates.items() if key != "state"), explained)


def test_a_late_appeal_is_said_to_be_late_in_words(run: Run) -> None:
    run.given(RULED)
    code, out, _ = run("status", today="2026-06-20")

    assert code == 0
    assert not missing(("contested: try", "2026-06-16", "2026-06-17"), out)
    assert "2026-06-25" in run("next", ORDER, today="2026-06-20").out
    assert run("status", "--check", today="2026-06-20").code == 0


@pytest.mark.parametrize(
    ("facts", "rule", "ends"),
    [
        (("--free-returns", "--seller-in", "CN"), "free-return", "2026-06-03"),
        (("--paid-with", "paypal"), "paypal-claim", "2026-09-01"),
    ],
)
def test_a_way_out_that_counts_from_placing_ends_as_the_design_says(
    run: Run, facts: tuple[str, ...], rule: str, ends: str
) -> None:
    placed = ("add-order", ORDER, "--placed", "2026-03-05", "--shipped", "2026-03-07")
    run.done(*placed, "--delivered", "2026-03-20", *facts, today="2026-03-20")

    assert deadline(run, rule, "2026-03-20")["ends_on"] == ends
    assert ends in run.done("explain", ORDER, rule, today="2026-03-20")
