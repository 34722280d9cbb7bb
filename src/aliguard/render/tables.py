"""Answers as tables for people, fitted to the width at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from aliguard.render import words
from aliguard.render.grid import Cell, Column, Grid, Tone
from aliguard.render.safe import clipped
from aliguard.rules.agenda import Entry
from aliguard.rules.deadline import Deadline
from aliguard.rules.rulebook import Rulebook

TONES: dict[str, Tone] = {
    "urgent": "alarm",
    "late": "alarm",
    "overdue": "watch",
    "soon": "watch",
    "open": "good",
    "waiting": "dim",
    "done": "dim",
    "missed": "dim",
}

STATUS_COLUMNS = (
    Column("Act by", "ends"),
    Column("Left", "state"),
    Column("Order", "title"),
    Column("Next", "to do", flexible=True),
    Column("At risk", right=True),
)
STATUS_FIXED = 11 + 17 + 10 + 4
"""Cells that the columns of dates, days and money take, with the gaps."""
NARROWEST_ORDER = 18


def status(entries: Iterable[Entry], today: date, width: int | None) -> Grid:
    """Orders with what to do next, the most pressing first; nothing is cut without a width."""
    flexible = max((width or 0) - STATUS_FIXED, 2 * NARROWEST_ORDER)
    order_width = max(NARROWEST_ORDER, flexible * 2 // 5)
    rows = [
        _status_row(entry, today, order_width, flexible - order_width, fitted=width is not None)
        for entry in entries
    ]
    return Grid(STATUS_COLUMNS, rows)


def _status_row(
    entry: Entry, today: date, order_width: int, next_width: int, *, fitted: bool
) -> Sequence[Cell]:
    step = entry.next
    title = clipped(entry.order.title, order_width) if fitted else entry.order.title
    order = Cell(entry.order_id, "strong", title)
    risk = Cell(str(entry.at_risk) if entry.at_risk else "")
    if step is None:
        return (Cell(""), Cell(""), order, Cell(f"nothing due ({entry.phase})", "dim"), risk)
    state = step.state(today)
    todo = words.whose(step)
    return (
        Cell(words.marked(step.act_by, step.certainty), TONES[state], str(step.ends_on)),
        Cell(words.left(step, today), TONES[state], words.STATES[state]),
        order,
        Cell(step.title, "", clipped(todo, next_width) if fitted else todo),
        risk,
    )


AGENDA_COLUMNS = (
    Column("Act by", "ends"),
    Column("Left", "state"),
    Column("Who"),
    Column("What", "to do", flexible=True),
    Column("Order", "title"),
)
AGENDA_FIXED = 11 + 17 + 10 + 4


def agenda(pairs: Iterable[tuple[Entry, Deadline]], today: date, width: int | None) -> Grid:
    """Deadlines by day, the buyer's own and those that are awaited."""
    flexible = max((width or 0) - AGENDA_FIXED, 2 * NARROWEST_ORDER)
    order_width = max(NARROWEST_ORDER, flexible * 2 // 5)
    rows = []
    for entry, deadline in pairs:
        state = deadline.state(today)
        title, todo = entry.order.title, deadline.todo
        if width is not None:
            title, todo = clipped(title, order_width), clipped(todo, flexible - order_width)
        rows.append(
            (
                Cell(
                    words.marked(deadline.act_by, deadline.certainty),
                    TONES[state],
                    str(deadline.ends_on),
                ),
                Cell(words.left(deadline, today), TONES[state], words.STATES[state]),
                Cell(words.ACTORS[deadline.actor]),
                Cell(deadline.title, "", todo),
                Cell(entry.order_id, "strong", title),
            )
        )
    return Grid(AGENDA_COLUMNS, rows)


def rules(rulebook: Rulebook, today: date) -> Grid:
    """All rules with their present term."""
    rows = []
    for rule_id, rule in rulebook.rules.items():
        in_force = rule.term_on(today)
        term = in_force[1] if in_force else None
        source = rulebook.sources[term.source] if term else None
        rows.append(
            (
                Cell(rule_id, "strong"),
                Cell(words.term(rule, term)),
                Cell(rule.counts_from or "-"),
                Cell(words.ACTORS[rule.actor]),
                Cell(f"{source.year}, {source.kind}" if source else "-", "dim"),
            )
        )
    columns = ("Rule", "Term now", "Counts from", "Whose", "Source")
    return Grid([Column(title) for title in columns], rows)


def legend(deadlines: Iterable[Deadline]) -> str:
    """What the signs behind the dates mean; only those that are shown."""
    marks = {words.MARKS[each.certainty] for each in deadlines if each.certainty in words.MARKS}
    return "   ".join(words.LEGEND[mark] for mark in sorted(marks, reverse=True))
