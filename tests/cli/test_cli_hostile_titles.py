"""Titles from a shop's page are shown and never obeyed, and no table goes out of joint for them."""

from __future__ import annotations

import csv
import io

import pytest
import tomli_w
from rich.cells import cell_len
from terminal import at_terminal, steering

from conftest import EXAMPLES, Run

TODAY = "2026-04-20"
TITLES = {
    "markup": "[new] cable [/b]",
    "clears-the-screen": "\x1b[2J gone",
    "c1-control": "\x9b2J gone",
    "right-to-left-override": "photo \u202egnp.exe",
    "isolate": "a\u2066b\u2069c\u200fd",
    "long": "x" * 500,
    "long-with-spaces": "good cable" + " and more" * 50,
    "emoji-family": "👩‍👩‍👧‍👦 set of 👩🏽‍🚀 and ❤️ for all the family at home",
    "flags": "🇩🇪🇧🇷🇨🇳 plug 🇩",
    "cjk": "漢字かな한글" * 12,
    "cjk-with-spaces": "漢字" + " かな 한글" * 14,
    "newline-and-tab": "two\nlines\r\n\tand a tab",
    "line-separator": "one\u2028two\u2029three\u0085four",
    "combining": "Za\u0301\u0302\u0303\u0304lgo\u0301 \u0301cable",
    "hebrew": "כבל USB ארוך",
    "zero-width": "in\u200bvis\ufeffible\u00ad",
    "begins-with-a-mark": "\u0301begins with a mark",
}
ORDERS = {f"82000000000{10000 + number}": title for number, title in enumerate(TITLES.values())}
TABLES = (["status", "--all"], ["agenda", "--days", "31"])
NEXT, TODO = "Buyer protection", "Open a dis"
"""What stands behind the title of every order in the row of the table, and below it."""


@pytest.fixture
def hostile(run: Run) -> Run:
    """The program, with a ledger of hostile titles; each order stands at the same point."""
    events = [
        {"event": "shipped", "on": "2026-03-07"},
        {"event": "protection", "on": "2026-03-07", "ends": "2026-05-20"},
    ]
    orders = {order: {"title": title, "events": events} for order, title in ORDERS.items()}
    run.given(tomli_w.dumps({"version": 1, "orders": orders}))
    return run


def offset(text: str, line: str) -> int:
    """The cell at which a text stands in a line."""
    return cell_len(line[: line.index(text)])


@pytest.mark.parametrize("command", TABLES)
def test_a_piped_table_is_one_line_an_order_with_every_column_at_the_same_cell(
    hostile: Run, command: list[str]
) -> None:
    out = hostile.done(*command, today=TODAY)
    head, *_ = out.splitlines()
    lines = [line for line in out.split("\n") if NEXT in line]

    assert steering(out) == set()
    assert sorted(order for line in lines for order in ORDERS if order in line) == sorted(ORDERS)
    assert {offset(" 82000", line) + 1 for line in lines} == {offset("ORDER", head)}
    assert {offset(NEXT, line) for line in lines} == {
        offset("NEXT" if command[0] == "status" else "WHAT", head)
    }
    assert {offset(TODO, line) for line in lines} == {offset("TO DO", head)}


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("command", TABLES)
def test_a_table_at_a_terminal_is_as_wide_as_it_and_its_columns_stand_still(
    command: list[str],
) -> None:
    screen = at_terminal("--today", TODAY, *command)
    lines = screen.plain.split("\n")
    rows = [line for line in lines if NEXT in line]

    assert (screen.code, steering(screen.text)) == (0, set())
    assert [line for line in lines if cell_len(line) > 80] == []
    assert len(rows) == len(ORDERS)
    assert len({offset(NEXT, line) for line in rows}) == 1
    assert len({offset(" 82000", line) for line in rows}) == 1
    assert len({offset(TODO, line) for line in lines if TODO in line}) == 1


@pytest.mark.parametrize("name", TITLES)
def test_an_order_is_shown_without_obeying_its_title(hostile: Run, name: str) -> None:
    order = next(key for key, title in ORDERS.items() if title == TITLES[name])
    piped = hostile.done("show", order, today=TODAY)
    screen = at_terminal("--today", TODAY, "show", order)

    assert steering(piped) == steering(screen.text) == set()
    assert piped.startswith(f"{order}  ")
    assert (screen.code, steering(hostile.done("next", order, today=TODAY))) == (0, set())
    assert [
        line for line in screen.plain.split("\n") if cell_len(line) > 80 and len(line.split()) > 1
    ] == []


def test_markup_in_a_title_is_text(hostile: Run) -> None:
    for out in (hostile.done("status", "--all", today=TODAY), at_terminal("show", "10000").plain):
        assert TITLES["markup"] in out


def test_a_title_is_given_to_scripts_as_it_is(hostile: Run) -> None:
    orders = hostile("status", "--all", "--json", today=TODAY).json["orders"]

    assert {order["order"]: order["title"] for order in orders} == ORDERS


@pytest.mark.parametrize("command", ["status --all", "agenda", "show 10002", "show 10003"])
def test_an_answer_in_json_steers_no_terminal(hostile: Run, command: str) -> None:
    """JSON has an escape for every character, and the value stays the same."""
    assert steering(hostile.done(*command.split(), "--json", today=TODAY)) == set()


@pytest.mark.parametrize("name", TITLES)
def test_a_title_is_stored_as_it_was_typed(run: Run, name: str) -> None:
    run.done("add-order", "1234", "--title", TITLES[name])
    json_ledger = ("--ledger", str(run.home / "ledger.json"))
    run.done(*json_ledger, "add-order", "1234", "--title", TITLES[name])

    assert run("status", "--json").json["orders"][0]["title"] == TITLES[name]
    assert run(*json_ledger, "status", "--json").json["orders"][0]["title"] == TITLES[name]


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202e", "a\nb\tc", "\x9b2J"])
def test_every_other_text_of_an_order_is_as_harmless(run: Run, text: str) -> None:
    texts = ["--store", text, "--account", text, "--note", text, "--tracking", text]
    said = run.done("add-order", "1234", "--shipped", "2026-04-01", *texts, today=TODAY)
    said += run.done("note", "1234", text, today=TODAY)
    said += run.done("history", today=TODAY) + run.done("show", "1234", today=TODAY)
    said += run.done("undo", today=TODAY)

    assert steering(said) == set()


def test_an_import_shows_hostile_titles_without_obeying_them(run: Run) -> None:
    with (EXAMPLES / "shopper-inventory.csv").open(encoding="utf-8") as file:
        names, row, *_ = csv.reader(file)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for order, title in ORDERS.items():
        facts = {**dict(zip(names, row, strict=True)), "Order ID": order, "Title": title}
        writer.writerow([facts[name] for name in names])
    sample = run.home / "orders.csv"
    sample.write_text(text.getvalue(), "utf-8", newline="")
    piped = run.done("import", str(sample), "--dry-run", today="2026-11-21")
    screen = at_terminal("--today", "2026-11-21", "import", str(sample))

    assert (screen.code, steering(piped), steering(screen.text)) == (0, set(), set())
    assert len([line for line in piped.split("\n") if line.startswith("  + 82000")]) == len(ORDERS)
    assert set(run.stored()) == set(ORDERS)
    assert steering(run.done("status", "--all", today="2026-11-21")) == set()
