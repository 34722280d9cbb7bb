"""Messages over the services that Apprise reaches: mail, Telegram, ntfy and many more."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from aliguard.errors import ReminderError
from aliguard.reminders.channels import needed_by
from aliguard.reminders.channels.addresses import HIDDEN, Address

if TYPE_CHECKING:
    from apprise import AppriseAsset
    from apprise.plugins import NotifyBase

T = TypeVar("T")

LONGEST_REASON = 200
MOST_PIECES = 3
"""Messages that a phone may get at a time; Apprise also pauses between them."""
NTFY_PIECE = 1200
"""Letters that ntfy takes, in any script: https://docs.ntfy.sh/publish/#limitations sets 4096
bytes. Apprise counts otherwise, and would make a file of the message."""

KNOWN = (
    (
        r"error=40[13]\b|\(53[0458],",
        "authentication was refused; are user, password, token right? ({said})",
    ),
    ("codec can't encode", "a user, password or token may hold ASCII letters only."),
    (
        "connection refused|actively refused",
        "the connection was refused; are host and port right, and is the server up?",
    ),
    (
        "name or service not known|name resolution|getaddrinfo|failed to resolve|nodename nor",
        "the host was not found; is its name right, and is there a network?",
    ),
    ("certificate verify failed", "the server's certificate cannot be trusted ({said})"),
    ("timed out", "there was no answer in time; is the server up?"),
    ("unreachable", "the server cannot be reached; is there a network?"),
)
"""What libraries say when a message cannot be sent, and what it means."""


@dataclass(frozen=True)
class Posted:
    """A channel of Apprise; its repr tells nothing of the address."""

    address: Address = field(repr=False)
    service: NotifyBase = field(repr=False)

    def send(self, *, title: str, body: str, brief: str) -> None:
        """Send the message as plain text: all of it, unless that would take too many pieces.

        Raises:
            ReminderError: it was not accepted.
        """
        room = MOST_PIECES * self.service.body_maxlen
        text = body if len(body) <= room else _clipped(brief, room)
        accepted, heard = _tried(lambda: self._accepted(title, text))
        if not accepted:
            host = self._host
            reason = _reason(self.address, heard, host)
            label = self.address.redacted(host or HIDDEN, keep=(host or "",))
            msg = f"Not sent over {self.address.scheme}://{label}: {reason}"
            raise ReminderError(msg)

    def _accepted(self, title: str, body: str) -> bool:
        from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - heavy, and an extra

        post = Apprise([self.service], asset=self.service.asset)
        subject = " ".join(title.split())  # a line break would begin another header
        return bool(post.notify(title=subject, body=body, body_format=NotifyFormat.TEXT))

    @property
    def _host(self) -> str | None:
        """The host that the service talks to, as far as the address names one."""
        return self.address.host if "host" in self.service.template_tokens else None


def posted(address: Address) -> Posted:
    """The channel behind an address for Apprise.

    Raises:
        ReminderError: Apprise is not installed, or cannot use all of the address.
    """
    if "://" not in address.text:
        msg = (
            "The address is neither `stdout`, `desktop` nor one of Apprise,"
            " such as mailtos://user:${MAIL_PASSWORD}@example.org."
        )
        raise ReminderError(msg)
    with needed_by(f"{address.scheme}://"):
        from apprise import Apprise  # noqa: PLC0415 - heavy, and an extra
    service, heard = _tried(lambda: Apprise.instantiate(address.text, asset=_asset()))
    if service is None or heard.complaints:  # it drops a bad recipient and goes on
        raise _unusable(address, _reason(address, Heard(heard.complaints[:1])))
    if _left_out(address, service):
        raise _unusable(
            address, "it leaves a recipient out; is each an e-mail address, with commas between?"
        )
    return Posted(address, _strict(service, address))


def _unusable(address: Address, reason: str) -> ReminderError:
    return ReminderError(f"The {address.scheme}:// address cannot be used: {reason}")


def _asset() -> AppriseAsset:
    """How Apprise is to work: one service at a time, and under the program's name.

    A redirect turns the message into a mere look at a page, which then answers that all is well.
    """
    from apprise import AppriseAsset  # noqa: PLC0415 - heavy, and an extra

    return AppriseAsset(
        app_id="aliguard", app_desc="aliguard", async_mode=False, http_redirects=False
    )


def _strict(service: NotifyBase, address: Address) -> NotifyBase:
    """The service, made to send long messages in pieces, and to own up to every failure."""
    from apprise import OverflowMode  # noqa: PLC0415 - heavy, and an extra

    service.optional = False
    if not re.search("[?&]overflow=", address.text, re.IGNORECASE):
        service.overflow_mode = OverflowMode.SPLIT
        if address.scheme.lower() in {"ntfy", "ntfys"}:
            service.body_maxlen = NTFY_PIECE
    return service


def _tried(call: Callable[[], T]) -> tuple[T | None, Heard]:
    """What a call into Apprise returned, None if it raised, and what it said meanwhile."""
    with overheard("apprise") as heard:
        try:
            return call(), heard
        except Exception as error:  # noqa: BLE001 - its plugins may raise anything; it is told
            heard.complaints.append(f"{type(error).__name__}: {error}")
    return None, heard


def _reason(address: Address, heard: Heard, host: str | None = None) -> str:
    """Why it failed, in one line without secrets."""
    exceptions = [text.partition("Exception: ")[2] for text in heard.details]
    raw = "; ".join(filter(None, (*heard.complaints, *exceptions)))
    told = address.redacted(raw, keep=(host or "",))
    told = re.sub(r"(\w://)\S+", rf"\1{HIDDEN}", told)
    said = _clipped(" ".join(told.split()))
    for pattern, meaning in KNOWN:
        if re.search(pattern, raw, re.IGNORECASE):
            return meaning.format(said=said)
    return said or "no reason was given."


def _clipped(text: str, length: int = LONGEST_REASON) -> str:
    """A text of at most so many characters; what is cut off is marked."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


