"""Item lines become orders: grouped by id, dated, priced, and given their history.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from aliguard.errors import InputError
from aliguard.importers.dates import Span, order_date
from aliguard.importers.document import Extract, Found, LeftOut, Problem, quoted
from aliguard.importers.prices import quantity, unit_price
from aliguard.importers.statuses import ADVICE, IMPORT, Status, history, least_far, status_of
from aliguard.model.money import Money, parse_currency, parse_money
from aliguard.model.order import Order

SPREADSHEET_DIGITS = 15
"""A spreadsheet keeps this many digits of a number and writes zeros for the rest."""

USUAL_DIGITS = range(14, 18)
"""How many digits AliExpress' order numbers have had so far."""

FEWEST_TO_SUSPECT = 3
"""How many ids must end in 0 before that looks like no accident."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item line of an order: its texts as the document has them."""

    row: int
    where: str
    line: str
    """What tells the line from all others; a line that comes again is counted once."""
    order_id: str
    placed: str
    title: str
    store: str
    quantity: str
    price_info: str
    currency: str
    status: str
    seen: date | None = None
    """The day on which the exporter saw the status."""


def gathered(items: Iterable[Item | Problem], *, source: str, today: date) -> Extract:
    """The orders of a document's item lines, and what is wrong with them."""
    orders: dict[str, dict[str, Item]] = {}
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        first = orders.setdefault(item.order_id, {}).setdefault(item.line, item)
        if first is not item:
            problems.append(Problem(item.where, f"This repeats {first.where}: it counts once."))
    read = [
        finding
        for lines in orders.values()
        for finding in _read_order(tuple(lines.values()), source=source, today=today)
    ]
    return Extract(
        orders=tuple(finding for finding in read if isinstance(finding, Found)),
        problems=(
            *problems,
            *(finding for finding in read if isinstance(finding, Problem)),
            *_rounded(orders),
        ),
        left_out=tuple(finding for finding in read if isinstance(finding, LeftOut)),
    )


def _rounded(order_ids: Iterable[str]) -> Iterator[Problem]:
    long = [order_id for order_id in order_ids if len(order_id) > SPREADSHEET_DIGITS]
    if len(long) >= FEWEST_TO_SUSPECT and all(order_id.endswith("0") for order_id in long):
        yield Problem(
            "whole file",
            "Every order id ends in 0: if a spreadsheet saved this file, it rounded them. "
            "Compare one with AliExpress, or export again.",
        )


def _read_order(
    items: tuple[Item, ...], *, source: str, today: date
) -> Iterator[Found | LeftOut | Problem]:
    order_id, where, title = items[0].order_id, items[0].where, _title(items)
    status, shown = _status(items)
    if status is Status.UNPAID:
        yield LeftOut(order_id, title, "never paid")
        return
    try:
        placed = _placed(items, today)
    except InputError as error:
        yield Problem(where, f"Order {order_id} was not taken: {error}.")
        return
    if len(order_id) not in USUAL_DIGITS:
        why = f"{len(order_id)} digits, and AliExpress uses 14 to 17: compare it with the page"
        yield Problem(where, f"Order {order_id} was taken, but its number has {why}.")
    price, complaint = _price(items)
    if complaint:
        yield Problem(where, f"Order {order_id} was taken without its price: {complaint}.")
    seen = _seen(items, placed, today)
    for advice in _advice(order_id, status, shown, differ=len(_statuses(items)) > 1):
        yield Problem(where, f"Order {order_id} {advice}.")
    facts = {
        "title": title,
        "store": next((item.store for item in items if item.store), ""),
        "price": price,
    }
    yield Found(
        order_id=order_id,
        order=Order().changed(
            **facts,
            sources={name: IMPORT + source for name, fact in facts.items() if fact},
            events=history(status, placed.until_at_most(seen), seen=seen, source=source),
        ),
        rows=tuple(item.row for item in items),
        status=shown,
    )


def _title(items: tuple[Item, ...]) -> str:
    title = next((item.title for item in items if item.title), "")
    return f"{title} + {len(items) - 1} more" if title and len(items) > 1 else title


def _status(items: tuple[Item, ...]) -> tuple[Status, str]:
    """What the items' status says, that of the least far along, and the words of all."""
    shown = " / ".join(dict.fromkeys(item.status for item in items))
    return least_far(_statuses(items)), shown


def _statuses(items: tuple[Item, ...]) -> set[Status]:
    return {status_of(item.status) for item in items}


def _advice(order_id: str, status: Status, shown: str, *, differ: bool) -> Iterator[str]:
    """What the buyer should add or mend, because the status does not say all."""
    if status is Status.UNKNOWN:
        why = f"its status {quoted(shown)} is not known" if shown else "it has no status"
        yield (
            f"was taken as shipped, day unknown: {why}. Switch AliExpress to English and export"
            f" again, or say when: `aliguard ship {order_id} --on DATE`"
        )
    elif differ:
        yield f"was taken as its least advanced items are: {quoted(shown)}"
    if status in ADVICE:
        yield ADVICE[status]


def _placed(items: tuple[Item, ...], today: date) -> Span:
    spans = {order_date(item.placed, today=today) for item in items}
    if len(spans) > 1:
        days = " and ".join(str(span.on) for span in sorted(spans, key=lambda span: span.on))
        msg = f"its items have different order dates, {days}"
        raise InputError(msg)
    return spans.pop()


def _seen(items: tuple[Item, ...], placed: Span, today: date) -> date:
    """The day by which the status had been reached: that of the capture, where it is credible.

    A capture may seem a day older than the order, as their days are told in different zones.
    Where the items' statuses differ, each was reached by the last capture.
    """
    eve = placed.on - timedelta(days=1)
    days = [item.seen for item in items if item.seen and eve <= item.seen <= today]
    if len(_statuses(items)) == 1:
        return max(placed.on, min(days, default=today))
    return max(placed.on, *days) if len(days) == len(items) else today


def _price(items: tuple[Item, ...]) -> tuple[Money | None, str]:
    """The sum of the items, or None and what is wrong with it."""
    try:
        currencies = sorted({parse_currency(item.currency) for item in items})
        if len(currencies) > 1:
            return None, f"its items are priced in {' and '.join(currencies)}"
        total = sum((_line_price(item) for item in items), Decimal(0))
        return parse_money(f"{total:f}", currencies[0]), ""
    except InputError as error:
        return None, str(error).removesuffix(".")


def _line_price(item: Item) -> Decimal:
    return unit_price(item.price_info) * quantity(item.quantity)
