"""What the machine of an order's life is made of: kinds of events, each a guard and an effect.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from aliguard.model.event import Event
from aliguard.model.life import Anchor, Life, anchor_of

Guard = Callable[[Life, Any], str | None]
"""What an event lacks where it stands, in words; None if it can happen."""
Effect = Callable[[Life, Any], None]


class Step(NamedTuple):
    """One kind of event: what must have happened before it, and what it changes."""

    guard: Guard
    does: Effect


def _possible(_: Life, __: Event) -> str | None:
    return None


def entering(steps: dict[str, Step]) -> Callable[..., Callable[[Effect], Effect]]:
    """A decorator that makes a function the effect of a kind of event, behind a guard."""

    def step(kind: str, guard: Guard = _possible) -> Callable[[Effect], Effect]:
        def enter(does: Effect) -> Effect:
            steps[kind] = Step(guard, does)
            return does

        return enter

    return step


def told(event: Event | Anchor) -> str:
    """What happened and when, for a sentence that names it."""
    anchor = event if isinstance(event, Anchor) else anchor_of(event)
    on = f"between {anchor.on} and {anchor.latest}" if anchor.estimate else f"on {anchor.on}"
    return f"{anchor.event} {on}"


def since(life: Life, anchor: str) -> str:
    """The event behind an anchor, and when it was."""
    return told(life.anchors[anchor])


def only_while(fact: str, complaint: str) -> Guard:
    """A guard: it can happen only while a fact holds."""
    return lambda life, _: None if fact in life.facts else complaint
