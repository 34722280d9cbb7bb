"""Nothing that a channel says, on whatever way, holds its password or token."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest
from channel_help import (
    BODY,
    BRIEF,
    TITLE,
    channel,
    free_port,
    post_office,
    refused,
    send,
    silence,
    web_hook,
)

from aliguard.errors import ReminderError
from aliguard.reminders.channels.posting import overheard

PASSWORD = "canary@mail/w+rd:50% sure"
NTFY = "tk_canarycanarycanarycanary12"
BOT = "123456789:AAEcanarycanarycanarycanarycanaryca"
CANARIES = (PASSWORD, NTFY, *BOT.split(":"))
TOPIC, PERSON = "secret-topic", "somebody@example.org"
SECRETS = {"MAIL_PASSWORD": PASSWORD, "NTFY": NTFY, "BOT": BOT}
ADDRESSES = {
    "mail": f"mailto://sender:${{MAIL_PASSWORD}}@127.0.0.1:PORT/?from=me@example.org&to={PERSON}",
    "ntfy": f"ntfy://127.0.0.1:PORT/{TOPIC}?token=${{NTFY}}",
    "telegram": "tgram://${BOT}/987654321",
    "ntfy, all of it": "${WHOLE}",
}
MAIL_SERVER = "mail.log"
"""The log of the tests' own mail server, which tells all that it is sent."""
WEB = ("ntfy", "telegram", "ntfy, all of it")


@dataclass
class Witness:
    """Everything that can be seen of a channel at work."""

    capture: pytest.CaptureFixture[str]
    log: pytest.LogCaptureFixture
    patch: pytest.MonkeyPatch

    def seen(self, kind: str, port: int) -> str:
        """All that is to be seen when a channel of a kind sends something to a port."""
        from apprise.plugins.telegram import NotifyTelegram  # noqa: PLC0415 - slow

        self.patch.setattr(NotifyTelegram, "notify_url", f"http://127.0.0.1:{port}/bot")
        whole = f"ntfy://127.0.0.1:{port}/{TOPIC}?token={NTFY}&rto=0.3"
        address = ADDRESSES[kind].replace("PORT", str(port))
        told = _told(address, {**SECRETS, "WHOLE": whole})
        out, err = self.capture.readouterr()

        assert (out, err) == ("", "")
        return told + self.log.text


def _told(address: str, secrets: Mapping[str, str]) -> str:
    """The repr of a channel that sends; else its error with all that led to it."""
    try:
        opened = channel(address, secrets)
        opened.send(title=TITLE, body=BODY, brief=BRIEF)
    except ReminderError as error:
        return "\n".join([str(error), repr(error.__context__), *traceback.format_exception(error)])
    return f"sent over {opened}"


@pytest.fixture
def witness(
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Witness]:
    """Somebody who sees what is printed, and what is logged on the lowest level."""
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.CRITICAL, MAIL_SERVER):
        yield Witness(capfd, caplog, monkeypatch)


def discreet(seen: str) -> str:
    """What was seen, which must hold no secret in any form."""
    for canary in (*CANARIES, TOPIC, PERSON):
        forms = {canary, quote(canary), quote(canary, safe=""), quote_plus(canary), repr(canary)}
        assert not [form for form in forms if form.lower() in seen.lower()]
    assert "canary" not in seen.lower()
    return seen


def echo(kind: str, status: int) -> bytes:
    """The answer of a server that repeats what it should keep to itself."""
    said = f"{status} for {BOT if kind == 'telegram' else NTFY}"
    return json.dumps({"error": said, "description": said}).encode()


def test_a_mail_that_is_sent(witness: Witness) -> None:
    with post_office(password=PASSWORD) as post:
        seen = witness.seen("mail", post.port)

    assert len(post.envelopes) == 1
    assert discreet(seen).startswith("sent")


def test_a_mail_with_a_wrong_password(witness: Witness) -> None:
    with post_office(password="another") as post:
        assert "authentication was refused" in discreet(witness.seen("mail", post.port))


def test_a_mail_to_somebody_unknown(witness: Witness) -> None:
    with post_office(password=PASSWORD, unknown=PERSON) as post:
        assert "no such user" in discreet(witness.seen("mail", post.port))


