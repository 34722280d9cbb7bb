"""Recording an event: read the day, try it, warn and ask where it is final, write, tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from aliguard.cli import asking, output
from aliguard.cli.options import Context, DryRun, Note, On, OrderId, Yes, session_of
from aliguard.cli.values import parse_past
from aliguard.errors import InputError
from aliguard.model.money import Money, parse_amount, parse_money
from aliguard.model.record import told as problem_of

if TYPE_CHECKING:
    from aliguard.cli.session import Session
    from aliguard.model.event import Event
    from aliguard.model.order import Order
    from aliguard.rules.agenda import Entry

DRY = "Nothing was written; this is what it would change:"

Make = Callable[[date, "Order"], "Event"]
"""An event from its day and the order as it stands."""

Warn = Callable[["Session", str, "Order", "Order"], "str | None"]
"""The warning before a step: from the order's id, and the order before and after it."""


def record(
    context: typer.Context,
    order: str,
    on: str,
    make: Make,
    told: str,
    *,
    warn: Warn | None = None,
    yes: bool = False,
    dry_run: bool = False,
) -> Entry | None:
    """Record one event of an order, say what comes next, and return it; None if it was only tried.

    Raises:
        InputError: a value cannot be read.
        ContradictionError: it does not fit what is known of the order.
        RefusedError: it is final, and was not confirmed.
    """
    session = session_of(context)
    day = parse_past(on, today=session.today)

    def grown(old: Order) -> Order:
        try:
            return old.with_events(make(day, old))
        except ValidationError as error:
            msg = f"That cannot be: {problem_of(error)}."
            raise InputError(msg) from error

    done = f"{told} on {day}"
    if warn or dry_run:
        order_id, before = session.find(order)
        after = grown(before)
        warning = warn(session, order_id, before, after) if warn else None
        if dry_run:
            output.say(*([warning] if warning else []), DRY)
            output.told(session.entry(order_id, after), done)
            return None
        if warning:
            asking.guard(warning, "Do it?", yes=yes)
    entry = session.change_order(
        order,
        grown,
        context.command_path.removeprefix("aliguard "),
        guarded=warn is not None,
    )
    output.told(entry, done)
    return entry


@dataclass(frozen=True)
class Step:
    """A command that records one kind of event and asks for nothing but its day."""

    name: str
    kind: Callable[..., Event]
    told: str
    """What happened, as it is told with the day behind it."""
    help: str
    example: str
    warn: Warn | None = None
    """The warning before it, where it cannot be taken back."""


def add(app: typer.Typer, step: Step) -> None:
    """Add the command of a step to a program."""

    def make(day: date, note: str | None) -> Event:
        return step.kind(on=day, note=note)

    def plain(
        context: Context,
        order: OrderId,
        on: On = "today",
        note: Note = None,
        dry_run: DryRun = False,
    ) -> None:
        record(context, order, on, lambda day, _: make(day, note), step.told, dry_run=dry_run)

    def guarded(
        context: Context,
        order: OrderId,
        on: On = "today",
        note: Note = None,
        yes: Yes = False,
        dry_run: DryRun = False,
    ) -> None:
        record(
            context,
            order,
            on,
            lambda day, _: make(day, note),
            step.told,
            warn=step.warn,
            yes=yes,
            dry_run=dry_run,
        )

    register = app.command(step.name, help=step.help, epilog=f"Example: aliguard {step.example}")
    register(guarded if step.warn else plain)


def amount_of(text: str | None, order: Order) -> Money | None:
    """The amount that was typed, in the order's currency unless it names one.

    Raises:
        InputError: it cannot be read, or no currency is known.
    """
    if text is None:
        return None
    amount, _, currency = text.strip().partition(" ")
    parse_amount(amount)
    if currency:
        return parse_money(amount, currency)
    if order.price is None:
        msg = f"In which currency is {amount}? Write it behind the amount: '{amount} EUR'."
        raise InputError(msg)
    return parse_money(amount, order.price.currency)


def some_of(text: str | None, order: Order) -> Money | None:
    """The same, where nothing makes no sense.

    Raises:
        InputError: it is nothing.
    """
    money = amount_of(text, order)
    if money is not None and not money.amount:
        msg = "0 is no amount here: it begins with 0.01."
        raise InputError(msg)
    return money
