"""Answers as tables for people, fitted to the width at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aliguard.render import words
from aliguard.render.grid import Cell, Column, Grid
from aliguard.render.safe import clipped
from aliguard.rules.agenda import Entry
from aliguard.rules.answer import Item
from aliguard.rules.deadline import Day
from aliguard.rules.rulebook import Rulebook
from aliguard.rules.summary import SUMS, Total

ACT_WIDTH, END_WIDTH, MONEY_WIDTH, WHO_WIDTH = 13, 14, 18, 10
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


def status(entries: Iterable[Entry], width: int | None) -> Grid:
    """Orders with what to do next, the most pressing first; nothing is cut without a width."""
    wide = width is None or width >= WIDE
    fixed = (ACT_WIDTH, END_WIDTH, *([WHO_WIDTH, MONEY_WIDTH] if wide else []))
    fit = _fit(width, *fixed)
    columns = [
        *_DATE_COLUMNS,
        Column("Who", width=WHO_WIDTH),
        Column("Order", "title", width=_drawn_width(fit.order)),
        Column("Next", "to do", width=_drawn_width(fit.todo)),
        _MONEY,
    ]
    rows = [_status_row(entry, fit, wide=wide) for entry in entries]
    return Grid(columns, rows) if wide else _only(columns, rows, (0, 1, 3, 4))


_MONEY = Column("At risk", "last word", right=True, width=MONEY_WIDTH)

_DATE_COLUMNS = (
    Column("Act by", "left", width=ACT_WIDTH),
    Column("Ends", "state", width=END_WIDTH),
)


def _status_row(entry: Entry, fit: _Fit, *, wide: bool) -> Sequence[Cell]:
    """An order's row; where there is no column for it, whose move it is stands with what to do."""
    move, item = entry.move, entry.next
    risk = _risk(entry)
    who = Cell(words.ACTORS[move.actor] if move.actor else "nobody", "" if move.actor else "dim")
    dates = _dates(item, entry.day) if item else (Cell("no date", "dim"), Cell(""))
    todo = move.todo if wide or move.actor is None else words.whose(move.actor, move.todo)
    title, more = item.title if item else f"({entry.phase})", _more(entry, wide=wide)
    named = clipped(title, fit.todo - len(more)) + more
    return (*dates, who, _order(entry, fit), Cell(named, "", clipped(todo, fit.todo)), risk)


def _more(entry: Entry, *, wide: bool) -> str:
    """How much stands behind the first thing and, where there is room, by when the first of it."""
    if not entry.behind:
        return ""
    ahead = [item.act_by for item in entry.behind if item.act_by >= entry.day.local]
    return f" +{len(entry.behind)}" + (f" by {min(ahead)}" if wide and ahead else "")


def _risk(entry: Entry) -> Cell:
    at_risk = str(entry.at_risk) if entry.at_risk else ""
    return Cell(at_risk, "", words.last_word(entry.stakes))


def _order(entry: Entry, fit: _Fit) -> Cell:
    return Cell(entry.order_id, "strong", clipped(entry.order.title, fit.order))


def _dates(item: Item, day: Day) -> tuple[Cell, Cell]:
    """The day to act by, below it how far away that is; the end, below it how pressing it is."""
    tone = words.tone(item)
    left = words.far((item.act_by - day.local).days)
    return (
        Cell(words.marked(item.act_by, item.certainty), tone, left),
        Cell(str(item.ends_on or "not known"), tone, words.state(item)),
    )


def agenda(pairs: Iterable[tuple[Entry, Item]], width: int | None) -> Grid:
    """Deadlines by day, the buyer's own and those that are awaited."""
    wide = width is None or width >= WIDE
    fit = _fit(width, ACT_WIDTH, END_WIDTH, *([WHO_WIDTH, MONEY_WIDTH] if wide else []))
    columns = [
        *_DATE_COLUMNS,
        Column("Who", width=WHO_WIDTH),
        Column("What", "to do", width=_drawn_width(fit.todo)),
        Column("Order", "title", width=_drawn_width(fit.order)),
        _MONEY,
    ]
    rows = [_agenda_row(entry, each, fit, wide=wide) for entry, each in pairs]
    return Grid(columns, rows) if wide else _only(columns, rows, (0, 1, 3, 4))


def _agenda_row(entry: Entry, item: Item, fit: _Fit, *, wide: bool) -> Sequence[Cell]:
    todo = item.todo if wide else words.whose(item.actor, item.todo)
    return (
        *_dates(item, entry.day),
        Cell(words.ACTORS[item.actor]),
        Cell(item.title, "", clipped(todo, fit.todo)),
        _order(entry, fit),
        _risk(entry),
    )


def _only(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], kept: Sequence[int]) -> Grid:
    """A table of some of the columns, where the terminal is too narrow for all."""
    return Grid([columns[at] for at in kept], [[row[at] for at in kept] for row in rows])


def rules(rulebook: Rulebook, today: date, width: int | None) -> Grid:
    """All rules with their present term; a narrow terminal gets the first columns only."""
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
    columns = [
        Column("Rule", width=max(map(len, rulebook.rules), default=None)),
        *(Column(title) for title in ("Term now", "Counts from", "Whose", "Source")),
    ]
    return (
        Grid(columns, rows) if width is None or width >= WIDE else _only(columns, rows, (0, 1, 3))
    )


def totals(found: Iterable[Total]) -> Grid:
    """The sums, a row per currency."""
    rows = [
        (Cell(total.currency, "strong"), *(Cell(str(getattr(total, name))) for name in SUMS))
        for total in found
    ]
    columns = (Column("Currency"), *(Column(name.capitalize(), right=True) for name in SUMS))
    return Grid(columns, rows)


def legend(items: Iterable[Item]) -> str:
    """What the signs behind the dates mean; only those that are shown."""
    marks = {words.MARKS[each.certainty] for each in items if each.certainty in words.MARKS}
    return "   ".join(words.LEGEND[mark] for mark in sorted(marks, reverse=True))
