"""The warnings before steps that cannot be taken back, each from the order before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aliguard.render import guards as told

if TYPE_CHECKING:
    from aliguard.cli.session import Session
    from aliguard.model.order import Order


def confirming(session: Session, order_id: str, _: Order, after: Order) -> str:
    """The warning before receipt is confirmed."""
    return told.confirming(session.entry(order_id, after))


def cancelling(session: Session, order_id: str, _: Order, after: Order) -> str:
    """The warning before a dispute is cancelled."""
    return told.cancelling_dispute(order_id, session.verdict(after), session.today)


def accepting(_: Session, order_id: str, before: Order, after: Order) -> str:
    """The warning before an offer is accepted."""
    from aliguard.rules.replay import replay  # noqa: PLC0415 - only what this step needs

    agreed, asked = replay(after).stakes, replay(before).stakes.asked
    return told.accepting(order_id, agreed.remedy, agreed.agreed, asked)


def appealing(_: Session, order_id: str, __: Order, ___: Order) -> str:
    """The warning before an appeal."""
    return told.appealing(order_id)


def sending_back(session: Session, order_id: str, before: Order, _: Order) -> str:
    """The warning before the goods are sent back."""
    dated = session.entry(order_id, before).deadlines
    return told.sending_back(
        order_id, next((d.ends_on for d in dated if d.id == "return-ship"), None)
    )


def worsening(_: Session, order_id: str, __: Order, ___: Order) -> str:
    """The warning before a change to a reason that costs the buyer."""
    return told.worsening(order_id)
