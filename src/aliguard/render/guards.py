"""What a step that cannot be taken back ends, and until when it could be undone, in sentences."""

from __future__ import annotations

from aliguard.model.kinds import Remedy
from aliguard.model.money import Money
from aliguard.rules.answer import Item
from aliguard.rules.eligibility import Verdict
from aliguard.rules.tricks import Known


def confirming(order_id: str, after: Verdict) -> str:
    """What confirming receipt ends."""
    return (
        f"Confirming receipt of {order_id} cannot be taken back: AliExpress pays the seller."
        f" {_after_confirming(after)} Confirm only when you hold the goods and have tested them."
    )


def _after_confirming(after: Verdict) -> str:
    """Until when a dispute would still be possible."""
    unseen = " Some sources say that confirming ends every dispute."
    doubt = unseen if "confirmed-only" in after.remarks else ""
    if not after.yes:
        return "No dispute is possible then."
    if after.certainty == "contested":
        return f"Whether a dispute is then possible is contested (until {after.latest_on}).{doubt}"
    return f"A dispute is then only possible until {after.closes_on}.{doubt}"


def cancelling_dispute(order_id: str, after: Verdict, last: Item | None) -> str:
    """What cancelling a dispute ends, and until when it could be opened again."""
    return (
        f"Cancelling the dispute of {order_id} ends it: nothing that was asked for is paid."
        f" {_reopening(after, last)}"
        " Cancel only for an extension that shows on the order page, never for a promise."
    )


def _reopening(after: Verdict, last: Item | None) -> str:
    """Until when a dispute could be opened again, which not every source allows."""
    if not after.yes and not after.opens_on:
        return "It could never be opened again: no window is left."
    escalated = "escalated-before" in after.remarks
    taken = " one that AliExpress has taken over is over for good by others;" if escalated else ""
    safe = last is not None and last.state not in {"late", "missed"}
    until = last.ends_on if last and safe else after.latest_on
    return (
        f"Whether it could be opened again, until {until}, is contested: some sources allow one"
        f" dispute only;{taken} take it for the last."
    )


def accepting(
    order_id: str, remedy: Remedy, amount: Money | None, asked: Money | None, *, proposed: bool
) -> str:
    """What accepting an offer, or what AliExpress proposed, ends."""
    back = " for the goods sent back" if remedy is Remedy.RETURN else ""
    given = f"{amount}{back}" if amount else f"what was offered{back}"
    if amount is not None and not amount.amount:
        given = "NOTHING: a refund of zero is a rejection in disguise"
    wanted = f" You asked for {asked}." if asked and asked != amount else ""
    if proposed:
        return (
            f"You accept {given} for {order_id}, which you cannot take back; the seller may contest"
            f" it until AliExpress carries it out.{wanted}"
        )
    return (
        f"Accepting is final: the dispute of {order_id} closes with {given}, and it cannot be"
        f" opened again.{wanted} Rejecting can be changed later; accepting cannot."
    )


def appealing(order_id: str) -> str:
    """What an appeal uses up."""
    return (
        f"There is only one appeal for {order_id}: send it when all new evidence is ready,"
        " for what is missing now cannot be added in a second one."
    )


def sending_back(order_id: str, item: Item | None) -> str:
    """What sending the goods back gives away."""
    until = ""
    if item and item.state in {"late", "missed"}:
        until = f" Its day, {item.ends_on}, has passed: see that the page still takes the number."
    elif item and item.ends_on:
        until = f" Ship and enter the tracking number by {item.ends_on}."
    return (
        f"What you send back for {order_id} is out of your hands: send it only to the address on"
        f" the dispute page, with a tracking number, and never outside of a dispute.{until}"
    )


def shipped_already(order_id: str) -> str:
    """That an order that was shipped can hardly be cancelled."""
    return (
        f"! {order_id}: it was shipped, and by AliExpress' rules it can be cancelled only before:"
        " see that the order page really says so, and keep the days of protection."
    )


def worsening(order_id: str) -> str:
    """What a change of reason to "not needed" gives away."""
    return (
        f'With the reason "not needed" the fault of {order_id} becomes yours: you pay for the way'
        " back, and the evidence that you sent counts for nothing."
    )


def tricks(known: tuple[Known, ...]) -> str:
    """The tricks of sellers that end in such a step, in a sentence."""
    if not known:
        return ""
    titles = "; ".join(trick.title for _, trick in known)
    return f" Known tricks that end here: {titles}. `aliguard advise --list` explains them."
