"""The commands of the group Orders: what they record, what they say, and their undoing."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, Run, missing

TODAY = "2026-04-20"
ENDINGS = {
    "8200000000091234": "delivered on 2026-04-08",
    "8200000000095678": "shipped on 2026-03-07",
    "8200000000131415": "in a dispute",
    "8200000000161718": "placed on 2026-04-17",
}
"""Orders of the example, by which the commands below find them: their last four digits."""

RECORDED = (
    (["ship", "1718"], {"event": "shipped", "on": "2026-04-20"}),
    (
        ["ship", "1718", "--on", "19 Apr 2026", "--tracking", "LP0017", "--note", "at last"],
        {"event": "shipped", "on": "2026-04-19", "tracking": "LP0017", "note": "at last"},
    ),
    (["deliver", "5678", "--on", "yesterday"], {"event": "delivered", "on": "2026-04-19"}),
    (["confirm", "1234", "--yes", "--on", "-3d"], {"event": "confirmed", "on": "2026-04-17"}),
    (["done", "1234"], {"event": "satisfied", "on": "2026-04-20"}),
    (["extend", "5678", "--days", "30"], {"event": "extended", "on": "2026-04-20", "days": 30}),
    (
        ["extend", "5678", "--until", "2026-06-01"],
        {"event": "extended", "on": "2026-04-20", "until": "2026-06-01"},
    ),
    (
        ["track", "5678", "--state", "stalled", "--tracking", "LP0024"],
        {"event": "tracking", "on": "2026-04-20", "state": "stalled", "tracking": "LP0024"},
    ),
    (
        ["pickup", "5678", "--until", "2026-04-27"],
        {"event": "pickup-notice", "on": "2026-04-20", "until": "2026-04-27"},
    ),
    (
        ["cancel-order", "1718", "--requested"],
        {"event": "cancel-requested", "on": "2026-04-20"},
    ),
    (["cancel-order", "1718"], {"event": "cancelled", "on": "2026-04-20"}),
    (["freeze", "5678"], {"event": "frozen", "on": "2026-04-20"}),
    (
        ["note", "1415", "the seller promised"],
        {"event": "note", "on": "2026-04-20", "note": "the seller promised"},
    ),
)
EVERY_CHANGE = (
    *(command for command, _ in RECORDED),
    ["add-order", "8200000000007777", "--placed", "2026-04-01"],
    ["edit-order", "5678", "--protection-ends", "2026-05-20"],
    ["remove-order", "1415"],
    ["split", "5678", "3"],
    ["import", str(EXAMPLES / "shopper-inventory.csv")],
)


@pytest.mark.parametrize(("command", "event"), RECORDED)
def test_an_event_is_recorded_as_the_ledger_shows_and_told_with_what_comes_next(
    example: Run, command: list[str], event: dict[str, Any]
) -> None:
    before = example.stored()
    said = example.done(*command, today=TODAY)
    [order] = [each for each in ENDINGS if each.endswith(command[1])]
    events = [*before[order]["events"], event]

    assert example.stored() == {**before, order: {**before[order], "events": events}}
    assert said.startswith(f"{order}: ")
    assert missing(["Next: "], said) == [] or "Nothing" in said


def comments(run: Run) -> list[str]:
    """What the user wrote between the orders."""
    return sorted(line for line in run.ledger.read_text("utf-8").splitlines() if "#" in line)


@pytest.mark.parametrize("command", EVERY_CHANGE)
def test_undo_takes_every_change_back(example: Run, command: list[str]) -> None:
    today = "2026-11-21" if command[0] == "import" else TODAY
    before, said_by_hand = example.stored(), comments(example)
    example.done(*command, today=today)
    changed = example.stored()
    said = example.done("undo", today=today)

    assert changed != before
    assert (example.stored(), comments(example)) == (before, said_by_hand)
    assert command[0] in said
    example.refused("undo", today=today)


def test_a_change_adds_its_lines_and_leaves_all_others_as_they_are(example: Run) -> None:
    before = example.ledger.read_text("utf-8").splitlines()
    example.done("ship", "1718", today=TODAY)
    after = example.ledger.read_text("utf-8").splitlines()
    event = ["[[orders.8200000000161718.events]]", 'event = "shipped"', "on = 2026-04-20", ""]

    assert [line for line in ndiff(before, after) if line[0] != " "] == [f"+ {e}" for e in event]


@pytest.mark.parametrize("command", EVERY_CHANGE)
def test_a_json_ledger_gives_the_same_answers_after_every_change(
    example: Run, home: Path, command: list[str]
) -> None:
    today = "2026-11-21" if command[0] == "import" else TODAY
    ledger = ("--ledger", str(home / "ledger.json"))
    example.done(*ledger, "restore", str(EXAMPLES / "ledger.toml"), today=today)

    assert example.done(*command, today=today) == example.done(*ledger, *command, today=today)
    for asked in (["status", "--all"], ["agenda"], ["check"]):
        answer = example(*asked, "--json", today=today)
        assert answer == example(*ledger, *asked, "--json", today=today)


def test_an_order_is_stored_with_all_that_can_be_said_of_it(run: Run) -> None:
    facts = {
        "title": "Rain jacket",
        "store": "Sample Store H",
        "price": "34,90",
        "currency": "eur",
        "placed": "1 Mar 2026",
        "shipped": "2026-03-02",
        "tracking": "LP0017",
        "delivered": "March 20, 2026",
        "confirmed": "yesterday",
        "protection-ends": "2026-05-20",
        "protection-days": "75",
        "ship-by": "2026-03-09",
        "delivery-promise-days": "12",
        "account": "mine",
        "seller-in": "cn",
        "buyer-in": "DE",
        "paid-with": "PayPal",
        "note": "a present",
    }
    options = [text for name, value in facts.items() for text in (f"--{name}", value)]
    run.done("add-order", "#8200000000091234", *options, "--free-returns", today=TODAY)

    assert run.stored() == {
        "8200000000091234": {
            "title": "Rain jacket",
            "store": "Sample Store H",
            "price": {"amount": "34.90", "currency": "EUR"},
            "account": "mine",
            "seller_in": "CN",
            "buyer_in": "DE",
            "paid_with": "paypal",
            "free_returns": True,
            "delivery_promise_days": 12,
            "protection_days": 75,
            "ship_by": "2026-03-09",
            "note": "a present",
            "events": [
                {"event": "placed", "on": "2026-03-01"},
                {"event": "shipped", "on": "2026-03-02", "tracking": "LP0017"},
                {"event": "delivered", "on": "2026-03-20"},
                {"event": "confirmed", "on": "2026-04-19"},
                {"event": "protection", "on": TODAY, "ends": "2026-05-20"},
            ],
        }
    }


def test_an_order_needs_nothing_but_its_id(run: Run) -> None:
    said = run.done("add-order", "8200000000091234")

    assert run.stored() == {"8200000000091234": {}}
    assert said.startswith("8200000000091234: added")


def test_an_order_without_a_printed_end_of_protection_is_told_to_be_an_estimate(run: Run) -> None:
    said = run.done("add-order", "8200000000091234", "--shipped", "2026-04-01", today=TODAY)

    assert not missing(
        ["2026-05-30", "2026-05-31", "estimate", "edit-order 8200000000091234 --protection-ends"],
        said,
    )


def test_what_is_edited_takes_the_place_of_what_was_known(example: Run) -> None:
    edits = ["--title", "Charger", "--shipped", "2026-03-09", "--price", "9.99", "--free-returns"]
    said = example.done("edit-order", "5678", *edits, today=TODAY)
    order = example.stored()["8200000000095678"]

    assert said.startswith("8200000000095678: changed")
    assert (order["title"], order["store"]) == ("Charger", "Sample Store K")
    assert order["price"] == {"amount": "9.99", "currency": "EUR"}
    assert order["free_returns"] is True
    assert order["events"] == [
        {"event": "placed", "on": "2026-03-05"},
        {"event": "shipped", "on": "2026-03-09", "tracking": "LP00000000000024"},
    ]

    example.done("edit-order", "5678", "--no-free-returns", "--tracking", "LP1", today=TODAY)
    order = example.stored()["8200000000095678"]

    assert order.get("free_returns", False) is False
    assert order["events"][1] == {"event": "shipped", "on": "2026-03-09", "tracking": "LP1"}


def test_a_frozen_order_waits_until_it_is_released(example: Run) -> None:
    example.done("freeze", "5678", "--on", "2026-04-18", today=TODAY)
    frozen = example("can-open", "5678", "--json", today=TODAY)
    example.done("unfreeze", "5678", today=TODAY)
    released = example("can-open", "5678", "--json", today=TODAY)

    assert (frozen.code, frozen.json["reason"]) == (1, "frozen")
    assert (released.code, released.json["reason"]) == (0, "in-transit")


def test_a_removed_order_is_gone_until_undo(example: Run) -> None:
    said = example.done("remove-order", "1415", today=TODAY)

    assert "8200000000131415" in said
    assert "undo" in said
    example.refused("show", "1415", today=TODAY)
    example.done("undo", today=TODAY)
    assert "Bluetooth headphones" in example.done("show", "1415", today=TODAY)


@pytest.mark.parametrize("given", ["8200000000091234", "#8200000000091234", "91234", "1234"])
def test_an_order_is_found_by_its_id_or_the_end_of_it(example: Run, given: str) -> None:
    assert example.done("next", given, "--json", today=TODAY).count("8200000000091234") >= 1


def test_a_comment_in_the_ledger_outlives_a_change(example: Run) -> None:
    example.done("deliver", "5678", today=TODAY)

    assert "# Still on its way, the end of protection is not typed in yet." in (
        example.ledger.read_text("utf-8")
    )


def test_settings_stand_in_for_what_is_not_typed(run: Run) -> None:
    run.paths.settings.parent.mkdir(parents=True)
    run.paths.settings.write_text('currency = "USD"\nbuyer_in = "DE"\nsafety_days = 3\n', "utf-8")
    run.done("add-order", "1234", "--price", "5", "--shipped", "2026-04-01", today=TODAY)
    [order] = run("status", "--json", today=TODAY).json["orders"]

    assert order["price"] == {"amount": "5", "currency": "USD"}
    assert run.stored()["1234"]["buyer_in"] == "DE"
    assert (order["next"]["act_by"], order["next"]["ends_on"]) == ("2026-05-28", "2026-05-31")


def test_the_ledger_comes_from_the_option_else_the_environment_else_the_home(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGUARD_LEDGER", str(home / "a.toml"))
    run.done("add-order", "1111")
    run.done("--ledger", str(home / "b.toml"), "add-order", "2222")
    monkeypatch.delenv("ALIGUARD_LEDGER")
    run.done("add-order", "3333")

    assert "[orders.1111]" in (home / "a.toml").read_text("utf-8")
    assert "[orders.2222]" in (home / "b.toml").read_text("utf-8")
    assert list(run.stored()) == ["3333"]
    assert run.ledger.stat().st_mode & 0o777 == 0o600


def test_today_comes_from_the_option_else_the_environment_else_the_clock(
    example: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGUARD_TODAY", "2026-04-21")

    assert example("status", "--json").json["today"] == "2026-04-21"
    assert example("status", "--json", today="22 Apr 2026").json["today"] == "2026-04-22"

    monkeypatch.delenv("ALIGUARD_TODAY")

    assert example("status", "--json").json["today"] > "2026-04-22"


def test_an_import_adds_orders_once_and_leaves_typed_dates_alone(run: Run) -> None:
    file, today = str(EXAMPLES / "shopper-inventory.csv"), "2026-11-21"
    run.done("add-order", "3070000000021234", "--placed", "2026-10-10", today=today)
    first = run.done("import", file, today=today)
    once = run.ledger.read_bytes()
    second = run.done("import", file, today=today)

    assert "4 added" in first
    assert "0 added, 0 changed" in second
    assert run.ledger.read_bytes() == once
    assert run.stored()["3070000000021234"]["events"][0] == {"event": "placed", "on": "2026-10-10"}


def test_an_import_of_nothing_but_problems_cannot_be_done(example: Run) -> None:
    """Every order of the file is dated after this today."""
    example.refused("import", str(EXAMPLES / "shopper-inventory.csv"), today="2026-04-20")
