"""Every answer in JSON, whole: `pytest --golden` writes the files anew, the diff is reviewed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, Run

GOLDEN = Path(__file__).parent / "golden"
TODAY = "2026-04-20"

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest, home: Path) -> Golden:
    """Compares a document with the file of that name, or writes it; the home is masked."""

    def compare(name: str, printed: str) -> None:
        found = json.loads(printed.replace(str(home), "HOME"))
        file = GOLDEN / f"{name}.json"
        if request.config.getoption("--golden", default=False):
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")

        assert json.loads(file.read_text("utf-8")) == found

    return compare


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("status", ["status"], 0),
        ("status-order", ["status", "8200000000095678"], 0),
        ("status-all", ["status", "--all"], 0),
        ("agenda", ["agenda"], 0),
        ("can-open-yes", ["can-open", "8200000000091234"], 0),
        ("can-open-estimate", ["can-open", "8200000000095678"], 0),
        ("can-open-no", ["can-open", "8200000000131415"], 1),
        ("next", ["next", "8200000000131415"], 0),
        ("next-nothing", ["next", "8200000000192021"], 0),
        ("show", ["show", "8200000000101112"], 0),
        ("explain", ["explain", "8200000000091234", "dispute-after-receipt"], 0),
        ("explain-printed", ["explain", "8200000000101112", "protection"], 0),
        ("rules-rule", ["rules", "dispute-after-receipt"], 0),
        ("check", ["check"], 1),
    ],
)
def test_an_answer_about_the_example_is_what_is_written_beside_this_test(
    example: Run, golden: Golden, name: str, arguments: list[str], code: int
) -> None:
    found = example(*arguments, "--json", today=TODAY)

    assert (found.code, found.err) == (code, "")
    golden(name, found.out)


def test_the_history_is_what_is_written_beside_this_test(example: Run, golden: Golden) -> None:
    example.done("ship", "1718", "--on", "2026-04-19", today=TODAY)
    example.done("note", "1718", "it moves", today=TODAY)
    example.done("undo", today=TODAY)

    golden("history", example.done("history", "--json", today=TODAY))


def test_the_diagnosis_is_what_is_written_beside_this_test(example: Run, golden: Golden) -> None:
    printed = example.done("doctor", "--json", today=TODAY)

    golden("doctor", re.sub(r'"[\d.]+, Python [\d.]+, \w+"', '"VERSION"', printed))


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_what_an_import_would_do_is_what_is_written_beside_this_test(
    example: Run, golden: Golden, suffix: str
) -> None:
    before = example.files()
    file = EXAMPLES / f"shopper-inventory.{suffix}"

    golden("import", example.done("import", str(file), "--dry-run", "--json", today="2026-11-21"))
    assert example.files() == before


def test_no_golden_file_is_left_over(request: pytest.FixtureRequest) -> None:
    source = Path(__file__).read_text("utf-8")

    assert [] == [f.name for f in GOLDEN.glob("*.json") if f'"{f.stem}"' not in source]


# ─── The keys that design.md promises ───────────────────────────────────────────────────────────

ENVELOPE = {"schema", "today"}
ORDER = {
    *("order", "title", "store", "account", "phase", "price", "next", "deadlines", "warnings"),
}
DEADLINE = {
    *("id", "title", "actor", "opens_on", "act_by", "ends_on", "latest_on", "days_left", "state"),
    *("certainty", "consequence", "basis"),
}
BASIS = {"rule", "anchor", "days", "in_force_since", "source", "claims"}
BASIS_TOO = {"unit", "extended_by"}
SOURCE = {"title", "url", "year", "checked_on"}
CAN_OPEN = {
    *("order", "verdict", "reason", "certainty", "opens_on", "act_by", "closes_on", "latest_on"),
    *("message", "basis", "alternatives"),
}
STATES = {"waiting", "open", "soon", "urgent", "late", "missed", "overdue", "done"}
CERTAINTIES = {"printed", "order", "rule", "estimate", "contested"}
ACTORS = {"buyer", "seller", "platform", "bank", "carrier"}
PHASES = {
    *("placed", "shipped", "delivered", "completed", "disputed", "mediation", "ruled"),
    *("returning", "refunding", "closed", "cancelled", "frozen"),
}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DAYS = ("2026-04-20", "2026-04-23", "2026-05-07", "2026-06-01", "2026-09-01", "2027-10-01")

DISPUTED = """
    version = 1

    [orders.8200000000001111]
    title = "Won, with a return"
    free_returns = true
    seller_in = "CN"
    buyer_in = "DE"
    paid_with = "paypal"
    events = [
        { event = "placed", on = 2026-02-20 },
        { event = "shipped", on = 2026-03-01 },
        { event = "extended", on = 2026-03-02, days = 30 },
        { event = "delivered", on = 2026-03-20 },
        { event = "confirmed", on = 2026-03-22 },
        { event = "dispute-opened", on = 2026-04-01, want = "return" },
        { event = "offered", on = 2026-04-03, amount = { amount = "3.00", currency = "EUR" } },
        { event = "rejected", on = 2026-04-04 },
        { event = "stepped-in", on = 2026-04-08 },
        { event = "evidence-requested", on = 2026-04-10 },
        { event = "ruled", on = 2026-04-18, remedy = "return" },
    ]

    [orders.8200000000002222]
    title = "Frozen"
    protection_days = 90
    events = [
        { event = "placed", on = 2026-04-01 },
        { event = "shipped", on = 2026-04-02 },
        { event = "frozen", on = 2026-04-10 },
    ]

    [orders.8200000000003333]
    title = "To be cancelled"
    events = [
        { event = "placed", on = 2026-04-18 },
        { event = "cancel-requested", on = 2026-04-19 },
    ]

    [orders.8200000000004444]
    title = "Delivered some time"
    events = [
        { event = "placed", on = 2026-03-01 },
        { event = "delivered", on = 2026-03-20, no_later_than = 2026-04-20 },
    ]
