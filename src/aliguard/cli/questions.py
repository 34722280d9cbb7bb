"""The commands that answer: status, agenda, can-open, next, show, explain, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, DeadlineId, OrderId, session_of
from aliguard.cli.session import Session
from aliguard.errors import InputError

if TYPE_CHECKING:
    from aliguard.rules.agenda import Entry
    from aliguard.rules.answer import Item

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
        bool, typer.Option("--check", help="Exit with 1 if you must act within days, or can chase.")
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

        body = records.status(found, at_risk(found))
        output.record("status", session, {**body, "warnings": _own_warnings(session)})
    else:
        _print_status(session, found, every=show_all or order is not None)
    if check and (session.ledger_trouble or _presses(found)):
        raise typer.Exit(1)


def _own_warnings(session: Session) -> list[dict[str, str]]:
    """What is wrong with aliguard itself, as order warnings are told in JSON."""
    troubles = {"ledger": session.ledger_trouble, "reminders": session.reminder_trouble}
    return [{"code": code, "text": text} for code, text in troubles.items() if text]


def _presses(found: list[Entry]) -> bool:
    """Whether the buyer must act within days, or another party is late and can be asked."""
    from aliguard.rules.answer import needs_attention  # noqa: PLC0415

    return any(needs_attention(entry.answer, entry.day) for entry in found)


def _print_status(session: Session, found: list[Entry], *, every: bool) -> None:
    from aliguard.render import tables, words  # noqa: PLC0415

    output.say(*(f"! {warning['text']}" for warning in _own_warnings(session)))
    if not found:
        if not session.ledger_trouble:
            output.say(words.ALL_QUIET if session.loaded.ledger.orders else words.NO_ORDERS)
        return
    shown = found if every else [each for each in found if not each.leftover][:SHOWN]
    if shown:
        output.table(tables.status(shown, output.width()))
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
    from aliguard.render import records, tables, words  # noqa: PLC0415
    from aliguard.rules.agenda import agenda as due  # noqa: PLC0415

    session = session_of(context)
    pairs = due(session.entries(), days=days)
    if as_json:
        output.record("agenda", session, records.agenda(pairs))
        return
    if not pairs:
        output.say(f"Nothing falls due in the next {days} days.")
        return
    output.table(tables.agenda(pairs, output.width()))
    legend = tables.legend([item for _, item in pairs])
    output.say(*([legend] if legend else []), *words.offers([entry for entry, _ in pairs]))


@app.command("can-open", epilog="Example: aliguard can-open 8200000000091234 && echo open it")
def can_open(context: Context, order: OrderId, as_json: AsJson = False) -> None:
    """Say whether a dispute can be opened today: exit 0 for yes, 1 for no."""
    from aliguard.render import records, verdicts  # noqa: PLC0415

    session = session_of(context)
    order_id, facts = session.find(order)
    verdict = session.verdict(facts)
    message = verdicts.verdict(order_id, verdict, session.today)
    if as_json:
        output.record("can-open", session, records.verdict(order_id, verdict, message))
    else:
        output.say(message)
        ways = verdicts.alternatives(verdict.alternatives)
        output.say(*(["Still possible:"] if ways else []), *(f"  - {way}" for way in ways))
    raise typer.Exit(0 if verdict.yes else 1)


@app.command("next", epilog="Example: aliguard next 8200000000091234")
def next_step(context: Context, order: OrderId, as_json: AsJson = False) -> None:
    """Say what to do, by when, and what silence costs; then what stands behind it.

    Where a day was missed, it lists what is still possible.
    """
    from aliguard.render import records, tricks, verdicts, words  # noqa: PLC0415

    session = session_of(context)
    order_id, facts = session.find(order)
    entry = session.entry(order_id, facts)
    told = words.next_lines(entry)
    ways, flags = session.ways_out(entry), session.red_flags(entry)
    if as_json:
        body = {
            "order": order_id,
            "phase": entry.phase,
            "move": records.move(entry),
            "next": records.deadline(entry.next) if entry.next else None,
            **records.behind(entry),
            "lines": list(told),
            "still_possible": [records.way(way) for way in ways],
            "red_flags": [trick_id for trick_id, _ in flags],
        }
        output.record("next", session, body)
        return
    output.say(*told, *words.also_lines(entry))
    output.say(*tricks.red_flags(order_id, flags), *verdicts.ways_out(ways))


@app.command(epilog="Example: aliguard show 8200000000091234")
def show(context: Context, order: OrderId, as_json: AsJson = False) -> None:
    """Draw an order's timeline: what happened, and what is to come."""
    from aliguard.render import pages, records  # noqa: PLC0415

    session = session_of(context)
    entry = session.entry(*session.find(order))
    if as_json:
        body = {**records.order(entry), "events": records.events(entry.order)}
        output.record("show", session, body)
        return
    output.lines(pages.show(entry))


@app.command(epilog="Example: aliguard explain 8200000000091234 protection")
def explain(
    context: Context,
    order: OrderId,
    deadline: DeadlineId,
    as_json: AsJson = False,
) -> None:
    """Print the arithmetic of a deadline: day, rule, source, and what others claim."""
    from aliguard.clock import end_of_day  # noqa: PLC0415
    from aliguard.render import pages, records  # noqa: PLC0415

    session = session_of(context)
    entry = session.entry(*session.find(order))
    found = _item(session, entry, deadline)
    if as_json:
        ends = end_of_day(found.ends_on).isoformat() if found.ends_on else None
        body = {"order": entry.order_id, "deadline": records.deadline(found)}
        output.record("explain", session, {**body, "ends_at": ends})
        return
    output.lines(pages.explain(found))


def _item(session: Session, entry: Entry, rule_id: str) -> Item:
    """The deadline, or the day on which a window opens, that was meant.

    Raises:
        InputError: the order has no such; it names those that it has.
    """
    from aliguard.rules.answer import item_of  # noqa: PLC0415
    from aliguard.rules.windows import opening_day  # noqa: PLC0415

    found = {each.id: each for each in entry.answer.all}
    rule = session.rulebook.rules.get(rule_id)
    opening = opening_day(rule_id, entry.case) if rule and rule.kind == "opening" else None
    if opening:
        found[rule_id] = item_of(opening, entry.case, entry.day)
    if rule_id in found:
        return found[rule_id]
    there = ", ".join(found) or "none yet"
    if rule:
        msg = f"Order {entry.order_id} has no deadline {rule_id} now. It has: {there}."
    else:
        msg = f"There is no deadline {rule_id!r}. Order {entry.order_id} has: {there}."
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
