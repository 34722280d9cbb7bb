"""The commands that answer: status, agenda, can-open, next, show, explain, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, DeadlineId, OrderId, session_of
from aliguard.cli.session import Session
from aliguard.errors import InputError

if TYPE_CHECKING:
    from aliguard.model.order import Order
    from aliguard.rules.agenda import Entry
    from aliguard.rules.deadline import Deadline

app = typer.Typer()

SHOWN = 20
"""How many orders `status` shows unless asked for all."""
WARNINGS_SHOWN = 8


@app.command(epilog="Example: aliguard status --check || notify-send 'AliExpress: act today'")
def status(
    context: Context,
    order: Annotated[str | None, typer.Argument(metavar="ORDER", help="Only this order.")] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Every order, the finished ones too.")
    ] = False,
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only orders of this account.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 if something is urgent, late or overdue.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what to do next for each open order, the most pressing first."""
    session = session_of(context)
    if order is not None:
        found = [session.entry(*session.find(order))]
    else:
        found = session.entries(finished=show_all)
    if account is not None:
        found = [entry for entry in found if entry.order.account == account]
    if as_json:
        from aliguard.render import records  # noqa: PLC0415 - only what this command needs
        from aliguard.rules.agenda import at_risk  # noqa: PLC0415

        body = records.status(found, at_risk(found), session.today)
        output.record("status", session, {**body, "warnings": _own_warnings(session)})
    else:
        _print_status(session, found, limit=None if show_all or order else SHOWN)
    if check and (session.ledger_trouble or any(_presses(entry, session) for entry in found)):
        raise typer.Exit(1)


def _own_warnings(session: Session) -> list[dict[str, str]]:
    """What is wrong with aliguard itself, as order warnings are told in JSON."""
    troubles = {"ledger": session.ledger_trouble, "reminders": session.reminder_trouble}
    return [{"code": code, "text": text} for code, text in troubles.items() if text]


def _presses(entry: Entry, session: Session) -> bool:
    """Whether the buyer must act within days, or another party is late."""
    if entry.next is None or not entry.open:
        return False
    state = entry.next.state(session.today)
    return state == "overdue" or (entry.next.actor == "buyer" and state in {"urgent", "late"})


def _print_status(session: Session, found: list[Entry], limit: int | None) -> None:
    from aliguard.render import tables, words  # noqa: PLC0415

    output.say(*(f"! {warning['text']}" for warning in _own_warnings(session)))
    if not found:
        if not session.ledger_trouble:
            output.say(words.ALL_QUIET if session.loaded.ledger.orders else words.NO_ORDERS)
        return
    shown = found[:limit]
    output.table(tables.status(shown, session.today, output.width()))
    output.say(*words.status_footer(shown, found))
    legend = tables.legend([entry.next for entry in shown if entry.next])
    if legend:
        output.say(legend)
    warnings = [(entry, warning) for entry in shown for warning in entry.warnings]
    for entry, warning in warnings[:WARNINGS_SHOWN]:
        output.say(words.warning(entry, warning))
    if len(warnings) > WARNINGS_SHOWN:
        output.say(f"... and {len(warnings) - WARNINGS_SHOWN} more warnings: `aliguard check`.")


@app.command(epilog="Example: aliguard agenda --days 7")
def agenda(
    context: Context,
    days: Annotated[
        int, typer.Option("--days", min=0, max=3660, metavar="N", help="How far to look ahead.")
    ] = 30,
    as_json: AsJson = False,
) -> None:
    """List what falls due soon, day by day: your own moves, and what you wait for."""
    from aliguard.render import records, tables  # noqa: PLC0415
    from aliguard.rules.agenda import agenda as due  # noqa: PLC0415

    session = session_of(context)
    pairs = due(session.entries(), today=session.today, days=days)
    if as_json:
        output.record("agenda", session, records.agenda(pairs, session.today))
        return
    if not pairs:
        output.say(f"Nothing falls due in the next {days} days.")
        return
    output.table(tables.agenda(pairs, session.today, output.width()))
    legend = tables.legend([deadline for _, deadline in pairs])
    if legend:
        output.say(legend)


@app.command("can-open", epilog="Example: aliguard can-open 8200000000091234 && echo open it")
def can_open(context: Context, order: OrderId, as_json: AsJson = False) -> None:
    """Say whether a dispute can be opened today: exit 0 for yes, 1 for no."""
    from aliguard.render import records, words  # noqa: PLC0415

    session = session_of(context)
    order_id, facts = session.find(order)
    verdict = session.verdict(facts)
    message = words.verdict(order_id, verdict, session.today)
    if as_json:
        output.record("can-open", session, records.verdict(order_id, verdict, message))
    else:
        output.say(message)
        ways = words.alternatives(verdict.alternatives)
        output.say(*(["Still possible:"] if ways else []), *(f"  - {way}" for way in ways))
    raise typer.Exit(0 if verdict.yes else 1)


