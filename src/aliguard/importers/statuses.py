"""The status words that AliExpress shows to buyers, and what has happened to the order by then.

Pure: takes values, returns values.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum, auto

from aliguard.importers.dates import Span
from aliguard.model.event import Cancelled, Completed, Delivered, Event, Placed, Shipped

IMPORT, GUESS = "import:", "guess:"
"""How the author of an event begins that a document tells of, or lets one guess."""


class Status(Enum):
    """How far an order has come."""

    UNPAID = auto()
    PREPARING = auto()
    SENT = auto()
    DISPUTED = auto()
    FROZEN = auto()
    DELIVERED = auto()
    COMPLETED = auto()
    CANCELLED = auto()
    UNKNOWN = auto()


# English and Portuguese: https://github.com/maxwellmezadre/aliexpress-mcp
# German: https://github.com/webnology-ch/aliexpress-orders-nodejs-app
# Russian: https://mysku.club/page/articles/aliexpress/statusy-zakaza-na-aliekspress
# Those that only stand in other tools' lists: "ready to ship", "delivered", "entregue",
# "a caminho", "despachado", "aguardando envio"
STATUSES = {
    "awaiting payment": Status.UNPAID,
    "to pay": Status.UNPAID,
    "unpaid": Status.UNPAID,
    "expired": Status.UNPAID,
    "payment expired": Status.UNPAID,
    "a ser pago": Status.UNPAID,
    "aguardando pagamento": Status.UNPAID,
    "expirado": Status.UNPAID,
    "pagamento expirado": Status.UNPAID,
    "ожидание оплаты": Status.UNPAID,
    "ожидается платеж": Status.UNPAID,
    "payment being verified": Status.PREPARING,
    "your payment is being verified": Status.PREPARING,
    "проверка платежа": Status.PREPARING,
    "awaiting shipment": Status.PREPARING,
    "to ship": Status.PREPARING,
    "ready to ship": Status.PREPARING,
    "aguardando envio": Status.PREPARING,
    "processing": Status.PREPARING,
    "the supplier is processing your order": Status.PREPARING,
    "processando": Status.PREPARING,
    "ожидается отправка": Status.PREPARING,
    "продавец обрабатывает ваш заказ": Status.PREPARING,
    "awaiting delivery": Status.SENT,
    "awaiting receipt": Status.SENT,
    "processed": Status.SENT,
    "shipped": Status.SENT,
    "in transit": Status.SENT,
    "aguardando a entrega": Status.SENT,
    "processado": Status.SENT,
    "enviado": Status.SENT,
    "despachado": Status.SENT,
    "a caminho": Status.SENT,
    "заказ отправлен": Status.SENT,
    "delivered": Status.DELIVERED,
    "entregue": Status.DELIVERED,
    "in dispute": Status.DISPUTED,
    "frozen": Status.FROZEN,
    "заморозка заказа": Status.FROZEN,
    "completed": Status.COMPLETED,
    "finished": Status.COMPLETED,
    "order completed": Status.COMPLETED,
    "abgeschlossen": Status.COMPLETED,
    "concluído": Status.COMPLETED,
    "finalizado": Status.COMPLETED,
    "завершено": Status.COMPLETED,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "order cancelled": Status.CANCELLED,
    "order canceled": Status.CANCELLED,
    "closed": Status.CANCELLED,
    "cancelado": Status.CANCELLED,
    "pedido cancelado": Status.CANCELLED,
    "compra cancelada": Status.CANCELLED,
}

_STEPS: dict[Status, tuple[type[Placed | Shipped | Delivered | Completed | Cancelled], ...]] = {
    Status.PREPARING: (Placed,),
    Status.UNKNOWN: (Placed, Shipped),
    Status.SENT: (Placed, Shipped),
    Status.DELIVERED: (Placed, Shipped, Delivered),
    Status.DISPUTED: (Placed, Shipped),
    Status.FROZEN: (Placed, Shipped),
    Status.COMPLETED: (Placed, Shipped, Completed),
    Status.CANCELLED: (Placed, Cancelled),
}

_LEAST_FIRST = (
    Status.DISPUTED,
    Status.FROZEN,
    Status.SENT,
    Status.UNKNOWN,
    Status.DELIVERED,
    Status.COMPLETED,
    Status.PREPARING,
    Status.CANCELLED,
    Status.UNPAID,
)
"""Of items that differ the first one counts: what has the most to lose.

What is not sent yet, or cancelled, must not hide that something else is under way.
"""

ADVICE = {
    Status.DELIVERED: "has arrived: record when (`aliguard deliver`), for days count from then",
    Status.DISPUTED: "is in dispute: record when the dispute was opened, if that is not done yet",
    Status.FROZEN: "is frozen: record when it was frozen, if that is not done yet",
}
"""What the buyer must add, because a status comes without the day on which it began."""


def status_of(text: str) -> Status:
    """What a status text says, whatever its case and spaces.

    >>> status_of("Concluído ")
    <Status.COMPLETED: 7>
    """
    words = " ".join(unicodedata.normalize("NFKC", text).split())
    return STATUSES.get(words.casefold(), Status.UNKNOWN)


def least_far(statuses: AbstractSet[Status]) -> Status:
    """How far an order has come whose items have these statuses."""
    return next(status for status in _LEAST_FIRST if status in statuses)


def history(status: Status, placed: Span, *, seen: date, source: str) -> tuple[Event, ...]:
    """What has happened to an order of this status, by the day on which the status was seen.

    Only the day of placing is known; every later step lies between it and `seen`. An order of an
    unknown status may have been shipped: that it was is guessed, so that its deadlines are told.
    """
    later = Span(placed.on, seen)
    by = (GUESS if status is Status.UNKNOWN else IMPORT) + source
    return tuple(
        Placed(on=placed.on, no_later_than=placed.no_later_than, by=IMPORT + source)
        if step is Placed
        else step(on=placed.on, no_later_than=later.no_later_than, by=by)
        for step in _STEPS[status]
    )
