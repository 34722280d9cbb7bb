"""What a step that cannot be taken back ends, and until when it could be undone, in sentences."""

from __future__ import annotations

from datetime import date

from aliguard.model.kinds import Remedy
from aliguard.model.money import Money
from aliguard.rules.agenda import Entry
from aliguard.rules.eligibility import Verdict
from aliguard.rules.tricks import Known


def confirming(after: Entry) -> str:
    """What confirming receipt ends."""
    left = next((d for d in after.deadlines if d.id == "dispute-after-receipt"), None)
    until = f" A dispute is then only possible until {left.ends_on}." if left else ""
    return (
        f"Confirming receipt of {after.order_id} cannot be taken back: AliExpress pays the seller."
        f"{until} Confirm only when you hold the goods and have tested them."
    )


def cancelling_dispute(order_id: str, verdict: Verdict, *, protected: bool) -> str:
    """What cancelling a dispute ends, and until when it could be opened again."""
    return (
        f"Cancelling the dispute of {order_id} ends it: nothing that was asked for is paid."
        f" {_reopening(verdict, protected=protected)}"
        " Cancel only for an extension that shows on the order page, never for a promise."
    )


def _reopening(verdict: Verdict, *, protected: bool) -> str:
    """Until when a dispute could be opened again; sources say never once protection has ended."""
    if verdict.yes and protected and verdict.certainty != "contested":
        return f"It could be opened again until {verdict.closes_on}."
    if verdict.yes:
        return f"Whether it could be opened again is contested (until {verdict.latest_on})."
    if verdict.opens_on:
        return f"It could be opened again from {verdict.opens_on} to {verdict.closes_on}."
    return "It could never be opened again: no window is left."


def accepting(order_id: str, remedy: Remedy, amount: Money | None, asked: Money | None) -> str:
    """What accepting an offer ends."""
    back = " for the goods sent back" if remedy is Remedy.RETURN else ""
    given = f"{amount}{back}" if amount else f"what was offered{back}"
    if amount is not None and not amount.amount:
        given = "NOTHING: a refund of zero is a rejection in disguise"
    wanted = f" You asked for {asked}." if asked and asked != amount else ""
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


def sending_back(order_id: str, ends_on: date | None) -> str:
    """What sending the goods back gives away."""
    until = f" Ship and enter the tracking number by {ends_on}." if ends_on else ""
    return (
        f"What you send back for {order_id} is out of your hands: send it only to the address on"
        f" the dispute page, with a tracking number, and never outside of a dispute.{until}"
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
