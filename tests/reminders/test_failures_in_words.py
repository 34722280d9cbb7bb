"""Whatever happens, the program ends with a sentence and exit code 2, never with a traceback."""

from __future__ import annotations

import decimal
import os
import time
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from channel_help import web_hook

from aliguard import errors, rulebooks
from aliguard.reminders import heartbeat
from conftest import Run, missing

TODAY = "2026-04-20"
COMMANDS = {
    "status": ["status"],
    "status --check": ["status", "--check"],
    "can-open": ["can-open", "91234"],
    "remind": ["remind"],
    "note": ["note", "91234", "hello"],
}
DEEP = "x = " + "[" * 100_000
LONG = "safety_days = " + "9" * 5000
RULE = """
[sources.s]
title = "x"
url = "http://x"
year = 2020
kind = "article"
checked_on = 2026-01-01
[rules.r]
title = "T"
actor = "buyer"
counts_from = "shipped"
todo = "d"
missed = "m"
[rules.r.in_force.2014-01-01]
days = 10
safety = {safety}
source = "s"
"""
HOSTILE = {
    "settings nested without end": ("settings.toml", DEEP, "settings.toml: "),
    "settings with a number without end": ("settings.toml", LONG, "settings.toml: "),
    "settings that are no text": ("settings.toml", "\udcff\udcfe", "settings.toml: "),
    "a key of 20,000 letters": ("settings.toml", "k" * 20_000 + " = 1", "settings.toml: …"),
    "rules nested without end": ("rules.d/x.toml", DEEP, "x.toml: something is nested too deep"),
    "rules with a number without end": ("rules.d/x.toml", LONG, "x.toml: "),
    "a safety of a billion days": (
        "rules.d/x.toml",
        RULE.format(safety=10**9),
        "a number is too large to count with",
    ),
}


def phoned(run: Run, port: int) -> None:
    """Send the user's reminders to a phone."""
    run.paths.config.mkdir(parents=True, exist_ok=True)
    address = f"json://127.0.0.1:{port}/"
    run.paths.settings.write_text(f'[reminders.channels]\nphone = "{address}"\n', "utf-8")


def one_or_two_lines(err: str) -> str:
    """What a failing command said: in one or two lines of bounded length."""
    assert err.startswith("aliguard: ")
    assert "Traceback" not in err
    assert err.count("\n") in {1, 2}
    assert len(err) < 1500
    return err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_settings_and_rules_are_refused_in_words(
    example: Run, what: str, command: str
) -> None:
    name, text, told = HOSTILE[what]
    path = example.paths.config / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode(errors="surrogateescape"))
    before = example.ledger.read_bytes()
    code, _, err = example(*COMMANDS[command], today=TODAY)

    if (what, command) != ("a safety of a billion days", "can-open"):  # it asks for no such rule
        assert code == 2
        assert told in one_or_two_lines(err)
    assert example.ledger.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["settings.toml", "rules.d/x.toml"])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(example: Run, name: str, command: str) -> None:
    path = example.paths.config / name
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    code, _, err = example(*COMMANDS[command], today=TODAY)

    assert code == 2
    assert f"{path} is a pipe or a device" in one_or_two_lines(err)


