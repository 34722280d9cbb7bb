"""The address of a calendar at a server, checked before anything is sent there."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from aliguard.errors import CalendarError

EXAMPLE = "https://example.com/dav/calendars/me/orders/"

SAFE = "/%:@!$&'()*+,;=~"
"""What may stand in a path as it is; the rest is written as servers name it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A CalDAV collection, and who asks for it."""

    url: str
    """Without the user; it ends with a slash."""
    host: str
    user: str | None

    @property
    def account(self) -> str:
        """The user at the host: by this name a keyring knows the password."""
        return f"{self.user}@{self.host}"

    def may_become(self, other: Address) -> bool:
        """Whether what was meant for this address may go to another: never to another server."""
        one, two = urlsplit(self.url), urlsplit(other.url)
        encrypted = one.scheme == "http" and two.scheme == "https"
        return self.host == other.host and (
            encrypted or (one.scheme, one.port) == (two.scheme, two.port)
        )


def parse(text: str, *, user: str | None, insecure: bool) -> Address:
    """The address of a collection; a user that is named beats the one in the URL.

    Raises:
        CalendarError: it is no http(s) URL, holds a password, or would send one in the clear.
    """
    parts, host = _split(text)
    if parts.password is not None:
        msg = (
            "Leave the password out of the URL, where others can read it: set"
            " ALIGUARD_CALDAV_PASSWORD, or wait to be asked."
        )
        raise CalendarError(msg)
    if parts.scheme == "http" and not insecure and not _here(host):
        msg = (
            f"http:// would send the password to {host} in the clear: use https://, or add"
            " --insecure if nobody can listen."
        )
        raise CalendarError(msg)
    path = quote(parts.path.removesuffix("/"), safe=SAFE) + "/"
    bare = parts.netloc.rpartition("@")[2]
    in_url = unquote(parts.username) if parts.username else None
    return Address(urlunsplit((parts.scheme, bare, path, "", "")), host, user or in_url)


def _split(text: str) -> tuple[SplitResult, str]:
    """The parts of an http(s) URL, and its host."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # checked when it is read
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    usable = parts.scheme in {"http", "https"} and not re.search(r"\s", text)
    if not usable or not parts.hostname:
        msg = f"That is not the address of a calendar; one looks like {EXAMPLE}"
        raise CalendarError(msg)
    return parts, parts.hostname


def _here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
