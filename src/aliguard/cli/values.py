"""What a person types, read at the door: dates, countries, money. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from aliguard.errors import InputError

FIRST_YEAR = 2010
"""AliExpress opened in 2010: https://www.aliexpress.com/p/aboutus/index.html"""
LAST_YEAR = 2100

_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WRITTEN = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
HOW = "write it as 2026-03-05, 5 Mar 2026, today, yesterday or -3d"
AHEAD = "write it as 2026-03-05, 5 Mar 2026, tomorrow or +3d"


def parse_date(text: str, *, today: date, how: str = HOW) -> date:
    """The calendar date that a person typed.

    >>> parse_date("5 Mar 2026", today=date(2026, 11, 21))
    datetime.date(2026, 3, 5)
    >>> parse_date("-3d", today=date(2026, 11, 21))
    datetime.date(2026, 11, 18)
    >>> parse_date("+3d", today=date(2026, 11, 21))
    datetime.date(2026, 11, 24)

    Raises:
        InputError: it is no date, or could be two; then both are named.
    """
    day = _relative(text.strip().casefold(), today) or _absolute(text.strip())
    if day is None:
        msg = f"{text!r} is no date: {how}."
        raise InputError(msg)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        msg = f"{text!r} is the year {day.year}; AliExpress opened in {FIRST_YEAR}: {how}."
        raise InputError(msg)
    return day


def parse_past(text: str, *, today: date) -> date:
    """The date of a fact, which cannot lie ahead.

    Raises:
        InputError: it is no date, or one after today.
    """
    day = parse_date(text, today=today)
    if day > today:
        msg = (
            f"{day} is after today ({today}), and a fact cannot lie ahead."
            " Record it when it has happened."
        )
        raise InputError(msg)
    return day


def _relative(text: str, today: date) -> date | None:
    if text in _NEAR:
        return today + timedelta(days=_NEAR[text])
    match = re.fullmatch(r"([+-]\d{1,4})d", text)
    return today + timedelta(days=int(match[1])) if match else None


def _absolute(text: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _iso(text)
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", text):
        return _numeric(text)
    plain = re.sub(r"[.,\s]+", " ", text).strip()
    for form in _WRITTEN:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a calendar date
        except ValueError:
            continue
    return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _numeric(text: str) -> date | None:
    readings = tuple(dict.fromkeys(_readings(*map(int, re.split(r"[./-]", text)))))
    if len(readings) > 1:
        first, second = (f"{day:%-d %b %Y} ({day})" for day in readings)
        msg = f"{text!r} could be {first} or {second}: write it as {readings[0]} or {readings[1]}."
        raise InputError(msg)
    return readings[0] if readings else None


def _readings(one: int, two: int, year: int) -> Iterator[date]:
    for day, month in ((one, two), (two, one)):
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def parse_country(text: str) -> str:
    """The two-letter country code that a person typed, in capitals.

    Raises:
        InputError: it has not the form of one.
    """
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        msg = f"{text!r} is no country code: write two letters, such as CN, DE or BR."
        raise InputError(msg)
    return code
