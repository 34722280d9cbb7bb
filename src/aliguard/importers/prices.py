"""Prices of item lines in the form `display|whole|cents`, such as `US $7.05|7|05`.

Pure: takes values, returns values.
"""

from __future__ import annotations

import re
from decimal import Decimal

from aliguard.errors import InputError
from aliguard.importers.document import quoted

_MARK = r"[.,'\u2019\s]"
"""What stands between thousands: the Swiss use an apostrophe, Indians group by two."""
_PRICE_INFO = re.compile(
    r"(?P<shown>[^|]*)"
    rf"\|(?P<whole>[0-9]{{1,12}}|[0-9]{{1,3}}(?:{_MARK}[0-9]{{2,3}}){{0,3}}{_MARK}[0-9]{{3}})"
    r"\|(?P<cents>[0-9]{0,3})"
)
_QUANTITY = re.compile(r"(?P<count>[1-9][0-9]{0,5})(?:\.0+)?")


def unit_price(info: str) -> Decimal:
    """The amount of a price info.

    Some exporters drop the leading zero of the cents (`US $7.05|7|5`), others misread a comma:
    the parts count only if the displayed price has the same digits.

    >>> unit_price("129,46zł|129|46")
    Decimal('129.46')
    >>> unit_price("US $7.05|7|5")
    Decimal('7.05')

    Raises:
        InputError: the parts cannot be read, or the display says otherwise.
    """
    found = _PRICE_INFO.fullmatch(info)
    if not found:
        msg = f"{quoted(info)} is no price" if info else "an item has no price"
        raise InputError(msg)
    whole, cents = _digits(found["whole"]), found["cents"].zfill(2)
    without_cents = not int(cents) and _digits(found["shown"]) == whole
    if not without_cents and _digits(found["shown"]) != whole + cents:
        msg = f"the parts of {quoted(info)} contradict each other"
        raise InputError(msg)
    return Decimal(f"{whole}.{cents}")


def quantity(text: str) -> int:
    """How many pieces an item line is for.

    Raises:
        InputError: it is no whole number from 1 on.
    """
    found = _QUANTITY.fullmatch(text)
    if not found:
        msg = f"{quoted(text)} is no quantity"
        raise InputError(msg)
    return int(found["count"])


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
