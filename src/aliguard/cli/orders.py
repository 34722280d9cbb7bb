"""The commands that keep orders: add, edit, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import asking, facts, output
from aliguard.cli.facts import Facts
from aliguard.cli.options import Context, Note, OrderId, TrackingNumber, session_of
from aliguard.errors import InputError
from aliguard.model.order import Order, parse_order_id

if TYPE_CHECKING:
    from aliguard.model.ledger import Changes, Ledger

app = typer.Typer()

Title = Annotated[str | None, typer.Option(metavar="TEXT", help="What it is.")]
Store = Annotated[str | None, typer.Option(metavar="TEXT", help="Who sells it.")]
Price = Annotated[str | None, typer.Option(metavar="AMOUNT", help="What was paid, such as 12.40.")]
Currency = Annotated[str | None, typer.Option(metavar="CODE", help="Of the price, such as EUR.")]
Placed = Annotated[str | None, typer.Option(metavar="DATE", help="When it was ordered and paid.")]
ShippedOn = Annotated[str | None, typer.Option(metavar="DATE", help="When the seller sent it.")]
DeliveredOn = Annotated[str | None, typer.Option(metavar="DATE", help="When it arrived.")]
ConfirmedOn = Annotated[
    str | None, typer.Option(metavar="DATE", help="When you confirmed receipt.")
]
ProtectionEnds = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="End of protection, as printed on the order page."),
]
ProtectionDays = Annotated[
    int | None,
    typer.Option(metavar="DAYS", min=1, max=366, help="Protection in days from shipping."),
]
ShipBy = Annotated[
    str | None, typer.Option(metavar="DATE", help="Ship by, as printed on the order page.")
]
PromiseDays = Annotated[
    int | None, typer.Option(metavar="DAYS", min=1, max=366, help="Promised delivery time.")
]
Account = Annotated[str | None, typer.Option(metavar="NAME", help="Which of your accounts.")]
SellerIn = Annotated[
    str | None, typer.Option(metavar="CC", help="The seller's country, such as CN.")
]
BuyerIn = Annotated[str | None, typer.Option(metavar="CC", help="Your country, such as DE.")]
FreeReturns = Annotated[
    bool, typer.Option("--free-returns", help="It carries the free-returns mark.")
]
NoFreeReturns = Annotated[
    bool, typer.Option("--no-free-returns", help="It carries no free-returns mark.")
]
PaidWith = Annotated[str | None, typer.Option(metavar="WAY", help="card, paypal or other.")]


@app.command(
    "add-order", epilog="Example: aliguard add-order 8200000000091234 --shipped 2026-03-07"
)
def add_order(
    context: Context,
    order: Annotated[str | None, typer.Argument(metavar="ID", help="The order's id.")] = None,
    title: Title = None,
    store: Store = None,
    price: Price = None,
    currency: Currency = None,
    placed: Placed = None,
    shipped: ShippedOn = None,
    tracking: TrackingNumber = None,
    delivered: DeliveredOn = None,
    confirmed: ConfirmedOn = None,
    protection_ends: ProtectionEnds = None,
    protection_days: ProtectionDays = None,
    ship_by: ShipBy = None,
    delivery_promise_days: PromiseDays = None,
    account: Account = None,
    seller_in: SellerIn = None,
    buyer_in: BuyerIn = None,
    free_returns: FreeReturns = False,
    paid_with: PaidWith = None,
    note: Note = None,
) -> None:
    """Add an order; without an id it asks, field by field."""
    session = session_of(context)
    given = Facts(
        title=title,
        store=store,
        price=price,
        currency=currency,
        placed=placed,
        shipped=shipped,
        tracking=tracking,
        delivered=delivered,
        confirmed=confirmed,
        protection_ends=protection_ends,
        protection_days=protection_days,
        ship_by=ship_by,
        delivery_promise_days=delivery_promise_days,
        account=account,
        seller_in=seller_in,
        buyer_in=buyer_in or session.settings.buyer_in,
        free_returns=free_returns or None,
        paid_with=paid_with,
        note=note,
    )
    if order is None:
        if not output.at_terminal():
            msg = "Name the order, such as `aliguard add-order ID --shipped DATE`."
            raise InputError(msg)
        order, given = asking.ask_order(session, given)
    order_id = parse_order_id(order)
    made = facts.applied(Order(), given, session)

    def decide(ledger: Ledger) -> Changes:
        if order_id in ledger.orders:
            msg = f"Order {order_id} is in the ledger already: `aliguard edit-order {order_id}`."
            raise InputError(msg)
        return {order_id: made}

    session.change(decide, "add-order")
    output.told(session.entry(order_id, made), "added")


@app.command("edit-order", epilog="Example: aliguard edit-order 91234 --protection-ends 2026-05-20")
def edit_order(
    context: Context,
    order: OrderId,
    title: Title = None,
    store: Store = None,
    price: Price = None,
    currency: Currency = None,
    placed: Placed = None,
    shipped: ShippedOn = None,
    tracking: TrackingNumber = None,
    delivered: DeliveredOn = None,
    confirmed: ConfirmedOn = None,
    protection_ends: ProtectionEnds = None,
    protection_days: ProtectionDays = None,
    ship_by: ShipBy = None,
    delivery_promise_days: PromiseDays = None,
    account: Account = None,
    seller_in: SellerIn = None,
    buyer_in: BuyerIn = None,
    free_returns: FreeReturns = False,
    no_free_returns: NoFreeReturns = False,
    paid_with: PaidWith = None,
    note: Note = None,
) -> None:
    """Correct or complete what is known of an order; a date takes the place of the old one."""
    session = session_of(context)
    mark = True if free_returns else False if no_free_returns else None
    given = Facts(
        title=title,
        store=store,
        price=price,
        currency=currency,
        placed=placed,
        shipped=shipped,
        tracking=tracking,
        delivered=delivered,
        confirmed=confirmed,
        protection_ends=protection_ends,
        protection_days=protection_days,
        ship_by=ship_by,
        delivery_promise_days=delivery_promise_days,
        account=account,
        seller_in=seller_in,
        buyer_in=buyer_in,
        free_returns=mark,
        paid_with=paid_with,
        note=note,
    )
    if given == Facts():
        msg = "Nothing to change: `aliguard edit-order --help` lists what can be given."
        raise InputError(msg)
    entry = session.change_order(
        order, lambda old: facts.applied(old, given, session), "edit-order"
    )
    output.told(entry, "changed")


@app.command("remove-order", epilog="Example: aliguard remove-order 91234")
def remove_order(context: Context, order: OrderId) -> None:
    """Take an order out of the ledger; `aliguard undo` brings it back."""
    from aliguard.model.ledger import find_id  # noqa: PLC0415 - only what this command needs

    session = session_of(context)
    [order_id] = session.change(
        lambda ledger: {find_id(order, ledger.orders): None}, "remove-order"
    )
    output.say(f"{order_id}: removed. `aliguard undo` brings it back.")
