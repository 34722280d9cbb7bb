"""One answer, many screens: of generated orders every face says the same, and the same first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story_strategies import lives

from aliguard.model import Order
from aliguard.rulebooks import load
from aliguard.rules import entry
from conftest import Run

BOOKS = load()
ORDER = "8200000000091234"
PRICE = {"amount": "40.00", "currency": "EUR"}
ACTIVE = {"open", "soon", "urgent"}
DISPUTING = {"protection", "dispute-after-timeout", "dispute-after-receipt"}
FAR = "3660"

faces = settings(
    deadline=None,
    max_examples=30,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Order, date]:
    """An order and a day: that of its last event, or one on or beside a day that counts."""
    order = draw(lives())
    last = max((event.on for event in order.events), default=date(2026, 3, 1))
    found = entry(ORDER, order, BOOKS, today=last)
    days = [day for d in found.deadlines for day in (d.act_by, d.ends_on, d.last_on) if day]
    near = [day + timedelta(days=n) for day in days for n in (-1, 0, 1)]
    return order, draw(st.sampled_from([last, *(day for day in near if day >= last)]))


def stored(order: Order) -> str:
    """A ledger of that order alone."""
    facts = order.model_dump(exclude_none=True, exclude_defaults=True, mode="python")
    facts["price"] = PRICE
    facts["events"] = [
        {"event": event.event, **event.model_dump(exclude_none=True, exclude={"event", "amount"})}
        for event in order.events
    ]
    return tomli_w.dumps({"version": 1, "orders": {ORDER: plain(facts)}})


def plain(value: Any) -> Any:
    """A value as TOML knows it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


class Faces:
    """What the program says of the order on a day, in JSON and in words."""

    def __init__(self, run: Run, order: Order, today: date) -> None:
        """Ask everything once."""
        run.given(stored(order))
        self.run, self.today = run, today.isoformat()
        [self.status] = self.json("status", ORDER)["orders"]
        self.show = self.json("show", ORDER)
        self.next = self.json("next", ORDER)
        self.can_open = self.json("can-open", ORDER)
        self.agenda = self.json("agenda", "--days", FAR)["deadlines"]
        [channel] = self.json("remind", "--preview", "--all")["channels"]
        self.reminders = [each["deadline"] for each in channel["reminders"]]
        self.deadlines = {each["id"]: each for each in self.status["deadlines"]}

    def json(self, *words: str) -> Any:
        """An answer as JSON."""
        return self.run(*words, "--json", today=self.today).json

    def text(self, *words: str) -> str:
        """An answer in words."""
        return self.run(*words, today=self.today).out

    @property
    def duties(self) -> list[dict[str, Any]]:
        """The duties that can be done today, in the order in which they are told."""
        told = [self.status["next"] or {}, *self.status["also"]]
        ids = [each.get("id") for each in told]
        active = (self.deadlines[each] for each in ids if each)
        return [d for d in active if d["kind"] == "duty" and d["state"] in ACTIVE]


@faces
@given(moment=moments())
def test_a_deadline_is_the_same_on_every_face(run: Run, moment: tuple[Order, date]) -> None:
    said = Faces(run, *moment)
    inside = said.deadlines

    assert said.show["deadlines"] == said.status["deadlines"]
    for face in (said.show, said.next):
        assert [face[key] for key in ("next", "move", "also", "missed", "phase")] == [
            said.status[key] for key in ("next", "move", "also", "missed", "phase")
        ]
    for told in (
        *said.agenda,
        *said.reminders,
        *([said.next["next"]] if said.next["next"] else []),
    ):
        assert inside[told["id"]] == {k: v for k, v in told.items() if not k.startswith("order")}
    for rule_id, shown in inside.items():
        assert said.json("explain", ORDER, rule_id)["deadline"] == shown


