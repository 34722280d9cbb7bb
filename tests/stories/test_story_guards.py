"""Steps that cannot be taken back: told before, refused without --yes where nobody can be asked."""

from __future__ import annotations

import pytest
from story_help import DISPUTED, HERE, NOT_HERE, ORDER, given, typed_for

from conftest import Run, missing

TODAY = "2026-06-12"
DRY = "Nothing was written; this is what it would change:"
OFFERED = (*DISPUTED, "offered 2026-06-10 amount=3.00")
RETURN_OFFERED = (*DISPUTED, "offered 2026-06-10 amount=20.00 remedy=return")
RULED = (*DISPUTED, "stepped-in 2026-05-11", "ruled 2026-06-10 amount=5.00")
TO_RETURN = (*DISPUTED, "stepped-in 2026-05-11", "ruled 2026-06-10 amount=20.00 remedy=return")

GUARDED = {
    "confirm": (
        (*NOT_HERE, "delivered 2026-06-10"),
        ("cannot be taken back", "AliExpress pays the seller", "only possible until 2026-06-25"),
        "confirmed",
    ),
    "dispute cancel": (
        DISPUTED,
        ("ends it", "nothing that was asked for is paid", "never for a promise"),
        "dispute-cancelled",
    ),
    "dispute accept": (
        OFFERED,
        ("final", "closes with 3.00 EUR", "cannot be opened again", "You asked for 20.00 EUR"),
        "accepted",
    ),
    "dispute appeal": (RULED, ("only one appeal", "cannot be added"), "appealed"),
    "return ship --tracking RR1": (
        TO_RETURN,
        ("out of your hands", "only to the address on the dispute page", "by 2026-06-20"),
        "return-shipped",
    ),
    "dispute modify --reason not-needed": (
        DISPUTED,
        ('"not needed"', "becomes yours", "you pay for the way back"),
        "dispute-modified",
    ),
}
"""What is typed: what happened before, what the warning tells, and the event that is recorded."""


def kinds(run: Run) -> list[str]:
    """The events of the order, by their kind."""
    return [event["event"] for event in run.stored()[ORDER]["events"]]


@pytest.mark.parametrize("typed", GUARDED)
def test_without_a_terminal_it_is_refused_with_what_it_ends(run: Run, typed: str) -> None:
    events, told, _ = GUARDED[typed]
    given(run, *events)
    error = run.refused(*typed_for(ORDER, typed.split()), today=TODAY)

    assert not missing((*told, ORDER, "Nothing was recorded", "--yes"), error)


@pytest.mark.parametrize("typed", GUARDED)
def test_a_dry_run_writes_nothing_and_shows_what_would_change(run: Run, typed: str) -> None:
    events, told, _ = GUARDED[typed]
    given(run, *events)
    before = run.files()
    out = run.done(*typed_for(ORDER, typed.split()), "--dry-run", today=TODAY)

    assert not missing((*told, DRY, "on 2026-06-12. "), out)
    assert before == run.files()


@pytest.mark.parametrize("typed", GUARDED)
def test_yes_records_it_and_tells_the_same_that_the_dry_run_showed(run: Run, typed: str) -> None:
    events, _, kind = GUARDED[typed]
    given(run, *events)
    words = typed_for(ORDER, typed.split())
    shown = run.done(*words, "--dry-run", today=TODAY)
    recorded = run.done(*words, "--yes", today=TODAY)

    assert shown.partition(f"{DRY}\n")[2] == recorded
    assert [*(event.split()[0] for event in events), kind] == kinds(run)


@pytest.mark.parametrize(
    "typed",
    ["confirm", "dispute cancel", "dispute accept", "dispute appeal", "return ship --tracking RR1"],
)
def test_what_cannot_be_is_refused_for_that_and_not_for_lack_of_a_yes(run: Run, typed: str) -> None:
    given(run, *HERE, "confirmed 2026-04-29")
    words = typed_for(ORDER, typed.split())

    for more in ((), ("--yes",), ("--dry-run",)):
        assert "--yes" not in run.refused(*words, *more, today=TODAY)


@pytest.mark.parametrize(
    ("events", "typed"),
    [
        (DISPUTED, "dispute accept --by-seller"),
        (DISPUTED, "dispute modify --amount 15.00"),
        (DISPUTED, "dispute modify --reason damaged"),
        (OFFERED, "dispute reject"),
    ],
)
def test_what_can_be_changed_or_costs_nothing_needs_no_yes(
    run: Run, events: tuple[str, ...], typed: str
) -> None:
    given(run, *events)

    assert run.done(*typed_for(ORDER, typed.split()), today=TODAY)


