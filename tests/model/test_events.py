"""Every kind of event is strict, and comes back from storage as it went in."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from aliguard.model import Event

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
ON = date(2026, 3, 5)
FIVE = {"amount": "5.00", "currency": "EUR"}

# Every kind with all that it can say, beside on, no_later_than, by and note.
FULL: dict[str, dict[str, Any]] = {
    "placed": {},
    "cancel-requested": {},
    "cancelled": {},
    "shipped": {"tracking": "LP00000000000017"},
    "tracking": {"state": "stalled", "tracking": "LP00000000000017"},
    "protection": {"ends": date(2026, 5, 20)},
    "pickup-notice": {"until": date(2026, 4, 20)},
    "delivered": {"elsewhere": True},
    "confirmed": {},
    "completed": {},
    "satisfied": {},
    "extension-requested": {"days": 14},
    "extended": {"days": 14},
    "extension-refused": {},
    "frozen": {},
    "unfrozen": {},
    "note": {"note": "The seller wrote: [wait]"},
    "dispute-opened": {
        "reason": "not-as-described",
        "want": "return",
        "amount": FIVE,
        "answer_by": date(2026, 4, 20),
    },
    "dispute-modified": {
        "reason": "defective",
        "want": "refund",
        "amount": FIVE,
        "answer_by": date(2026, 4, 20),
    },
    "offered": {
        "side": "platform",
        "remedy": "return",
        "amount": FIVE,
        "answer_by": date(2026, 4, 20),
    },
    "rejected": {"answer_by": date(2026, 4, 20)},
    "accepted": {
        "side": "seller",
        "remedy": "return",
        "amount": FIVE,
        "ship_by": date(2026, 4, 20),
    },
    "step-in-announced": {"ends": date(2026, 4, 20)},
    "stepped-in": {},
    "evidence-requested": {"answer_by": date(2026, 4, 20)},
    "evidence-sent": {"arrived": True},
    "ruled": {
        "final": False,
        "remedy": "return",
        "amount": FIVE,
        "answer_by": date(2026, 4, 20),
        "ship_by": date(2026, 4, 25),
    },
    "dispute-cancelled": {},
    "dispute-closed": {"amount": FIVE},
    "appealed": {},
    "appeal-decided": {
        "won": True,
        "remedy": "return",
        "amount": FIVE,
        "ship_by": date(2026, 4, 20),
    },
    "return-shipped": {"tracking": "RR00000000000017"},
    "return-received": {},
    "refunded": {"amount": FIVE},
    "chargeback-opened": {"amount": FIVE},
    "chargeback-escalated": {},
    "chargeback-decided": {"won": False, "amount": FIVE},
    "claim-sent": {},
    "claim-answered": {},
}
# What a kind cannot do without.
NEEDED = {
    "tracking": "state",
    "protection": "ends",
    "step-in-announced": "ends",
    "pickup-notice": "until",
    "note": "note",
    "appeal-decided": "won",
    "chargeback-decided": "won",
}


def full(kind: str) -> dict[str, Any]:
    common = {"no_later_than": date(2026, 3, 9), "by": "import:har", "note": "seen on the page"}
    return {"event": kind, "on": ON, **common, **FULL[kind]}


def bare(kind: str) -> dict[str, Any]:
    needed = {key: value for key, value in FULL[kind].items() if NEEDED.get(kind) == key}
    either = {"days": 14} if kind == "extended" else {}
    return {"event": kind, "on": ON, **needed, **either}


def test_the_table_above_has_every_kind_and_every_key() -> None:
    known = {cls.model_fields["event"].default: cls for cls in get_args(get_args(Event)[0])}

    assert FULL.keys() == known.keys()
    for kind, cls in known.items():
        left_out = {"until"} if kind == "extended" else set()
        assert set(full(kind)) | left_out == set(cls.model_fields), kind


@pytest.mark.parametrize("kind", FULL)
def test_an_event_comes_back_as_it_went_in(kind: str) -> None:
    event = EVENT.validate_python(full(kind))

    assert full(kind) == event.model_dump(exclude_none=True)
    assert event == EVENT.validate_json(EVENT.dump_json(event))


@pytest.mark.parametrize("kind", FULL)
def test_an_event_needs_no_more_than_its_day_and_what_makes_it(kind: str) -> None:
    event = EVENT.validate_python(bare(kind))

    assert (kind, ON, None, None) == (event.event, event.on, event.no_later_than, event.by)
    assert event == EVENT.validate_json(EVENT.dump_json(event))


@pytest.mark.parametrize("kind", FULL)
def test_an_event_with_an_unknown_key_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match=r"surprise\n  Extra inputs are not permitted"):
        EVENT.validate_python({**bare(kind), "surprise": 1})


@pytest.mark.parametrize("kind", FULL)
def test_an_event_without_a_day_is_refused(kind: str) -> None:
    undated = {key: value for key, value in bare(kind).items() if key != "on"}

    with pytest.raises(ValidationError, match=r"on\n  Field required"):
        EVENT.validate_python(undated)


@pytest.mark.parametrize(("kind", "key"), NEEDED.items())
def test_an_event_without_what_makes_it_is_refused(kind: str, key: str) -> None:
    lacking = {name: value for name, value in bare(kind).items() if name != key}

    with pytest.raises(ValidationError, match=rf"{key}\n  Field required"):
        EVENT.validate_python(lacking)


@pytest.mark.parametrize("kind", ["lost", "", "Placed", "dispute"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="event"):
        EVENT.validate_python({"event": kind, "on": ON})


@pytest.mark.parametrize(
    "reason",
    [
        *("not-received", "in-transit", "not-as-described", "defective", "damaged", "incomplete"),
        *("counterfeit", "wrong-item", "not-needed", "other"),
    ],
)
def test_a_dispute_has_one_of_these_reasons(reason: str) -> None:
    event = EVENT.validate_python({"event": "dispute-opened", "on": ON, "reason": reason})

    assert reason == event.model_dump()["reason"]


@pytest.mark.parametrize("said", [{"days": 14}, {"until": date(2026, 5, 20)}])
def test_an_extension_is_by_days_or_until_a_day(said: dict[str, Any]) -> None:
    event = EVENT.validate_python({"event": "extended", "on": ON, **said})

    assert said.items() <= event.model_dump().items()


@pytest.mark.parametrize("said", [{}, {"days": 14, "until": date(2026, 5, 20)}])
def test_an_extension_by_both_or_by_neither_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="give either days or until"):
        EVENT.validate_python({"event": "extended", "on": ON, **said})


@pytest.mark.parametrize("kind", ["extended", "extension-requested"])
@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (366, True), (367, False)])
def test_an_extension_is_between_a_day_and_a_year(kind: str, days: int, good: bool) -> None:
    said = {"event": kind, "on": ON, "days": days}

    if good:
        assert days == EVENT.validate_python(said).model_dump()["days"]
    else:
        with pytest.raises(ValidationError, match="days"):
            EVENT.validate_python(said)


@pytest.mark.parametrize(
    ("last", "good"),
    [(date(2026, 3, 4), False), (date(2026, 3, 5), False), (date(2026, 3, 6), True)],
)
def test_a_range_ends_after_the_day_it_begins(last: date, good: bool) -> None:
    said = {"event": "delivered", "on": ON, "no_later_than": last}

    if good:
        assert EVENT.validate_python(said).estimate
    else:
        with pytest.raises(
            ValidationError, match=f"no_later_than {last} is not after on 2026-03-05"
        ):
            EVENT.validate_python(said)


def test_a_known_day_is_no_estimate() -> None:
    assert not EVENT.validate_python({"event": "delivered", "on": ON}).estimate


@pytest.mark.parametrize(("until", "good"), [(date(2026, 3, 4), False), (date(2026, 3, 5), True)])
def test_a_notice_is_not_older_than_what_it_announces(until: date, good: bool) -> None:
    said = {"event": "pickup-notice", "on": ON, "until": until}

    if good:
        assert until == EVENT.validate_python(said).model_dump()["until"]
    else:
        with pytest.raises(ValidationError, match="until 2026-03-04 is before the notice of 2026-"):
            EVENT.validate_python(said)