@faces
@given(moment=moments())
def test_a_duty_comes_first_on_every_face(run: Run, moment: tuple[Order, date]) -> None:
    said = Faces(run, *moment)
    if not said.duties:
        return
    first = said.duties[0]
    todo = said.status["move"]["todo"]

    assert said.status["next"] == first
    for words in (("next", ORDER), ("show", ORDER), ("status",)):
        out = said.text(*words)
        assert todo in out, words
        assert "Nothing is left" not in out, words
    assert said.text("next", ORDER).splitlines()[0].endswith(todo)
    if said.reminders:
        assert said.text("remind", "--preview", "--all").index(todo) > 0
    if first["state"] == "urgent":
        assert "urgent" in said.text("remind", "--short")
        assert said.run("status", "--check", today=said.today).code == 1


@faces
@given(moment=moments())
def test_a_limit_is_no_task_and_what_is_over_is_in_no_list(
    run: Run, moment: tuple[Order, date]
) -> None:
    said = Faces(run, *moment)

    for told in (*said.agenda, *said.status["also"]):
        assert told["kind"] in {"duty", "chance", "wait"}
    for told in said.agenda:
        assert told["state"] not in {"done", "missed"}
    if said.next["move"]["actor"] is None:
        assert (said.agenda, said.status["also"], said.next["next"]) == ([], [], None)


@faces
@given(moment=moments())
def test_the_verdict_and_the_windows_have_the_same_days(
    run: Run, moment: tuple[Order, date]
) -> None:
    said = Faces(run, *moment)
    verdict, told = said.can_open, {each["id"] for each in said.agenda}
    windows = [
        each
        for each in said.deadlines.values()
        if each["id"] in DISPUTING and each["state"] not in {"done", "missed"}
    ]
    days = ("act_by", "latest_on", "certainty")

    if verdict["verdict"] == "yes" and said.status["move"]["actor"]:
        assert verdict["closes_on"] in {each["ends_on"] for each in windows}
        assert all(each["state"] != "waiting" for each in windows if each["id"] in told)
    for window in windows:
        if verdict["reason"] == "after-receipt" and window["id"] == "dispute-after-receipt":
            latest = window["latest_on"] or window["ends_on"]
            expected = [window["act_by"], latest, window["certainty"]]
            assert [verdict[key] for key in days] == expected
    if verdict["reason"] == "not-shipped":
        assert "open --reason" not in said.text("next", ORDER)


@pytest.mark.parametrize(
    ("zone", "local", "pacific"),
    [
        ("Pacific/Kiritimati", "2026-05-07T20:00", "2026-05-06"),
        ("Europe/Berlin", "2026-05-07T08:59", "2026-05-06"),
        ("Europe/Berlin", "2026-05-07T09:01", "2026-05-07"),
        ("America/Los_Angeles", "2026-05-06T23:59", "2026-05-06"),
        ("Pacific/Niue", "2026-05-06T20:30", "2026-05-07"),
    ],
)
def test_the_last_day_lasts_until_it_is_over_in_los_angeles_on_every_face(
    run: Run, zone: str, local: str, pacific: str
) -> None:
    """Protection ends on 2026-05-06."""
    run.given(
        f"""
        version = 1
        [orders.{ORDER}]
        events = [
            {{ event = "shipped", on = 2026-03-07 }},
            {{ event = "protection", on = 2026-03-07, ends = 2026-05-06 }},
        ]
        """
    )
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    with time_machine.travel(moment, tick=False):
        running = pacific == "2026-05-06"

        assert run("can-open", ORDER, "--json").json["reason"] == (
            "last-day" if running else "after-timeout"
        )
        shown = run("show", ORDER, "--json").json
        assert shown["next"]["id"] == ("protection" if running else "dispute-after-timeout")
        assert ("Missed: Buyer protection" in run("next", ORDER).out) != running
        assert ("Missed: Buyer protection" in run("remind", "--preview").out) != running
        if running and shown["today"] == "2026-05-07":
            assert shown["next"]["days_left"] == -1
            for words in (("next", ORDER), ("remind", "--preview")):
                assert "until " in run(*words).out
