"""The commands for what surrounds a dispute: returns, refunds, chargebacks, written claims."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import guards
from aliguard.cli.options import Context, DryRun, Note, On, OrderId, Yes
from aliguard.cli.recording import Step, add, amount_of, record, some_of
from aliguard.model.event import (
    ChargebackDecided,
    ChargebackEscalated,
    ChargebackOpened,
    ClaimAnswered,
    ClaimSent,
    Refunded,
    ReturnReceived,
    ReturnShipped,
)

if TYPE_CHECKING:
    from aliguard.model.order import Order

returns = typer.Typer(no_args_is_help=True, help="Record goods that are sent back.")
refunds = typer.Typer(no_args_is_help=True, help="Record money that came back.")
chargebacks = typer.Typer(no_args_is_help=True, help="Record a case at PayPal or the card issuer.")
claims = typer.Typer(no_args_is_help=True, help="Record a written claim to the seller.")
PROGRAMS = {"return": returns, "refund": refunds, "chargeback": chargebacks, "claim": claims}

Amount = Annotated[
    str | None,
    typer.Option("--amount", metavar="AMOUNT", help="Such as 12.40; of the order's currency."),
]


@returns.command("ship", epilog="Example: aliguard return ship 91234 --tracking RR000000000DE")
def ship_back(
    context: Context,
    order: OrderId,
    tracking: Annotated[
        str, typer.Option("--tracking", metavar="TEXT", help="As entered on the dispute page.")
    ],
    on: On = "today",
    note: Note = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Record that you sent the goods back and entered the tracking number."""
    record(
        context,
        order,
        on,
        lambda day, _: ReturnShipped(on=day, tracking=tracking, note=note),
        "sent back",
        warn=guards.sending_back,
        yes=yes,
        dry_run=dry_run,
    )


@refunds.command("received", epilog="Example: aliguard refund received 91234 --amount 12.40")
def refund_received(
    context: Context,
    order: OrderId,
    amount: Amount = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that the money came back; without an amount, what was agreed."""
    record(
        context,
        order,
        on,
        lambda day, old: Refunded(on=day, amount=some_of(amount, old), note=note),
        "refund received",
        dry_run=dry_run,
    )


@chargebacks.command("open", epilog="Example: aliguard chargeback open 91234 --amount 12.40")
def open_chargeback(
    context: Context,
    order: OrderId,
    amount: Amount = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that you opened a case at PayPal or your card issuer."""
    record(
        context,
        order,
        on,
        lambda day, old: ChargebackOpened(on=day, amount=amount_of(amount, old), note=note),
        "chargeback opened",
        dry_run=dry_run,
    )


@chargebacks.command(epilog="Example: aliguard chargeback result 91234 --won")
def result(
    context: Context,
    order: OrderId,
    won: Annotated[bool, typer.Option("--won/--lost", help="How it ended.")],
    amount: Amount = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record how the chargeback ended."""

    def make(day: date, old: Order) -> ChargebackDecided:
        return ChargebackDecided(on=day, won=won, amount=amount_of(amount, old), note=note)

    record(context, order, on, make, f"chargeback {'won' if won else 'lost'}", dry_run=dry_run)


add(
    returns,
    Step(
        "received",
        ReturnReceived,
        "return received",
        "Record that the goods came back to the seller; the refund is due.",
        "return received 91234",
    ),
)
add(
    chargebacks,
    Step(
        "escalate",
        ChargebackEscalated,
        "chargeback escalated",
        "Record that you turned the PayPal dispute into a claim.",
        "chargeback escalate 91234",
    ),
)
add(
    claims,
    Step(
        "sent",
        ClaimSent,
        "claim sent",
        "Record that you sent a written claim to the seller.",
        "claim sent 91234",
    ),
)
add(
    claims,
    Step(
        "answered",
        ClaimAnswered,
        "claim answered",
        "Record that the seller answered the written claim.",
        "claim answered 91234",
    ),
)
