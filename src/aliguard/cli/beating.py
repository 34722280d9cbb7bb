"""Keeping in the heartbeat how a run of the reminders ended, whatever happened in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aliguard.errors import LedgerError, in_words
from aliguard.reminders import heartbeat

if TYPE_CHECKING:
    from aliguard.cli.session import Session


@contextlib.contextmanager
def beating(session: Session) -> Iterator[None]:
    """Keep in the heartbeat that reminders ran today, and why they failed if they did."""
    path = heartbeat.place(session.ledger_path)
    try:
        yield
    except Exception as error:
        reason = in_words(error)
        if isinstance(error, OSError) and not error.filename:
            reason = f"the message cannot be printed: {error.strerror}."
        if path.parent.is_dir():
            with contextlib.suppress(LedgerError):
                heartbeat.note_run(path, today=session.today, failed=reason)
        raise
    if session.loaded.exists:
        heartbeat.note_run(path, today=session.today)
