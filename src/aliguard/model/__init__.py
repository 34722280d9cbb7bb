"""What is stored: money, events, orders, the ledger. Frozen values; a change returns a new one."""

from aliguard.model.event import Event
from aliguard.model.kinds import Reason, Remedy, TrackingState
from aliguard.model.ledger import Ledger
from aliguard.model.money import Money
from aliguard.model.order import Order

__all__ = ["Event", "Ledger", "Money", "Order", "Reason", "Remedy", "TrackingState"]
