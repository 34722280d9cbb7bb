"""The channels over which reminders go: the terminal, the desktop, or a service of Apprise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from aliguard.errors import ReminderError
from aliguard.reminders.channels.addresses import Address, filled

STAND_INS = {"darwin": "macosx://", "win32": "windows://"}
"""What Apprise shows bubbles with where there is no D-Bus."""


class Channel(Protocol):
    """A way to reach the user."""

    def send(self, *, title: str, body: str, brief: str) -> None:
        """Send a message; return only when it was accepted.

        `title` is one line, `body` the whole message in plain text, `brief` a few lines of it
        for where there is little room.

        Raises:
            ReminderError: it was not accepted, with the reason and how to mend it.
        """


def opened(address: str, secrets: Mapping[str, str], *, say: Callable[[str], None]) -> Channel:
    """The channel behind an address: `stdout`, `desktop`, or an address for Apprise.

    Placeholders such as `${MAIL_PASSWORD}` are filled from the environment, else from `secrets`.
    `say` prints for `stdout`.

    Raises:
        ReminderError: it is no address, a placeholder has no value, or the extra is missing.
    """
    place = filled(address.strip(), secrets)
    if place.text == "stdout":
        return _Said(say)
    if place.text == "desktop":
        return _desktop()
    from aliguard.reminders.channels.posting import posted  # noqa: PLC0415 - only where one is named

    return posted(place)


def _desktop() -> Channel:
    if stand_in := STAND_INS.get(sys.platform):
        from aliguard.reminders.channels.posting import posted  # noqa: PLC0415

        return _Brief(posted(Address(stand_in)))
    from aliguard.reminders.channels.desktop import desktop  # noqa: PLC0415

    return desktop()


@dataclass(frozen=True)
class _Said:
    """Prints messages; that it cannot is an OSError, as it is for all that is printed."""

    say: Callable[[str], None]

    def send(self, *, title: str, body: str, brief: str) -> None:  # noqa: ARG002 - for bubbles only
        self.say(f"{title}\n\n{body}")


@dataclass(frozen=True)
class _Brief:
    """Sends the few lines only."""

    channel: Channel

    def send(self, *, title: str, body: str, brief: str) -> None:  # noqa: ARG002 - has no room
        self.channel.send(title=title, body=brief, brief=brief)


@contextmanager
def needed_by(channel: str) -> Iterator[None]:
    """Import here what only this channel needs.

    Raises:
        ReminderError: it is not installed.
    """
    try:
        yield
    except ImportError:
        msg = (
            f"{channel} needs the extra `notify`: pip install 'aliguard[notify]'"
            " (with pipx: pipx inject aliguard apprise jeepney)."
        )
        raise ReminderError(msg) from None