"""


def deadlines_in(value: Any) -> list[dict[str, Any]]:
    """Every deadline in a document, wherever it stands."""
    if isinstance(value, list):
        return [found for each in value for found in deadlines_in(each)]
    if not isinstance(value, dict):
        return []
    inner = [found for each in value.values() for found in deadlines_in(each)]
    return [value, *inner] if "act_by" in value and "days_left" in value else inner


def check_deadline(deadline: dict[str, Any], also: set[str]) -> None:
    basis = deadline["basis"]

    assert DEADLINE | also == set(deadline)
    assert BASIS | BASIS_TOO == set(basis)
    assert set(basis["anchor"] or {"event": "", "date": ""}) == {"event", "date"}
    assert set(basis["source"] or dict.fromkeys(SOURCE)) == SOURCE
    assert all(set(claim["source"]) == SOURCE for claim in basis["claims"])
    assert (deadline["state"], deadline["certainty"]) in {(s, c) for s in STATES for c in CERTAINTIES}
    assert deadline["actor"] in ACTORS
    assert all(DATE.fullmatch(deadline[key]) for key in ("act_by", "ends_on"))
    assert all(DATE.fullmatch(deadline[key] or TODAY) for key in ("opens_on", "latest_on"))
    assert isinstance(deadline["days_left"], int)


@pytest.mark.parametrize("today", DAYS)
def test_status_has_the_promised_keys_and_words_on_every_day(run: Run, today: str) -> None:
    """Extra keys are those of the golden files, and no others."""
    for ledger in (str(EXAMPLES / "ledger.toml"), str(run.given(DISPUTED))):
        found = json.loads(run.done("--ledger", ledger, "status", "--all", "--json", today=today))

        assert ENVELOPE | {"orders", "at_risk"} == set(found)
        assert (found["schema"], found["today"]) == ("aliguard.status/1", today)
        for order in found["orders"]:
            assert set(order) == ORDER
            assert order["phase"] in PHASES
            assert isinstance((order["price"] or {"amount": ""})["amount"], str)
            assert {"code", "text"} == {key for w in order["warnings"] for key in w} | {"code", "text"}
        assert [{"amount": str, "currency": str}] * len(found["at_risk"]) == [
            {key: type(value) for key, value in sorted(each.items())} for each in found["at_risk"]
        ]
        for deadline in deadlines_in(found):
            check_deadline(deadline, set())


def test_a_deadline_is_the_same_wherever_it_appears(run: Run) -> None:
    run.given(DISPUTED)
    [order] = run("status", "1111", "--json", today=TODAY).json["orders"]
    shown = run("show", "1111", "--json", today=TODAY).json
    explained = run("explain", "1111", "appeal", "--json", today=TODAY).json

    assert {**order, **{"events": shown["events"]}} == {k: shown[k] for k in shown if k not in ENVELOPE}
    assert run("next", "1111", "--json", today=TODAY).json["next"] == order["next"]
    assert [d for d in order["deadlines"] if d["id"] == "appeal"] == [
        {key: explained[key] for key in DEADLINE}
    ]


def test_an_agenda_is_deadlines_each_with_its_order(run: Run) -> None:
    run.given(DISPUTED)
    found = run("agenda", "--json", today=TODAY).json

    assert ENVELOPE | {"deadlines"} == set(found)
    assert found["deadlines"]
    for deadline in found["deadlines"]:
        check_deadline(deadline, {"order", "order_title"})


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("order", ["1111", "2222", "3333", "4444"])
def test_can_open_has_the_promised_keys_on_every_day(run: Run, order: str, today: str) -> None:
    run.given(DISPUTED)
    code, out, err = run("can-open", order, "--json", today=today)
    found = json.loads(out)

    assert ENVELOPE | CAN_OPEN == set(found)
    assert {0: "yes", 1: "no"}[code] == found["verdict"]
    assert err == ""
    assert found["certainty"] in CERTAINTIES
    assert found["message"].startswith("Yes" if code == 0 else "No")
    assert all(BASIS | BASIS_TOO == set(each) for each in found["basis"])
    assert all(set(each) == {"id", "title", "until"} for each in found["alternatives"])
    assert code == 0 or found["alternatives"] or found["reason"] in {"settled", "cancelled"}
