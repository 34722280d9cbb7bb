"""The commands for disputes: from opening one to the result of the appeal."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import guards
from aliguard.cli.options import Context, DryRun, Note, On, OrderId, Yes, session_of
from aliguard.cli.recording import Step, add, amount_of, record, some_of
from aliguard.cli.values import parse_date
from aliguard.errors import InputError
from aliguard.model.event import (
    Accepted,
    AppealDecided,
    Appealed,
    DisputeCancelled,
    DisputeClosed,
    DisputeModified,
    DisputeOpened,
    EvidenceRequested,
    EvidenceSent,
    Offered,
    Rejected,
    Ruled,
    StepInAnnounced,
    SteppedIn,
)
from aliguard.model.kinds import Reason, Remedy
from aliguard.model.life import Terms
from aliguard.model.lifeline import lived
from aliguard.model.money import Money

if TYPE_CHECKING:
    from aliguard.model.order import Order

app = typer.Typer(no_args_is_help=True, help="Record a dispute, step by step.")
PROGRAMS = {"dispute": app}

Amount = Annotated[
    str | None,
    typer.Option("--amount", metavar="AMOUNT", help="Such as 12.40; of the order's currency."),
]
AnswerBy = Annotated[
    str | None,
    typer.Option("--answer-by", metavar="DATE", help="The date for an answer, as printed."),
]
ShipBack = Annotated[
    str | None,
    typer.Option("--ship-by", metavar="DATE", help="The date for the return, as printed."),
]
Want = Annotated[Remedy, typer.Option("--want", help="The money alone, or for a return.")]
WithReturn = Annotated[
    bool, typer.Option("--return", help="The goods have to be sent back for the money.")
]


def _day(context: typer.Context, text: str | None) -> date | None:
    return parse_date(text, today=session_of(context).today) if text else None


def _remedy(*, back: bool) -> Remedy:
    return Remedy.RETURN if back else Remedy.REFUND


def _chosen(order: Order, amount: Money | None, *, back: bool) -> Terms | None:
    """Which of the solutions on the table is accepted; None where there is but one.

    Raises:
        InputError: several stand side by side, or none of them is that.
    """
    table = [each.terms for each in lived(order.events, price=order.price).proposals]
    fitting = [
        each
        for each in table
        if amount in {None, each.amount} and back in {False, each.remedy is Remedy.RETURN}
    ]
    if len(table) > 1 and amount and not back:
        fitting = [each for each in fitting if each.remedy is Remedy.REFUND] or fitting
    asked = amount is not None or back
    if len(fitting) == 1 and (asked or len(table) == 1):
        return fitting[0] if asked else None
    if not table:
        return None
    there = ", or ".join(_told(each) for each in table)
    which = (
        "say which, with --amount AMOUNT or --return" if fitting else "nothing else can be taken"
    )
    msg = f"On the table: {there}: {which}."
    raise InputError(msg)


def _told(terms: Terms) -> str:
    back = " for the goods sent back" if terms.remedy is Remedy.RETURN else ""
    return f"{terms.amount or 'an amount that is not known'}{back}"


@app.command("open", epilog="Example: aliguard dispute open 91234 --reason defective")
def open_dispute(
    context: Context,
    order: OrderId,
    reason: Annotated[Reason, typer.Option("--reason", help="Why.")],
    want: Want = Remedy.REFUND,
    amount: Amount = None,
    answer_by: AnswerBy = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that you opened a dispute; the seller has to answer."""
    by = _day(context, answer_by)

    def make(day: date, old: Order) -> DisputeOpened:
        asked = some_of(amount, old) or old.price
        return DisputeOpened(
            on=day, reason=reason, want=want, amount=asked, answer_by=by, note=note
        )

    record(context, order, on, make, "dispute opened", dry_run=dry_run)