# ─── Recipients: Apprise leaves out in silence what it does not understand ───


def _left_out(address: Address, service: NotifyBase) -> bool:
    """Whether a mail address names a recipient that its service does not have."""
    from apprise.plugins.email import NotifyEmail  # noqa: PLC0415 - heavy, and an extra

    if type(service) is not NotifyEmail:  # those built upon it have addresses of their own
        return False
    known = {email for _, email in service.targets} | service.cc | service.bcc
    known = {email.lower() for email in known}
    return any(
        not emails or not all(any(own in email.lower() for own in known) for email in emails)
        for emails in _named(address)
    )


def _named(address: Address) -> Iterator[list[str]]:
    """The e-mail addresses of each recipient; none where it has no `@`, more in a careless list."""
    place, _, query = address.text.partition("://")[2].partition("?")
    options = (option.partition("=") for option in query.split("&"))
    lists = [value for name, _, value in options if name.lower() in {"to", "cc", "bcc"}]
    for given in map(unquote, [*place.split("/")[1:], *lists]):
        unquoted = re.sub(r'"[^"]*"', "", given)  # a name may hold commas
        for recipient in filter(str.strip, re.split("[,;]", unquoted)):
            yield [word for word in recipient.split() if "@" in word]


# ─── What Apprise logs: kept from every other ear, for it may hold secrets ───


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, in order: complaints, and the details that only debug logs tell."""

    complaints: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


class _Ear(logging.Handler):
    """Keeps what one library says, and swallows what the others do."""

    def __init__(self, library: str) -> None:
        super().__init__()
        self._library = library
        self.heard = Heard()

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == self._library:
            loud = logging.WARNING <= record.levelno <= logging.ERROR
            (self.heard.complaints if loud else self.heard.details).append(record.getMessage())


@contextmanager
def overheard(library: str) -> Iterator[Heard]:
    """Listen to all that a library logs; until the end, no log or warning is told elsewhere.

    What it calls is kept quiet too: its HTTP client logs addresses with the tokens in them.
    """
    ear = _Ear(library)
    root, logger = logging.getLogger(), logging.getLogger(library)
    handlers, level = root.handlers, logger.level
    root.handlers = [ear]
    logger.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield ear.heard
    finally:
        root.handlers = handlers
        logger.setLevel(level)
