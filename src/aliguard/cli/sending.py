"""What `remind` does: see what is due on each channel, send it, note it, and say what became of it.

Silence must mean that nothing is due: whatever fails is told on stderr, kept in the heartbeat for
`status`, and tried again by the next run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aliguard import clock
from aliguard.cli import output
from aliguard.cli.session import Session
from aliguard.errors import LedgerBusyError, LedgerError, ReminderError, in_words, zone_trouble
from aliguard.reminders import channels, plan, record
from aliguard.reminders.channels.secrets_file import read_secrets
from aliguard.reminders.delivery import Outcome, Parcel, deliver
from aliguard.reminders.plan import Key, Reminder, Told
from aliguard.render import messages, records

if TYPE_CHECKING:
    from datetime import date

    from aliguard.render.messages import Message
    from aliguard.render.records import Record
    from aliguard.rules.agenda import Entry

STDOUT = "stdout"


@dataclass(frozen=True)
class Due:
    """What is due on each channel."""

    found: Sequence[Entry]
    told: Told
    by_channel: Mapping[str, list[Reminder]]


def send(session: Session, *, everything: bool, as_json: bool) -> None:
    """Send what is due, and note it; silent if nothing is.

    Raises:
        ReminderError: a channel failed, or what was sent could not be noted; the others were sent.
        AliguardError: the deadlines cannot be worked out, which every channel was told.
    """
    addresses = _addresses(session)
    with _alarming(session, addresses):
        outcomes = _sent(session, addresses, everything=everything, as_json=as_json)
    _raise_failures(outcomes)


def _sent(
    session: Session, addresses: Mapping[str, str], *, everything: bool, as_json: bool
) -> list[Outcome]:
    """What became of the messages that are due."""
    found = _found(session)
    path = record.place(session.ledger_path)
    with record.alone(path) if found else contextlib.nullcontext():
        told = _told_if_known(session)
        due = _due(session, found, told, addresses, everything=everything)
        parcels = list(_parcels(session, addresses, due, mute=as_json))
        if as_json:
            return _deliver_as_json(session, addresses, due, parcels)
        outcomes = deliver(parcels, path, today=session.today)
        output.say(*(_said(outcomes, due, addresses) if output.seen() else ()))
    return outcomes


def _deliver_as_json(
    session: Session, addresses: Mapping[str, str], due: Due, parcels: Iterable[Parcel]
) -> list[Outcome]:
    """Send, and print what became of it; what goes to stdout has left with that document only."""
    path = record.place(session.ledger_path)
    by_print: dict[bool, list[Parcel]] = {True: [], False: []}
    for each in parcels:
        by_print[addresses[each.channel] == STDOUT].append(each)
    outcomes = deliver(by_print[False], path, today=session.today)
    _record(session, due, [*outcomes, *(Outcome(each.channel) for each in by_print[True])])
    return outcomes + deliver(by_print[True], path, today=session.today)


def preview(session: Session, *, everything: bool, as_json: bool) -> None:
    """Print what `send` would send today."""
    told = record.read(record.place(session.ledger_path), today=session.today)
    found = _found(session)
    due = _due(session, found, told, _addresses(session), everything=everything)
    if as_json:
        _record(session, due, ())
        return
    groups: dict[tuple[Key, ...], list[str]] = {}
    for channel, reminders in due.by_channel.items():
        groups.setdefault(tuple(each.key for each in reminders), []).append(channel)
    for number, (keys, names) in enumerate(groups.items()):
        output.say(*([""] if number else []))
        if keys:
            message = messages.message(due.by_channel[names[0]])
            output.say(f"Over {', '.join(names)}:", "", message.title, "")
            output.say(*message.body.split("\n"))
        else:
            day = _next(session, due, names[0])
            then = f" The next reminder comes on {day}." if day else ""
            output.say(f"Nothing is due over {', '.join(names)}.{then}")


def try_channels(session: Session, *, as_json: bool) -> None:
    """Send a test message over each channel, and say what happened.

    Raises:
        ReminderError: a channel did not take it.
    """
    results: dict[str, str | None] = {}
    for name, address in _addresses(session).items():
        message = messages.trial(name, session.today)
        try:
            _send(session, address, message, mute=as_json)
            results[name] = None
        except ReminderError as error:
            results[name] = str(error)
        if not as_json:
            output.say(f"{name}: {results[name] or 'sent'}")
    if as_json:
        listed = [{"channel": name, "error": error} for name, error in results.items()]
        output.record("remind-test", session, {"channels": listed})
    failed = [name for name, error in results.items() if error]
    if failed:
        msg = f"No message went over {', '.join(failed)}: mend it in {session.paths.settings}."
        raise ReminderError(msg)


def _addresses(session: Session) -> dict[str, str]:
    """The address of each channel; what is printed comes last, for it may break the pipe."""
    given = session.settings.reminders.channels
    plain = {name: address.get_secret_value().strip() for name, address in given.items()}
    return dict(sorted(plain.items(), key=lambda pair: pair[1] == STDOUT))


def _found(session: Session) -> list[Entry]:
    """The open orders.

    Raises:
        AliguardError: they cannot be worked out, or are lost.
    """
    if session.ledger_trouble:
        raise LedgerError(session.ledger_trouble)
    return session.entries(lately=plan.AFTERMATH)


@contextlib.contextmanager
def _alarming(session: Session, addresses: Mapping[str, str]) -> Iterator[None]:
    """Tell every channel, once a day, that what is due cannot be told, whatever the reason."""
    try:
        yield
    except LedgerBusyError:  # another is sending
        raise
    except Exception as error:
        if isinstance(error, OSError) and not error.filename:  # it cannot be printed
            raise
        problem = in_words(error)
        if zone_trouble():
            clock.use_utc()  # else the alarm fails as well
        failed = [each for each in _alarm(session, addresses, problem) if each.error]
        if failed:
            problem = f"{problem} Nor could that be told over {_failures(failed)}"
        raise ReminderError(problem) from error


def _alarm(session: Session, addresses: Mapping[str, str], problem: str) -> list[Outcome]:
    path = record.place(session.ledger_path)
    key = Key("", "failure", session.today)
    message = messages.alarm(problem)
    with record.alone(path) if path.parent.is_dir() else contextlib.nullcontext():
        told = _told_if_known(session)
        parcels = [
            Parcel(name, partial(_send, session, address, message), ((key, 0),))
            for name, address in addresses.items()
            if address != STDOUT and (name, key) not in told.stages
        ]
        return deliver(parcels, path, today=session.today)


def _told_if_known(session: Session) -> Told:
    """What was said before; a record that cannot be read must not keep a reminder back."""
    try:
        return record.read(record.place(session.ledger_path), today=session.today)
    except LedgerError:
        return Told()


def _due(
    session: Session,
    found: Sequence[Entry],
    told: Told,
    names: Iterable[str],
    *,
    everything: bool,
) -> Due:
    """What is due on the channels of these names, in their order."""
    known = Told() if everything else told
    by_channel = {
        channel: plan.due(
            found,
            known,
            channel=channel,
            stages=session.settings.reminders.stages,
        )
        for channel in names
    }
    return Due(found, told, by_channel)


def _parcels(
    session: Session, addresses: Mapping[str, str], due: Due, *, mute: bool
) -> Iterator[Parcel]:
    for channel, reminders in due.by_channel.items():
        if reminders:
            message = messages.message(reminders)
            sending = partial(_send, session, addresses[channel], message, mute=mute)
            yield Parcel(channel, sending, tuple((each.key, each.stage) for each in reminders))


def _send(session: Session, address: str, message: Message, *, mute: bool = False) -> None:
    """Send a message to an address; when muted, what goes to stdout is told in JSON instead."""
    if address == STDOUT and mute:
        return
    try:
        secrets = read_secrets(session.paths.secrets) if "${" in address else {}
        channels.opened(address, secrets, say=_print).send(**message._asdict())
    except OSError as error:
        if address == STDOUT:
            raise
        raise ReminderError(in_words(error)) from error


def _print(text: str) -> None:
    """Print a message at once: it counts as sent only when it has left."""
    if output.closed():
        msg = "standard output is closed, so nobody can read it: redirect it to a file or a mail."
        raise ReminderError(msg)
    output.say(*text.split("\n"))
    output.flush()


def _raise_failures(outcomes: Iterable[Outcome]) -> None:
    failed = [each for each in outcomes if each.error]
    if failed:
        msg = f"Reminders failed over {_failures(failed)} The next run tries again."
        raise ReminderError(msg)


def _failures(failed: Iterable[Outcome]) -> str:
    told = [f"{each.channel}: {str(each.error).rstrip('.')}" for each in failed]
    return f"{'; '.join(told)}."


def _said(outcomes: Iterable[Outcome], due: Due, addresses: Mapping[str, str]) -> Iterator[str]:
    """At a terminal: what was sent where one does not see it."""
    for each in outcomes:
        if each.sent and addresses[each.channel] != STDOUT:
            count = len(due.by_channel[each.channel])
            yield f"Sent over {each.channel}: {count} reminder{'s' if count > 1 else ''}."


def _next(session: Session, due: Due, channel: str) -> date | None:
    """The day on which the next reminder comes over a channel, if nothing changes until then."""
    return plan.next_day(
        due.found,
        due.told,
        channel=channel,
        stages=session.settings.reminders.stages,
    )


def _record(session: Session, due: Due, outcomes: Iterable[Outcome]) -> None:
    """Print what is due, or what became of it, as JSON."""
    became = {each.channel: each for each in outcomes}
    listed = [_channel(session, name, due, became.get(name)) for name in due.by_channel]
    output.record("remind", session, {"channels": listed})
    output.flush()


def _channel(session: Session, name: str, due: Due, outcome: Outcome | None) -> Record:
    reminders, following = due.by_channel[name], _next(session, due, name)
    message = messages.message(reminders) if reminders else None
    return {
        "channel": name,
        "sent": bool(outcome and outcome.sent),
        "error": outcome.error if outcome else None,
        "title": message.title if message else None,
        "text": message.body if message else None,
        "reminders": [_reminder(each) for each in reminders],
        "next_on": following.isoformat() if following else None,
    }


def _reminder(reminder: Reminder) -> Record:
    entry = reminder.entry
    order = {"order": entry.order_id, "order_title": entry.order.title}
    told = {"deadline": records.deadline(reminder.about), "missing": None}
    return {**order, "stage": reminder.stage, **told}
