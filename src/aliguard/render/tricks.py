"""Red flags for people and for programs: what a trick is, what it costs, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aliguard.render import records
from aliguard.render.grid import Cell, Column, Grid
from aliguard.render.pages import Line
from aliguard.rules.rulebook import Rulebook, Trick
from aliguard.rules.tricks import Known

NEVER = (
    "Never close a dispute, confirm receipt or accept anything"
    " outside of what stands on the dispute page."
)
"""The rule that holds where no trick is recognised."""

UNRECOGNISED = f"No known trick is recognised in that, which does not make it safe. {NEVER}"


def record(trick_id: str, value: Trick, rulebook: Rulebook) -> dict[str, Any]:
    """A trick as a record; its keys are a promise."""
    return {
        "id": trick_id,
        "title": value.title,
        "proposes": value.proposes,
        "why": value.why,
        "instead": value.instead,
        "source": records.source(rulebook.sources[value.source]),
    }


def page(known: Iterable[Known], rulebook: Rulebook) -> Iterator[Line]:
    """Tricks in full, each with its code and its source."""
    for trick_id, value in known:
        source = rulebook.sources[value.source]
        yield Line("")
        yield Line(f"{value.title} ({trick_id})", "alarm")
        yield Line(f"  {value.proposes}")
        yield Line(f"  Why not: {value.why}")
        yield Line(f"  Instead: {value.instead}", "strong")
        yield Line(f"  Source: {source.title} ({source.year}; checked {source.checked_on})", "dim")
        if source.url:
            yield Line(f"  {source.url}", "dim")


def table(rulebook: Rulebook) -> Grid:
    """All tricks with the codes by which they can be asked for."""
    columns = (Column("Code"), Column("Trick"))
    rows = [
        (Cell(trick_id, "strong"), Cell(value.title)) for trick_id, value in rulebook.tricks.items()
    ]
    return Grid(columns, rows)


def by_events(order_id: str, count: int) -> str:
    """How many tricks the recorded events fit."""
    if not count:
        return f"{order_id}: nothing that is recorded looks like a known trick."
    return f"{order_id}: what is recorded looks like {_tricks(count)}."


def by_message(order_id: str, count: int) -> str:
    """How many tricks a message fits, or what to mind where it fits none."""
    if not count:
        return f"{order_id}: {UNRECOGNISED}"
    return f"{order_id}: what the seller says looks like {_tricks(count)}."


def asking(order_id: str) -> str:
    """How to ask for more."""
    return (
        f'If the seller proposes something: `aliguard advise {order_id} --seller-says "..."`,'
        " with its words or a code of `aliguard advise --list`."
    )


def _tricks(count: int) -> str:
    return "a known trick" if count == 1 else f"{count} known tricks"


def red_flags(order_id: str, flags: Iterable[Known]) -> list[str]:
    """The sellers' tricks that the recorded events fit, a line each."""
    lines = [f"Red flag: {trick.title}. {trick.instead}" for _, trick in flags]
    return [*lines, f"More: `aliguard advise {order_id}`."] if lines else []
