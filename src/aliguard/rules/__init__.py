"""Facts, rulebook and today in; answers out. Pure: no file, clock, console, environment."""

from aliguard.rules.agenda import agenda, at_risk, entries, entry
from aliguard.rules.deadline import Deadline
from aliguard.rules.deadlines import deadlines
from aliguard.rules.eligibility import Verdict, can_open
from aliguard.rules.rulebook import Rulebook

__all__ = [
    "Deadline",
    "Rulebook",
    "Verdict",
    "agenda",
    "at_risk",
    "can_open",
    "deadlines",
    "entries",
    "entry",
]
