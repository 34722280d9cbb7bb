"""The stories of `*.story.toml`, each typed at the shell from placing to the last event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from story_cases import Step, Story, stories
from story_help import ORDER, typed_for

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import entry
from conftest import Run

BOOKS = load()


@pytest.mark.parametrize("name", stories())
def test_story(name: str, run: Run) -> None:
    """All that differs is told at once, step by step."""
    told = [
        f"{number}. {step.on} {' '.join(step.do) or '(a look)'}: {difference}"
        for number, step in enumerate(stories()[name].step, start=1)
        for difference in _taken(step, stories()[name], run)
    ]

    assert not told, "\n".join(("", *told))


def _taken(step: Step, story: Story, run: Run) -> Iterator[str]:
    """What differs once a step was typed."""
    today = step.on.isoformat()
    if step.refused:
        error = run.refused(*_typed(step, story), today=today)
        if step.refused not in error:
            yield f"refused as {error.strip()!r}"
        return
    if step.do:
        run.done(*_typed(step, story), today=today)
    shown = run("show", ORDER, "--json", today=today).json
    yield from _differing(step, shown)
    asked = run("next", ORDER, "--json", today=today).json
    if any(asked[key] != shown[key] for key in ("phase", "move", "next")):
        yield "next and show differ"
    yield from _listed(step, shown, run)
    yield from _computed(step, run)


def _typed(step: Step, story: Story) -> tuple[str, ...]:
    """The words of a step, with the order's id, and its facts where it is added."""
    facts = story.facts if step.do[0] == "add-order" else ()
    return (*typed_for(ORDER, step.do), *facts)


def _differing(step: Step, found: dict[str, Any]) -> Iterator[str]:
    """What differs in phase, mover and next step."""
    after = found["next"] or {"id": None, "act_by": None, "ends_on": None}
    told = {
        "phase": found["phase"],
        "mover": found["move"]["actor"],
        "next": after["id"],
        "act_by": after["act_by"],
        "ends_on": after["ends_on"],
    }
    expected = step.model_dump(mode="json", include=set(told))
    yield from (
        f"{key} is {told[key]}, not {expected[key]}"
        for key in expected
        if told[key] != expected[key]
    )


def _listed(step: Step, shown: dict[str, Any], run: Run) -> Iterator[str]:
    """The deadlines, what `status` lists, and whether a dispute can be opened."""
    today = step.on.isoformat()
    ends = {each["id"]: f"{each['ends_on']}/{each['state']}" for each in shown["deadlines"]}
    for rule_id, end in step.deadlines.items():
        if ends.get(rule_id) != end:
            yield f"{rule_id} is {ends.get(rule_id)}, not {end}"
    listed = run("status", "--json", today=today).json["orders"]
    if listed != ([{key: shown[key] for key in listed[0]}] if listed else []):
        yield "status and show differ"
    if bool(listed) != bool(step.mover):
        yield f"status lists {len(listed)} orders"
    if step.can_open:
        reason = run("can-open", ORDER, "--json", today=today).json["reason"]
        if reason != step.can_open:
            yield f"can-open says {reason}, not {step.can_open}"


def _computed(step: Step, run: Run) -> Iterator[str]:
    """The same from the rules alone, without the program around them."""
    order = Order.model_validate(run.stored()[ORDER])
    found = entry(ORDER, order, BOOKS, today=step.on)
    if (step.phase, step.mover) != (found.phase, found.move.actor):
        yield f"the rules say {found.phase}, {found.move.actor}"
    if found.open != (found.move.actor is not None):
        yield f"open is {found.open}"


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ({"do": [], "phase": "placed"}, "missing"),
        ({"do": [], "refused": "no dispute is open", "phase": "placed"}, "nothing else"),
        ({"do": [], "refuse": "no dispute is open"}, "refuse"),
    ],
)
def test_a_story_with_a_slip_is_refused(step: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Step.model_validate({"on": "2026-03-01", **step})


def test_the_twelve_stories_are_told() -> None:
    assert {f"{number:02}" for number in range(1, 13)} == {name[:2] for name in stories()}
