"""A table's two faces: drawn by Rich for a terminal, plain and unwrapped for a pipe.

Every cell reaches Rich as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aliguard.render.safe import cells, shown

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

Tone = Literal["", "strong", "dim", "good", "watch", "alarm"]

STYLES: dict[Tone, str] = {
    "": "",
    "strong": "bold",
    "dim": "dim",
    "good": "green",
    "watch": "yellow",
    "alarm": "bold red",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Text from outside, with a tone that says nothing which the text does not."""

    text: str
    tone: Tone = ""
    below: str = ""
    """A second line, where the table is drawn; plain tables give it a column of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands above it, and how wide it is drawn."""

    title: str
    below: str = ""
    right: bool = False
    width: int | None = None
    """Cells, where it is drawn; longer lines wrap. None takes what the text needs."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells under columns."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = ()

    def plain(self) -> str:
        """Rows as aligned lines, never wrapped and never cut, each fact in a column."""
        lines = [[part for column in self.columns for part in _titles(column)]]
        for row in self.rows:
            parts = zip(self.columns, row, strict=True)
            lines.append([text for column, cell in parts for text in _texts(column, cell)])
        widths = [max(map(cells, texts)) for texts in zip(*lines, strict=True)]
        padded = (
            [text + " " * (width - cells(text)) for text, width in zip(line, widths, strict=True)]
            for line in lines
        )
        return "".join("  ".join(line).rstrip() + "\n" for line in padded)

    def drawn(self) -> Table:
        """The table for a terminal."""
        from rich import box  # noqa: PLC0415 - only where a table is drawn
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=False)
        for column in self.columns:
            table.add_column(
                Text(f"{column.title}\n{column.below}" if column.below else column.title),
                justify="right" if column.right else "left",
                width=column.width,
                overflow="fold",
            )
        for row in self.rows:
            table.add_row(*(_drawn(cell) for cell in row))
        return table


def _titles(column: Column) -> list[str]:
    return [column.title.upper(), *([column.below.upper()] if column.below else [])]


def _texts(column: Column, cell: Cell) -> list[str]:
    texts = [shown(cell.text)]
    return [*texts, shown(cell.below)] if column.below else texts


def _drawn(cell: Cell) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415 - only where a table is drawn

    text = Text(shown(cell.text), style=STYLES[cell.tone])
    if cell.below:
        text.append("\n" + shown(cell.below), style="dim")
    return text
