"""The peers khal and Taskwarrior, each with data and settings of its own."""

import json
import os
import random
import shutil
import sys
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from benchmarks.ledger import SEED, TODAY, Order
from benchmarks.measure import Command, UnavailableError, capture, run

KHAL_VENV = Path(__file__).parent / ".cache" / "khal-venv"
KHAL = KHAL_VENV / "bin" / "khal"
KHAL_REQUIREMENT = "khal==0.14.1"
LISTED_DAYS = 120

KHAL_CONFIG = """\
[calendars]
[[orders]]
path = {calendar}
type = calendar

[sqlite]
path = {database}

[default]
default_calendar = orders

[locale]
local_timezone = UTC
default_timezone = UTC
firstweekday = 0
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""

TASK_CONFIG = """\
data.location={data}
confirmation=no
verbose=nothing
"""

ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//aliguard//benchmarks//EN
BEGIN:VEVENT
UID:{number}
DTSTAMP:{placed:%Y%m%d}T000000Z
DTSTART;VALUE=DATE:{deadline:%Y%m%d}
DTEND;VALUE=DATE:{after:%Y%m%d}
SUMMARY:{number} {title}
END:VEVENT
END:VCALENDAR
"""


def isolated(home: Path) -> dict[str, str]:
    """Return an environment in which nothing of the user's is read or written."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def khal_executable() -> str:
    """Return the path of khal, installing it into a venv of its own at first."""
    problem = "" if _answers(str(KHAL)) else _install_khal()
    if problem:
        message = f"khal cannot be had ({problem})"
        raise UnavailableError(message)
    return str(KHAL)


def task_executable() -> str:
    """Return the path of Taskwarrior."""
    found = shutil.which("task")
    if found is None:
        message = "install Debian's taskwarrior"
        raise UnavailableError(message)
    return found


def khal_list(place: Path, orders: Sequence[Order]) -> Command:
    """Fill a calendar with the deadlines and return the command that lists the open ones."""
    khal = khal_executable()
    env = isolated(place / "home")
    calendar = place / "calendar"
    calendar.mkdir()
    for order in orders:
        _write_ics(calendar / f"{order.number}.ics", order)
    config = place / "khal.conf"
    settings = KHAL_CONFIG.format(calendar=calendar, database=place / "khal.db")
    config.write_text(settings, encoding="utf-8")
    span = (f"{TODAY}", f"{LISTED_DAYS}d")
    command = Command((khal, "-c", str(config), "list", *span), env)
    run(command)
    _check_listing("khal", capture(command), (order.number for order in orders if order.is_open))
    return command


def task_list(place: Path, orders: Sequence[Order]) -> Command:
    """Import the orders as tasks and return the command that lists the pending ones."""
    task = task_executable()
    data = place / "task"
    data.mkdir(parents=True)
    config = place / "taskrc"
    config.write_text(TASK_CONFIG.format(data=data), encoding="utf-8")
    env = isolated(place / "home") | {"TASKRC": str(config), "TASKDATA": str(data)}
    tasks = place / "tasks.json"
    tasks.write_text(json.dumps(_tasks(orders)), encoding="utf-8")
    run(Command((task, "import", str(tasks)), env))
    command = Command((task, "list"), env)
    run(command)
    _check_listing(
        "Taskwarrior",
        capture(command),
        (order.number for order in orders if order.is_open),
    )
    return command


def versions(env: Mapping[str, str]) -> list[str]:
    """Return names and versions of the peers that are there."""
    found = {"khal": str(KHAL), "Taskwarrior": shutil.which("task") or ""}
    asked = {name: Command((path, "--version"), env) for name, path in found.items() if path}
    return [f"{name} {_version(command)}" for name, command in asked.items()]


@cache
def _install_khal() -> str:
    """Install khal, trying only once in a run, and return what went wrong, if anything."""
    inherited = dict(os.environ)
    venv = str(KHAL_VENV)
    pip = ("-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "15")
    try:
        run(Command((sys.executable, "-m", "venv", "--clear", venv), inherited))
        run(Command((str(KHAL_VENV / "bin" / "python"), *pip, KHAL_REQUIREMENT), inherited))
    except UnavailableError as error:
        return str(error)
    return ""


def _answers(executable: str) -> bool:
    """Tell whether a program is there and runs."""
    try:
        run(Command((executable, "--version"), dict(os.environ)))
    except UnavailableError:
        return False
    return True


def _version(command: Command) -> str:
    """Return the version that a tool gives when asked."""
    try:
        return capture(command).split()[-1]
    except UnavailableError:
        return "not there"


def _check_listing(name: str, text: str, numbers: Iterable[str]) -> None:
    """Raise unless the listing names each open order: it would be no fair comparison."""
    missing = sum(number not in text for number in numbers)
    if missing:
        message = f"{name} left out {missing} open orders"
        raise UnavailableError(message)


def _write_ics(path: Path, order: Order) -> None:
    """Write the deadline of one order as an all-day event."""
    after = order.deadline + timedelta(1)
    text = ICS.format(
        number=order.number,
        title=order.title,
        placed=order.placed,
        deadline=order.deadline,
        after=after,
    )
    path.write_text(text, encoding="utf-8", newline="\r\n")


def _tasks(orders: Sequence[Order]) -> list[dict[str, str]]:
    """Return the orders in Taskwarrior's import format."""
    chance = random.Random(SEED)
    return [_task(order, uuid.UUID(int=chance.getrandbits(128), version=4)) for order in orders]


def _task(order: Order, identity: uuid.UUID) -> dict[str, str]:
    """Return one order as a pending or completed task."""
    task = {
        "uuid": str(identity),
        "description": f"{order.number} {order.title}",
        "entry": _moment(order.placed),
        "due": _moment(order.deadline),
        "status": "pending",
    }
    if order.confirmed:
        task |= {"status": "completed", "end": _moment(order.confirmed)}
    return task


def _moment(day: date) -> str:
    """Return a day the way Taskwarrior writes it."""
    return f"{day:%Y%m%d}T000000Z"