LOST = (*NOT_HERE, "dispute-opened 2026-05-11 amount=20.00")
"""Protection ends on 20 June, the contested days after it on 5 July."""
CAME = (*NOT_HERE, "delivered 2026-06-01", "dispute-opened 2026-06-03 amount=20.00")
"""15 days after receipt end on 16 June; counted from the end of protection, on 5 July."""
CONFIRMED = (*CAME[:-1], "confirmed 2026-06-04", "dispute-opened 2026-06-05 amount=20.00")
"""15 days after receipt end on 16 June; counted from confirming, on 19 June."""
EARLY = (*NOT_HERE[:2], "protection 2026-03-03 ends=2026-04-20", "dispute-opened 2026-03-05")
"""Opened before the usual first day, 13 March."""
OVER = (
    *NOT_HERE[:2],
    "protection 2026-03-03 ends=2026-05-20",
    "delivered 2026-05-25",
    "dispute-opened 2026-05-27 amount=20.00",
)
"""Protection ended before the parcel came; 15 days after receipt end on 9 June."""
NEVER = "It could never be opened again: no window is left."


@pytest.mark.parametrize(
    ("events", "today", "told"),
    [
        pytest.param(
            LOST, "2026-05-12", "again, until 2026-06-20, is contested", id="protection runs"
        ),
        pytest.param(
            LOST, "2026-06-20", "again, until 2026-06-20, is contested", id="its last day"
        ),
        pytest.param(
            LOST, "2026-06-21", "again, until 2026-07-05, is contested", id="the day after"
        ),
        pytest.param(
            LOST, "2026-07-05", "again, until 2026-07-05, is contested", id="15 days after"
        ),
        pytest.param(LOST, "2026-07-06", NEVER, id="past all"),
        pytest.param(
            CAME, "2026-06-16", "again, until 2026-06-16, is contested", id="15 days after receipt"
        ),
        pytest.param(
            CAME, "2026-06-17", "again, until 2026-07-05, is contested", id="16 days after receipt"
        ),
        pytest.param(
            CAME, "2026-07-05", "again, until 2026-07-05, is contested", id="the most generous"
        ),
        pytest.param(CAME, "2026-07-06", NEVER, id="past the most generous"),
        pytest.param(
            CONFIRMED, "2026-06-16", "again, until 2026-06-16, is contested", id="received"
        ),
        pytest.param(CONFIRMED, "2026-06-17", "again, until 2026-06-19, is contested", id="late"),
        pytest.param(
            CONFIRMED, "2026-06-19", "again, until 2026-06-19, is contested", id="still late"
        ),
        pytest.param(CONFIRMED, "2026-06-20", NEVER, id="past what counts from confirming"),
        pytest.param(
            OVER, "2026-05-28", "again, until 2026-06-04, is contested", id="received after the end"
        ),
        pytest.param(EARLY, "2026-03-12", "again, until 2026-04-20, is contested", id="too early"),
        pytest.param(
            EARLY, "2026-03-13", "again, until 2026-04-20, is contested", id="the first day"
        ),
    ],
)
def test_before_cancelling_it_says_until_when_a_dispute_could_be_opened_again(
    run: Run, events: tuple[str, ...], today: str, told: str
) -> None:
    given(run, *events)
    error = run.refused("dispute", "cancel", ORDER, today=today)
    dry = run.done("dispute", "cancel", ORDER, "--dry-run", today=today)

    assert told in error
    assert told in dry


@pytest.mark.parametrize(
    ("events", "today"),
    [(LOST, "2026-06-20"), (LOST, "2026-06-21"), (LOST, "2026-07-06"), (CAME, "2026-06-17")],
)
def test_what_it_says_before_is_what_can_open_says_afterwards(
    run: Run, events: tuple[str, ...], today: str
) -> None:
    given(run, *events)
    error = run.refused("dispute", "cancel", ORDER, today=today)
    run.done("dispute", "cancel", ORDER, "--yes", today=today)
    answer = run("can-open", ORDER, "--json", today=today).json

    says = "never" if NEVER in error else "contested" if "contested" in error else "safely"
    contested = "contested" if answer["certainty"] == "contested" else "safely"
    assert says == ("never" if answer["verdict"] == "no" else contested)


def test_an_offer_for_the_goods_sent_back_is_told_as_such_before_it_is_accepted(run: Run) -> None:
    given(run, *RETURN_OFFERED)
    error = run.refused("dispute", "accept", ORDER, today=TODAY)

    assert "20.00 EUR for the goods sent back" in error


def test_what_was_confirmed_by_mistake_can_be_undone_in_the_ledger(run: Run) -> None:
    given(run, *NOT_HERE, "delivered 2026-06-10")
    before = run.stored()
    run.done("confirm", ORDER, "--yes", today=TODAY)
    run.done("undo", today=TODAY)

    assert before == run.stored()
