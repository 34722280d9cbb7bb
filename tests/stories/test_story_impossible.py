"""Steps that cannot be: refused with what is missing, and nothing changes.

`run.refused` asserts the exit code 2, a line or two on stderr, and that no file was touched.
"""

from __future__ import annotations

import pytest
from story_help import DISPUTED, HERE, NOT_HERE, ORDER, given, typed_for

from conftest import Run, missing

TODAY = "2026-06-12"
PLACED = NOT_HERE[:1]
OFFERED = (*DISPUTED, "offered 2026-05-06 amount=3.00")
PROPOSED = (*DISPUTED, "stepped-in 2026-05-11", "ruled 2026-05-20 final=false amount=5.00")
RULED = (*DISPUTED, "stepped-in 2026-05-11", "ruled 2026-06-10 amount=5.00")
APPEALED = (*RULED, "appealed 2026-06-11")
CANCELLED = (*DISPUTED, "dispute-cancelled 2026-05-10")
ACCEPTED = (*OFFERED, "accepted 2026-05-07")
CLOSED = (*DISPUTED, "dispute-closed 2026-06-10")

NO_DISPUTE = "no dispute is open"
NO_OFFER = "there is no offer to answer"
NO_RULING = "there is no ruling to appeal against"
NO_APPEAL = "no appeal is open"
NO_RETURN = "no return was agreed or ordered, and the order has no free-returns mark"
TOO_MUCH = "20.01 EUR is more than the 20.00 EUR that was paid"


def refused(run: Run, events: tuple[str, ...], typed: str) -> str:
    """The error of a step that is typed without the order's id."""
    given(run, *events)
    return run.refused(*typed_for(ORDER, typed.split()), today=TODAY)


@pytest.mark.parametrize(
    ("events", "typed", "lacking"),
    [
        (DISPUTED, "dispute appeal --yes", NO_RULING),
        (PROPOSED, "dispute appeal --yes", NO_RULING),
        (HERE, "dispute appeal --yes", NO_RULING),
        (DISPUTED, "dispute accept --yes", NO_OFFER),
        (DISPUTED, "dispute reject", NO_OFFER),
        (HERE, "dispute accept --yes", NO_DISPUTE),
        (HERE, "dispute accept --by-seller", NO_DISPUTE),
        (ACCEPTED, "dispute accept --yes", NO_DISPUTE),
        (DISPUTED, "return ship --tracking RR1 --yes", NO_RETURN),
        (RULED, "return ship --tracking RR1 --yes", NO_RETURN),
        (ACCEPTED, "return ship --tracking RR1 --yes", NO_RETURN),
        (RULED, "return received", "nothing is on its way back"),
        (RULED, "dispute appeal-result --won", NO_APPEAL),
        (DISPUTED, "dispute appeal-result --lost", NO_APPEAL),
        (APPEALED, "dispute appeal --yes", "there was an appeal already, appealed on 2026-06-11"),
        (
            (*APPEALED, "appeal-decided 2026-06-12 won=false"),
            "dispute appeal --yes",
            "there was an appeal already, appealed on 2026-06-11",
        ),
        (
            (*APPEALED, "appeal-decided 2026-06-12 won=true"),
            "dispute appeal-result --lost",
            NO_APPEAL,
        ),
        (NOT_HERE, "unfreeze", "it is not frozen"),
        (HERE, "chargeback result --won", "no chargeback is open"),
        (HERE, "chargeback escalate", "no chargeback is open"),
        (HERE, "claim answered", "no written claim is unanswered"),
        (NOT_HERE, "extend --refused", "no request for an extension is open"),
        (HERE, "cancel-order", "delivered on 2026-04-28"),
    ],
)
def test_a_step_without_what_it_needs_is_refused_with_what_is_missing(
    run: Run, events: tuple[str, ...], typed: str, lacking: str
) -> None:
    assert lacking in refused(run, events, typed)


@pytest.mark.parametrize("events", [HERE, CANCELLED, ACCEPTED, RULED, CLOSED])
@pytest.mark.parametrize(
    "typed",
    [
        "dispute modify --amount 5.00",
        "dispute modify --reason not-needed --yes",
        "dispute offer --amount 3.00",
        "dispute reject",
        "dispute step-in",
        "dispute request-evidence",
        "dispute evidence",
        "dispute rule --amount 3.00",
        "dispute rule --amount 3.00 --proposal",
        "dispute cancel --yes",
        "dispute close",
    ],
)
def test_what_happens_in_a_dispute_needs_one_that_is_open(
    run: Run, events: tuple[str, ...], typed: str
) -> None:
    assert NO_DISPUTE in refused(run, events, typed)


@pytest.mark.parametrize("events", [DISPUTED, OFFERED, PROPOSED])
def test_a_second_dispute_while_one_is_open_is_refused_and_names_the_first(
    run: Run, events: tuple[str, ...]
) -> None:
    error = refused(run, events, "dispute open --reason defective")

    assert "a dispute is open already, dispute-opened on 2026-05-04" in error


@pytest.mark.parametrize("events", [DISPUTED, OFFERED, PROPOSED])
def test_goods_are_not_fine_while_a_dispute_is_open(run: Run, events: tuple[str, ...]) -> None:
    assert "a dispute is open" in refused(run, events, "done")


