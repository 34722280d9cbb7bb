"""`aliguard import`, from the file to the ledger and what is said."""

from __future__ import annotations

import pytest
from import_help import row, write

from conftest import Run

TODAY = "2026-03-25"
ORDER = "3070000000011234"
MEND = f"aliguard edit-order {ORDER} --price AMOUNT"


@pytest.fixture
def imported(run: Run) -> Run:
    """A ledger of one imported order, 26.52 EUR without shipping."""
    file = write(run, row(Price_Info="€26.52|26|52", Currency="EUR"))
    run.done("import", str(file), today=TODAY)
    return run


def test_prices_are_said_once_to_be_those_of_the_items(run: Run) -> None:
    file = write(run, row(), row(Order_ID="3070000000021234"))
    first = run.done("import", str(file), today=TODAY)

    assert first.count("without shipping, tax and discounts") == 1
    assert "--price AMOUNT" in first
    assert "without shipping" not in run.done("import", str(file), today=TODAY)


def test_the_ledger_says_which_facts_came_from_the_file(imported: Run) -> None:
    by = "import:shopper-inventory"

    assert imported.stored()[ORDER]["from"] == {"title": by, "store": by, "price": by}
    imported.done("edit-order", ORDER, "--price", "48.88", today=TODAY)
    assert imported.stored()[ORDER]["from"] == {"title": by, "store": by}


@pytest.mark.parametrize(
    "said",
    [
        ("dispute", "open", ORDER, "--reason", "defective", "--amount", "48.88"),
        ("refund", "received", ORDER, "--amount", "48.88"),
    ],
)
def test_an_amount_over_an_imported_price_is_taken_with_a_warning_that_mends_it(
    imported: Run, said: tuple[str, ...]
) -> None:
    out = imported.done(*said, today=TODAY)

    assert f"! {ORDER}: 48.88 EUR is over the price, 26.52 EUR, which came from a file" in out
    assert MEND in out
    assert "over the price" not in imported.done(
        "edit-order", ORDER, "--price", "48.88", today=TODAY
    )


def test_an_amount_over_a_price_of_the_user_is_refused_with_the_mend(imported: Run) -> None:
    imported.done("edit-order", ORDER, "--price", "26.52", today=TODAY)
    error = imported.refused("refund", "received", ORDER, "--amount", "48.88", today=TODAY)

    assert "48.88 EUR is more than the 26.52 EUR that was paid" in error
    assert "`aliguard edit-order ORDER --price AMOUNT`" in error
