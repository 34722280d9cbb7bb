"""Addresses of channels: what they may be, where their secrets come from, how they fail."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from channel_help import BODY, BRIEF, TITLE, refused, send, web_hook

from aliguard.errors import ReminderError
from aliguard.reminders import channels
from aliguard.reminders.channels import opened
from aliguard.reminders.channels.addresses import Address, filled
from aliguard.reminders.channels.secrets_file import read_secrets

NAMES = ("MAIL_PASSWORD", "TOKEN")


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """A secrets file that only its user can read."""
    path = tmp_path / "secrets.toml"
    path.touch(0o600)
    return path


def misread(path: Path) -> str:
    """Why a secrets file cannot be used."""
    with pytest.raises(ReminderError) as error:
        read_secrets(path)

    assert str(path) in str(error.value)
    return str(error.value)


def test_stdout_prints_the_title_and_the_whole_message() -> None:
    printed: list[str] = []

    opened("stdout", {}, say=printed.append).send(title=TITLE, body=BODY, brief=BRIEF)

    assert printed == [f"{TITLE}\n\n{BODY}"]


def test_a_terminal_that_is_gone_is_the_callers_affair() -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        opened("stdout", {}, say=gone).send(title=TITLE, body=BODY, brief=BRIEF)


@pytest.mark.parametrize("address", ["", "nonsense", "you@example.org", "Stdout", "mailto:a@b.de"])
def test_what_is_no_address_is_told_what_one_looks_like(address: str) -> None:
    assert refused(address).startswith("The address is neither `stdout`, `desktop` nor")


@pytest.mark.parametrize(
    "address",
    ["foo://x", "tgram://bad", "json://", "slack://a/b", "mailto://", "json://[::1", "http://\0"],
)
def test_an_address_that_apprise_does_not_understand_is_refused(address: str) -> None:
    scheme = address.partition(":")[0]
    assert refused(address).startswith(f"The {scheme}:// address cannot be used: ")


def test_an_option_that_apprise_ignores_with_a_warning_is_refused() -> None:
    told = refused("json://127.0.0.1/hook?cto=soon")

    assert told.startswith("The json:// address cannot be used: Invalid socket connect timeout")


def test_a_service_that_needs_more_libraries_is_refused() -> None:
    assert "disabled on this system" in refused("glib://")


@pytest.mark.parametrize("address", ["mailto://me@example.org", "desktop"])
def test_without_the_extra_it_is_told_how_to_install_it(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("apprise", "jeepney"):
        monkeypatch.setitem(sys.modules, library, None)

    told = refused(address)

    assert "needs the extra `notify`: pip install 'aliguard[notify]'" in told


def test_where_apprise_shows_bubbles_they_hold_the_few_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with web_hook() as hook:
        stand_in = f"json://127.0.0.1:{hook.port}"
        monkeypatch.setitem(channels.STAND_INS, sys.platform, stand_in)
        send("desktop")

    [document] = hook.documents
    assert (document["title"], document["message"]) == (TITLE, BRIEF)


def test_a_placeholder_is_filled_from_the_environment_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOKEN", "from-the-environment")

    found = filled("ntfy://h.org/t?token=${TOKEN}", {"TOKEN": "from-the-file"})

    assert found.text == "ntfy://h.org/t?token=from-the-environment"


def test_a_placeholder_is_filled_from_the_secrets_where_the_environment_has_none() -> None:
    found = filled("json://${TOKEN}@h.org", {"TOKEN": "from-the-file"})

    assert found.text == "json://from-the-file@h.org"


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("p@ss/w:rd?&#", "p%40ss%2Fw%3Ard%3F%26%23"),
        ("50%", "50%25"),
        ("ü 🚨", "%C3%BC%20%F0%9F%9A%A8"),
        (r"\1 \g<0>", "%5C1%20%5Cg%3C0%3E"),
        ("${TOKEN}", "%24%7BTOKEN%7D"),
    ],
)
def test_a_value_is_encoded_where_it_is_put_in(value: str, encoded: str) -> None:
    found = filled("mailto://me:${MAIL_PASSWORD}@example.org", {"MAIL_PASSWORD": value})

    assert found.text == f"mailto://me:{encoded}@example.org"


def test_a_value_that_is_the_whole_address_is_taken_as_it_stands() -> None:
    whole = "mailto://me:p%40ss@example.org?to=you@example.org"

    assert filled("${TOKEN}", {"TOKEN": whole}).text == whole


@pytest.mark.parametrize("secrets", [{}, {"TOKEN": ""}, {"OTHER": "x"}])
def test_a_placeholder_without_a_value_is_told_with_both_places_for_it(
    secrets: Mapping[str, str],
) -> None:
    told = refused("ntfy://h.org/t?token=${TOKEN}", secrets)

    assert "${TOKEN}" in told
    assert "in the environment" in told
    assert 'TOKEN = "value"' in told
    assert "secrets.toml" in told


def test_a_file_of_secrets_is_read(secrets: Path) -> None:
    secrets.write_text('MAIL_PASSWORD = "hünter2"\nTOKEN = "abc"\n', "utf-8")

    assert read_secrets(secrets) == {"MAIL_PASSWORD": "hünter2", "TOKEN": "abc"}


def test_no_file_of_secrets_is_no_secrets(tmp_path: Path) -> None:
    assert read_secrets(tmp_path / "secrets.toml") == {}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o601, 0o777])
def test_a_file_of_secrets_that_others_can_read_is_refused(secrets: Path, mode: int) -> None:
    secrets.write_text('TOKEN = "canary"', "utf-8")
    secrets.chmod(mode)

    assert misread(secrets).endswith(f"can be read by others: chmod 600 {secrets}")


def test_a_link_to_a_file_of_secrets_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").touch(0o644)
    (tmp_path / "real").chmod(0o644)
    link = tmp_path / "secrets.toml"
    link.symlink_to(tmp_path / "real")

    assert "can be read by others" in misread(link)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'A = "canary"\nB = canary', "line 2 is not TOML"),
        (b'A = "canary', "line 1 is not TOML"),
        (b'A = "canary"\nA = "canary"', "line 2 is not TOML"),
        (b"A = 12345678", "A is not text"),
        (b'[A]\nb = "canary"', "A is not text"),
        (b'A = ["canary"]', "A is not text"),
        (b'A = "canary\xff"', "not UTF-8"),
    ],
)
def test_a_malformed_file_of_secrets_is_refused_without_telling_a_secret(
    secrets: Path, content: bytes, reason: str
) -> None:
    secrets.write_bytes(content)

    told = misread(secrets)

    assert reason in told
    assert not re.search("canary|12345678", told)


def test_a_folder_is_no_file_of_secrets(tmp_path: Path) -> None:
    assert "cannot be read" in misread(tmp_path)


def test_what_is_told_of_an_address_has_no_secret_in_any_form() -> None:
    address = filled("json://me:${TOKEN}@h.example.org/p/abcd?x=efgh", {"TOKEN": "pä ss/w"})
    text = "pä ss/w p%C3%A4%20ss%2Fw p%C3%A4+ss%2Fw P%c3%a4%20SS%2fw ABCD efgh h.example.org me"

    told = address.redacted(text, keep=("h.example.org",))

    assert told == "*** *** *** *** *** *** h.example.org me"


def test_each_of_several_recipients_is_left_untold() -> None:
    address = Address("mailto://me@h.org/?to=one@a.org,two@b.org&cc=three%40c.org&format=text")

    told = address.redacted("two@b.org, one@a.org, three@c.org: text")

    assert told == "***, ***, ***: text"


def test_a_host_that_is_a_secret_is_not_told_even_where_hosts_are() -> None:
    address = filled("json://${TOKEN}/", {"TOKEN": "h.example.org"})

    assert address.redacted("h.example.org", keep=("h.example.org",)) == "***"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("mailto://me:pw@mail.example.org:25/you", "mail.example.org"),
        ("json://127.0.0.1?x=y", "127.0.0.1"),
        ("json://localhost/x", "localhost"),
        ("json://[::1]:80/x", "[::1]"),
        ("ntfy://topic", None),
        ("tgram://123456789:abcdef/1", None),
        ("slack://T1JJ3T3L2/A1BRTD4JD", None),
        ("json://pa/ss@host.example.org", None),
    ],
)
def test_a_host_is_told_from_a_token(address: str, host: str | None) -> None:
    assert Address(address).host == host
