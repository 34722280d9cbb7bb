"""Whether a dispute can be opened, and what else is possible, as sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from aliguard.rules.advice import Alternative
from aliguard.rules.eligibility import Remark, Verdict


def verdict(order_id: str, value: Verdict, today: date) -> str:
    """Whether a dispute can be opened, in some sentences."""
    sentence = _YES[value.reason] if value.yes else _NO[value.reason]
    if value.yes and value.certainty == "contested" and value.reason in _CERTAIN:
        sentence = _DOUBTED
    said = sentence.format(
        order=order_id,
        opens=value.opens_on,
        act=value.act_by,
        closes=value.closes_on,
        latest=value.latest_on,
        by=_by(value, today),
    )
    return " ".join([said, *(_REMARKS[remark].format(order=order_id) for remark in value.remarks)])


def _by(value: Verdict, today: date) -> str:
    if value.act_by is None or value.closes_on is None:
        return "today"
    if today > value.act_by:
        return f"today: it closes on {value.closes_on}"
    return f"by {value.act_by}; it closes on {value.closes_on}"


_CERTAIN = frozenset({"in-transit", "after-receipt", "last-day"})
"""Reasons that are told as contested where something makes them so."""
_DOUBTED = "Yes, but contested. Try today; by the cautious reading it closes on {closes}."

_YES = {
    "in-transit": "Yes. Open it {by}.",
    "after-receipt": "Yes. Open it {by}.",
    "last-day": "Yes, and today is the last day that is safe: open it now.",
    "running-out": (
        "Yes, but contested: the tracking moves, so choose that protection is running out while"
        " the parcel is in transit, and ask for an extension as well. Open it {by}."
    ),
    "after-timeout": (
        "Yes, but contested: protection has ended, and not every source leaves time after it."
        " Try today; that chance closes on {closes}."
    ),
    "late": (
        "Yes, but contested: by the cautious reading it closed on {closes}; by the most generous"
        " one it closes on {latest}. Try today."
    ),
}

_NO = {
    "not-shipped": (
        "No: the order is not shipped, so there is nothing to dispute; cancel it instead."
        " If it is on its way, record that with `aliguard ship {order} --on DATE`."
    ),
    "cancelled": "No: the order was cancelled. `aliguard next {order}` tells of the refund.",
    "too-early": "No, too early: it opens on {opens} and closes on {closes}.",
    "tracking-moves": (
        "No, not while the tracking moves normally: it opens on {opens}, in the last days of"
        " protection, and closes on {closes}. If the parcel stops, record it with"
        " `aliguard track {order} --state stalled`."
    ),
    "too-late": "No, too late: the last day that any source allows has passed.",
    "already-open": "No: a dispute is open already. `aliguard next {order}` says what comes next.",
    "settled": "No: the dispute or the refund of this order is settled.",
    "frozen": "No: AliExpress froze the order; wait until it is released.",
    "chargeback": "No: a chargeback is open, and AliExpress waits for its outcome.",
}

_REMARKS: dict[Remark, str] = {
    "may-refuse": "While the parcel moves normally AliExpress may refuse it.",
    "estimate": (
        "The end of protection is an estimate: enter the date printed on the order page with"
        " `aliguard edit-order {order} --protection-ends DATE`."
    ),
    "unshipped": (
        "No day of shipping is recorded, but protection runs: `aliguard ship {order} --on DATE`."
    ),
    "cancelled-before": "You cancelled a dispute: some sources allow only one for an order.",
    "escalated-before": (
        "You cancelled a dispute that AliExpress had taken over: by some sources that was the last."
    ),
    "confirmed-only": "Some sources say that confirming receipt ends every dispute.",
    "elsewhere": (
        "Choose that nothing was received, although the carrier says delivered: add the tracking"
        " page and what the post office says."
    ),
}


def alternatives(ways: Iterable[Alternative]) -> list[str]:
    """What is still possible, a line each."""
    return [f"{way.title}{f': until {way.until}' if way.until else ''}" for way in ways]


def ways_out(ways: Sequence[Alternative]) -> list[str]:
    """What is still possible after a missed window, two lines each: the way, and how to go it."""
    if not ways:
        return []
    lines = ["Still possible, in this order:"]
    for number, way in enumerate(ways, start=1):
        until = f", until {way.until}" if way.until else ""
        lines += [f"  {number}. {way.title}{until}.", f"     {way.how} It needs {way.needs}."]
    return lines
