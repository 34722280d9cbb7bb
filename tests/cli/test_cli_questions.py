"""The commands of the group Questions, in words: what is asked is answered, by exit code too."""

from __future__ import annotations

import pytest

from conftest import Run, missing

TODAY = "2026-04-20"
ACT_BY = ("2026-04-22", "2026-04-22", "2026-04-24", "2026-04-26", "2026-05-05")
"""The open orders of the example, the most pressing first."""


def many(count: int) -> str:
    """A ledger of orders that were shipped day by day, half of them in one account."""
    orders = (
        f"""
[orders.82000000000{number:05}]
title = "Thing {number}"
account = "{"mine" if number % 2 else "hers"}"
price = {{ amount = "1.00", currency = "EUR" }}
events = [{{ event = "shipped", on = 2026-03-{number % 28 + 1:02} }}]
"""
        for number in range(1, count + 1)
    )
    return "version = 1\n" + "".join(orders)


def rows(out: str) -> list[str]:
    """The lines of a piped table that are about an order, a space between two words."""
    return [
        " ".join(line.split())
        for line in out.splitlines()
        if " 8200000000" in line and line[0] != "!"
    ]


def test_status_is_a_line_an_order_the_most_pressing_first(example: Run) -> None:
    out = example.done("status", today=TODAY)

    assert [line[:10] for line in rows(out)] == list(ACT_BY)
    assert not missing(["112.05 EUR", "21.15 USD", "[new] Desk lamp, warm white"], out)
    assert "8200000000192021" not in out


def test_status_marks_what_is_no_sure_date_and_says_what_the_marks_mean(example: Run) -> None:
    out = example.done("status", today=TODAY)
    marked = {line[:11] for line in rows(out)}

    assert {"2026-05-05~", "2026-04-22 ", "2026-04-24 "} <= marked
    assert not missing(["~ estimate"], out)
    assert "? contested" in example.done("status", today="2026-04-26")


def test_status_of_one_order_is_about_it_alone(example: Run) -> None:
    assert [line[:10] for line in rows(example.done("status", "1415", today=TODAY))] == [ACT_BY[1]]


def test_status_all_shows_the_finished_orders_too(example: Run) -> None:
    *_, last = rows(example.done("status", "--all", today=TODAY))

    assert not missing(["8200000000192021", "Phone case", "completed"], last)


def test_status_of_thirty_orders_says_how_many_there_are_and_all_shows_them(run: Run) -> None:
    run.given(many(30))
    some, everything = run.done("status", today=TODAY), run.done("status", "--all", today=TODAY)

    assert (len(rows(some)), len(rows(everything))) == (20, 30)
    assert not missing(["20", "30", "aliguard status --all", "30.00 EUR"], some)
    assert len(run("status", "--json", today=TODAY).json["orders"]) == 30


def test_status_of_an_account_is_about_its_orders_only(run: Run) -> None:
    run.given(many(30))
    found = run("status", "--account", "hers", "--json", today=TODAY).json

    assert {order["account"] for order in found["orders"]} == {"hers"}
    assert (len(found["orders"]), found["at_risk"]) == (
        15,
        [{"currency": "EUR", "amount": "15.00"}],
    )
    assert rows(run.done("status", "--account", "nobody", today=TODAY)) == []


def test_status_of_an_empty_ledger_says_how_to_begin(run: Run) -> None:
    assert not missing(["aliguard add-order", "aliguard import"], run.done("status"))
    assert run("status", "--json").json["orders"] == []


@pytest.mark.parametrize(
    ("today", "code"),
    [
        pytest.param("2026-04-20", 1, id="urgent"),
        pytest.param("2026-03-10", 0, id="far-away"),
        pytest.param("2026-03-22", 0, id="just-soon"),
    ],
)
def test_status_check_exits_with_1_if_something_presses(run: Run, today: str, code: int) -> None:
    run.done("add-order", "1234", "--shipped", "2026-02-26", today="2026-02-26")
    run.done("extend", "1234", "--until", "2026-04-22", today="2026-02-26")
    found = run("status", "--check", today=today)

    assert (found.code, found.err) == (code, "")
    assert found.out == run("status", today=today).out
    assert run("status", "--check", "--json", today=today).code == code


def test_status_check_exits_with_1_if_another_party_is_overdue(example: Run) -> None:
    """The seller had to ship by 2026-04-26."""
    assert example("status", "1718", "--check", today="2026-04-26").code == 0
    assert example("status", "1718", "--check", today="2026-04-27").code == 1


def test_the_agenda_is_in_the_order_of_the_days_and_looks_as_far_as_it_is_asked(
    example: Run,
) -> None:
    week = rows(example.done("agenda", "--days", "7", today=TODAY))
    month = rows(example.done("agenda", today=TODAY))

    assert [line[:10] for line in month] == sorted(line[:10] for line in month)
    assert max(line[:10] for line in week) <= "2026-04-27"
    assert month[: len(week)] == week
    assert not missing(["you", "the seller", "AliExpress"], "\n".join(week))
    assert rows(example.done("agenda", "--days", "0", today="2026-04-19")) == []