def test_a_password_that_mail_servers_cannot_take() -> None:
    with post_office(password="x") as post:
        address = ADDRESSES["mail"].replace("PORT", str(post.port))
        told = refused(address, {"MAIL_PASSWORD": "wörd"})

    assert told.endswith("a user, password or token may hold ASCII letters only.")


@pytest.mark.parametrize("kind", WEB)
def test_a_message_that_is_sent(kind: str, witness: Witness) -> None:
    with web_hook(answer=echo(kind, 200)) as hook:
        seen = witness.seen(kind, hook.port)

    assert len(hook.calls) == 1
    assert discreet(seen).startswith("sent")


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500])
@pytest.mark.parametrize("kind", WEB)
def test_a_message_that_the_server_does_not_take(kind: str, status: int, witness: Witness) -> None:
    with web_hook(status, echo(kind, status)) as hook:
        seen = witness.seen(kind, hook.port)

    assert discreet(seen).startswith("Not sent over ")
    assert f"error={status}" in seen


@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_server_that_is_down(kind: str, witness: Witness) -> None:
    assert "connection was refused" in discreet(witness.seen(kind, free_port()))


def test_a_server_that_never_answers(witness: Witness) -> None:
    with silence() as port:
        seen = witness.seen("ntfy, all of it", port)

    assert "no answer in time" in discreet(seen)


@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_service_that_crashes_with_the_secret_on_its_lips(kind: str, witness: Witness) -> None:
    from apprise.plugins import NotifyBase  # noqa: PLC0415 - slow

    def crash(service: NotifyBase, *_: object, **__: object) -> bool:
        msg = f"{vars(service)} {SECRETS}"
        raise LookupError(msg)

    witness.patch.setattr(NotifyBase, "_timed_send", crash, raising=False)

    assert discreet(witness.seen(kind, free_port())).startswith("Not sent over ")


@pytest.mark.parametrize(
    "address",
    [
        "tgram://${BOT}",
        "tgram://${NTFY}/987654321",
        "mailto://user:${MAIL_PASSWORD}@127.0.0.1/?to=nonsense&from=me@example.org",
        "mailto://user:${MAIL_PASSWORD}@127.0.0.1/?from=nonsense",
        "slack://${NTFY}/${BOT}",
        "json://${MAIL_PASSWORD}/${NTFY}?cto=soon",
        "foo://${NTFY}",
        "${NTFY}",
        "${MAIL_PASSWORD}",
        "json://127.0.0.1/?cto=${NTFY}",
    ],
)
def test_an_address_that_cannot_be_used(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        told = refused(address, SECRETS)

    discreet("".join([told, *capfd.readouterr(), caplog.text]))


def test_an_address_on_which_a_service_chokes(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.email import NotifyEmail  # noqa: PLC0415 - slow

    def choke(*_: object, **__: object) -> None:
        raise TypeError(PASSWORD)

    monkeypatch.setattr(NotifyEmail, "__init__", choke)

    told = discreet(refused(ADDRESSES["mail"].replace("PORT", "25"), SECRETS))

    assert told == ("The mailto:// address cannot be used: Could not load E-Mail URL: mailto://***")


@pytest.mark.parametrize(
    "address",
    [
        f"tgram://{BOT}/987654321/nonsense!",
        f"mailto://user:{quote(PASSWORD, safe='')}@127.0.0.1/{PERSON}/nonsense?from=me@example.org",
        f"ntfy://127.0.0.1/bad!topic?token={NTFY}",
    ],
)
def test_an_address_that_holds_its_secret_itself(address: str) -> None:
    discreet(refused(address))


def test_only_the_library_itself_is_listened_to() -> None:
    with overheard("apprise") as heard:
        logging.getLogger("apprise").warning("this")
        logging.getLogger("apprise").debug("and this")
        logging.getLogger("urllib3").error("not this")

    assert (heard.complaints, heard.details) == (["this"], ["and this"])


def test_the_log_is_as_loud_as_before_when_a_message_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handlers = logging.getLogger().handlers

    with caplog.at_level(logging.ERROR, "apprise"), web_hook() as hook:
        send(f"json://127.0.0.1:{hook.port}/")

        assert logging.getLogger().handlers is handlers
        assert logging.getLogger("apprise").level == logging.ERROR
