"""Amounts are read exactly or not at all, and every amount has a currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from aliguard.errors import InputError
from aliguard.model.money import (
    CURRENCIES,
    Money,
    parse_amount,
    parse_currency,
    parse_money,
    totals,
)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12", "12"),
        ("12.4", "12.4"),
        ("12.40", "12.40"),
        ("12,4", "12.4"),
        ("12,40", "12.40"),
        (" 12,40 ", "12.40"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("1.125", "1.125"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_read_to_the_cent(typed: str, amount: str) -> None:
    assert amount == str(parse_amount(typed))


@pytest.mark.parametrize(
    "typed",
    [
        *("12,4,0", "1.234,50", "1,234.50", "1,234", "1.234.567", "12.4000", "1 234,50", "1'234"),
        *("-3", "+3", "-0", "€12", "12 EUR", "12 €", "1e3", "1_000", "0x10", "NaN", "Infinity"),
        *("", " ", ".", ",", ".5", "5.", "5,", "twelve", "1000000000000"),
    ],
)
def test_anything_else_is_refused_by_its_name(typed: str) -> None:
    with pytest.raises(InputError, match="no amount") as refused:
        parse_amount(typed)

    assert repr(typed.strip()) in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "code"), [("EUR", "EUR"), ("eur", "EUR"), (" usd ", "USD"), ("Brl", "BRL")]
)
def test_a_currency_is_read_in_any_case(typed: str, code: str) -> None:
    assert code == parse_currency(typed)


@pytest.mark.parametrize("typed", ["EURO", "EU", "€", "XXX", "XAU", "", "US$", "DEM"])
def test_a_currency_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="no currency"):
        parse_currency(typed)


@pytest.mark.parametrize("code", ["EUR", "USD", "GBP", "BRL", "RUB", "PLN", "JPY", "KWD", "CNY"])
def test_the_currencies_of_buyers_are_known(code: str) -> None:
    assert code in CURRENCIES


@pytest.mark.parametrize("amount", ["12.40", "0", "0.00", "1.125"])
def test_money_is_stored_as_text_and_read_back_to_the_cent(amount: str) -> None:
    stored = Money(amount=amount, currency="EUR").model_dump(mode="json")

    assert {"amount": amount, "currency": "EUR"} == stored
    assert Money(amount=Decimal(amount), currency="EUR") == Money.model_validate(stored)


@pytest.mark.parametrize(
    "amount", [12, 12.4, "12,40", "-12.40", "1e3", "NaN", "", " 1", None, True]
)
def test_stored_money_that_is_no_plain_text_is_refused(amount: object) -> None:
    with pytest.raises(ValidationError, match="is no amount"):
        Money.model_validate({"amount": amount, "currency": "EUR"})


@pytest.mark.parametrize("currency", ["eur", "EURO", "XXX", ""])
def test_stored_money_of_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(ValidationError, match="is no ISO 4217 currency code"):
        Money.model_validate({"amount": "12.40", "currency": currency})


def test_money_without_a_currency_is_refused() -> None:
    with pytest.raises(ValidationError, match="currency"):
        Money.model_validate({"amount": "12.40"})


def test_what_a_person_types_becomes_money() -> None:
    assert str(parse_money("12,40", "eur")) == "12.40 EUR"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (("11110.00", "KRW"), "11110 KRW"),
        (("1382,00", "JPY"), "1382 JPY"),
        (("900", "CLP"), "900 CLP"),
        (("12.50", "KRW"), "12.50 KRW"),
        (("12.00", "EUR"), "12.00 EUR"),
    ],
)
def test_money_without_smaller_coins_has_no_decimals(typed: tuple[str, str], stored: str) -> None:
    assert str(parse_money(*typed)) == stored


def test_totals_are_exact_and_never_mix_currencies() -> None:
    moneys = [parse_money("0.10", "USD"), parse_money("5", "EUR"), parse_money("0.20", "USD")]

    assert [str(total) for total in totals(moneys)] == ["5 EUR", "0.30 USD"]


def test_nothing_adds_up_to_nothing() -> None:
    assert totals([]) == ()
