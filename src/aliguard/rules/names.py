"""The names that rulebooks are written in: of parties, kinds, days to count from, and facts.

Pure: takes values, returns values.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Days = Annotated[int, Field(ge=-3660, le=3660)]
"""A number of days, within ten years."""

Actor = Literal["buyer", "seller", "platform", "bank", "carrier"]
Kind = Literal["duty", "chance", "wait", "limit", "opening"]
"""What a rule asks of the buyer: to act or lose, to try, to wait, or nothing: it ends or begins a
window."""
OLD_KINDS = {"option": "chance", "backstop": "chance"}
"""Kinds that rules of the user may still name as version 0.1 did."""
Loss = Literal["money", "case", "chance", "nothing"]
"""What a missed day costs, the dearest first: where two fall on one day, that comes first."""
Unit = Literal["calendar", "business"]
SourceKind = Literal["official", "official-copy", "third-party", "article", "own"]
AnchorName = Literal[
    "placed",
    "cancel-requested",
    "shipped",
    "delivered",
    "confirmed",
    "completed",
    "received",
    "protection-end",
    "extension-requested",
    "frozen",
    "dispute-opened",
    "seller-asked",
    "offered",
    "stepped-in",
    "decision-awaited",
    "evidence-requested",
    "ruled",
    "decided",
    "given-up",
    "return-agreed",
    "return-shipped",
    "settled",
    "short",
    "appealed",
    "chargeback-opened",
    "claim-sent",
    "claim-answered",
]
PrintedName = Literal[
    "ship-by",
    "protection",
    "pickup",
    "seller-answer",
    "step-in",
    "offer",
    "evidence",
    "ruling",
    "return",
]
Fact = Literal[
    "shipped",
    "received",
    "elsewhere",
    "confirmed",
    "completed",
    "satisfied",
    "cancelled",
    "cancelled-unpaid",
    "refunded",
    "paid",
    "short",
    "moving",
    "protection-printed",
    "protection-known",
    "under-way",
    "unshipped",
    "extended-late",
    "disputed",
    "cancelled-before",
    "dispute-open",
    "dispute-in-transit",
    "dispute-rests",
    "wants-return",
    "dispute-ended",
    "seller-answered",
    "offered-before",
    "stepped-in",
    "offer-answered",
    "evidence-given",
    "transit-answered",
    "ruling-open",
    "ruling-answered",
    "proposal-accepted",
    "accepted",
    "won",
    "won-all",
    "ruled",
    "decided",
    "settled",
    "returned",
    "return-received",
    "appealed",
    "appeal-decided",
    "frozen",
    "chargeback-open",
    "chargeback-opened",
    "chargeback-escalated",
    "chargeback-decided",
    "chargeback-won",
    "claim-open",
    "claim-answered",
    "extension-answered",
    "cancel-answered",
    "unfrozen",
]
Circumstance = Literal[
    "zero-offer",
    "return-offer",
    "late-offer",
    "seller-extension",
    "wrong-tracking",
    "reason-not-needed",
]
Step = Literal[
    "confirm", "dispute-cancel", "dispute-accept", "dispute-modify", "return-ship", "dispute-appeal"
]
"""The guarded steps, before which a trick may be told."""
