"""What is said where the libraries of an extra are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aliguard.errors import ReminderError


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