@pytest.mark.parametrize(
    ("events", "typed"),
    [
        (HERE, "dispute open --reason defective --amount 20.01"),
        (DISPUTED, "dispute modify --amount 20.01"),
        (DISPUTED, "dispute offer --amount 20.01"),
        (DISPUTED, "dispute rule --amount 20.01"),
        (DISPUTED, "dispute close --amount 20.01"),
        (APPEALED, "dispute appeal-result --won --amount 20.01"),
        (RULED, "refund received --amount 20.01"),
        (HERE, "chargeback open --amount 20.01"),
        ((*HERE, "chargeback-opened 2026-06-01"), "chargeback result --won --amount 20.01"),
    ],
)
def test_no_amount_is_more_than_was_paid(run: Run, events: tuple[str, ...], typed: str) -> None:
    assert TOO_MUCH in refused(run, events, typed)
    assert run.done(*typed_for(ORDER, typed.replace("20.01", "20.00").split()), today=TODAY)


@pytest.mark.parametrize("amount", ["-3", "3.0.0", "three", "1.000,50"])
def test_an_amount_that_is_none_is_refused(run: Run, amount: str) -> None:
    assert amount in refused(run, DISPUTED, f"dispute offer --amount={amount}")


@pytest.mark.parametrize(
    ("events", "typed", "lacking"),
    [
        (
            NOT_HERE,
            "dispute open --reason not-received --on 2026-03-02",
            ("dispute-opened on 2026-03-02", "shipped on 2026-03-03"),
        ),
        (DISPUTED, "dispute offer --amount 3 --on 2026-05-03", ("2026-05-03", NO_DISPUTE)),
        (DISPUTED, "dispute cancel --yes --on 2026-05-03", ("2026-05-03", NO_DISPUTE)),
        (OFFERED, "dispute accept --yes --on 2026-05-05", ("2026-05-05", NO_OFFER)),
        (OFFERED, "dispute reject --on 2026-05-05", ("2026-05-05", NO_OFFER)),
        (RULED, "dispute appeal --yes --on 2026-06-09", ("2026-06-09", NO_RULING)),
        (APPEALED, "dispute appeal-result --won --on 2026-06-10", ("2026-06-10", NO_APPEAL)),
        (
            (*DISPUTED, "ruled 2026-06-10 remedy=return"),
            "return ship --tracking RR1 --yes --on 2026-06-09",
            ("2026-06-09", NO_RETURN),
        ),
        (
            (*DISPUTED, "ruled 2026-06-10 remedy=return", "return-shipped 2026-06-11"),
            "return received --on 2026-06-10",
            ("2026-06-10", "nothing is on its way back"),
        ),
        (
            (*HERE, "chargeback-opened 2026-06-01"),
            "chargeback result --won --on 2026-05-31",
            ("2026-05-31", "no chargeback is open"),
        ),
        (
            (*HERE, "claim-sent 2026-06-01"),
            "claim answered --on 2026-05-31",
            ("2026-05-31", "no written claim is unanswered"),
        ),
        (
            (*NOT_HERE, "frozen 2026-06-01"),
            "unfreeze --on 2026-05-31",
            ("2026-05-31", "it is not frozen"),
        ),
        (
            (*NOT_HERE, "extension-requested 2026-06-01"),
            "extend --refused --on 2026-05-31",
            ("2026-05-31", "no request for an extension is open"),
        ),
        (PLACED, "refund received --on 2026-02-28", ("2026-02-28", "placed on 2026-03-01")),
        (PLACED, "chargeback open --on 2026-02-28", ("2026-02-28", "placed on 2026-03-01")),
        (DISPUTED, "dispute step-in --on 2026-06-13", ("2026-06-13", TODAY, "cannot lie ahead")),
    ],
)
def test_a_date_before_the_step_that_it_follows_is_refused(
    run: Run, events: tuple[str, ...], typed: str, lacking: tuple[str, ...]
) -> None:
    assert not missing(lacking, refused(run, events, typed))


@pytest.mark.parametrize(
    ("events", "typed", "lacking"),
    [
        (
            (*NOT_HERE, "frozen 2026-06-01", "unfrozen 2026-06-02"),
            "unfreeze",
            "it is not frozen",
        ),
        (
            (*HERE, "chargeback-opened 2026-06-01", "chargeback-decided 2026-06-02 won=true"),
            "chargeback result --lost",
            "no chargeback is open",
        ),
        (
            (*HERE, "claim-sent 2026-06-01", "claim-answered 2026-06-02"),
            "claim answered",
            "no written claim is unanswered",
        ),
        (
            (*NOT_HERE, "extension-requested 2026-06-01", "extension-refused 2026-06-02"),
            "extend --refused",
            "no request for an extension is open",
        ),
    ],
)
def test_what_was_answered_is_not_answered_again(
    run: Run, events: tuple[str, ...], typed: str, lacking: str
) -> None:
    assert lacking in refused(run, events, typed)


def test_an_offer_of_zero_can_be_recorded_and_is_called_nothing(run: Run) -> None:
    given(run, *DISPUTED)
    run.done("dispute", "offer", ORDER, "--amount", "0", today="2026-05-06")
    warned = run.refused("dispute", "accept", ORDER, today="2026-05-06")

    assert not missing(("NOTHING", "a rejection in disguise", "20.00 EUR"), warned)


def test_accepting_zero_closes_the_dispute_without_a_refund(run: Run) -> None:
    given(run, *DISPUTED, "offered 2026-05-06 amount=0")
    run.done("dispute", "accept", ORDER, "--yes", today="2026-05-06")
    shown = run("show", ORDER, "--json", today="2026-05-06").json

    assert shown["phase"] == "closed"
    assert shown["next"]["id"] == "appeal-last-resort"
    assert "refund-arrives" not in {each["id"] for each in shown["deadlines"]}
