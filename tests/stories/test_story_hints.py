"""The command that `next` names behind "Done?": typed on that day, it moves the case on."""

from __future__ import annotations

from typing import Any

import pytest
from story_help import DISPUTED, HERE, NOT_HERE, ORDER, given, typed_for

from conftest import Run, typed

ANSWERED = (*DISPUTED, "evidence-sent 2026-05-05")
MEDIATED = (*DISPUTED, "evidence-sent 2026-05-05", "stepped-in 2026-05-11")
PROPOSED = (*MEDIATED, "ruled 2026-05-20 final=false amount=5.00 answer_by=2026-05-24")
RULED = (*MEDIATED, "ruled 2026-06-10 amount=5.00")
TO_RETURN = (*DISPUTED, "accepted 2026-06-10 side=seller remedy=return")
IN_TRANSIT = (*NOT_HERE, "dispute-opened 2026-06-10 reason=in-transit amount=20.00")
CARD, PAYPAL = {"paid_with": "card"}, {"paid_with": "paypal"}

OPEN = "dispute open --reason REASON"
OFFER, RULE = "dispute offer --amount AMOUNT", "dispute rule --amount AMOUNT"
RESULT, BANK_RESULT = "dispute appeal-result --won/--lost", "chargeback result --won/--lost"
SHIP_BACK = "return ship --tracking NUMBER"
GUARDED = {"dispute appeal", SHIP_BACK}
"""What cannot be taken back, so that it has to be confirmed."""


@pytest.mark.parametrize(
    ("events", "facts", "today", "record"),
    [
        (NOT_HERE[:1], {}, "2026-03-02", "ship"),
        ((NOT_HERE[0], "cancel-requested 2026-03-02"), {}, "2026-03-02", "cancel-order"),
        (NOT_HERE, {}, "2026-06-20", OPEN),
        (NOT_HERE, {}, "2026-06-21", OPEN),
        ((*NOT_HERE, "pickup-notice 2026-04-20 until=2026-04-27"), {}, "2026-04-21", "deliver"),
        (HERE, {}, "2026-05-01", OPEN),
        (DISPUTED, {}, "2026-05-04", "dispute evidence"),
        (ANSWERED, {}, "2026-05-05", OFFER),
        ((*ANSWERED, "offered 2026-05-06 amount=3.00"), {}, "2026-05-06", "dispute reject"),
        (MEDIATED, {}, "2026-05-12", RULE),
        ((*MEDIATED, "evidence-requested 2026-05-12"), {}, "2026-05-12", "dispute evidence"),
        (IN_TRANSIT, {}, "2026-06-20", "dispute evidence --not-arrived"),
        (PROPOSED, {}, "2026-05-20", "dispute reject"),
        (RULED, {}, "2026-06-10", "dispute appeal"),
        ((*RULED, "appealed 2026-06-11"), {}, "2026-06-12", RESULT),
        (TO_RETURN, {}, "2026-06-10", SHIP_BACK),
        ((*TO_RETURN, "return-shipped 2026-06-12"), {}, "2026-06-12", "return received"),
        ((*DISPUTED, "accepted 2026-05-06 side=seller"), {}, "2026-05-06", "refund received"),
        (NOT_HERE, CARD, "2026-07-06", "chargeback open"),
        (NOT_HERE, PAYPAL, "2026-07-06", "chargeback open"),
        ((*NOT_HERE, "chargeback-opened 2026-07-10"), PAYPAL, "2026-07-10", "chargeback escalate"),
        (
            (*NOT_HERE, "chargeback-opened 2026-07-10"),
            CARD,
            "2026-07-10",
            "chargeback result --won/--lost",
        ),
        ((*NOT_HERE, "claim-sent 2026-07-06"), {}, "2026-07-06", "claim answered"),
    ],
)
def test_what_next_names_moves_the_case_on(
    run: Run, events: tuple[str, ...], facts: dict[str, Any], today: str, record: str
) -> None:
    given(run, *events, **facts)
    before = run("next", ORDER, "--json", today=today).json

    assert record == before["move"]["record"]
    words = [*typed(record), *(["--yes"] if record in GUARDED else [])]
    run.done(*typed_for(ORDER, words), today=today)
    after = run("next", ORDER, "--json", today=today).json
    assert (before["next"], before["move"]) != (after["next"], after["move"])
