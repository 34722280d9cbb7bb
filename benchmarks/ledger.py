"""Made-up ledgers of any size, the same on every machine."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 6, 1)
"""The day on which every benchmark takes place."""

SEED = 20260601
OPEN_DAYS = 50
PROTECTION_DAYS = 60
THINGS = (
    "USB-C charger",
    "Phone case",
    "LED strip",
    "Desk lamp",
    "Wool socks",
    "Tea cup",
)
STORES = ("Sample Store A", "Sample Store B", "Sample Store H", "Example Shop")


@dataclass(frozen=True, slots=True)
class Order:
    """One made-up order; the days that did not come yet are None."""

    number: str
    title: str
    store: str
    cents: int
    placed: date
    shipped: date | None = None
    protected_until: date | None = None
    delivered: date | None = None
    confirmed: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the order still waits for something."""
        return self.confirmed is None

    @property
    def deadline(self) -> date:
        """The day for which the peers get an entry."""
        since = self.shipped or self.placed
        return self.protected_until or since + timedelta(PROTECTION_DAYS)


def make_orders(count: int, still_open: int, seed: int = SEED) -> list[Order]:
    """Return `count` orders, oldest first, of which `still_open` are open."""
    chance = random.Random(seed)
    made = [
        _open_order(chance, number) if number < still_open else _finished(chance, number)
        for number in range(count)
    ]
    return sorted(made, key=lambda order: (order.placed, order.number))


def shipped_open(orders: Iterable[Order]) -> list[Order]:
    """Return the orders that are on their way: shipped, not delivered."""
    return [order for order in orders if order.shipped and not order.delivered]


def write_ledger(path: Path, orders: Sequence[Order]) -> None:
    """Write the orders as a TOML ledger."""
    text = "\n".join(["version = 1\n", *map(_render, orders)])
    path.write_text(text, encoding="utf-8")


def _open_order(chance: random.Random, number: int) -> Order:
    """Make an order that was placed in the last weeks and has not come yet."""
    placed = TODAY - timedelta(chance.randint(1, OPEN_DAYS))
    left = placed + timedelta(chance.randint(1, 5))
    shipped = left if left <= TODAY else None
    printed = shipped and chance.random() < 1 / 3
    ends = (shipped or placed) + timedelta(PROTECTION_DAYS + chance.randint(0, 15))
    return Order(
        *_goods(chance, number),
        placed=placed,
        shipped=shipped,
        protected_until=ends if printed else None,
    )


def _finished(chance: random.Random, number: int) -> Order:
    """Make an order that came and was confirmed one to four years ago."""
    placed = TODAY - timedelta(chance.randint(366, 4 * 365))
    shipped = placed + timedelta(chance.randint(1, 5))
    delivered = shipped + timedelta(chance.randint(10, 45))
    return Order(
        *_goods(chance, number),
        placed=placed,
        shipped=shipped,
        delivered=delivered,
        confirmed=delivered + timedelta(chance.randint(1, 6)),
    )


def _goods(chance: random.Random, number: int) -> tuple[str, str, str, int]:
    """Return the number, title, store and price of an order."""
    identity = str(8_200_000_000_000_000 + number * 97 + chance.randint(0, 96))
    return (
        identity,
        chance.choice(THINGS),
        chance.choice(STORES),
        chance.randint(99, 9999),
    )


def _render(order: Order) -> str:
    """Return one order as TOML."""
    head = (
        f"[orders.{order.number}]\n"
        f'title = "{order.title}"\n'
        f'store = "{order.store}"\n'
        f'price = {{ amount = "{order.cents // 100}.{order.cents % 100:02}",'
        ' currency = "EUR" }\n'
    )
    event = f"\n[[orders.{order.number}.events]]\n"
    return head + "".join(event + body for body in _events(order))


def _events(order: Order) -> Iterator[str]:
    """Yield the keys of each event of an order in the order of the days."""
    yield f'event = "placed"\non = {order.placed}\n'
    if order.shipped:
        tracking = f"LP{int(order.number) % 10**14:014}"
        yield f'event = "shipped"\non = {order.shipped}\ntracking = "{tracking}"\n'
    if order.protected_until:
        yield (f'event = "protection"\non = {order.shipped}\nends = {order.protected_until}\n')
    if order.delivered:
        yield f'event = "delivered"\non = {order.delivered}\n'
    if order.confirmed:
        yield f'event = "confirmed"\non = {order.confirmed}\n'