@app.command("next", epilog="Example: aliguard next 8200000000091234")
def next_step(context: Context, order: OrderId, as_json: AsJson = False) -> None:
    """Say in three lines whose move it is, by when, and what silence costs.

    Where a window was missed, it lists what is still possible.
    """
    from aliguard.render import records, words  # noqa: PLC0415

    session = session_of(context)
    order_id, facts = session.find(order)
    entry = session.entry(order_id, facts)
    told = words.next_lines(entry, session.today)
    ways, flags = session.ways_out(entry), session.red_flags(entry)
    if as_json:
        body = {
            "order": order_id,
            "phase": entry.phase,
            "move": records.move(entry),
            "next": records.deadline(entry.next, session.today) if entry.next else None,
            "lines": list(told),
            "still_possible": [records.way(way) for way in ways],
            "red_flags": [trick_id for trick_id, _ in flags],
        }
        output.record("next", session, body)
        return
    output.say(*told, *words.red_flags(order_id, flags), *words.ways_out(ways))


@app.command(epilog="Example: aliguard show 8200000000091234")
def show(context: Context, order: OrderId, as_json: AsJson = False) -> None:
    """Draw an order's timeline: what happened, and what is to come."""
    from aliguard.render import pages, records  # noqa: PLC0415

    session = session_of(context)
    entry = session.entry(*session.find(order))
    if as_json:
        body = {**records.order(entry, session.today), "events": records.events(entry.order)}
        output.record("show", session, body)
        return
    output.lines(pages.show(entry, session.today))


@app.command(epilog="Example: aliguard explain 8200000000091234 protection")
def explain(
    context: Context,
    order: OrderId,
    deadline: DeadlineId,
    as_json: AsJson = False,
) -> None:
    """Print the arithmetic of a deadline: day, rule, source, and what others claim."""
    from aliguard.render import pages, records  # noqa: PLC0415

    session = session_of(context)
    order_id, facts = session.find(order)
    found = _deadline(session, order_id, facts, deadline)
    if as_json:
        ends = pages.end_of_day(found.ends_on).isoformat()
        body = {"order": order_id, "deadline": records.deadline(found, session.today)}
        output.record("explain", session, {**body, "ends_at": ends})
        return
    output.lines(pages.explain(found))


def _deadline(session: Session, order_id: str, facts: Order, rule_id: str) -> Deadline:
    from aliguard.rules.deadlines import deadlines_of  # noqa: PLC0415
    from aliguard.rules.situation import situation  # noqa: PLC0415
    from aliguard.rules.windows import opening_day  # noqa: PLC0415

    case = situation(facts, session.rulebook, safety_days=session.settings.safety_days)
    found = {each.id: each for each in deadlines_of(case)}
    opening = opening_day(rule_id, case) if rule_id in session.rulebook.rules else None
    if opening and opening.kind == "opening":
        found[rule_id] = opening
    if rule_id in found:
        return found[rule_id]
    there = ", ".join(found) or "none yet"
    if rule_id in session.rulebook.rules:
        msg = f"Order {order_id} has no deadline {rule_id} now. It has: {there}."
    else:
        msg = f"There is no deadline {rule_id!r}. Order {order_id} has: {there}."
    raise InputError(msg)


@app.command(epilog="Example: aliguard summary --year 2026")
def summary(
    context: Context,
    year: Annotated[
        int | None, typer.Option("--year", min=2010, max=2100, help="Only orders placed then.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add up what was spent, disputed, recovered, lost to missed deadlines, and is still open."""
    from aliguard.render import records, tables  # noqa: PLC0415
    from aliguard.rules import summary as sums  # noqa: PLC0415

    session = session_of(context)
    found = session.entries(finished=True)
    if year is not None:
        found = sums.of_year(found, year)
    totals = sums.summary(found)
    if as_json:
        output.record("summary", session, {"year": year, **records.totals(totals, len(found))})
    elif totals:
        output.table(tables.totals(totals))
        output.say(f"{len(found)} orders." if len(found) > 1 else "1 order.")
    else:
        output.say("No prices are recorded, so there is nothing to add up.")


@app.command(epilog="Example: aliguard rules dispute-after-receipt")
def rules(
    context: Context,
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="One rule in full.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the rules, or show one with its terms, claims and sources."""
    from aliguard.render import pages, records, tables  # noqa: PLC0415

    session = session_of(context)
    book = session.rulebook
    if rule is not None and rule not in book.rules:
        msg = f"There is no rule {rule!r}; `aliguard rules` lists them."
        raise InputError(msg)
    chosen = {rule: book.rules[rule]} if rule is not None else dict(book.rules)
    if as_json:
        listed = [records.rule(rule_id, each, book) for rule_id, each in chosen.items()]
        output.record("rules", session, {"rules": listed})
    elif rule is not None:
        output.lines(pages.rule(rule, book.rules[rule], book))
    else:
        output.table(tables.rules(book, session.today, output.width()))
