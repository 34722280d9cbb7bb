"""An order id is text: damaged ones are refused, and an ending may stand for the whole."""

from __future__ import annotations

import pytest

from aliguard.errors import InputError, UnknownOrderError
from aliguard.model.ledger import find_id
from aliguard.model.order import parse_order_id

FIRST, SECOND, THIRD = "8200000000091234", "8200000000095678", "8100000000095678"


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


KNOWN = (FIRST, SECOND, THIRD, f"{SECOND}/1")


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
