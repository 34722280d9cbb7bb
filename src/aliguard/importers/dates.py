"""Order dates as exports write them: a day, or the range of days that the text allows.

Pure: takes values, returns values. Never guesses: what is not understood is an InputError.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aliguard.errors import InputError
from aliguard.importers.document import quoted

PACIFIC = ZoneInfo("America/Los_Angeles")
"""Where AliExpress' days begin and end."""

FIRST_YEAR = 2010
"""AliExpress opened, https://en.wikipedia.org/wiki/AliExpress.

A browser reads a date without its year as one of 2001, and exports that.
"""

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janeiro января",
            "feb february februar fev fevereiro февраля",
            "mar march mär märz março марта",
            "apr april abr abril апреля",
            "may mai maio мая",
            "jun june juni junho июня",
            "jul july juli julho июля",
            "aug august ago agosto августа",
            "sep sept september set setembro сентября",
            "oct october okt oktober out outubro октября",
            "nov november novembro ноября",
            "dec december dez dezember dezembro декабря",
        ),
        start=1,
    )
    for word in words.split()
}
"""English, German, Portuguese and Russian month words; none of them means two months."""

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d_]+)\.? (?P<day>[0-9]{1,2}), ?(?P<year>[0-9]{4})")
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})\.? (?:de )?(?P<month>[^\W\d_]+)\.?,? (?:de )?(?P<year>[0-9]{4})"
)
_NUMBERS = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}")


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which something may have happened: from `on` to `until`, often the same."""

    on: date
    until: date

    @property
    def no_later_than(self) -> date | None:
        """The last day where the exact one is unknown, as events store it."""
        return self.until if self.until > self.on else None

    def until_at_most(self, day: date) -> Span:
        """The span cut off after a day, which does not lie before it."""
        return Span(self.on, min(self.until, day))


def order_date(text: str, *, today: date) -> Span:
    """The day on which an order was placed.

    An ISO date may be one day early: exporters make it of local midnight, told in UTC. A date of
    tomorrow is one of today, as the zones of buyer and machine may differ.

    Raises:
        InputError: the text cannot be read, can be read in two ways, or names an impossible day.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    on = _day(text)
    if on == today + timedelta(days=1):
        on = today
    if on > today:
        msg = f"its order date {quoted(text)} lies after today, {today}"
        raise InputError(msg)
    if on.year < FIRST_YEAR:
        msg = f"its order date {quoted(text)} is older than AliExpress"
        raise InputError(msg)
    until = min(on + timedelta(days=1), today) if _ISO.fullmatch(text) and on < today else on
    return Span(on, until)


def _day(text: str) -> date:
    if not text:
        msg = "it has no order date"
        raise InputError(msg)
    if _NUMBERS.fullmatch(text):
        msg = f"its order date {quoted(text)} does not say which number is the month"
        raise InputError(msg)
    found = _ISO.fullmatch(text) or _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    day = _calendar_day(found) if found else None
    if day is None:
        msg = (
            f"its order date {quoted(text)} cannot be read: "
            "switch AliExpress to English and export again"
        )
        raise InputError(msg)
    return day


def _calendar_day(found: re.Match[str]) -> date | None:
    word = found["month"]
    month = int(word) if word.isascii() and word.isdigit() else _MONTHS.get(word.casefold(), 0)
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None


def pacific_day(milliseconds: float) -> date | None:
    """The calendar day in Pacific Time of a moment in epoch milliseconds; None for no such day."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
        return moment.astimezone(PACIFIC).date()
    except (OverflowError, ValueError):
        return None
