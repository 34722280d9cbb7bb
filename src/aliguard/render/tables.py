"""Answers as tables for people, fitted to the width at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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

DATE_WIDTH, LEFT_WIDTH, MONEY_WIDTH, WHO_WIDTH = 11, 14, 14, 10
ORDER_WIDTH = 18
"""The narrowest that an order's id and title are drawn."""
WIDE = 110
"""The cells from which a table has room for one more column."""
UNFITTED = 10_000
"""A width that nothing reaches: a pipe gets every text whole."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How wide the two columns of free text are drawn."""

    order: int
    todo: int


def _fit(width: int | None, *fixed: int) -> _Fit:
    """What the fixed columns leave, shared between the order and what to do."""
    if width is None:
        return _Fit(UNFITTED, UNFITTED)
    gaps = 2 * len(fixed) + 5
    free = max(width - sum(fixed) - gaps, 2 * ORDER_WIDTH)
    order = max(ORDER_WIDTH, free * 2 // 5)
    return _Fit(order, free - order)


def _drawn_width(width: int) -> int | None:
    return width if width < UNFITTED else None


def status(entries: Iterable[Entry], today: date, width: int | None) -> Grid:
    """Orders with what to do next, the most pressing first; nothing is cut without a width."""
    with_money = width is None or width >= WIDE
    fixed = (DATE_WIDTH, LEFT_WIDTH, *([MONEY_WIDTH] if with_money else []))
    fit = _fit(width, *fixed)
    columns = [
        *_DATE_COLUMNS,
        Column("Order", "title", width=_drawn_width(fit.order)),
        Column("Next", "to do", width=_drawn_width(fit.todo)),
        Column("At risk", right=True),
    ]
    rows = [_status_row(entry, today, fit) for entry in entries]
    if with_money:
        return Grid(columns, rows)
    return Grid(columns[:-1], [row[:-1] for row in rows])


_DATE_COLUMNS = (
    Column("Act by", "ends", width=DATE_WIDTH),
    Column("Left", "state", width=LEFT_WIDTH),
)


def _status_row(entry: Entry, today: date, fit: _Fit) -> Sequence[Cell]:
    step = entry.next
    risk = Cell(str(entry.at_risk) if entry.at_risk else "")
    if step is None:
        return (Cell(""), Cell(""), _order(entry, fit), Cell(f"nothing due: {entry.phase}"), risk)
    todo = clipped(words.whose(step), fit.todo)
    return (*_dates(step, today), _order(entry, fit), Cell(step.title, "", todo), risk)


def _order(entry: Entry, fit: _Fit) -> Cell:
    return Cell(entry.order_id, "strong", clipped(entry.order.title, fit.order))


def _dates(deadline: Deadline, today: date) -> tuple[Cell, Cell]:
    state = deadline.state(today)
    day = words.marked(deadline.act_by, deadline.certainty)
    return (
        Cell(day, TONES[state], str(deadline.ends_on)),
        Cell(words.left(deadline, today), TONES[state], words.STATES[state]),
    )


def agenda(pairs: Iterable[tuple[Entry, Deadline]], today: date, width: int | None) -> Grid:
    """Deadlines by day, the buyer's own and those that are awaited."""
    fit = _fit(width, DATE_WIDTH, LEFT_WIDTH, WHO_WIDTH)
    columns = (
        *_DATE_COLUMNS,
        Column("Who", width=WHO_WIDTH),
        Column("What", "to do", width=_drawn_width(fit.todo)),
        Column("Order", "title", width=_drawn_width(fit.order)),
    )
    rows = [
        (
            *_dates(deadline, today),
            Cell(words.ACTORS[deadline.actor]),
            Cell(deadline.title, "", clipped(deadline.todo, fit.todo)),
            _order(entry, fit),
        )
        for entry, deadline in pairs
    ]
    return Grid(columns, rows)


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
