"""The warnings before steps that cannot be taken back, each from the order before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aliguard.render import guards as told

if TYPE_CHECKING:
    from aliguard.cli.session import Session
    from aliguard.model.order import Order
    from aliguard.rules.names import Step


def confirming(session: Session, order_id: str, _: Order, after: Order) -> str:
    """The warning before receipt is confirmed."""
    return told.confirming(order_id, session.verdict(after)) + _tricks(session, "confirm")


def cancelling(session: Session, order_id: str, before: Order, after: Order) -> str:
    """The warning before a dispute is cancelled."""
    limits = session.entry(order_id, before).answer.all
    last = next((item for item in limits if item.id == "cancel-dispute"), None)
    warning = told.cancelling_dispute(order_id, session.verdict(after), last)
    return warning + _tricks(session, "dispute-cancel")


def accepting(session: Session, order_id: str, before: Order, after: Order) -> str:
    """The warning before an offer is accepted."""
    life = session.entry(order_id, after).case.life
    agreed, asked = life.stakes, session.entry(order_id, before).stakes.asked
    proposed = "proposal-accepted" in life.facts
    warning = told.accepting(order_id, agreed.remedy, agreed.agreed, asked, proposed=proposed)
    return warning + _tricks(session, "dispute-accept")


def appealing(_: Session, order_id: str, __: Order, ___: Order) -> str:
    """The warning before an appeal."""
    return told.appealing(order_id)


def sending_back(session: Session, order_id: str, before: Order, _: Order) -> str:
    """The warning before the goods are sent back."""
    items = session.entry(order_id, before).answer.all
    return told.sending_back(order_id, next((i for i in items if i.id == "return-ship"), None))


def shipped_already(order_id: str) -> str:
    """What is to be minded where an order is cancelled after it was shipped."""
    return told.shipped_already(order_id)


def worsening(session: Session, order_id: str, _: Order, __: Order) -> str:
    """The warning before a change to a reason that costs the buyer."""
    return told.worsening(order_id) + _tricks(session, "dispute-modify")


def _tricks(session: Session, step: Step) -> str:
    from aliguard.rules.tricks import before  # noqa: PLC0415 - only what this step needs

    return told.tricks(before(step, session.rulebook))
