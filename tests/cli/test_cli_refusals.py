"""What cannot be done: exit code 2, a line or two on stderr, and every file as it was.

`run.refused` asserts just that; the tests here assert what the line says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run, missing

TODAY = "2026-04-20"
ADD = ("add-order", "8200000000007777")


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        pytest.param(["show", "9999"], ["9999"], id="unknown-order"),
        pytest.param(["show", "8200000000091235"], ["8200000000091234"], id="near-order"),
        pytest.param(["next", "34"], ["34"], id="too-short-an-ending"),
        pytest.param(["deliver", "9999"], ["9999"], id="event-of-unknown-order"),
        pytest.param(["can-open", ""], ["order"], id="no-order"),
        pytest.param(["status", "9999"], ["9999"], id="status-of-unknown-order"),
        pytest.param([*ADD, "--placed", "soon"], ["soon", "2026-03-05"], id="no-date"),
        pytest.param([*ADD, "--placed", "2026-02-30"], ["2026-02-30"], id="no-day"),
        pytest.param([*ADD, "--placed", "2009-12-31"], ["2009"], id="before-aliexpress"),
        pytest.param(
            [*ADD, "--placed", "03/04/2026"],
            ["03/04/2026", "3 Apr 2026", "4 Mar 2026", "2026-04-03", "2026-03-04"],
            id="ambiguous-date",
        ),
        pytest.param([*ADD, "--shipped", "2026-04-21"], ["2026-04-21", TODAY], id="future-fact"),
        pytest.param(
            ["deliver", "5678", "--on", "2026-04-21"], ["2026-04-21", TODAY], id="future-event"
        ),
        pytest.param(
            [*ADD, "--shipped", "2026-03-05", "--delivered", "2026-03-01"],
            ["shipped on 2026-03-05", "delivered on 2026-03-01"],
            id="delivered-before-shipped",
        ),
        pytest.param(
            ["deliver", "5678", "--on", "2026-03-06"],
            ["shipped on 2026-03-07", "delivered on 2026-03-06"],
            id="delivery-before-shipping",
        ),
        pytest.param(
            ["ship", "1718", "--on", "2026-04-16"],
            ["placed on 2026-04-17", "shipped on 2026-04-16"],
            id="shipping-before-placing",
        ),
        pytest.param(
            ["deliver", "1234", "--on", "2026-04-10"],
            ["delivered on 2026-04-08", "delivered on 2026-04-10"],
            id="delivered-twice",
        ),
        pytest.param(
            ["cancel-order", "1234"],
            ["cancelled on 2026-04-20", "delivered on 2026-04-08"],
            id="cancelled-after-delivery",
        ),
        pytest.param(["unfreeze", "1234"], ["frozen"], id="never-frozen"),
        pytest.param(["done", "5678"], ["delivered"], id="done-before-delivery"),
        pytest.param(["done", "1415"], ["dispute", "2026-04-18"], id="done-with-open-dispute"),
        pytest.param(
            [*ADD, "--price", "12,4,0", "--currency", "EUR"], ["12,4,0", "1234.50"], id="price"
        ),
        pytest.param([*ADD, "--price", "-5", "--currency", "EUR"], ["-5"], id="negative-price"),
        pytest.param([*ADD, "--price", "12", "--currency", "XXQ"], ["XXQ", "EUR"], id="currency"),
        pytest.param([*ADD, "--price", "12.40"], ["--currency"], id="price-without-currency"),
        pytest.param([*ADD, "--currency", "EUR"], ["--price"], id="currency-without-price"),
        pytest.param(["add-order", "8.2E+15"], ["8.2E+15", "spreadsheet"], id="damaged-id"),
        pytest.param(["add-order", "8200000000091234.0"], ["spreadsheet"], id="id-as-a-number"),
        pytest.param(["add-order", "hello world"], ["hello world", "16-digit"], id="no-id"),
        pytest.param(
            ["add-order", "8200000000091234"], ["edit-order 8200000000091234"], id="known-order"
        ),
        pytest.param([*ADD, "--seller-in", "China"], ["China", "CN"], id="country"),
        pytest.param([*ADD, "--paid-with", "cash"], ["cash", "card", "paypal"], id="payment"),
        pytest.param([*ADD, "--tracking", "LP1"], ["--shipped"], id="tracking-without-shipping"),
        pytest.param([*ADD, "--protection-days", "0"], ["--protection-days"], id="no-days"),
        pytest.param([*ADD, "--protection-days", "many"], ["--protection-days"], id="days"),
        pytest.param(["edit-order", "1234"], ["edit-order --help"], id="nothing-to-change"),
        pytest.param(["extend", "5678"], ["--days", "--until"], id="extend-by-nothing"),
        pytest.param(
            ["extend", "5678", "--days", "5", "--until", "2026-06-01"],
            ["--days", "--until"],
            id="extend-by-both",
        ),
        pytest.param(
            ["track", "5678", "--state", "flying"],
            ["flying", "moving", "stalled", "none", "wrong"],
            id="bad-choice",
        ),
        pytest.param(["track", "5678"], ["--state"], id="missing-option"),
        pytest.param(["pickup", "5678"], ["--until"], id="pickup-without-a-day"),
        pytest.param(["show"], ["ORDER", "show --help"], id="missing-argument"),
        pytest.param(["note", "1234"], ["TEXT", "note --help"], id="missing-text"),
        pytest.param(["status", "1234", "too"], ["too", "status --help"], id="extra-argument"),
        pytest.param(["frobnicate"], ["frobnicate", "aliguard --help"], id="unknown-command"),
        pytest.param(["--frobnicate"], ["--frobnicate", "--help"], id="unknown-global-option"),
        pytest.param(["agenda", "--days", "-1"], ["--days"], id="agenda-into-the-past"),
        pytest.param(["history", "-n", "0"], ["--count"], id="no-history"),
        pytest.param(["rules", "nope"], ["nope", "aliguard rules"], id="unknown-rule"),
        pytest.param(
            ["explain", "1234", "nope"], ["nope", "dispute-after-receipt"], id="unknown-deadline"
        ),
        pytest.param(
            ["explain", "1234", "appeal"],
            ["8200000000091234", "appeal", "dispute-after-receipt"],
            id="deadline-of-another-order",
        ),
        pytest.param(["undo"], ["nothing to undo"], id="nothing-to-undo"),
        pytest.param(["split", "1234", "1"], ["N"], id="split-in-one"),
        pytest.param(["restore"], ["no backups"], id="no-backups"),
        pytest.param(["restore", "nowhere.toml"], ["nowhere.toml"], id="no-such-backup"),
        pytest.param(["import", "nowhere.csv"], ["nowhere.csv"], id="no-such-file"),
        pytest.param(["import", "/"], ["/"], id="import-of-a-folder"),
        pytest.param(
            ["add-order"], ["aliguard add-order ID"], id="add-order-without-id-or-terminal"
        ),
    ],
)
def test_a_wrong_call_is_refused_with_what_is_wrong_and_what_to_do(
    example: Run, arguments: list[str], facts: list[str]
) -> None:
    error = example.refused(*arguments, today=TODAY)

    assert not missing(facts, error)


@pytest.mark.parametrize("text", ["frob", "03/04/2026", "2026-13-01", ""])
def test_a_bad_today_is_refused(example: Run, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = example.refused("--today", text, "status")
    monkeypatch.setenv("ALIGUARD_TODAY", text or "x")

    assert repr(text) in asked
    assert repr(text or "x") in example.refused("status")


def test_two_orders_with_one_ending_are_both_named(run: Run) -> None:
    for order in ("8200000000011234", "8200000000021234"):
        run.done("add-order", order)
    error = run.refused("show", "1234")

    assert "8200000000011234" in error
    assert "8200000000021234" in error
    assert run("show", "21234").code == 0


@pytest.mark.parametrize("command", [["status"], ["check"], ["history"]])
def test_a_ledger_that_was_never_made_is_no_error(run: Run, command: list[str]) -> None:
    assert run(*command).code == 0
    assert run.files() == {}


def test_a_ledger_in_a_folder_that_cannot_be_made_is_refused(run: Run) -> None:
    blocked = run.given("", name="file")
    ledger = blocked / "folder" / "ledger.toml"
    written = run.refused("--ledger", str(ledger), *ADD)
    read = run("--ledger", str(ledger), "status")

    assert str(ledger) in written
    assert (read.code, read.out == "") in {(0, False), (2, True)}


BROKEN = {
    "syntax-error": ("version = 1\n[orders.1234\n", ["line 2"]),
    "empty": ("", ["version"]),
    "newer-version": ("version = 99\n", ["99", "newer", "Upgrade"]),
    "unknown-key": ("version = 1\ncolour = 2\n", ["colour"]),
    "unknown-key-of-an-order": ("version = 1\n[orders.1234]\ncolour = 2\n", ["1234", "colour"]),
    "unknown-event": (
        'version = 1\n[[orders.1234.events]]\nevent = "flown"\non = 2026-03-05\n',
        ["1234", "flown"],
    ),
    "contradictory-events": (
        """
        version = 1
        [[orders.1234.events]]
        event = "shipped"
        on = 2026-03-05
        [[orders.1234.events]]
        event = "delivered"
        on = 2026-03-01
        """,
        ["1234", "shipped on 2026-03-05", "delivered on 2026-03-01"],
    ),
    "price-with-a-comma": (
        'version = 1\n[orders.1234]\nprice = { amount = "12,40", currency = "EUR" }\n',
        ["1234", "12,40"],
    ),
    "the-same-order-twice": ("version = 1\n[orders.1234]\n[orders.1234]\n", ["1234"]),
    "no-table": ("version = 1\norders = 5\n", ["orders"]),
}
READING = ("status", "agenda", "can-open 1234", "show 1234", "check", "backup")
WRITING = ("add-order 7777", "deliver 1234", "remove-order 1234", "undo", "split 1234 2")


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", [*READING, *WRITING])
def test_a_broken_ledger_is_refused_naming_the_file_and_the_place(
    run: Run, name: str, command: str
) -> None:
    text, facts = BROKEN[name]
    run.given(text)
    error = run.refused(*command.split(), today=TODAY)

    assert not missing([str(run.ledger), *facts], error)


@pytest.mark.parametrize("order", ["price = 12.40", "events = 5", "title = 5", "ship_by = 5"])
def test_a_slip_in_a_hand_edited_order_is_told_in_words_for_people(run: Run, order: str) -> None:
    run.given(f"version = 1\n[orders.1234]\n{order}\n")
    error = run.refused("status", today=TODAY)

    assert order.partition(" ")[0] in error
    assert "instance of" not in error
    assert "tuple" not in error


@pytest.mark.parametrize("command", [*READING, *WRITING])
def test_a_ledger_that_is_no_text_is_refused(run: Run, command: str) -> None:
    run.given("").write_bytes(b"version = 1\n# \xff\xfe\n")

    assert "UTF-8" in run.refused(*command.split(), today=TODAY)


@pytest.mark.parametrize("command", [*READING, *WRITING])
def test_a_ledger_that_is_a_folder_is_refused(run: Run, home: Path, command: str) -> None:
    error = run.refused("--ledger", str(home), *command.split(), today=TODAY)

    assert str(home) in error
    assert "folder" in error


@pytest.mark.parametrize(
    "text", ['{"version": 1, "orders": {', "[]", '{"version": 2}', '{"version": 1, "orders": 5}']
)
def test_a_broken_json_ledger_is_refused(run: Run, text: str) -> None:
    ledger = str(run.given(text, name="ledger.json"))

    assert ledger in run.refused("--ledger", ledger, "status")
    assert ledger in run.refused("--ledger", ledger, "add-order", "7777")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("safety_days = -1\n", "safety_days"),
        ("colour = 1\n", "colour"),
        ("currency = \n", "line 1"),
        ('buyer_in = "Germany"\n', "buyer_in"),
    ],
)
def test_broken_settings_are_refused_naming_the_file_and_the_key(
    example: Run, text: str, fact: str
) -> None:
    settings = example.paths.settings
    settings.parent.mkdir(parents=True)
    settings.write_text(text, "utf-8")
    error = example.refused("status", today=TODAY)

    assert str(settings) in error
    assert fact in error


@pytest.mark.parametrize("text", ["[rules.x\n", "[rules.x]\ntitle = 'x'\n", "colour = 1\n"])
def test_a_broken_rulebook_of_the_user_is_refused_naming_the_file(example: Run, text: str) -> None:
    file = example.paths.rules / "own.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")

    assert str(file) in example.refused("status", today=TODAY)
    assert str(file) in example.refused("deliver", "5678", today=TODAY)


def test_doctor_says_what_is_broken_instead_of_failing(run: Run) -> None:
    run.given("version = 99\n")
    run.paths.settings.parent.mkdir(parents=True)
    run.paths.settings.write_text("colour = 1\n", "utf-8")
    code, out, err = run("doctor", "--json", today=TODAY)
    said = run("doctor", today=TODAY)

    assert (code, err, said.code, said.err) == (1, "", 1, "")
    assert "MEND" in said.out
    assert "newer" in out
    assert "colour" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["add-order", "8200000000007777", "--title", "bad\udcff"],
        ["note", "1234", "bad\udcff"],
        ["edit-order", "1234", "--store", "bad\udcff"],
        ["show", "\udcff"],
        ["import", "\udcff.csv"],
    ],
)
def test_text_that_is_no_unicode_is_refused(example: Run, arguments: list[str]) -> None:
    example.refused(*arguments, today=TODAY)


@pytest.mark.parametrize("command", [["status"], ADD, ["backup"]])
def test_a_ledger_with_a_name_that_no_disk_takes_is_refused(
    run: Run, home: Path, command: list[str]
) -> None:
    run.refused("--ledger", str(home / f"{'a' * 300}.toml"), *command)


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\u202e", "a\nb", "\x9b2J"])
def test_an_error_shows_hostile_characters_instead_of_obeying_them(
    example: Run, hostile: str
) -> None:
    for arguments in (["show", hostile], ["frob", hostile], [hostile], ["rules", hostile]):
        error = example.refused(*arguments)

        assert hostile not in error
        assert error.count("\n") == 1
