"""What the tests of channels share: servers on this machine that take messages, or refuse them."""

from __future__ import annotations

import email
import email.policy
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from aliguard.errors import ReminderError
from aliguard.reminders.channels import Channel, opened

HOST = "127.0.0.1"
TITLE = "2 deadlines: charger, cable"
BODY = "Open a dispute for the charger.\n\n  Act by 2026-04-20.\n"
BRIEF = "Open a dispute for the charger."


def channel(address: str, secrets: Mapping[str, str] | None = None) -> Channel:
    """The channel behind an address; it prints nothing."""
    return opened(address, secrets or {}, say=_mute)


def _mute(text: str) -> NoReturn:
    pytest.fail(f"printed: {text}")


def send(address: str, *, title: str = TITLE, body: str = BODY, brief: str = BRIEF) -> None:
    """Send a message to an address."""
    channel(address).send(title=title, body=body, brief=brief)


def refused(address: str, secrets: Mapping[str, str] | None = None) -> str:
    """Why a message cannot be sent to an address: one line or two of plain words."""
    with pytest.raises(ReminderError) as error:
        channel(address, secrets).send(title=TITLE, body=BODY, brief=BRIEF)
    told = str(error.value)

    assert 1 <= len(told.splitlines()) <= 2
    return told


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def silence() -> Iterator[int]:
    """The port of a server that lets everybody in and never says a word."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


@dataclass
class Post:
    """A mail server: what it took, and the password that it wants."""

    port: int = field(default_factory=free_port)
    password: str | None = None
    unknown: str | None = None
    """A recipient that it does not know."""
    envelopes: list[Envelope] = field(default_factory=list)

    @property
    def mail(self) -> EmailMessage:
        """The only message that it took."""
        [envelope] = self.envelopes
        assert isinstance(envelope.content, bytes)
        return email.message_from_bytes(envelope.content, policy=email.policy.default)

    @property
    def body(self) -> str:
        """The plain text of that message, with plain line ends."""
        text: str = self.mail.get_content()
        return text.replace("\r\n", "\n")


class _Clerk:
    """What aiosmtpd asks about logins, recipients and mails."""

    def __init__(self, post: Post) -> None:
        self.post = post

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Answer whether a recipient is known."""
        if address == self.post.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message."""
        self.post.envelopes.append(envelope)
        return "250 OK"

    def knows(self, _s: SMTP, _n: Session, _e: Envelope, _m: str, given: object) -> AuthResult:
        """Whether a login has the right password."""
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password.decode() == self.post.password, handled=False)


@contextmanager
def post_office(*, password: str | None = None, unknown: str | None = None) -> Iterator[Post]:
    """A mail server on this machine, which may want a password."""
    post = Post(password=password, unknown=unknown)
    clerk = _Clerk(post)
    controller = Controller(
        clerk,
        hostname=HOST,
        port=post.port,
        authenticator=clerk.knows if password else None,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@dataclass
class Hook:
    """A web server: what it was sent, and how it answers."""

    status: int = 200
    answer: bytes = b"{}"
    location: str | None = None
    port: int = 0
    calls: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The JSON documents that it was sent."""
        return [json.loads(body) for _, _, body in self.calls]


@contextmanager
def web_hook(
    status: int = 200, answer: bytes = b"{}", location: str | None = None
) -> Iterator[Hook]:
    """A web server on this machine that answers every message the same way."""
    hook = Hook(status, answer, location)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            hook.calls.append((self.path, dict(self.headers), self.rfile.read(size)))
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", str(len(hook.answer)))
            self.end_headers()
            self.wfile.write(hook.answer)

        do_GET = do_POST  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        hook.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()
