"""The keys and words of the JSON answers that design.md promises to scripts.

A key that is not promised may be there only where the golden file has it, too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, Run

TODAY = "2026-04-20"
ENVELOPE = {"schema", "today"}
ORDER = {
    *("order", "title", "store", "account", "phase", "price", "next", "deadlines", "warnings"),
    *("also", "missed"),
}
DEADLINE = {
    *("id", "title", "actor", "opens_on", "act_by", "ends_on", "latest_on", "days_left", "state"),
    *("certainty", "consequence", "basis", "kind"),
}
BEHIND = {"id", "title", "kind", "act_by", "ends_on"}
MISSED = {"id", "title", "ends_on", "consequence"}
KINDS = {"duty", "chance", "wait", "limit"}
BASIS = {"rule", "anchor", "days", "in_force_since", "source", "claims"}
SOURCE = {"title", "url", "year", "checked_on"}
CAN_OPEN = {
    *("order", "verdict", "reason", "certainty", "opens_on", "act_by", "closes_on", "latest_on"),
    *("message", "basis", "alternatives"),
}
AMOUNT = {"currency": str, "amount": str}
STATES = {"waiting", "open", "soon", "urgent", "late", "missed", "overdue", "done"}
CERTAINTIES = {"printed", "order", "rule", "estimate", "contested", "unknown"}
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


def golden(name: str) -> Any:
    """The document of a golden file."""
    return json.loads((Path(__file__).parent / "golden" / f"{name}.json").read_text("utf-8"))


def check_keys(found: dict[str, Any], promised: set[str], like: dict[str, Any]) -> None:
    """See that all keys are there that are promised, and no other than in the golden file."""
    assert promised - set(found) == set()
    assert set(found) == set(like)


def deadlines_in(value: Any) -> list[dict[str, Any]]:
    """Every deadline in a document, wherever it stands."""
    if isinstance(value, list):
        return [found for each in value for found in deadlines_in(each)]
    if not isinstance(value, dict):
        return []
    inner = [found for each in value.values() for found in deadlines_in(each)]
    return [value, *inner] if "act_by" in value and "days_left" in value else inner


def check_deadline(deadline: dict[str, Any], like: dict[str, Any]) -> None:
    """Compare the keys of a deadline with those of a golden one, and its values with the words."""
    basis = deadline["basis"]

    check_keys(deadline, DEADLINE, like)
    check_keys(basis, BASIS, like["basis"])
    assert set(basis["anchor"] or {"event": "", "date": ""}) == {"event", "date"}
    assert set(basis["source"] or dict.fromkeys(SOURCE)) == SOURCE
    assert all(set(claim["source"]) == SOURCE for claim in basis["claims"])
    assert (deadline["state"], deadline["certainty"]) in {
        (s, c) for s in STATES for c in CERTAINTIES
    }
    assert deadline["actor"] in ACTORS
    assert deadline["kind"] in KINDS
    assert DATE.fullmatch(deadline["act_by"])
    assert all(DATE.fullmatch(deadline[key] or TODAY) for key in ("opens_on", "latest_on"))
    if deadline["certainty"] == "unknown":
        assert (deadline["ends_on"], deadline["days_left"]) == (None, None)
    else:
        assert DATE.fullmatch(deadline["ends_on"])
        assert isinstance(deadline["days_left"], int)


@pytest.mark.parametrize("today", DAYS)
def test_status_has_the_promised_keys_and_words_on_every_day(run: Run, today: str) -> None:
    like = golden("status")
    run.given(DISPUTED)
    for ledger in (EXAMPLES / "ledger.toml", run.ledger):
        found = run("--ledger", str(ledger), "status", "--all", "--json", today=today).json

        check_keys(found, ENVELOPE | {"orders", "at_risk", "warnings"}, like)
        assert (found["schema"], found["today"]) == ("aliguard.status/1", today)
        for order in found["orders"]:
            check_keys(order, ORDER, like["orders"][0])
            assert order["phase"] in PHASES
            assert all(set(behind) == BEHIND for behind in order["also"])
            assert all(set(missed) == MISSED for missed in order["missed"])
            assert isinstance((order["price"] or {"amount": ""})["amount"], str)
            assert all(set(warning) == {"code", "text"} for warning in order["warnings"])
        for money in found["at_risk"]:
            assert {key: type(value) for key, value in money.items()} == AMOUNT
        for deadline in deadlines_in(found):
            check_deadline(deadline, like["orders"][0]["next"])


def test_a_deadline_is_the_same_wherever_it_appears(run: Run) -> None:
    run.given(DISPUTED)
    [order] = run("status", "1111", "--json", today=TODAY).json["orders"]
    shown = run("show", "1111", "--json", today=TODAY).json
    explained = run("explain", "1111", "appeal", "--json", today=TODAY).json

    check_keys(shown, ENVELOPE | ORDER | {"events"}, golden("show"))
    assert order == {key: shown[key] for key in order}
    assert run("next", "1111", "--json", today=TODAY).json["next"] == order["next"]
    assert [explained["deadline"]] == [d for d in order["deadlines"] if d["id"] == "appeal"]


def test_an_agenda_is_deadlines_each_with_its_order(run: Run) -> None:
    like = golden("agenda")
    run.given(DISPUTED)
    found = run("agenda", "--json", today=TODAY).json

    check_keys(found, ENVELOPE | {"deadlines"}, like)
    assert found["deadlines"]
    for deadline in found["deadlines"]:
        check_deadline(deadline, like["deadlines"][0])
        assert {"order", "title"} <= set(deadline)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("order", ["1111", "2222", "3333", "4444"])
def test_can_open_has_the_promised_keys_on_every_day(run: Run, order: str, today: str) -> None:
    yes, no = golden("can-open-yes"), golden("can-open-no")
    run.given(DISPUTED)
    code, out, err = run("can-open", order, "--json", today=today)
    found = json.loads(out)

    check_keys(found, ENVELOPE | CAN_OPEN, yes)
    assert (err, found["verdict"]) == ("", {0: "yes", 1: "no"}[code])
    assert (found["certainty"] in CERTAINTIES) == (found["closes_on"] is not None)
    assert found["message"].startswith("Yes" if code == 0 else "No")
    for basis in found["basis"]:
        check_keys(basis, BASIS, yes["basis"][0])
    for way in found["alternatives"]:
        check_keys(way, {"id", "title", "until"}, no["alternatives"][0])
    assert code == 0 or found["alternatives"]
