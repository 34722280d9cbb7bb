"""The warnings before steps that cannot be taken back, each from the order before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aliguard.render import guards as told

if TYPE_CHECKING:
    from aliguard.cli.session import Session
    from aliguard.model.order import Order
    from aliguard.rules.rulebook import Step


def confirming(session: Session, order_id: str, _: Order, after: Order) -> str:
    """The warning before receipt is confirmed."""
    return told.confirming(session.entry(order_id, after)) + _tricks(session, "confirm")


def cancelling(session: Session, order_id: str, _: Order, after: Order) -> str:
    """The warning before a dispute is cancelled."""
    from aliguard.rules.situation import situation  # noqa: PLC0415 - only what this step needs

    protection = situation(after, session.rulebook).protection
    protected = protection is not None and session.today <= protection.ends
    warning = told.cancelling_dispute(order_id, session.verdict(after), protected=protected)
    return warning + _tricks(session, "dispute-cancel")


def accepting(session: Session, order_id: str, before: Order, after: Order) -> str:
    """The warning before an offer is accepted."""
    from aliguard.rules.replay import replay  # noqa: PLC0415 - only what this step needs

    agreed, asked = replay(after).stakes, replay(before).stakes.asked
    warning = told.accepting(order_id, agreed.remedy, agreed.agreed, asked)
    return warning + _tricks(session, "dispute-accept")


def appealing(_: Session, order_id: str, __: Order, ___: Order) -> str:
    """The warning before an appeal."""
    return told.appealing(order_id)


def sending_back(session: Session, order_id: str, before: Order, _: Order) -> str:
    """The warning before the goods are sent back."""
    dated = session.entry(order_id, before).deadlines
    return told.sending_back(
        order_id, next((d.ends_on for d in dated if d.id == "return-ship"), None)
    )


def worsening(session: Session, order_id: str, _: Order, __: Order) -> str:
    """The warning before a change to a reason that costs the buyer."""
    return told.worsening(order_id) + _tricks(session, "dispute-modify")


def _tricks(session: Session, step: Step) -> str:
    from aliguard.rules.tricks import before  # noqa: PLC0415 - only what this step needs

    return told.tricks(before(step, session.rulebook))
