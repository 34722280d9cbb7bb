"""Questions at the terminal: the guard before what is final, and an order asked field by field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from terminal import CTRL_C, CTRL_D, at_terminal

from conftest import Run, missing

TODAY = "2026-04-20"
CONFIRM = ("--today", TODAY, "confirm", "1234")
ADD = ("--today", TODAY, "add-order")
UNTIL = "2026-04-23"
"""The order of the example that ends in 1234 was delivered on 2026-04-08: a dispute is possible
until then, whether receipt is confirmed or not."""

DISPUTE = """
    version = 1

    [orders.8200000000091234]
    price = { amount = "34.90", currency = "EUR" }
    events = [
        { event = "placed", on = 2026-03-20 },
        { event = "shipped", on = 2026-03-22 },
        { event = "delivered", on = 2026-04-08 },
        { event = "dispute-opened", on = 2026-04-10 },
        { event = "offered", on = 2026-04-12, amount = { amount = "3.00", currency = "EUR" } },
    ]
"""


def test_confirming_without_a_terminal_needs_yes_and_is_told_what_it_ends(example: Run) -> None:
    error = example.refused("confirm", "1234", today=TODAY)

    assert not missing([UNTIL, "--yes", "8200000000091234", "cannot be taken back"], error)


def test_confirming_today_leaves_fifteen_days_from_today(example: Run) -> None:
    """Of this order nobody has said that it was delivered."""
    assert "2026-05-05" in example.refused("confirm", "5678", today=TODAY)


def test_yes_confirms_without_a_question(example: Run) -> None:
    said = example.done("confirm", "1234", "--yes", today=TODAY)

    assert UNTIL in said
    assert example.stored()["8200000000091234"]["events"][-1] == {"event": "confirmed", "on": TODAY}


def test_what_cannot_be_true_is_refused_before_anybody_is_asked(example: Run) -> None:
    assert "--yes" not in example.refused("confirm", "1234", "--on", "2026-03-01", today=TODAY)
    assert "--yes" not in example.refused("confirm", "9999", today=TODAY)


@pytest.mark.parametrize(
    "command", [["cancel"], ["accept"]], ids=["cancel-a-dispute", "accept-an-offer"]
)
def test_the_other_final_steps_of_a_dispute_are_guarded_too(run: Run, command: list[str]) -> None:
    run.given(DISPUTE)

    assert "--yes" in run.refused("dispute", *command, "1234", today=TODAY)


def test_appealing_is_guarded_too(run: Run) -> None:
    run.given(DISPUTE.replace("    ]\n", '        { event = "ruled", on = 2026-04-18 },\n    ]\n'))

    assert "--yes" in run.refused("dispute", "appeal", "1234", today=TODAY)


def test_at_a_terminal_confirming_warns_and_asks_and_no_records_nothing(example: Run) -> None:
    before = example.files()
    code, text = at_terminal(*CONFIRM, typed=[("[y/N]", "n\n")])

    assert code == 2
    assert not missing([UNTIL, "cannot be taken back"], text.replace("\n    ", " "))
    assert example.files() == before


def test_at_a_terminal_yes_records(example: Run) -> None:
    code, text = at_terminal(*CONFIRM, typed=[("[y/N]", "y\n")])

    assert code == 0
    assert "confirmed" in text
    assert example.stored()["8200000000091234"]["events"][-1] == {"event": "confirmed", "on": TODAY}


@pytest.mark.parametrize("key", ["\n", CTRL_C, CTRL_D], ids=["enter", "ctrl-c", "ctrl-d"])
def test_at_a_terminal_anything_but_yes_records_nothing(example: Run, key: str) -> None:
    before = example.files()
    code, text = at_terminal(*CONFIRM, typed=[("[y/N]", key)])

    assert code == 2
    assert "othing was recorded" in text
    assert "Traceback" not in text
    assert example.files() == before


def test_a_change_made_while_the_question_stands_is_not_written_over(example: Run) -> None:
    """Another window notes something between the warning and the answer."""

    def meanwhile() -> Iterator[tuple[str, str]]:
        yield "[y/N]", ""
        example.done("note", "1234", "from elsewhere", today=TODAY)
        yield "", "y\n"

    code, text = at_terminal(*CONFIRM, typed=meanwhile())

    assert code == 2
    assert "changed" in text
    assert [e["event"] for e in example.stored()["8200000000091234"]["events"][-2:]] == [
        "delivered",
        "note",
    ]


FIELDS = [
    ("Order id", "8200000000007777\n"),
    ("What is it", "A kettle\n"),
    ("Store", "Sample Store\n"),
    ("Price", "12,40\n"),
    ("Currency", "eur\n"),
    ("Placed on", "1 Apr 2026\n"),
    ("Shipped on", "yesterday\n"),
    ("Protection ends", "2026-06-20\n"),
    ("Delivered on", "\n"),
    ("Paid with", "card\n"),
    ("country", "CN\n"),
]
WRONG = {
    "Order id": "no id\n",
    "Price": "12,4,0\n",
    "Currency": "XXQ\n",
    "Placed on": "03/04/2026\n",
    "Shipped on": "2030-01-01\n",
    "Protection ends": "soon\n",
    "Paid with": "cash\n",
    "country": "China\n",
}
KETTLE = {
    "title": "A kettle",
    "store": "Sample Store",
    "price": {"amount": "12.40", "currency": "EUR"},
    "seller_in": "CN",
    "paid_with": "card",
    "events": [
        {"event": "placed", "on": "2026-04-01"},
        {"event": "shipped", "on": "2026-04-19"},
        {"event": "protection", "on": TODAY, "ends": "2026-06-20"},
    ],
}


def test_add_order_without_an_id_asks_field_by_field(run: Run) -> None:
    code, text = at_terminal(*ADD, typed=FIELDS)

    assert (code, run.stored()) == (0, {"8200000000007777": KETTLE})
    assert "8200000000007777: added" in text


def test_add_order_asks_again_after_a_value_that_it_cannot_read(run: Run) -> None:
    typed = [
        each
        for question, answer in FIELDS
        for each in ([(question, WRONG[question])] if question in WRONG else [])
        + [(question, answer)]
    ]
    code, text = at_terminal(*ADD, typed=typed)

    assert (code, run.stored()) == (0, {"8200000000007777": KETTLE})
    assert not missing(["12,4,0", "XXQ", "2026-04-03", "2026-03-04", "2030-01-01", "China"], text)


def test_add_order_takes_enter_for_a_field_that_is_left_out(run: Run) -> None:
    left_out = [(q, a if q == "Order id" else "\n") for q, a in FIELDS if q != "Currency"]
    code, _ = at_terminal(*ADD, typed=left_out)

    assert (code, run.stored()) == (0, {"8200000000007777": {}})


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_add_order_that_is_broken_off_leaves_nothing(run: Run, key: str) -> None:
    code, text = at_terminal(*ADD, typed=[*FIELDS[:2], ("Store", key)])

    assert code == 2
    assert "Traceback" not in text
    assert "othing was recorded" in text
    assert run.files() == {}


def test_add_order_does_not_ask_what_is_known_already(example: Run) -> None:
    before = example.files()
    code, text = at_terminal(*ADD, typed=[("Order id", "8200000000091234\n")])

    assert code == 2
    assert "edit-order 8200000000091234" in " ".join(text.split())
    assert example.files() == before
