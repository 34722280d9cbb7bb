"""Everything that can happen to an order, one class a kind, told apart by `event`.

Pure: takes values, returns values. All dates are calendar dates in Pacific Time, as AliExpress
prints them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aliguard.model.kinds import Reason, Remedy, TrackingState
from aliguard.model.money import Money
from aliguard.model.record import Record, meant


class BaseEvent(Record):
    """What every event has: its day, who said so (absent: the user), and a free note."""

    on: date
    no_later_than: date | None = None
    """Where the exact day is not known: it lies between `on` and this day."""
    by: str | None = None
    note: str | None = None

    @property
    def estimate(self) -> bool:
        """Whether only the range of the day is known."""
        return self.no_later_than is not None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for value in self.__dict__.values():
            if isinstance(value, date):
                meant(value)
        if self.no_later_than is not None and self.no_later_than <= self.on:
            msg = f"no_later_than {self.no_later_than} is not after on {self.on}"
            raise ValueError(msg)
        return self


class Placed(BaseEvent):
    """The buyer placed and paid the order."""

    event: Literal["placed"] = "placed"


class CancelRequested(BaseEvent):
    """The buyer asked to cancel before shipment; the seller has to answer."""

    event: Literal["cancel-requested"] = "cancel-requested"


class Cancelled(BaseEvent):
    """The order was cancelled."""

    event: Literal["cancelled"] = "cancelled"


class Shipped(BaseEvent):
    """The seller handed the parcel over."""

    event: Literal["shipped"] = "shipped"
    tracking: str | None = None


class Tracking(BaseEvent):
    """The tracking was looked at, and showed this."""

    event: Literal["tracking"] = "tracking"
    state: TrackingState
    tracking: str | None = None


class Protection(BaseEvent):
    """AliExpress printed this end of protection; it counts from here on, extensions included."""

    event: Literal["protection"] = "protection"
    ends: date


class PickupNotice(BaseEvent):
    """The parcel waits at a locker or post office."""

    event: Literal["pickup-notice"] = "pickup-notice"
    until: date

    @model_validator(mode="after")
    def _still_there(self) -> Self:
        if self.until < self.on:
            msg = f"until {self.until} is before the notice of {self.on}"
            raise ValueError(msg)
        return self


class Delivered(BaseEvent):
    """The parcel arrived; or, `elsewhere`, the carrier says so and the buyer has seen none."""

    event: Literal["delivered"] = "delivered"
    elsewhere: Literal[True] | None = None


class Confirmed(BaseEvent):
    """The buyer confirmed receipt."""

    event: Literal["confirmed"] = "confirmed"


class Completed(BaseEvent):
    """AliExpress completed the order by itself: automatic confirmation."""

    event: Literal["completed"] = "completed"


class Satisfied(BaseEvent):
    """The buyer found the goods to be fine, and wants nothing more."""

    event: Literal["satisfied"] = "satisfied"


class ExtensionRequested(BaseEvent):
    """The buyer asked the seller for a longer protection."""

    event: Literal["extension-requested"] = "extension-requested"
    days: int | None = Field(default=None, ge=1, le=366)


class Extended(BaseEvent):
    """Protection was extended: by days, or until a date."""

    event: Literal["extended"] = "extended"
    days: int | None = Field(default=None, ge=1, le=366)
    until: date | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.days is None) == (self.until is None):
            msg = "give either days or until"
            raise ValueError(msg)
        return self


class ExtensionRefused(BaseEvent):
    """The seller refused a longer protection."""

    event: Literal["extension-refused"] = "extension-refused"


class Frozen(BaseEvent):
    """AliExpress froze the order."""

    event: Literal["frozen"] = "frozen"


class Unfrozen(BaseEvent):
    """AliExpress released the order."""

    event: Literal["unfrozen"] = "unfrozen"


class Note(BaseEvent):
    """Something worth remembering."""

    event: Literal["note"] = "note"
    note: str


class DisputeOpened(BaseEvent):
    """The buyer opened a dispute."""

    event: Literal["dispute-opened"] = "dispute-opened"
    reason: Reason | None = None
    want: Remedy = Remedy.REFUND
    amount: Money | None = None
    answer_by: date | None = None


class DisputeModified(BaseEvent):
    """The buyer changed reason, remedy or amount; the seller has to answer anew."""

    event: Literal["dispute-modified"] = "dispute-modified"
    reason: Reason | None = None
    want: Remedy | None = None
    amount: Money | None = None
    answer_by: date | None = None


class Offered(BaseEvent):
    """The seller, or the platform, proposed terms."""

    event: Literal["offered"] = "offered"
    side: Literal["seller", "platform"] = "seller"
    remedy: Remedy = Remedy.REFUND
    amount: Money | None = None
    answer_by: date | None = None


class Rejected(BaseEvent):
    """The buyer turned the last offer or proposal down."""

    event: Literal["rejected"] = "rejected"
    answer_by: date | None = None


class Accepted(BaseEvent):
    """Terms were agreed; absent values are those of the last offer or request."""

    event: Literal["accepted"] = "accepted"
    side: Literal["buyer", "seller"] = "buyer"
    remedy: Remedy | None = None
    amount: Money | None = None
    ship_by: date | None = None


class StepInAnnounced(BaseEvent):
    """The dispute page printed the day on which the platform joins."""

    event: Literal["step-in-announced"] = "step-in-announced"
    ends: date


class SteppedIn(BaseEvent):
    """The platform took the case over."""

    event: Literal["stepped-in"] = "stepped-in"


class EvidenceRequested(BaseEvent):
    """The platform asked the buyer for evidence."""

    event: Literal["evidence-requested"] = "evidence-requested"
    answer_by: date | None = None


class EvidenceSent(BaseEvent):
    """The buyer handed in evidence, or said whether the parcel came."""

    event: Literal["evidence-sent"] = "evidence-sent"
    arrived: bool | None = None
    """The answer to the question whether the parcel came; absent where that was not asked."""


class Ruled(BaseEvent):
    """The platform decided: a proposal that may be answered, or final."""

    event: Literal["ruled"] = "ruled"
    final: bool = True
    remedy: Remedy = Remedy.REFUND
    amount: Money | None = None
    answer_by: date | None = None
    ship_by: date | None = None


class DisputeCancelled(BaseEvent):
    """The buyer took the dispute back."""

    event: Literal["dispute-cancelled"] = "dispute-cancelled"


class DisputeClosed(BaseEvent):
    """The platform closed the dispute, with or without money."""

    event: Literal["dispute-closed"] = "dispute-closed"
    amount: Money | None = None


class Appealed(BaseEvent):
    """The buyer appealed."""

    event: Literal["appealed"] = "appealed"


class AppealDecided(BaseEvent):
    """The appeal was decided."""

    event: Literal["appeal-decided"] = "appeal-decided"
    won: bool
    remedy: Remedy = Remedy.REFUND
    amount: Money | None = None
    ship_by: date | None = None


class ReturnShipped(BaseEvent):
    """The buyer sent the goods back and entered the tracking number."""

    event: Literal["return-shipped"] = "return-shipped"
    tracking: str | None = None


class ReturnReceived(BaseEvent):
    """The goods came back to the seller."""

    event: Literal["return-received"] = "return-received"


class Refunded(BaseEvent):
    """Money came back."""

    event: Literal["refunded"] = "refunded"
    amount: Money | None = None


class ChargebackOpened(BaseEvent):
    """The buyer opened a case at PayPal or the card issuer."""

    event: Literal["chargeback-opened"] = "chargeback-opened"
    amount: Money | None = None


class ChargebackEscalated(BaseEvent):
    """The buyer turned the PayPal dispute into a claim."""

    event: Literal["chargeback-escalated"] = "chargeback-escalated"


class ChargebackDecided(BaseEvent):
    """PayPal or the card issuer decided."""

    event: Literal["chargeback-decided"] = "chargeback-decided"
    won: bool
    amount: Money | None = None


class ClaimSent(BaseEvent):
    """The buyer sent a written claim to the seller."""

    event: Literal["claim-sent"] = "claim-sent"


class ClaimAnswered(BaseEvent):
    """The seller answered the written claim."""

    event: Literal["claim-answered"] = "claim-answered"


Event = Annotated[
    Placed
    | CancelRequested
    | Cancelled
    | Shipped
    | Tracking
    | Protection
    | PickupNotice
    | Delivered
    | Confirmed
    | Completed
    | Satisfied
    | ExtensionRequested
    | Extended
    | ExtensionRefused
    | Frozen
    | Unfrozen
    | Note
    | DisputeOpened
    | DisputeModified
    | Offered
    | Rejected
    | Accepted
    | StepInAnnounced
    | SteppedIn
    | EvidenceRequested
    | EvidenceSent
    | Ruled
    | DisputeCancelled
    | DisputeClosed
    | Appealed
    | AppealDecided
    | ReturnShipped
    | ReturnReceived
    | Refunded
    | ChargebackOpened
    | ChargebackEscalated
    | ChargebackDecided
    | ClaimSent
    | ClaimAnswered,
    Field(discriminator="event"),
]
