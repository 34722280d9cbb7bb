"""`aliguard doctor` opens every channel as `remind` would, and sends nothing."""

from __future__ import annotations

import sys

import pytest
from channel_help import web_hook

from conftest import Run, missing

TODAY = "2026-04-20"


def diagnosis(run: Run, *lines: str) -> dict[str, tuple[str, bool]]:
    """What the doctor says of the channels that are set."""
    run.paths.settings.parent.mkdir(parents=True, exist_ok=True)
    run.paths.settings.write_text("\n".join(("[reminders.channels]", *lines)), "utf-8")
    found = run("doctor", "--json", today=TODAY)
    facts = {each["what"]: (each["value"], each["ok"]) for each in found.json["facts"]}
    told = {what: fact for what, fact in facts.items() if what.startswith("channel ")}

    assert found.code == (0 if all(ok for _, ok in facts.values()) else 1)
    assert len(told) == len(lines)
    return told


def test_channels_that_can_be_opened_are_well_and_nothing_is_sent(example: Run) -> None:
    with web_hook() as hook:
        told = diagnosis(
            example, 'paper = "stdout"', f'hook = "json://127.0.0.1:{hook.port}/s3cret"'
        )

    assert hook.documents == []
    assert all(ok for _, ok in told.values())
    assert told["channel paper"][0].startswith("stdout can be opened")
    assert told["channel hook"][0].startswith("json:// can be opened")
    assert "s3cret" not in str(told)


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("mailtos://me:${MAIL_PASSWORD}@example.org", ["${MAIL_PASSWORD}", "no value"]),
        ("pigeon://roof/s3cret", ["The pigeon:// address cannot be used"]),
        ("ntfy", ["neither `stdout`, `desktop` nor"]),
    ],
)
def test_a_channel_that_cannot_be_opened_is_named_with_what_is_broken(
    example: Run, address: str, facts: list[str]
) -> None:
    told = diagnosis(example, f'broken = "{address}"', 'paper = "stdout"')
    value, ok = told["channel broken"]

    assert not ok
    assert not missing(facts, value)
    assert "s3cret" not in value
    assert told["channel paper"][1]
    assert "MEND" in example("doctor", today=TODAY).out


def test_a_missing_extra_is_named(example: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    value, ok = diagnosis(example, 'phone = "ntfys://ntfy.sh/topic"')["channel phone"]

    assert not ok
    assert "pip install 'aliguard[notify]'" in value


def test_secrets_that_others_can_read_are_named(example: Run) -> None:
    example.paths.secrets.parent.mkdir(parents=True)
    example.paths.secrets.write_text('TOPIC = "s3cret"\n', "utf-8")
    example.paths.secrets.chmod(0o644)
    value, ok = diagnosis(example, 'phone = "ntfys://ntfy.sh/${TOPIC}"')["channel phone"]

    assert not ok
    assert "can be read by others: chmod 600" in value


def test_settings_that_make_no_sense_are_told_once(example: Run) -> None:
    example.paths.settings.parent.mkdir(parents=True)
    example.paths.settings.write_text("[reminders]\nchannels = 1\n", "utf-8")
    found = example("doctor", "--json", today=TODAY)

    assert found.code == 1
    assert not [each for each in found.json["facts"] if each["what"].startswith("channel")]
