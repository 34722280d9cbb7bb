"""The commands that record what happens to an order until it is received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import asking, output
from aliguard.cli.options import Context, Note, On, OrderId, TrackingNumber, Yes, session_of
from aliguard.cli.values import parse_date, parse_past
from aliguard.errors import InputError
from aliguard.model.event import (
    Cancelled,
    CancelRequested,
    Confirmed,
    Delivered,
    Extended,
    Frozen,
    PickupNotice,
    Satisfied,
    Shipped,
    Tracking,
    TrackingState,
    Unfrozen,
)
from aliguard.model.event import Note as NoteEvent

if TYPE_CHECKING:
    from aliguard.model.event import Event

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
    _record(
        context, order, on, lambda day: Shipped(on=day, tracking=tracking, note=note), "shipped"
    )


@app.command(epilog="Example: aliguard deliver 91234 --on yesterday")
def deliver(context: Context, order: OrderId, on: On = "today", note: Note = None) -> None:
    """Record that the parcel arrived; the days for a dispute count from here."""
    _record(context, order, on, lambda day: Delivered(on=day, note=note), "delivered")


@app.command(epilog="Example: aliguard confirm 91234 --yes")
def confirm(
    context: Context, order: OrderId, on: On = "today", note: Note = None, yes: Yes = False
) -> None:
    """Record that you confirmed receipt, after a word of warning: it cannot be taken back."""
    session = session_of(context)
    day = parse_past(on, today=session.today)
    order_id, before = session.find(order)
    event = Confirmed(on=day, note=note)
    after = session.entry(order_id, before.with_events(event))
    asking.confirm_receipt(order_id, after, yes=yes)
    entry = session.change_order(
        order_id, lambda old: old.with_events(event), "confirm", guarded=True
    )
    output.told(session, entry, f"confirmed on {day}")


@app.command(epilog="Example: aliguard done 91234")
def done(context: Context, order: OrderId, on: On = "today", note: Note = None) -> None:
    """Record that the goods are fine and you want nothing more: the order leaves `status`."""
    _record(context, order, on, lambda day: Satisfied(on=day, note=note), "marked as fine")


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
    on: On = "today",
    note: Note = None,
) -> None:
    """Record an extension of the protection that shows on the order page."""
    if (days is None) == (until is None):
        msg = "Say how far: either --days N, or --until DATE as printed on the order page."
        raise InputError(msg)
    session = session_of(context)
    new_end = parse_date(until, today=session.today) if until else None
    _record(
        context, order, on, lambda day: Extended(on=day, days=days, until=new_end, note=note),
        "extended",
    )  # fmt: skip


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
    _record(
        context, order, on,
        lambda day: Tracking(on=day, state=state, tracking=tracking, note=note),
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
    _record(
        context, order, on, lambda day: PickupNotice(on=day, until=last, note=note), "to collect"
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
    _record(context, order, on, lambda day: kind(on=day, note=note), told)


@app.command(epilog="Example: aliguard freeze 91234")
def freeze(context: Context, order: OrderId, on: On = "today", note: Note = None) -> None:
    """Record that AliExpress froze the order."""
    _record(context, order, on, lambda day: Frozen(on=day, note=note), "frozen")


@app.command(epilog="Example: aliguard unfreeze 91234")
def unfreeze(context: Context, order: OrderId, on: On = "today", note: Note = None) -> None:
    """Record that AliExpress released the order."""
    _record(context, order, on, lambda day: Unfrozen(on=day, note=note), "released")


@app.command(epilog='Example: aliguard note 91234 "seller promised an answer by Friday"')
def note(
    context: Context,
    order: OrderId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to remember.")],
    on: On = "today",
) -> None:
    """Write something down in the order's timeline."""
    _record(context, order, on, lambda day: NoteEvent(on=day, note=text), "noted")


def _record(
    context: typer.Context, order: str, on: str, event: Callable[[date], Event], told: str
) -> None:
    """Record one event, and say what comes next."""
    session = session_of(context)
    day = parse_past(on, today=session.today)
    made = event(day)
    entry = session.change_order(order, lambda old: old.with_events(made), str(context.info_name))
    output.told(session, entry, f"{told} on {day}" if told != "noted" else told)
