"""Reminders over services of the web: a hook of the user's own, ntfy and Telegram."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channel_help import BODY, TITLE, Hook, free_port, refused, send, silence, web_hook

LONG = "\n".join(f"Line {number} of the many deadlines." for number in range(200))
BOT = "123456789:AAEhBP0av28abcdefghijklmnopqrstuvwx"


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a message follow each other at once; ntfy's own server would mind."""
    from apprise.plugins.ntfy import NotifyNtfy  # noqa: PLC0415 - slow, and for one test only

    monkeypatch.setattr(NotifyNtfy, "request_rate_per_sec", 0)


def test_a_hook_gets_the_title_and_the_text() -> None:
    with web_hook() as hook:
        send(f"json://127.0.0.1:{hook.port}/hook")

    [document] = hook.documents
    assert (document["title"], document["message"]) == (TITLE, BODY.rstrip())


def test_a_title_stays_in_one_line() -> None:
    with web_hook() as hook:
        send(f"json://127.0.0.1:{hook.port}/hook", title="two\r\nlines")

    [document] = hook.documents
    assert document["title"] == "two lines"


def test_a_hook_is_sent_a_token_that_the_address_names() -> None:
    with web_hook() as hook:
        send(f"json://127.0.0.1:{hook.port}/hook?+X-Token=abcdef")

    [(_, headers, _)] = hook.calls
    assert headers["X-Token"] == "abcdef"


@pytest.mark.parametrize("scheme", ["json", "ntfy"])
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "authentication was refused; are user, password, token right?"),
        (403, "authentication was refused; are user, password, token right?"),
        (500, "Failed to send"),
        (302, "Failed to send"),
    ],
)
def test_an_answer_that_is_no_success_is_an_error(scheme: str, status: int, reason: str) -> None:
    with web_hook(status) as hook:
        told = refused(f"{scheme}://127.0.0.1:{hook.port}/deadlines")

    assert told.startswith(f"Not sent over {scheme}://127.0.0.1: {reason}")
    assert f"error={status}" in told


def test_a_redirect_is_not_followed_because_the_message_gets_lost_on_the_way() -> None:
    with web_hook() as other, web_hook(301, location=f"http://127.0.0.1:{other.port}/") as hook:
        told = refused(f"ntfy://127.0.0.1:{hook.port}/deadlines")

    assert "error=301" in told
    assert other.calls == []


def test_a_server_that_is_down_is_told_as_such() -> None:
    told = refused(f"json://127.0.0.1:{free_port()}/hook")

    assert told.startswith("Not sent over json://127.0.0.1: the connection was refused;")


def test_a_host_that_does_not_exist_is_told_as_such() -> None:
    told = refused("ntfys://push.invalid/deadlines")

    assert told.startswith("Not sent over ntfys://push.invalid: the host was not found;")


def test_a_server_that_never_answers_is_given_up() -> None:
    with silence() as port:
        told = refused(f"json://127.0.0.1:{port}/hook?rto=0.3")

    assert "there was no answer in time" in told


def test_a_topic_of_ntfy_gets_the_message() -> None:
    with web_hook() as hook:
        send(f"ntfy://127.0.0.1:{hook.port}/deadlines")

    [document] = hook.documents
    assert document == {"topic": "deadlines", "title": TITLE, "message": BODY.rstrip()}


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("body", [LONG[:3500], "ä" * 3000, "word " * 700])
def test_a_long_message_goes_to_ntfy_in_pieces_that_it_takes(body: str) -> None:
    with web_hook() as hook:
        send(f"ntfy://127.0.0.1:{hook.port}/deadlines", body=body)

    pieces = [document["message"] for document in hook.documents]
    assert len(pieces) > 1
    assert max(len(piece.encode()) for piece in pieces) <= 4096
    assert "".join("".join(pieces).split()) == "".join(body.split())


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("brief", ["All in brief.", "so brief " * 1000])
def test_what_would_take_many_pieces_goes_to_ntfy_in_brief(brief: str) -> None:
    """Apprise pauses between pieces, and gives a service up that is not done in a minute."""
    with web_hook() as hook:
        send(f"ntfy://127.0.0.1:{hook.port}/deadlines", body="word " * 100_000, brief=brief)

    pieces = [document["message"] for document in hook.documents]
    assert len(pieces) <= 4
    assert "".join("".join(pieces).split())[:50] == "".join(brief.split())[:50]


def test_an_address_may_leave_long_messages_to_the_server() -> None:
    with web_hook() as hook:
        send(f"ntfy://127.0.0.1:{hook.port}/deadlines?overflow=upstream", body=LONG)

    assert len(hook.documents) == 1


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A server that stands in for Telegram's."""
    from apprise.plugins.telegram import NotifyTelegram  # noqa: PLC0415 - slow

    with web_hook() as hook:
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"http://127.0.0.1:{hook.port}/bot")
        yield hook


def test_telegram_gets_the_message(telegram: Hook) -> None:
    send(f"tgram://{BOT}/12345")

    [(path, _, _)] = telegram.calls
    [document] = telegram.documents
    assert path == f"/bot{BOT}/sendMessage"
    assert document["chat_id"] == 12345
    assert document["text"].split() == f"<b>{TITLE}</b> {BODY}".split()


def test_telegram_shows_hostile_text_as_text(telegram: Hook) -> None:
    send(
        f"tgram://{BOT}/12345", title="<b>[new]", body="a <a href='https://evil.example'>b</a> & c"
    )

    [document] = telegram.documents
    assert document["parse_mode"] == "HTML"
    assert "<a " not in document["text"]
    assert "&lt;a href=" in document["text"]
    assert "&lt;b&gt;[new]" in document["text"]


def test_a_long_message_goes_to_telegram_in_pieces_that_it_takes(telegram: Hook) -> None:
    send(f"tgram://{BOT}/12345", body=LONG)

    pieces = [document["text"] for document in telegram.documents]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= 4096
    assert "".join(LONG.split()) in "".join("".join(pieces).split())


def test_what_telegram_says_of_a_chat_that_it_does_not_know_is_told(telegram: Hook) -> None:
    telegram.status, telegram.answer = 400, b'{"description": "Bad Request: chat not found"}'

    told = refused(f"tgram://{BOT}/12345")

    assert told == (
        "Not sent over tgram://***: Failed to send Telegram notification to ***:"
        " Bad Request: chat not found, error=400."
    )
