"""The commands that let reminders run by the clock: cron install, show, remove."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aliguard.cli import output
from aliguard.cli.options import AsJson, Context, session_of
from aliguard.errors import AliguardError

if TYPE_CHECKING:
    from aliguard.cli.session import Session
    from aliguard.reminders.heartbeat import Heartbeat
    from aliguard.reminders.schedulers import Installed

app = typer.Typer(no_args_is_help=True, help="Let reminders run every day, by themselves.")
PROGRAMS = {"cron": app}

PLACES = {"cron": "in your crontab", "systemd": "as a systemd timer"}
"""Where what runs reminders is installed, by the name of what runs them."""


@app.command(epilog="Example: aliguard cron install --at 08:30")
def install(
    context: Context,
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="When, by the machine's clock.")
    ] = "09:00",
    every: Annotated[
        int | None,
        typer.Option(
            "--every",
            metavar="HOURS",
            min=1,
            max=23,
            help="Again every so many hours until midnight, for a machine that sleeps.",
        ),
    ] = None,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Use a timer of systemd instead of cron.")
    ] = False,
) -> None:
    """Let `aliguard remind` run every day for this ledger, in place of what was installed before.

    It is one line in your crontab; all others stay as they are.
    """
    from aliguard.reminders import schedulers  # noqa: PLC0415 - only what it needs
    from aliguard.reminders.schedulers import job, schedule  # noqa: PLC0415

    session = session_of(context)
    by = "systemd" if systemd else "cron"
    when = schedule.parse(at, every)
    hindrances = _hindrances(session, by)
    before = schedulers.installed()
    what = job.make(sys.argv[0], session.ledger_path)
    made = schedulers.install(by, what, when, today=session.today)
    retired = list(dict.fromkeys(_retire(before, made)))  # before a pipe can break
    output.say(_sentence(made), made.job.text, *_notes(by, what.variables))
    output.say(*retired, *(f"! {text}" for text in hindrances))


def _sentence(found: Installed) -> str:
    return f"Installed {PLACES[found.by]}: {found.job.when}."


def _notes(by: str, variables: Mapping[str, str]) -> Iterator[str]:
    """What is good to know of what was installed."""
    if "TZ" in variables:
        yield f"TZ={variables['TZ']} says which day it is; the time is of the machine's own zone."
    if by == "systemd":
        yield "It runs while you are logged in; after `loginctl enable-linger` always."


def _retire(before: Iterable[Installed], new: Installed) -> Iterator[str]:
    """Remove what the new one took the place of, and say so."""
    from aliguard.reminders import schedulers  # noqa: PLC0415

    for old in before:
        try:
            schedulers.retire(old, new)
        except AliguardError as error:
            yield f"! Before, it was installed {PLACES[old.by]}, which cannot be undone: {error}"
            continue
        if old.by != new.by:
            yield f"No longer installed {PLACES[old.by]}."
        ledger = new.job.ledger or old.job.ledger
        if ledger and old.heartbeat(ledger) != new.heartbeat(ledger):
            yield f"No longer for the ledger {old.job.ledger}."


def _hindrances(session: Session, by: str) -> list[str]:
    """Why reminders might not run, or reach nobody; reads the settings, which may be broken."""
    from aliguard.reminders.schedulers import crontab, job  # noqa: PLC0415

    found = []
    if by == "cron" and not crontab.runs():
        found.append("No cron daemon seems to run here: until you start one, nothing is sent.")
    if not session.ledger_path.exists():
        found.append(
            f"There is no ledger at {job.absolute(session.ledger_path)} yet: reminders fail until"
            " `aliguard add-order` has made it."
        )
    found += _unset(session)
    channels = session.settings.reminders.channels.values()
    lost = _loss(by) if all(each.get_secret_value() == "stdout" for each in channels) else None
    if lost:
        found.append(
            f"Nobody would see the reminders: they are only printed, and {lost}. Name a channel"
            f" under [reminders.channels] in {session.paths.settings} and try it:"
            " `aliguard remind --test`."
        )
    return found


def _unset(session: Session) -> Iterator[str]:
    """What channels need that only the environment of this shell can give, or a broken file."""
    from aliguard.reminders.channels.addresses import placeholders  # noqa: PLC0415
    from aliguard.reminders.channels.secrets_file import read_secrets  # noqa: PLC0415

    path = session.paths.secrets
    given = session.settings.reminders.channels.items()
    named = {name: placeholders(address.get_secret_value()) for name, address in given}
    try:
        known = read_secrets(path) if any(named.values()) else {}
    except AliguardError as error:
        yield str(error)
        return
    for channel, names in named.items():
        for name in names - known.keys():
            yield (
                f"Channel {channel} needs {name}, which is not in {path}: what your shell has in"
                " its environment is not there when reminders run."
            )


def _loss(by: str) -> str | None:
    """Why nobody sees what a run prints; None if cron mails it."""
    from aliguard.reminders.schedulers import crontab  # noqa: PLC0415

    if by == "systemd":
        return "systemd keeps that in its journal"
    if not crontab.can_mail():
        return "there is no program with which cron could mail that"
    return None if crontab.mails() else "cron mails nothing, for MAILTO in your crontab is empty"


@app.command(epilog="Example: aliguard cron show")
def show(context: Context, as_json: AsJson = False) -> None:
    """Show what is installed, when it last ran, and what is wrong: exit 1 if nothing is there."""
    from aliguard.reminders import heartbeat, schedulers  # noqa: PLC0415

    session = session_of(context)
    found = schedulers.installed()
    beats = [heartbeat.read(each.heartbeat(session.ledger_path)) for each in found]
    problems = [
        list(_problems(session, each, beat)) for each, beat in zip(found, beats, strict=True)
    ]
    states = list(zip(found, beats, problems, strict=True))
    if as_json:
        jobs = [_record(*state) for state in states]
        output.record("cron", session, {"installed": bool(jobs), "jobs": jobs})
    elif states:
        output.say(*(line for state in states for line in _lines(*state)))
    else:
        output.say("Reminders are not installed: `aliguard cron install`.")
    raise typer.Exit(0 if states else 1)


def _problems(session: Session, found: Installed, beat: Heartbeat) -> Iterator[str]:
    """What is wrong with an installed job, each with how to mend it."""
    from aliguard.reminders import heartbeat  # noqa: PLC0415
    from aliguard.reminders.schedulers import job, timer  # noqa: PLC0415

    program, ledger = found.job.program, found.job.ledger
    if program is None or ledger is None:
        yield "It does not call aliguard with a ledger: `aliguard cron install` writes it anew."
    elif not shutil.which(program):
        yield f"{program} is not there any more: `aliguard cron install` writes it anew."
    elif found.heartbeat(ledger) != heartbeat.place(job.absolute(session.ledger_path)):
        yield (
            f"It is for another ledger, not for {session.ledger_path}:"
            " `aliguard cron install` changes that."
        )
    if found.by == "systemd" and timer.stopped():
        yield "The timer is stopped: `aliguard cron install --systemd` starts it again."
    trouble = heartbeat.trouble(beat, today=session.today)
    if trouble:
        yield trouble
    yield from _hindrances(session, found.by)


def _lines(found: Installed, beat: Heartbeat, problems: list[str]) -> Iterator[str]:
    yield _sentence(found)
    yield found.job.text
    yield f"It last ran on {beat.ran}." if beat.ran else "It has not run yet."
    yield from (f"! {problem}" for problem in problems)


def _record(found: Installed, beat: Heartbeat, problems: list[str]) -> dict[str, Any]:
    """A job as JSON shows it; dates are the machine's local ones."""
    job = found.job
    return {
        "by": found.by,
        "when": job.when,
        "text": job.text,
        "program": str(job.program) if job.program else None,
        "ledger": str(job.ledger) if job.ledger else None,
        "installed_on": beat.installed.isoformat() if beat.installed else None,
        "ran_on": beat.ran.isoformat() if beat.ran else None,
        "failed": beat.failed,
        "problems": problems,
    }


@app.command(epilog="Example: aliguard cron remove")
def remove(context: Context) -> None:
    """Let nothing run reminders any more; all other lines of your crontab stay as they are."""
    from aliguard.reminders import schedulers  # noqa: PLC0415
    from aliguard.reminders.schedulers import job  # noqa: PLC0415

    session = session_of(context)
    before = schedulers.remove(job.absolute(session.ledger_path))
    gone = dict.fromkeys(f"No longer installed {PLACES[each.by]}." for each in before)
    output.say(*(gone or ["Reminders were not installed: there is nothing to remove."]))
