"""The commands that record what happens to an order until it is received."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from aliguard.cli import guards, output
from aliguard.cli.options import Context, DryRun, Note, On, OrderId, TrackingNumber, session_of
from aliguard.cli.recording import Step, add, record
from aliguard.cli.values import parse_date
from aliguard.errors import InputError
from aliguard.model.event import (
    Cancelled,
    CancelRequested,
    Completed,
    Confirmed,
    Delivered,
    Extended,
    ExtensionRefused,
    ExtensionRequested,
    Frozen,
    PickupNotice,
    Satisfied,
    Shipped,
    Tracking,
    Unfrozen,
)
from aliguard.model.event import Note as NoteEvent
from aliguard.model.kinds import TrackingState

app = typer.Typer()


@app.command(epilog="Example: aliguard ship 91234 --on 2026-03-07 --tracking LP00000000000017")
def ship(
    context: Context,
    order: OrderId,
    on: On = "today",
    tracking: TrackingNumber = None,
    note: Note = None,
) -> None:
    """Record that the seller shipped the order."""
    record(
        context, order, on, lambda day, _: Shipped(on=day, tracking=tracking, note=note), "shipped"
    )


@app.command(epilog="Example: aliguard extend 91234 --until 2026-06-01")
def extend(
    context: Context,
    order: OrderId,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=366, help="By so many days.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The new end, as printed.")
    ] = None,
    requested: Annotated[
        bool, typer.Option("--requested", help="Only asked for; the seller has to answer.")
    ] = False,
    refused: Annotated[bool, typer.Option("--refused", help="The seller said no.")] = False,
    on: On = "today",
    note: Note = None,
) -> None:
    """Record an extension of the protection that shows on the order page, or a request for one."""
    if requested and not until and not refused:
        asked = partial(ExtensionRequested, days=days, note=note)
        record(context, order, on, lambda day, _: asked(on=day), "extension requested")
    elif refused and not (days or until or requested):
        refusal = partial(ExtensionRefused, note=note)
        record(context, order, on, lambda day, _: refusal(on=day), "extension refused")
    elif requested or refused or (days is None) == (until is None):
        msg = (
            "Say how far: either --days N, or --until DATE as printed on the order page;"
            " or --requested [--days N], or --refused."
        )
        raise InputError(msg)
    else:
        new_end = parse_date(until, today=session_of(context).today) if until else None
        granted = partial(Extended, days=days, until=new_end, note=note)
        record(context, order, on, lambda day, _: granted(on=day), "extended")


@app.command(epilog="Example: aliguard track 91234 --state stalled")
def track(
    context: Context,
    order: OrderId,
    state: Annotated[TrackingState, typer.Option("--state", help="What the tracking shows.")],
    tracking: TrackingNumber = None,
    on: On = "today",
    note: Note = None,
) -> None:
    """Record what the tracking shows: while it moves, AliExpress refuses a dispute."""
    record(
        context, order, on,
        lambda day, _: Tracking(on=day, state=state, tracking=tracking, note=note),
        f"tracking {state.value}",
    )  # fmt: skip


@app.command(epilog="Example: aliguard pickup 91234 --until 2026-04-02")
def pickup(
    context: Context,
    order: OrderId,
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="The last day, as on the notice.")
    ],
    on: On = "today",
    note: Note = None,
) -> None:
    """Record that the parcel waits at a locker or post office, and until when."""
    last = parse_date(until, today=session_of(context).today)
    record(
        context, order, on, lambda day, _: PickupNotice(on=day, until=last, note=note), "to collect"
    )


@app.command("cancel-order", epilog="Example: aliguard cancel-order 91234 --requested")
def cancel_order(
    context: Context,
    order: OrderId,
    requested: Annotated[
        bool, typer.Option("--requested", help="Only asked for; the seller has to answer.")
    ] = False,
    on: On = "today",
    note: Note = None,
) -> None:
    """Record that the order was cancelled, or that you asked for it."""
    kind = CancelRequested if requested else Cancelled
    told = "cancellation requested" if requested else "cancelled"
    entry = record(context, order, on, lambda day, _: kind(on=day, note=note), told)
    if entry and "shipped" in entry.case.facts:
        output.say(guards.shipped_already(entry.order_id))


@app.command(epilog='Example: aliguard note 91234 "seller promised an answer by Friday"')
def note(
    context: Context,
    order: OrderId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to remember.")],
    on: On = "today",
) -> None:
    """Write something down in the order's timeline."""
    if not text.strip():
        msg = "An empty note says nothing: write what to remember."
        raise InputError(msg)
    record(context, order, on, lambda day, _: NoteEvent(on=day, note=text), "noted")


@app.command(epilog="Example: aliguard deliver 91234 --on yesterday")
def deliver(
    context: Context,
    order: OrderId,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Only the carrier says so: you have no parcel.")
    ] = False,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that the parcel arrived; the days for a dispute count from here."""
    mark = True if elsewhere else None
    record(
        context,
        order,
        on,
        lambda day, _: Delivered(on=day, elsewhere=mark, note=note),
        "delivered elsewhere, as the carrier says" if elsewhere else "delivered",
        dry_run=dry_run,
    )


STEPS = (
    Step(
        "complete",
        Completed,
        "completed by AliExpress",
        "Record that AliExpress completed the order by itself.",
        "complete 91234",
    ),
    Step(
        "confirm",
        Confirmed,
        "confirmed",
        "Record that you confirmed receipt, after a word of warning: it cannot be taken back.",
        "confirm 91234 --yes",
        guards.confirming,
    ),
    Step(
        "done",
        Satisfied,
        "marked as fine",
        "Record that the goods are fine and you want nothing more: the order leaves `status`.",
        "done 91234",
    ),
    Step(
        "freeze",
        Frozen,
        "frozen",
        "Record that AliExpress froze the order.",
        "freeze 91234",
    ),
    Step(
        "unfreeze",
        Unfrozen,
        "released",
        "Record that AliExpress released the order.",
        "unfreeze 91234",
    ),
)
for step in STEPS:
    add(app, step)
