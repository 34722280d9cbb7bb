"""The command that reads export files into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, at_home, session_of
from aliguard.errors import InputError

if TYPE_CHECKING:
    from aliguard.importers import Extract, Plan, Step
    from aliguard.model.ledger import Changes, Ledger

app = typer.Typer()

LARGEST = 10
"""The megabytes of the largest file that is read: its orders take a hundred times as much."""
SKIPPED_SHOWN = 10
"""How many of the skipped orders are named one by one."""


@app.command("import", epilog="Example: aliguard import orders.csv --dry-run")
def import_file(
    context: Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", callback=at_home, help="The export file.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be added and changed.")
    ] = False,
    finished: Annotated[
        bool, typer.Option("--finished", help="Take in orders that were finished long ago, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read orders from an export file (Shopper Inventory CSV or JSON); doing it twice is safe.

    Dates that you typed are never overwritten.
    """
    from aliguard.importers import plan, read  # noqa: PLC0415 - only what this command needs

    session = session_of(context)
    importer, extract = read(_content(file), today=session.today)
    _refuse_if_empty(extract, file)
    found: list[Plan] = []

    def decide(ledger: Ledger) -> Changes:
        found[:] = [plan(ledger.orders, extract, today=session.today, finished=finished)]
        return {step.order_id: step.order for step in (*found[0].added, *found[0].changed)}

    if dry_run:
        decide(session.loaded_or_new.ledger)
    else:
        session.change(decide, f"import {file.name}")
    if as_json:
        output.record("import", session, _record(found[0], extract, dry_run=dry_run))
    else:
        output.say(*_report(found[0], importer.title, dry_run=dry_run))
        output.say(*(f"  ! {problem.where}: {problem.text}" for problem in extract.problems))


def _refuse_if_empty(extract: Extract, file: Path) -> None:
    """Say what is wrong with a file of which nothing can be used."""
    if extract.problems and not (extract.orders or extract.left_out):
        first, *others = extract.problems
        more = f" So are {len(others)} more rows." if others else ""
        msg = f"Nothing of {file.name} can be used. {first.where}: {first.text}{more}"
        raise InputError(msg)


def _content(file: Path) -> bytes:
    from aliguard.store import files  # noqa: PLC0415 - only what this command needs

    found = files.read(file, most=LARGEST * files.MEGABYTE)
    if found is None:
        msg = f"{file} cannot be read: there is no such file."
        raise InputError(msg)
    return found


def _report(found: Plan, title: str, *, dry_run: bool) -> Iterator[str]:
    counts = (
        f"{len(found.added)} {'to add' if dry_run else 'added'},"
        f" {len(found.changed)} {'to change' if dry_run else 'changed'},"
        f" {len(found.skipped)} skipped"
    )
    yield f"{title}: {counts}."
    yield from _steps("+", found.added)
    yield from _steps("*", found.changed)
    for each in found.skipped[:SKIPPED_SHOWN]:
        yield f"  - {each.order_id}: {each.why}"
    if len(found.skipped) > SKIPPED_SHOWN:
        yield f"  - ... and {len(found.skipped) - SKIPPED_SHOWN} more"
    if dry_run and (found.added or found.changed):
        yield "Nothing was written; leave out --dry-run to do it."
    elif found.added:
        yield "Export files lack dates: `aliguard status` asks for those that matter."
    if any("price" in step.order.sources for step in found.added):
        yield (
            "Their prices are those of the items, without shipping, tax and discounts: where money"
            " is at stake, enter what you paid (`aliguard edit-order ORDER --price AMOUNT`)."
        )


def _steps(mark: str, steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield f"  {mark} {step.order_id}  {step.order.title}: {', '.join(step.what)}"


def _record(found: Plan, extract: Extract, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "added": [{"order": step.order_id, "what": list(step.what)} for step in found.added],
        "changed": [{"order": step.order_id, "what": list(step.what)} for step in found.changed],
        "skipped": [{"order": each.order_id, "why": each.why} for each in found.skipped],
        "problems": [{"where": each.where, "text": each.text} for each in extract.problems],
    }
