"""Prices are read from their parts, and only where parts and display agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aliguard.errors import InputError
from aliguard.importers.prices import quantity, unit_price


@pytest.mark.parametrize(
    ("info", "amount"),
    [
        ("US $120.95|120|95", "120.95"),
        ("129,46zł|129|46", "129.46"),
        ("US $1,382.11|1382|11", "1382.11"),
        ("US $1,382.11|1,382|11", "1382.11"),
        ("1.382,11€|1.382|11", "1382.11"),
        ("1\N{NO-BREAK SPACE}382,11 ₽|1\N{NO-BREAK SPACE}382|11", "1382.11"),
        ("CHF 1\u2019234.56|1\u2019234|56", "1234.56"),
        ("₹1,23,456.78|1,23,456|78", "123456.78"),
        ("₹12,34,56,789|12,34,56,789|", "123456789.00"),
        ("US $0.50|0|50", "0.50"),
        ("¥1,382|1382|", "1382.00"),
        ("¥1,382|1,382|00", "1382.00"),
        ("US $7.05|7|5", "7.05"),
        ("KWD 1.234|1|234", "1.234"),
    ],
)
def test_a_price_info_gives_the_exact_amount(info: str, amount: str) -> None:
    assert unit_price(info) == Decimal(amount)


@pytest.mark.parametrize(
    ("info", "why"),
    [
        pytest.param("", "no price", id="nothing"),
        pytest.param("US $7.05", "no price", id="display only"),
        pytest.param("US $7.05|7", "no price", id="cents cut off"),
        pytest.param("US $7.05|7|05|1", "no price", id="one part more"),
        pytest.param("US $7.05|-7|05", "no price", id="sign"),
        pytest.param("¥1,382|1|38", "contradict", id="thousands taken for cents"),
        pytest.param("₹1,23,456.78|1,23|456", "no price", id="thousands of two"),
        pytest.param("US $7.50|7|5", "contradict", id="cents cut short"),
        pytest.param("|7|05", "contradict", id="nothing displayed"),
    ],
)
def test_a_price_info_that_is_broken_is_refused(info: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        unit_price(info)


@pytest.mark.parametrize(("text", "count"), [("1", 1), ("12", 12), ("2.0", 2), ("1.00", 1)])
def test_a_quantity_is_a_whole_number(text: str, count: int) -> None:
    assert quantity(text) == count


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "two", "1e3", "9999999"])
def test_a_quantity_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no quantity"):
        quantity(text)
