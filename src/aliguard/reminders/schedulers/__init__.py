"""What runs reminders by the clock: a line in the crontab, or a timer of systemd.

Whatever is installed or removed is noted in the heartbeat of its ledger, or neither is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from aliguard.reminders import heartbeat
from aliguard.reminders.schedulers import crontab, timer
from aliguard.reminders.schedulers.job import Found, Job
from aliguard.reminders.schedulers.schedule import Schedule


class Scheduler(Protocol):
    """Runs a job by the clock; where something cannot be done, all is as it was."""

    def found(self) -> tuple[Found, ...]:
        """What is installed."""

    def installing(self, what: Job, when: Schedule) -> AbstractContextManager[Found]:
        """Install a job in place of what was; all is put back if the body of `with` fails."""

    def removing(self) -> AbstractContextManager[None]:
        """Remove what is installed; all is put back if the body of `with` fails."""


SCHEDULERS: Mapping[str, Scheduler] = {"cron": crontab, "systemd": timer}
"""By the name that the heartbeat knows them by."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A job, and the name of what runs it."""

    by: str
    job: Found

    def heartbeat(self, otherwise: Path) -> Path:
        """Where the heartbeat of its ledger is; of another ledger if it cannot be told."""
        return heartbeat.place(self.job.ledger or otherwise)


def installed() -> list[Installed]:
    """All that is installed: nothing, or one job if aliguard did it.

    Raises:
        AliguardError: it cannot be read.
    """
    return [Installed(by, job) for by, each in SCHEDULERS.items() for job in each.found()]


def install(by: str, job: Job, when: Schedule, *, today: date) -> Installed:
    """Install a job, and note it in the heartbeat of its ledger.

    Raises:
        AliguardError: one of both cannot be done; then neither is.
    """
    with SCHEDULERS[by].installing(job, when) as made:
        heartbeat.note_installed(heartbeat.place(job.ledger), by=by, today=today)
    return Installed(by, made)


def remove(ledger: Path) -> list[Installed]:
    """Remove all that is installed, and note it in the heartbeats; return what there was.

    Raises:
        AliguardError: something cannot be done; then all is as it was.
    """
    before = installed()
    with ExitStack() as stack:
        for scheduler in SCHEDULERS.values():
            stack.enter_context(scheduler.removing())
        for place in {heartbeat.place(ledger), *(each.heartbeat(ledger) for each in before)}:
            heartbeat.note_removed(place)
    return before


def retire(old: Installed, new: Installed) -> None:
    """Remove what a new job took the place of, and note it in the heartbeat of its ledger.

    Raises:
        AliguardError: it cannot be removed or noted; then it is as it was.
    """
    ledger = new.job.ledger or Path()
    elsewhere = SCHEDULERS[old.by].removing() if old.by != new.by else nullcontext()
    with elsewhere:
        if old.heartbeat(ledger) != new.heartbeat(ledger):
            heartbeat.note_removed(old.heartbeat(ledger))