def test_can_open_says_what_is_still_possible_after_a_no(example: Run) -> None:
    code, out, _ = example("can-open", "1415", today=TODAY)

    assert code == 1
    assert not missing(["No", "aliguard next 8200000000131415", "card", "2026-06-29"], out)


@pytest.mark.parametrize(
    ("order", "today", "reason"),
    [
        ("1718", TODAY, "not-shipped"),
        ("1415", TODAY, "already-open"),
        ("2021", TODAY, "too-late"),
        ("5678", "2026-03-16", "too-early"),
    ],
)
def test_can_open_exits_with_1_for_every_no(
    example: Run, order: str, today: str, reason: str
) -> None:
    found = example("can-open", order, "--json", today=today)

    assert (found.code, found.err) == (1, "")
    assert (found.json["verdict"], found.json["reason"]) == ("no", reason)
    assert example("can-open", order, today=today).out.startswith("No")


def test_next_says_in_three_lines_what_to_do_by_when_and_what_is_lost(example: Run) -> None:
    todo, when, otherwise, *more = example.done("next", "1112", today=TODAY).splitlines()

    assert todo.startswith("Your move, by 2026-04-24, 21.15 USD at stake: Open a dispute")
    assert when == "It ends on 2026-04-25 (5 days left)."
    assert "refused" in otherwise
    assert more == ["Here already? `aliguard deliver 8200000000101112`."]


def test_show_is_the_order_in_one_line_of_time(example: Run) -> None:
    out = example.done("show", "1112", today=TODAY)
    days = [line[2:12] for line in out.splitlines() if line.startswith("  20")]

    assert days == sorted(days)
    assert {"2026-02-10", "2026-02-14", "2026-04-12", TODAY, "2026-04-24"} <= set(days)
    assert not missing(["[new] Desk lamp, warm white", "21.15 USD", "stalled"], out)


def test_show_and_explain_say_when_the_pacific_day_ends_here(example: Run) -> None:
    """24:00 in Los Angeles is 9:00 in Berlin, in summer."""
    shown = example.done("show", "1112", today=TODAY)
    explained = example.done("explain", "1112", "protection", today=TODAY)

    assert "2026-04-26 09:00 CEST" in shown
    assert "2026-04-26 09:00 CEST" in explained


def test_explain_prints_the_arithmetic_with_its_sources_and_the_other_claims(example: Run) -> None:
    out = example.done("explain", "1234", "dispute-after-receipt", today=TODAY)
    claims = example("explain", "1234", "dispute-after-receipt", "--json", today=TODAY).json

    assert not missing(["2026-04-08", "+15", "2026-04-23", "2026-04-22", "2014-01-01"], out)
    for claim in claims["deadline"]["basis"]["claims"]:
        assert not missing([claim["source"]["title"], str(claim["source"]["year"])], out)


def test_explain_of_a_printed_date_says_that_it_was_printed(example: Run) -> None:
    assert "printed" in example.done("explain", "1112", "protection", today=TODAY)


@pytest.mark.parametrize("order", ["1234", "5678", "1112", "1415", "1718"])
def test_every_deadline_that_status_names_can_be_explained(example: Run, order: str) -> None:
    [found] = example("status", order, "--json", today=TODAY).json["orders"]
    for deadline in found["deadlines"]:
        out = example.done("explain", order, deadline["id"], today=TODAY)

        days = [day for day in (deadline["ends_on"], deadline["act_by"]) if day]
        assert not missing([deadline["title"], *days], out)


def test_rules_lists_every_rule_and_shows_each(run: Run) -> None:
    listed = run.done("rules")
    rules = run("rules", "--json").json["rules"]

    assert len(rules) > 30
    assert not missing([rule["id"] for rule in rules], listed)
    for rule in rules:
        shown = run.done("rules", rule["id"])
        assert f"\nAn {rule['kind']}: " in shown or f"\nA {rule['kind']}: " in shown
        assert not missing([rule["title"], rule["consequence"]], shown)
        assert not missing([term["since"] for term in rule["in_force"]], shown)


def test_a_rule_of_the_users_own_is_laid_over_those_that_ship(example: Run) -> None:
    file = example.paths.rules / "own.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        """
[sources.mine]
title = "My order page"
url = "https://example.org"
year = 2026
kind = "official"
checked_on = 2026-04-01

[rules.dispute-after-receipt.in_force.2026-01-01]
days = 20
source = "mine"
""",
        "utf-8",
    )

    assert "2026-04-28" in example.done("explain", "1234", "dispute-after-receipt", today=TODAY)
    assert "My order page" in example.done("rules", "dispute-after-receipt", today=TODAY)
