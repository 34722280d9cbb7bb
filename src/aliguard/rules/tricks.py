"""Red flags: the known tricks of sellers that an order's events or a message fit.

Pure: takes values, returns values. Dates are calendar dates in Pacific Time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date

from aliguard.model.event import (
    DisputeModified,
    DisputeOpened,
    Event,
    Offered,
    Ruled,
)
from aliguard.model.kinds import Reason, Remedy, TrackingState
from aliguard.model.lifeline import timeline
from aliguard.rules.deadlines import deadlines_of
from aliguard.rules.names import Circumstance, Step
from aliguard.rules.rulebook import Phrase, Rulebook, Trick
from aliguard.rules.situation import Situation

Known = tuple[str, Trick]
"""A trick with its id."""

LATE = 1
"""Days before the end of a dispute's timer from which an offer presses: today or tomorrow."""

TIMERS = frozenset({"step-in", "seller-answer"})
SETTLED = frozenset({"received", "cancelled", "refunded", "dispute-ended"})
"""Facts after which nobody waits for the parcel any more."""

# Letters and digits apart, so that "0.01usd" is "0.01 usd"; an amount is one word.
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})


def circumstances(case: Situation, *, today: date) -> frozenset[Circumstance]:
    """What of the recorded events may be the mark of a trick."""
    return frozenset(name for name, shows in _MARKS.items() if shows(case, today))


def fitting(case: Situation, rulebook: Rulebook, *, today: date) -> tuple[Known, ...]:
    """The tricks that the recorded events fit."""
    seen = circumstances(case, today=today)
    return tuple(known for known in rulebook.tricks.items() if not seen.isdisjoint(known[1].fits))


def said(text: str, rulebook: Rulebook) -> tuple[Known, ...]:
    """The tricks that a seller's message fits; the one, where the text is a trick's id."""
    heard = _folded(text)
    named = tuple(
        known for known in rulebook.tricks.items() if heard and _folded(known[0]) == heard
    )
    return named or tuple(
        known for known in rulebook.tricks.items() if _any_in(heard, known[1].words)
    )


def before(step: Step, rulebook: Rulebook) -> tuple[Known, ...]:
    """The tricks to tell of before a step that cannot be taken back."""
    return tuple(known for known in rulebook.tricks.items() if step in known[1].before)


def _any_in(heard: str, phrases: Iterable[Phrase]) -> bool:
    return any(all(_in(heard, words) for words in phrase) for phrase in phrases)


def _in(heard: str, words: str) -> bool:
    """Whether words stand side by side in a folded text; * is any ending of the last one."""
    wanted = _folded(words)
    end = "" if words.endswith("*") else " "
    return bool(wanted) and f" {wanted}{end}" in f" {heard} "


def _folded(text: str) -> str:
    """The words of a text with a space between them, without case, accents and punctuation.

    >>> _folded("¡Cierre la DISPUTA, por favor! (US$0,01)")
    'cierre la disputa por favor us 0.01'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    seen = "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN)
    return " ".join(word.replace(",", ".") for word in _WORD.findall(seen))


def _zero_offer(case: Situation, _: date) -> bool:
    offer = _open_offer(case)
    return offer is not None and offer.amount is not None and not offer.amount.amount


def _return_offer(case: Situation, _: date) -> bool:
    """Money is offered for the goods sent back, where the buyer asked for the money alone."""
    offer = _open_offer(case)
    if offer is None or (offer.amount is not None and not offer.amount.amount):
        return False
    return offer.remedy is Remedy.RETURN and _asked(case) is Remedy.REFUND


def _late_offer(case: Situation, today: date) -> bool:
    if _open_offer(case) is None or "stepped-in" in case.facts:
        return False
    left = [each.days_left(today) for each in deadlines_of(case) if each.id in TIMERS]
    return any(days is not None and 0 <= days <= LATE for days in left)


def _seller_extension(case: Situation, today: date) -> bool:
    """The last extension was not asked for, the parcel is awaited, and no dispute is running."""
    if "disputed" in case.facts or not _awaited(case, today):
        return False
    asked = unasked = False
    for event in timeline(case.order.events):
        if event.event == "extended":
            asked, unasked = False, not asked
        elif event.event in {"extension-requested", "extension-refused"}:
            asked = event.event == "extension-requested"
    return unasked


def _wrong_tracking(case: Situation, today: date) -> bool:
    return case.life.tracking is TrackingState.WRONG and _awaited(case, today)


def _reason_not_needed(case: Situation, _: date) -> bool:
    """A change made it so; a dispute that was opened for that reason is the buyer's own wish."""
    reasons = [
        event.reason
        for event in _open_dispute(case)
        if isinstance(event, DisputeOpened | DisputeModified)
    ]
    changes = [reason for reason in reasons[1:] if reason]
    return changes[-1:] == [Reason.NOT_NEEDED] != reasons[:1]


_MARKS: dict[Circumstance, Callable[[Situation, date], bool]] = {
    "zero-offer": _zero_offer,
    "return-offer": _return_offer,
    "late-offer": _late_offer,
    "seller-extension": _seller_extension,
    "wrong-tracking": _wrong_tracking,
    "reason-not-needed": _reason_not_needed,
}


def _open_dispute(case: Situation) -> list[Event]:
    """The events of the dispute that is open, its opening first; none where none is open."""
    if "dispute-open" not in case.facts:
        return []
    events = timeline(case.order.events)
    last = max(n for n, event in enumerate(events) if event.event == "dispute-opened")
    return events[last:]


def _open_offer(case: Situation) -> Offered | None:
    """The seller's last offer, while it is neither answered nor overtaken by a proposed ruling."""
    if "offer-answered" in case.facts:
        return None
    offers = [event for event in _open_dispute(case) if isinstance(event, Offered | Ruled)]
    last = offers[-1] if offers else None
    return last if isinstance(last, Offered) and last.side == "seller" else None


def _asked(case: Situation) -> Remedy | None:
    """What the buyer wants from the dispute that is open."""
    wanted = [
        event.want
        for event in _open_dispute(case)
        if isinstance(event, DisputeOpened | DisputeModified) and event.want
    ]
    return wanted[-1] if wanted else None


def _awaited(case: Situation, today: date) -> bool:
    """Whether the parcel is still to come, and the buyer can still do something if it does not."""
    if case.holds_any(SETTLED):
        return False
    if "dispute-open" in case.facts:
        return True
    own = [each.last_on for each in deadlines_of(case) if each.kind == "duty" and not each.done]
    last = [day for day in own if day]
    return not last or any(today <= day for day in last)
