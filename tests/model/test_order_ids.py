"""An order id is text: damaged ones are refused, and an ending may stand for the whole."""

from __future__ import annotations

import pytest

from aliguard.errors import InputError, UnknownOrderError
from aliguard.model.ledger import find_id
from aliguard.model.order import parse_order_id

FIRST, SECOND, THIRD = "8200000000091234", "8200000000095678", "8100000000095678"
KNOWN = (FIRST, SECOND, THIRD, f"{SECOND}/1")


@pytest.mark.parametrize(
    ("typed", "order_id"),
    [
        (FIRST, FIRST),
        (f" {FIRST} ", FIRST),
        (f"#{FIRST}", FIRST),
        (f"{FIRST}/1", f"{FIRST}/1"),
        (f"{FIRST}/99", f"{FIRST}/99"),
        ("0012345", "0012345"),
        ("A-1_b.2", "A-1_b.2"),
        ("7", "7"),
        ("x" * 40, "x" * 40),
    ],
)
def test_an_order_id_is_kept_as_it_is(typed: str, order_id: str) -> None:
    assert order_id == parse_order_id(typed)


@pytest.mark.parametrize(
    "pasted",
    [
        "8200 0000 0009 1234",
        "82 00000 00009 1234",
        "8200\N{NO-BREAK SPACE}0000\N{NARROW NO-BREAK SPACE}0009\N{NO-BREAK SPACE}1234",
        f"{FIRST}\N{RIGHT-TO-LEFT MARK}",
        f"\N{RIGHT-TO-LEFT EMBEDDING}{FIRST}\N{POP DIRECTIONAL FORMATTING}\n",
        "82000000\N{ZERO WIDTH SPACE}00091234",
        f"\N{ZERO WIDTH NO-BREAK SPACE}{FIRST}",
        f"'{FIRST}",
        f"Order ID: {FIRST}",
        f"Ref. Number: {FIRST} Copy",
        "Ref. Number: 8200 0000 0009 1234",
        f"Nº de pedido:\N{NO-BREAK SPACE}{FIRST}",
        f"Заказ №{FIRST}",
        f"{FIRST}, {FIRST}",
        f"{FIRST} (2 pieces of 34.90)",
        f"https://www.aliexpress.com/p/order/detail.html?orderId={FIRST}",
        f"https://www.aliexpress.com/p/tracking/index.html?_a=1005000000000001&tradeOrderId={FIRST}",
        f"aliexpress.com?spm=a2g0o&order_id={FIRST}#1005000000000001 www.aliexpress.com",
        f"https://x.example/?q=https%3A%2F%2Faliexpress.com%3ForderId%3D{FIRST}%26a%3D1",
    ],
)
def test_a_pasted_order_id_is_read_whatever_stands_around_it(pasted: str) -> None:
    assert parse_order_id(pasted) == FIRST
    assert find_id(pasted, KNOWN) == FIRST


@pytest.mark.parametrize(
    "pasted",
    [
        f"{FIRST},{SECOND}",
        f"{FIRST} {SECOND}",
        f"{FIRST}\n{SECOND}\n",
        f"https://www.aliexpress.com/?orderId={FIRST}&orderId={SECOND}",
    ],
)
def test_several_order_ids_are_asked_for_one_at_a_time(pasted: str) -> None:
    for read in (parse_order_id, lambda text: find_id(text, KNOWN)):
        with pytest.raises(InputError, match=f"{FIRST} and {SECOND}: one order at a time"):
            read(pasted)


@pytest.mark.parametrize(
    "pasted",
    [
        "https://www.aliexpress.com/item/1005000000000001.html",
        "https://www.aliexpress.com/p/order/detail.html?orderId=12",
        f"LP{FIRST}",
        f"{FIRST}kg",
        "34 90 12",
        "1" * 21 + " ",
    ],
)
def test_a_number_that_is_none_of_an_order_is_not_taken_for_one(pasted: str) -> None:
    assert FIRST not in (pasted_id(pasted), pasted_id(f"{pasted} "))


def pasted_id(text: str) -> str:
    """The order id that is read, or nothing where it is refused."""
    try:
        return parse_order_id(text)
    except InputError:
        return ""


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("82€", "'€' (EURO SIGN) cannot stand in one."),
        ("\uff18\uff12", "(FULLWIDTH DIGIT EIGHT)"),
        ("82\x07", "unknown"),
    ],
)
def test_the_character_that_cannot_stand_in_an_id_is_named(typed: str, named: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_order_id(typed)

    assert named in str(refused.value)


@pytest.mark.parametrize(
    "typed",
    ["8.2E+15", "8,2E+15", "8.20000000009123E+15", "8.2e15", "8E+15", f"{FIRST}.0", f"{FIRST},00"],
)
def test_an_id_that_a_spreadsheet_rounded_is_refused_with_the_cause(typed: str) -> None:
    with pytest.raises(InputError, match="a spreadsheet rounded it"):
        parse_order_id(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "#", "x" * 41, "-1", ".5", "two words", "82/", "/1", "82/0", "82/100"),
        *("82/1/2", "82/a", "../82", "82\n83", "\uff18\uff12", "82€"),
    ],
)
def test_what_can_be_no_id_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="is no order id"):
        parse_order_id(typed)


@pytest.mark.parametrize(
    ("typed", "order_id"),
    [
        (FIRST, FIRST),
        (f"#{FIRST} ", FIRST),
        ("1234", FIRST),
        ("#1234", FIRST),
        ("00091234", FIRST),
        (SECOND, SECOND),
        ("82" + SECOND[2:], SECOND),
        ("5678/1", f"{SECOND}/1"),
    ],
)
def test_an_order_is_found_by_its_id_or_by_an_ending_of_its_own(typed: str, order_id: str) -> None:
    assert order_id == find_id(typed, KNOWN)


def test_an_ending_of_several_orders_names_them() -> None:
    with pytest.raises(InputError, match=rf"end in 5678: {SECOND}, {THIRD}\. Write more"):
        find_id("5678", (FIRST, SECOND, THIRD))


def test_an_ending_of_an_order_that_was_split_asks_for_the_part() -> None:
    parts = (f"{FIRST}/1", f"{FIRST}/2")

    with pytest.raises(InputError, match=f"was split: name a part, such as {' or '.join(parts)}"):
        find_id("1234", parts)


@pytest.mark.parametrize("typed", ["234", "4", "", "#", "9999", "8200"])
def test_too_short_an_ending_or_a_beginning_finds_nothing(typed: str) -> None:
    with pytest.raises(UnknownOrderError):
        find_id(typed, KNOWN)


def test_a_whole_id_is_found_even_where_it_is_short_or_ends_another() -> None:
    assert find_id("7", ("7", "1007")) == "7"
    assert find_id("1234", (FIRST, "1234")) == "1234"


def test_a_slip_of_the_pen_is_answered_with_the_most_similar_id() -> None:
    with pytest.raises(UnknownOrderError, match=f"Did you mean {FIRST}"):
        find_id("8200000000091243", (FIRST, "X"))


def test_an_id_like_no_other_is_answered_with_the_way_to_all() -> None:
    with pytest.raises(UnknownOrderError, match="aliguard status --all"):
        find_id("nothing-like-it", KNOWN)
