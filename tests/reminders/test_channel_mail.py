"""Reminders by mail, taken by a real mail server."""

from __future__ import annotations

import time

import pytest
from channel_help import BODY, TITLE, channel, free_port, post_office, refused, send, silence

LONG = "ä" * 3000


def address(port: int, options: str = "", user: str = "") -> str:
    """Where the tests send their mail."""
    return f"mailto://{user}127.0.0.1:{port}/?from=me@example.org&to=you@example.org{options}"


def test_the_mail_arrives_as_plain_text_with_the_title_as_its_subject() -> None:
    with post_office() as post:
        send(address(post.port))

    assert post.mail["Subject"] == TITLE
    assert post.mail.get_content_type() == "text/plain"
    assert post.body == BODY
    assert post.envelopes[0].rcpt_tos == ["you@example.org"]
    assert post.envelopes[0].mail_from == "me@example.org"


@pytest.mark.parametrize(
    "body",
    [
        "Käufer öffnen einen Streitfall",
        "🚨 [new] <b>cable</b> & 充电器",
        f"first\n{LONG}\nlast",
        ".\n..\nFrom here",
        "a https://example.org/?a=b&c=d%20e\n\n\n  * indented\n",
    ],
)
def test_every_letter_of_the_text_arrives(body: str) -> None:
    with post_office() as post:
        send(address(post.port), body=body)

    assert body.rstrip() == post.body.rstrip()


def test_a_title_cannot_add_a_header() -> None:
    with post_office() as post:
        send(address(post.port), title="cable\r\nBcc: thief@example.org\r\n\r\n<script>")

    assert post.mail["Subject"] == "cable Bcc: thief@example.org <script>"
    assert post.mail["Bcc"] is None
    assert post.envelopes[0].rcpt_tos == ["you@example.org"]


def test_a_title_in_any_script_arrives() -> None:
    with post_office() as post:
        send(address(post.port), title="Frist läuft ab 🚨 充电器")

    assert post.mail["Subject"] == "Frist läuft ab 🚨 充电器"


def test_a_mail_is_html_where_the_address_asks_for_it() -> None:
    with post_office() as post:
        send(address(post.port, "&format=html"), body="a < b")

    assert post.mail.get_content_type() == "multipart/alternative"


def test_a_mail_goes_to_everybody_that_the_address_names() -> None:
    with post_office() as post:
        send(address(post.port, ",they@example.org&cc=boss@example.org"))

    found = {recipient for envelope in post.envelopes for recipient in envelope.rcpt_tos}
    assert {"you@example.org", "they@example.org", "boss@example.org"} == found


def test_a_recipient_that_the_server_does_not_know_is_an_error() -> None:
    with post_office(unknown="they@example.org") as post:
        told = refused(address(post.port, ",they@example.org"))

    assert "550" in told
    assert "no such user" in told


def test_an_error_is_not_swallowed_though_the_address_calls_it_optional() -> None:
    assert "refused" in refused(address(free_port(), "&optional=yes"))


def test_a_login_with_the_right_password_is_let_in() -> None:
    with post_office(password="open sesame") as post:
        send(address(post.port, user="me:open%20sesame@"))

    assert post.body == BODY


def test_a_login_with_a_wrong_password_is_told_as_such() -> None:
    with post_office(password="open sesame") as post:
        told = refused(address(post.port, user="me:close-sesame@"))

    assert post.envelopes == []
    assert told.startswith("Not sent over mailto://127.0.0.1: authentication was refused;")
    assert "535" in told


def test_a_server_that_is_down_is_told_as_such() -> None:
    assert refused(address(free_port())) == (
        "Not sent over mailto://127.0.0.1: the connection was refused;"
        " are host and port right, and is the server up?"
    )


def test_a_host_that_does_not_exist_is_told_as_such() -> None:
    told = refused("mailto://mail.invalid/?from=me@example.org&to=you@example.org")

    assert told.startswith("Not sent over mailto://mail.invalid: the host was not found;")


def test_a_server_that_never_answers_is_given_up() -> None:
    begun = time.monotonic()
    with silence() as port:
        told = refused(address(port, "&cto=0.5"))

    assert "there was no answer in time" in told
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "recipients",
    [
        "?to=nonsense",
        "?to=a@b@c",
        "?to=you@example.org,nonsense",
        "?to=you@example.org,they@",
        "?to=you@example.org they@",
        "?to=you@example.org;they@example.org",
        "?to=you@example.org&cc=nonsense",
        "?to=you@example.org&bcc=they@example.org;nonsense",
        "you@example.org/nonsense/?",
    ],
)
def test_a_recipient_that_is_no_address_is_refused_and_not_just_left_out(recipients: str) -> None:
    told = refused(f"mailto://127.0.0.1:{free_port()}/{recipients}&from=me@example.org")

    assert told.startswith("The mailto:// address cannot be used: ")


@pytest.mark.parametrize(
    "recipients",
    [
        "?to=You+post@Example.org",
        "?to=The Boss <you@example.org>",
        '?to="Boss, The" <you@example.org>,they@example.org',
        "?to=you@example.org they@example.org",
        "you@example.org/they%40example.org/?",
    ],
)
def test_recipients_may_be_written_in_many_ways(recipients: str) -> None:
    channel(f"mailto://127.0.0.1:{free_port()}/{recipients}&from=me@example.org")