@app.command(epilog="Example: aliguard dispute modify 91234 --amount 10.00")
def modify(
    context: Context,
    order: OrderId,
    reason: Annotated[Reason | None, typer.Option("--reason", help="Another reason.")] = None,
    want: Annotated[Remedy | None, typer.Option("--want", help="Another remedy.")] = None,
    amount: Amount = None,
    answer_by: AnswerBy = None,
    on: On = "today",
    note: Note = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Record that you changed the dispute; the seller has to answer anew."""
    by = _day(context, answer_by)

    def make(day: date, old: Order) -> DisputeModified:
        asked = some_of(amount, old)
        return DisputeModified(
            on=day, reason=reason, want=want, amount=asked, answer_by=by, note=note
        )

    worse = reason is Reason.NOT_NEEDED
    record(
        context,
        order,
        on,
        make,
        "dispute changed",
        warn=guards.worsening if worse else None,
        yes=yes,
        dry_run=dry_run,
    )


@app.command(epilog="Example: aliguard dispute offer 91234 --amount 3.00")
def offer(
    context: Context,
    order: OrderId,
    amount: Annotated[
        str, typer.Option("--amount", metavar="AMOUNT", help="What is offered; 0 for nothing.")
    ],
    back: WithReturn = False,
    platform: Annotated[
        bool, typer.Option("--by-aliexpress", help="AliExpress proposed it, not the seller.")
    ] = False,
    answer_by: AnswerBy = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record what the seller offered; you have to answer."""
    by = _day(context, answer_by)

    def make(day: date, old: Order) -> Offered:
        return Offered(
            on=day,
            side="platform" if platform else "seller",
            remedy=_remedy(back=back),
            amount=amount_of(amount, old),
            answer_by=by,
            note=note,
        )

    record(context, order, on, make, "offer noted", dry_run=dry_run)


@app.command(epilog="Example: aliguard dispute reject 91234")
def reject(
    context: Context,
    order: OrderId,
    answer_by: AnswerBy = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that you rejected the last offer; the seller has to answer again."""
    by = _day(context, answer_by)
    record(
        context,
        order,
        on,
        lambda day, _: Rejected(on=day, answer_by=by, note=note),
        "offer rejected",
        dry_run=dry_run,
    )


@app.command(epilog="Example: aliguard dispute accept 91234 --dry-run")
def accept(
    context: Context,
    order: OrderId,
    seller: Annotated[
        bool, typer.Option("--by-seller", help="The seller accepted what you asked for.")
    ] = False,
    amount: Amount = None,
    back: WithReturn = False,
    ship_by: ShipBack = None,
    on: On = "today",
    note: Note = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Record that terms were accepted: those proposed to you, or yours by the seller. It is final.

    Where two solutions stand side by side, say which: --amount, with --return or without.
    """
    by = _day(context, ship_by)

    def make(day: date, old: Order) -> Accepted:
        chosen = None if seller else _chosen(old, amount_of(amount, old), back=back)
        return Accepted(
            on=day,
            side="seller" if seller else "buyer",
            remedy=chosen.remedy if chosen else None,
            amount=chosen.amount if chosen else None,
            ship_by=by,
            note=note,
        )

    record(
        context,
        order,
        on,
        make,
        "accepted by the seller" if seller else "accepted",
        warn=None if seller else guards.accepting,
        yes=yes,
        dry_run=dry_run,
    )


@app.command(
    "request-evidence",
    epilog="Example: aliguard dispute request-evidence 91234 --answer-by 2026-05-20",
)
def request_evidence(
    context: Context,
    order: OrderId,
    answer_by: AnswerBy = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that AliExpress asks you for evidence; silence loses the case."""
    by = _day(context, answer_by)
    record(
        context,
        order,
        on,
        lambda day, _: EvidenceRequested(on=day, answer_by=by, note=note),
        "evidence requested",
        dry_run=dry_run,
    )


@app.command(epilog="Example: aliguard dispute evidence 91234 --not-arrived")
def evidence(
    context: Context,
    order: OrderId,
    arrived: Annotated[
        bool | None,
        typer.Option(
            "--arrived/--not-arrived", help="Your answer to the question whether the parcel came."
        ),
    ] = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that you uploaded evidence, or said whether the parcel came."""
    record(
        context,
        order,
        on,
        lambda day, _: EvidenceSent(on=day, arrived=arrived, note=note),
        "evidence sent",
        dry_run=dry_run,
    )


@app.command(epilog="Example: aliguard dispute rule 91234 --amount 6.20 --proposal")
def rule(
    context: Context,
    order: OrderId,
    amount: Annotated[
        str, typer.Option("--amount", metavar="AMOUNT", help="What you get; 0 for nothing.")
    ],
    back: WithReturn = False,
    proposal: Annotated[
        bool, typer.Option("--proposal", help="It is a proposal that both sides may answer.")
    ] = False,
    answer_by: AnswerBy = None,
    ship_by: ShipBack = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record what AliExpress decided or proposed."""
    answer, ship = _day(context, answer_by), _day(context, ship_by)

    def make(day: date, old: Order) -> Ruled:
        return Ruled(
            on=day,
            final=not proposal,
            remedy=_remedy(back=back),
            amount=amount_of(amount, old),
            answer_by=answer,
            ship_by=ship,
            note=note,
        )

    record(context, order, on, make, "ruling proposed" if proposal else "ruled", dry_run=dry_run)


@app.command(epilog="Example: aliguard dispute close 91234 --amount 0")
def close(
    context: Context,
    order: OrderId,
    amount: Amount = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that AliExpress closed the dispute, with or without money."""
    record(
        context,
        order,
        on,
        lambda day, old: DisputeClosed(on=day, amount=amount_of(amount, old), note=note),
        "dispute closed",
        dry_run=dry_run,
    )


@app.command("appeal-result", epilog="Example: aliguard dispute appeal-result 91234 --lost")
def appeal_result(
    context: Context,
    order: OrderId,
    won: Annotated[bool, typer.Option("--won/--lost", help="How the appeal ended.")],
    amount: Amount = None,
    back: WithReturn = False,
    ship_by: ShipBack = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record how the appeal ended."""
    ship = _day(context, ship_by)

    def make(day: date, old: Order) -> AppealDecided:
        return AppealDecided(
            on=day,
            won=won,
            remedy=_remedy(back=back),
            amount=amount_of(amount, old),
            ship_by=ship,
            note=note,
        )

    record(context, order, on, make, f"appeal {'won' if won else 'lost'}", dry_run=dry_run)


@app.command("step-in", epilog="Example: aliguard dispute step-in 91234 --due 2026-05-11")
def step_in(
    context: Context,
    order: OrderId,
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DATE", help="Not yet: it joins on the day printed there."),
    ] = None,
    on: On = "today",
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Record that AliExpress took the case over, or the day printed on which it will."""
    ends = _day(context, due)
    if ends:
        announced = partial(StepInAnnounced, ends=ends, note=note)
        record(
            context, order, on, lambda day, _: announced(on=day),
            f"the day on which AliExpress joins, {ends}, noted", dry_run=dry_run,
        )  # fmt: skip
        return
    record(
        context, order, on, lambda day, _: SteppedIn(on=day, note=note),
        "taken over by AliExpress", dry_run=dry_run,
    )  # fmt: skip


STEPS = (
    Step(
        "cancel",
        DisputeCancelled,
        "dispute cancelled",
        "Record that you took the dispute back, after a word of warning.",
        "dispute cancel 91234 --dry-run",
        guards.cancelling,
    ),
    Step(
        "appeal",
        Appealed,
        "appealed",
        "Record that you appealed; there is only one appeal.",
        "dispute appeal 91234 --yes",
        guards.appealing,
    ),
)
for step in STEPS:
    add(app, step)
