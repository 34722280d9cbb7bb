"""The words that events choose from."""

from enum import StrEnum


class TrackingState(StrEnum):
    """What the parcel's tracking shows."""

    MOVING = "moving"
    STALLED = "stalled"
    NONE = "none"
    WRONG = "wrong"


class Remedy(StrEnum):
    """What the buyer wants, or is given: the money alone, or the money for the goods."""

    REFUND = "refund"
    RETURN = "return"


class Reason(StrEnum):
    """Why a dispute is opened."""

    NOT_RECEIVED = "not-received"
    IN_TRANSIT = "in-transit"
    NOT_AS_DESCRIBED = "not-as-described"
    DEFECTIVE = "defective"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"
    COUNTERFEIT = "counterfeit"
    WRONG_ITEM = "wrong-item"
    NOT_NEEDED = "not-needed"
    OTHER = "other"
