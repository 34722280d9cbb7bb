"""Amounts of money, each with its currency; text in, exact decimals out.

Pure: takes values, returns values.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from aliguard.errors import InputError
from aliguard.model.record import Record

# ISO 4217 codes in circulation, https://www.iso.org/iso-4217-currency-codes.html
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES
    KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - a list of 150 quoted codes reads worse
)

THREE = 3
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies whose coins are thousandths, by the same list."""

NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
"""Currencies without smaller coins, by the same list."""

_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,3}|,\d{1,2})?")


def parse_amount(text: str) -> Decimal:
    """The amount that a person typed, exactly; a comma may stand for the decimal point.

    >>> parse_amount("12,40")
    Decimal('12.40')

    Raises:
        InputError: it has thousands separators, a sign, or is no number.
    """
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        msg = f"{text!r} is no amount: write digits and at most one decimal point, such as 1234.50."
        raise InputError(msg)
    return Decimal(text.replace(",", "."))


def parse_currency(text: str) -> str:
    """The ISO 4217 code that a person typed, in capitals.

    >>> parse_currency("eur")
    'EUR'

    Raises:
        InputError: no currency has that code.
    """
    code = text.strip().upper()
    if code not in CURRENCIES:
        msg = f"{text!r} is no currency: write its three-letter code, such as EUR, USD or BRL."
        raise InputError(msg)
    return code


def _stored_amount(value: object) -> Decimal:
    """What is typed or stored has 12 digits at most; a sum of such may have more."""
    text, digits = (f"{value:f}", 24) if isinstance(value, Decimal) else (value, 12)
    if isinstance(text, str) and re.fullmatch(rf"\d{{1,{digits}}}(?:\.\d{{1,3}})?", text):
        return Decimal(text)
    msg = f'{value!r} is no amount: write a number in quotes, such as "12.40"'
    raise ValueError(msg)


def _stored_currency(value: str) -> str:
    if value not in CURRENCIES:
        msg = f"{value!r} is no ISO 4217 currency code, such as EUR"
        raise ValueError(msg)
    return value


class Money(Record):
    """An amount in one currency; stored as text, so that no cent is rounded away."""

    amount: Annotated[Decimal, BeforeValidator(_stored_amount), PlainSerializer(str)]
    currency: Annotated[str, AfterValidator(_stored_currency)]

    def __str__(self) -> str:
        """The amount with its currency.

        >>> str(Money(amount="12.40", currency="EUR"))
        '12.40 EUR'
        """
        return f"{self.amount} {self.currency}"


def parse_money(amount: str, currency: str) -> Money:
    """The money that a person typed.

    Raises:
        InputError: the amount or the currency cannot be read.
    """
    read, code = parse_amount(amount), parse_currency(currency)
    if read.as_tuple().exponent == -THREE and code not in THREE_DECIMALS:
        msg = f"{amount!r} could be thousands: write 1234 or 1.23, with at most two decimals."
        raise InputError(msg)
    if code in NO_DECIMALS and read == read.to_integral_value():
        read = read.to_integral_value()
    return Money(amount=read, currency=code)


def totals(moneys: list[Money]) -> tuple[Money, ...]:
    """The sum per currency, in order of currency code.

    >>> [str(m) for m in totals([parse_money("1", "USD"), parse_money("2.50", "USD")])]
    ['3.50 USD']
    """
    sums: dict[str, Decimal] = {}
    for money in moneys:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return tuple(Money(amount=sums[code], currency=code) for code in sorted(sums))
