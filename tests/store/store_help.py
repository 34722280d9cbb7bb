"""What the tests of the store share: a ledger file from its text, and small changes to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

from aliguard.model.event import Event, Note, Shipped
from aliguard.model.order import Order
from aliguard.store import LedgerStore

TODAY = date(2026, 3, 20)
SHIPPED = Shipped(on=date(2026, 3, 1))
HELLO = Note(on=TODAY, note="hello")


def plain(text: str) -> str:
    """A text that was indented with the code around it."""
    return dedent(text).removeprefix("\n")


def written(folder: Path, text: str, name: str = "ledger.toml") -> LedgerStore:
    """The store of a ledger file with this text; the index cache stays off."""
    path = folder / name
    path.write_bytes(plain(text).encode())
    return LedgerStore(path)


def read(store: LedgerStore) -> str:
    """The text of the file as it is, line ends included."""
    return store.path.read_bytes().decode()


def orders(store: LedgerStore) -> dict[str, Order]:
    """All orders of the file."""
    return dict(store.load().ledger.orders)


def put(store: LedgerStore, order_id: str, order: Order | None, command: str = "put") -> None:
    """Store an order in place of what was there, or remove it."""
    store.change(lambda _: {order_id: order}, command=command, today=TODAY)


def record(store: LedgerStore, order_id: str, *events: Event, command: str = "record") -> None:
    """Add events to an order, as most commands do."""
    store.change(
        lambda ledger: {order_id: ledger.orders[order_id].with_events(*events)},
        command=command,
        today=TODAY,
    )


def edit(store: LedgerStore, order_id: str, **facts: object) -> None:
    """Replace facts of an order, as `edit-order` does."""
    store.change(
        lambda ledger: {order_id: ledger.orders[order_id].changed(**facts)},
        command="edit",
        today=TODAY,
    )


def newest(store: LedgerStore) -> Path:
    """The copy that would be restored where none is named."""
    copy = store.newest_copy()
    assert copy is not None
    return copy.path


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content, without the empty lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
