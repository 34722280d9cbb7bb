"""Addresses of channels: placeholders filled in, and what of them no message may tell."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, unquote

from aliguard.errors import ReminderError

PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
HIDDEN = "***"
SHORTEST = 4
"""Parts of an address with fewer letters are taken for no secret: hiding them garbles text."""
OPEN_OPTIONS = frozenset(
    {"cto", "format", "mode", "overflow", "redirect", "retry", "rto", "smtp", "verify", "wait"}
)
"""What a query sets that is no secret."""


@dataclass(frozen=True)
class Address:
    """Where a channel leads, with its secrets in place; its repr tells none."""

    text: str = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """The values that were put in."""

    @property
    def scheme(self) -> str:
        """What stands before `://`."""
        return self.text.partition("://")[0]

    @property
    def host(self) -> str | None:
        """The host where one stands in the usual place; a token there has no dot."""
        place = re.split(r"[/?#]", self.text.partition("://")[2], maxsplit=1)[0]
        host = re.sub(r":\d*$", "", place.rpartition("@")[2])
        return host if re.fullmatch(r"localhost|\[[\w:.]+\]|[\w-]+(\.[\w-]+)+", host) else None

    def redacted(self, text: str, *, keep: Collection[str] = ()) -> str:
        """A text without the secrets, nor any part of the address that may be one.

        `keep` names parts that may be told, unless a secret was put in there.
        """
        parts = {part for part in self._parts() if len(part) >= SHORTEST and part not in keep}
        hidden = {form for part in parts | self.secrets for form in _forms(part)}
        if not hidden:
            return text
        longest_first = sorted(hidden, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest_first)), HIDDEN, text, flags=re.IGNORECASE)

    def _parts(self) -> Iterator[str]:
        """Whatever may be a user, a password, a token or a recipient."""
        place, _, query = self.text.partition("://")[2].partition("?")
        yield from re.split(r"[/:@,#]", place)
        for option in query.split("&"):
            name, _, value = option.partition("=")
            if name.lower() not in OPEN_OPTIONS:
                yield value
                yield from re.split(r"[,;\s]", unquote(value))


def _forms(value: str) -> set[str]:
    """A value as it stands, and as addresses and Python's own messages write it."""
    plain = unquote(value)
    return {
        value,
        plain,
        quote(plain),
        quote(plain, safe=""),
        quote_plus(plain),
        repr(plain)[1:-1],
    } - {""}


def placeholders(address: str) -> set[str]:
    """The names that an address leaves to be filled in."""
    return set(PLACEHOLDER.findall(address))


def filled(address: str, secrets: Mapping[str, str]) -> Address:
    """The address with its placeholders filled from the environment, else from the secrets.

    Values are percent-encoded; but one that is the whole address is taken as it stands.

    Raises:
        ReminderError: a placeholder has no value.
    """
    values = {name: _value(name, secrets) for name in placeholders(address)}
    if whole := PLACEHOLDER.fullmatch(address):
        text = values[whole[1]].strip()
    else:
        text = PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), address)
    return Address(text, frozenset(values.values()))


def _value(name: str, secrets: Mapping[str, str]) -> str:
    if not re.fullmatch(r"\w+", name):
        msg = f"The address names ${{{name}}}, but a name is of letters, digits and `_`."
        raise ReminderError(msg)
    value = os.environ.get(name) or secrets.get(name)
    if not value:
        msg = (
            f"The address names ${{{name}}}, which has no value: set {name} in the environment,"
            f' or write {name} = "value" into secrets.toml beside settings.toml.'
        )
        raise ReminderError(msg)
    return value
