"""The command line of the benchmark: measure the chosen rows, print one plain table."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import peers, rows
from benchmarks.scene import Scene

HEADINGS = ("what", "median ms", "against", "its ms", "ratio", "target", "reached")
NUMERIC = {1, 3, 4}
MOST_RUNS = 50
SMALL = 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = _parser()
    options = parser.parse_args(arguments)
    wanted = rows.chosen(options.only)
    if not wanted:
        parser.error(f"--only: no such row; there are {_names()}")
    with tempfile.TemporaryDirectory(prefix="aliguard-bench-") as folder:
        scene = Scene(Path(folder))
        lines = [_cells(row, scene, options.runs) for row in wanted]
        about = _machine(scene, options.runs)
    sys.stdout.write("\n".join([*about, "", *_table(lines), "", *scene.notes]) + "\n")


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--runs", type=_runs, default=7, help=f"timed runs per row, 1 to {MOST_RUNS}"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help=f"a row or a group of rows, may be repeated: {_names()}",
    )
    return parser


def _runs(text: str) -> int:
    """Return the number of runs, which is limited by the orders to deliver."""
    runs = int(text)
    if not 1 <= runs <= MOST_RUNS:
        message = f"must be from 1 to {MOST_RUNS}"
        raise argparse.ArgumentTypeError(message)
    return runs


def _names() -> str:
    """Return the names of all rows."""
    return ", ".join(row.name for row in rows.ALL)


def _cells(row: rows.Row, scene: Scene, runs: int) -> tuple[str, ...]:
    """Measure one row and return it as text."""
    sys.stderr.write(f"measuring {row.name}\n")
    figures = row.measure(scene, runs)
    return (
        row.what,
        _figure(figures.ours, row.unit),
        row.against or "-",
        _figure(figures.theirs, row.unit),
        "-" if figures.ratio is None else f"{figures.ratio:.2f}",
        row.target.text if row.target else "-",
        rows.verdict(row, figures),
    )


def _figure(value: float | None, unit: str) -> str:
    """Return a figure as text, with its unit where it is not the heading's."""
    if value is None:
        return "-"
    number = f"{value:.1f}" if value < SMALL else f"{value:,.0f}"
    return number if unit == "ms" else f"{number} {unit}"


def _table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return the table with its columns in line."""
    widths = [max(map(len, column)) for column in zip(HEADINGS, *lines, strict=True)]
    rule = ["-" * width for width in widths]
    return [_line(cells, widths) for cells in (HEADINGS, rule, *lines)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return one line of the table."""
    padded = (
        cell.rjust(width) if place in NUMERIC else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _machine(scene: Scene, runs: int) -> list[str]:
    """Return what the figures depend on: machine, versions, number of runs."""
    tools = peers.versions(peers.isolated(scene.root / "home"))
    return [
        f"machine: {_processor()}, {os.cpu_count()} CPUs, {platform.platform()}",
        ", ".join([f"Python {platform.python_version()}", *tools]),
        f"runs: {runs} after 1 warm-up; a ratio is the median of the pairs' ratios",
    ]


def _processor() -> str:
    """Return the name of the processor."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    names = [line.partition(":")[2] for line in text.splitlines() if "model name" in line]
    return names[0].strip() if names else platform.machine()


if __name__ == "__main__":
    main()