FAILURES: list[BaseException] = [
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    OverflowError("date value out of range"),
    ZeroDivisionError("division by zero"),
    decimal.InvalidOperation(),
    zoneinfo.ZoneInfoNotFoundError("No time zone found with key America/Los_Angeles"),
    KeyError("a key"),
    AssertionError("x" * 100_000),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    PermissionError(13, "Permission denied", "/some/where"),
    SystemError("a fault of the interpreter"),
    GeneratorExit(),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_any_failure_is_told_in_words(
    example: Run, failure: BaseException, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(rulebooks, "load", fail)
    before = example.ledger.read_bytes()
    code, out, err = example(*COMMANDS[command], today=TODAY)

    assert (code, out) == (2, "")
    one_or_two_lines(err)
    assert example.ledger.read_bytes() == before


def test_what_nobody_foresaw_is_told_with_its_place(
    example: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rulebooks, "load", lambda _: dict[str, str]()["a key"])
    err = example("status", today=TODAY).err

    assert not missing(["no fault of yours", "KeyError", "[cli/session.py:"], err)


@pytest.mark.parametrize("failure", FAILURES[:-1], ids=lambda failure: type(failure).__name__)
def test_whatever_fails_the_channels_are_told_and_the_heartbeat_keeps_it(
    example: Run, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    with web_hook() as phone:
        phoned(example, phone.port)
        example("remind", today="2026-04-19")
        told = len(phone.documents)
        monkeypatch.setattr(rulebooks, "load", fail)
        code, out, err = example("remind", today=TODAY)
        alarms = phone.documents[told:]
    beat = heartbeat.read(heartbeat.place(example.ledger))

    assert (code, out) == (2, "")
    one_or_two_lines(err)
    assert [each["title"] for each in alarms] == ["AliExpress: aliguard cannot remind you"]
    assert errors.in_words(failure)[:60] in alarms[0]["message"]
    assert str(beat.ran) == TODAY
    assert beat.failed == errors.in_words(failure)


@pytest.fixture(name="zone")
def _zone(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    assert home
    time.tzset()


@pytest.mark.parametrize("zone", ["UTC+24", "UTC-24:30"], indirect=True)
def test_a_time_zone_that_there_cannot_be_is_told_where_it_matters(run: Run, zone: str) -> None:
    run.done("add-order", "8200000000091234", "--shipped", "2026-03-22", today=TODAY)
    run.done("status", today=TODAY)
    run.done("can-open", "91234", today=TODAY)
    with web_hook() as phone:
        phoned(run, phone.port)
        code, _, err = run("remind", today="2026-05-20")
        [alarm] = phone.documents

    assert code == 2
    assert f"the time zone ('{zone}' in TZ) cannot be used" in one_or_two_lines(err)
    assert "cannot remind you" in alarm["title"]


@pytest.mark.parametrize("zone", ["UTC+24"], indirect=True)
def test_the_local_date_is_known_in_any_zone(run: Run, zone: str) -> None:
    assert run("status").code == 0, zone


def test_sums_of_any_size_are_told(run: Run) -> None:
    for number in range(3):
        amount = ("--price", "999999999999.99", "--currency", "IRR")
        run.done("add-order", f"820000000009123{number}", *amount, "--shipped", "2026-04-01")

    assert "2999999999999.97 IRR" in run.done("status", today=TODAY)
    assert "2999999999999.97" in run.done("summary", today=TODAY)
    assert run("status", "--json", today=TODAY).json["at_risk"] == [
        {"amount": "2999999999999.97", "currency": "IRR"}
    ]


def test_a_foreign_text_makes_no_endless_error(run: Run) -> None:
    run.given(f"version = 1\n[orders.1]\n{'k' * 20_000} = 1\n")
    err = one_or_two_lines(run("status").err)

    assert not missing(["order 1: kkk", "[…]", "unknown key"], err)


@pytest.mark.parametrize("text", [DEEP, LONG, "TOKEN = 7"], ids=["deep", "long", "no text"])
def test_secrets_that_make_no_sense_keep_no_other_channel_back(example: Run, text: str) -> None:
    with web_hook() as phone:
        phoned(example, phone.port)
        with example.paths.settings.open("a") as settings:
            settings.write('other = "json://${TOKEN}@127.0.0.1:1/"\n')
        example.paths.secrets.write_text(text)
        example.paths.secrets.chmod(0o600)
        code, _, err = example("remind", today=TODAY)

        assert len(phone.documents) == 1
    assert code == 2
    assert f"Reminders failed over other: {example.paths.secrets}" in one_or_two_lines(err)
    assert "7" * 10 not in err


def test_a_pipe_in_place_of_the_secrets_is_not_waited_for(example: Run) -> None:
    phoned(example, 1)
    with example.paths.settings.open("a") as settings:
        settings.write('other = "json://${TOKEN}@127.0.0.1:1/"\n')
    os.mkfifo(example.paths.secrets)

    assert (
        f"{example.paths.secrets} cannot be read: it is a folder or a pipe"
        in example("remind", today=TODAY).err
    )


@pytest.mark.parametrize("suffix", ["reminders", "reminders.lock", "heartbeat"])
def test_a_planted_link_silences_no_reminder_and_is_told(example: Run, suffix: str) -> None:
    """Nor is it followed."""
    planted = example.ledger.with_name(f"ledger.toml.{suffix}")
    target = example.home / "keys"
    target.write_text('{"on": "2026-04-19", "channel": "stdout", "stages": []}\n')
    planted.symlink_to(target)
    before = target.read_bytes()
    code, out, err = example("remind", today=TODAY)

    assert "AliExpress: act by" in out
    assert target.read_bytes() == before
    if suffix != "reminders.lock":  # a lock that cannot be had keeps nothing back
        assert code == 2
        assert f"{planted} is a link" in one_or_two_lines(err)


def test_an_export_file_that_is_too_large_or_no_file_is_refused(run: Run) -> None:
    large, pipe = run.home / "large.csv", run.home / "pipe.csv"
    with large.open("wb") as file:
        file.truncate(10**10)
    os.mkfifo(pipe)

    assert "9536 MB large, and 10 MB are read at most" in run.refused("import", str(large))
    assert "is a pipe or a device" in run("import", str(pipe)).err
