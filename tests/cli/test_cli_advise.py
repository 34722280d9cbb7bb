"""`aliguard advise`: the tricks that the events or a message fit, and what to do instead."""

from __future__ import annotations

import pytest
from terminal import at_terminal, steering

from aliguard.rulebooks import load
from conftest import Run, missing

TODAY = "2026-05-06"
LEDGER = """
    version = 1

    [orders.8200000000001111]
    title = "Offered nothing"
    events = [
        { event = "shipped", on = 2026-04-03 },
        { event = "dispute-opened", on = 2026-05-04 },
        { event = "offered", on = 2026-05-05, amount = { amount = "0", currency = "EUR" } },
    ]

    [orders.8200000000002222]
    title = "On its way"
    events = [{ event = "shipped", on = 2026-04-20 }]
"""
KEYS = {"id", "title", "proposes", "why", "instead", "source"}
SOURCE = {"title", "url", "year", "checked_on"}
HOSTILE = "\x1b[2J\x1b]0;owned\x07 close the dispute \u202e[red]"
NEVER = "Never close a dispute, confirm receipt or accept anything outside"


@pytest.fixture
def ledger(run: Run) -> Run:
    run.given(LEDGER)
    return run


def test_the_recorded_events_name_the_trick_what_it_costs_and_what_to_do(ledger: Run) -> None:
    out = ledger.done("advise", "1111", today=TODAY)
    trick = load().tricks["zero-refund"]

    assert out.startswith("8200000000001111: what is recorded looks like a known trick.\n")
    assert not missing([trick.title, trick.proposes, trick.why, trick.instead, "viws.ru"], out)
    assert "`aliguard advise 8200000000001111 --seller-says" in out


def test_where_nothing_fits_it_says_so_and_how_to_ask_for_more(ledger: Run) -> None:
    first, second = ledger.done("advise", "2222", today=TODAY).splitlines()

    assert first == "8200000000002222: nothing that is recorded looks like a known trick."
    assert not missing(["--seller-says", "`aliguard advise --list`"], second)


def test_what_the_seller_says_counts_in_place_of_the_events(ledger: Run) -> None:
    message = "Please cancel the dispute, I refund you by PayPal"
    out = ledger.done("advise", "1111", "--seller-says", message, today=TODAY)

    assert out.startswith("8200000000001111: what the seller says looks like 2 known tricks.\n")
    assert not missing(["(paypal-refund)", "(close-for-promise)"], out)
    assert "(zero-refund)" not in out


def test_a_code_names_one_trick(ledger: Run) -> None:
    out = ledger.done("advise", "2222", "--seller-says", "one-cent-order", today=TODAY)

    assert "(one-cent-order)" in out
    assert out.count("Instead: ") == 1


@pytest.mark.parametrize("message", ["no-such-code", "Good morning, dear friend", "", " "])
def test_what_fits_no_trick_gets_the_general_rule(ledger: Run, message: str) -> None:
    out = ledger.done("advise", "2222", "--seller-says", message, today=TODAY)

    assert out.count("\n") == 1
    assert not missing(["No known trick is recognised", NEVER], out)


def test_list_shows_every_trick_with_its_code_and_needs_no_order(run: Run) -> None:
    head, *lines = run.done("advise", "--list").splitlines()

    assert head.split() == ["CODE", "TRICK"]
    assert [line.split()[0] for line in lines] == list(load().tricks)


def test_the_json_has_the_promised_keys(ledger: Run) -> None:
    found = ledger("advise", "1111", "--json", today=TODAY).json

    assert {"schema", "today", "order", "tricks"} == set(found)
    assert (found["schema"], found["today"]) == ("aliguard.advise/1", TODAY)
    assert found["order"] == "8200000000001111"
    [trick] = found["tricks"]
    assert set(trick) == KEYS
    assert set(trick["source"]) == SOURCE
    assert trick["id"] == "zero-refund"


def test_the_json_of_no_trick_is_an_empty_list(ledger: Run) -> None:
    assert ledger("advise", "2222", "--json", today=TODAY).json["tricks"] == []
    assert (
        ledger("advise", "2222", "--seller-says", "hm", "--json", today=TODAY).json["tricks"] == []
    )


def test_the_json_of_the_list_has_every_trick_and_no_order_but_one_that_is_named(
    ledger: Run,
) -> None:
    found = ledger("advise", "--list", "--json").json

    assert [trick["id"] for trick in found["tricks"]] == list(load().tricks)
    assert found["order"] is None
    assert ledger("advise", "1111", "--list", "--json").json["order"] == "8200000000001111"


def test_a_hostile_message_steers_no_terminal(ledger: Run) -> None:
    said = ("advise", "1111", "--seller-says", HOSTILE)
    screen = at_terminal(*said)

    assert screen.code == 0
    assert "(close-for-promise)" in screen.plain
    assert steering(screen.text) == set()
    for arguments in (said, (*said, "--json")):
        out = ledger.done(*arguments, today=TODAY)
        assert "owned" not in out
        assert steering(out) == set()


def test_a_hostile_trick_of_the_users_own_is_written_out(ledger: Run) -> None:
    ledger.paths.rules.mkdir(parents=True)
    (ledger.paths.rules / "mine.toml").write_text(
        '[tricks.zero-refund]\ninstead = "a\\u001b[2Jb [/bold]"\n', "utf-8"
    )
    out = ledger.done("advise", "1111", today=TODAY)

    assert "Instead: a\\x1b[2Jb [/bold]" in out
    assert steering(out) == set()


def test_an_order_is_needed_and_has_to_be_there(ledger: Run) -> None:
    assert "`aliguard advise --list`" in ledger.refused("advise")
    assert "9999" in ledger.refused("advise", "9999")
    assert "9999" in ledger.refused("advise", "9999", "--seller-says", "zero-refund")
    assert "--list" in ledger.refused("advise", "1111", "--list", "--seller-says", "hm")


def test_the_help_ends_in_an_example(run: Run) -> None:
    assert "Example: aliguard advise" in run.done("advise", "--help")
