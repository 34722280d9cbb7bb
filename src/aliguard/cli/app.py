"""The program: global options, and the commands, of which only the wanted module is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from aliguard import __version__, clock
from aliguard.cli.options import at_home
from aliguard.cli.session import Session

MODULES = {
    "orders": ("add-order", "edit-order", "remove-order"),
    "events": (
        *("ship", "deliver", "confirm", "complete", "done", "extend", "track", "pickup"),
        *("cancel-order", "freeze", "unfreeze", "note"),
    ),
    "importing": ("import",),
    "disputes": ("dispute",),
    "claims": ("return", "refund", "chargeback", "claim"),
    "questions": ("status", "agenda", "can-open", "next", "show", "explain", "summary", "rules"),
    "advising": ("advise",),
    "reminding": ("remind", "snooze", "ack"),
    "scheduling": ("cron",),
    "calendars": ("calendar",),
    "safety": ("split", "undo", "history", "check", "doctor", "backup", "restore"),
}
"""Which module holds which commands, in the order of the help."""

GROUPS = {
    "dispute": (
        *("open", "modify", "offer", "reject", "accept", "step-in", "request-evidence"),
        *("evidence", "rule", "cancel", "close", "appeal", "appeal-result"),
    ),
    "return": ("ship", "received"),
    "refund": ("received",),
    "chargeback": ("open", "escalate", "result"),
    "claim": ("sent", "answered"),
    "cron": ("install", "show", "remove"),
    "calendar": ("export", "push"),
}
"""Words that have commands of their own below them, in the order of the help."""

PANELS = {
    "orders": "Orders",
    "events": "Orders",
    "importing": "Orders",
    "disputes": "Disputes",
    "claims": "Disputes",
    "questions": "Questions",
    "advising": "Questions",
    "reminding": "Reminders",
    "scheduling": "Reminders",
    "calendars": "Reminders",
    "safety": "Safety",
}


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aliguard {__version__}")
        raise typer.Exit


def main_options(
    context: typer.Context,
    ledger: Annotated[
        Path | None,
        typer.Option(
            "--ledger",
            metavar="PATH",
            envvar="ALIGUARD_LEDGER",
            callback=at_home,
            help="The ledger file, .toml or .json.",
        ),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(
            "--today", metavar="DATE", envvar="ALIGUARD_TODAY", help="Pretend that today is DATE."
        ),
    ] = None,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Know every AliExpress deadline, what to do next, and by when."""
    moment = clock.now()
    now = clock.local_day(moment)
    if today is None:
        context.obj = Session(now, ledger, moment)
        return
    from aliguard.cli.values import parse_date  # noqa: PLC0415 - only what this call needs

    context.obj = Session(parse_date(today, today=now), ledger)


def build(arguments: Sequence[str]) -> typer.Typer:
    """The program with the commands that these arguments may need: all of them when in doubt."""
    app = typer.Typer(
        name="aliguard",
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        epilog="Start with `aliguard add-order`, then `aliguard status`.",
    )
    app.callback()(main_options)
    wanted = _module_of(arguments)
    for module, commands in MODULES.items():
        if wanted in {None, module}:
            _add(app, import_module(f"aliguard.cli.{module}"), PANELS[module], commands)
    return app


def _module_of(arguments: Sequence[str]) -> str | None:
    """The module of the command that is called, if it is plain to see."""
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in {"--ledger", "--today"} and rest:
            rest.pop(0)
        elif not option.startswith(("--ledger=", "--today=")):
            return None
    return next((m for m, commands in MODULES.items() if rest and rest[0] in commands), None)


def _add(app: typer.Typer, part: ModuleType, panel: str, commands: Sequence[str]) -> None:
    """Add a module's commands; a word with commands below it is a program of the module's own."""
    for word in commands:
        if word in GROUPS:
            group: typer.Typer = part.PROGRAMS[word]
            group.registered_commands = _sorted(group, GROUPS[word])
            app.add_typer(group, name=word, rich_help_panel=panel)
    if not set(commands) & GROUPS.keys():
        for info in _sorted(part.app, commands):
            info.rich_help_panel = panel
            app.registered_commands.append(info)


def _sorted(part: typer.Typer, commands: Sequence[str]) -> list[typer.models.CommandInfo]:
    return sorted(part.registered_commands, key=lambda info: commands.index(_name(info)))


def _name(info: typer.models.CommandInfo) -> str:
    return info.name or str(getattr(info.callback, "__name__", ""))
