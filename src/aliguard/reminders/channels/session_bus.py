"""Where the D-Bus of the user's desktop session may be; cron tells a job nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

VARIABLE = "DBUS_SESSION_BUS_ADDRESS"
RUN = Path("/run/user")
"""Where each user who is logged in has a folder."""
PROC = Path("/proc")
"""Where each process has a folder."""


@dataclass(frozen=True, slots=True)
class Bus:
    """The address of a bus, and whether the user named it; else it was merely found."""

    address: str
    named: bool = False


def session_buses() -> Iterator[Bus]:
    """The buses of the user's sessions, the likeliest first; some may be dead."""
    seen = {""}
    for bus in _all():
        if bus.address not in seen:
            seen.add(bus.address)
            yield bus


def _all() -> Iterator[Bus]:
    yield Bus(os.environ.get(VARIABLE, ""), named=True)
    folders = os.environ.get("XDG_RUNTIME_DIR"), RUN / str(os.getuid())
    for socket in (Path(folder, "bus") for folder in folders if folder):
        if socket.is_socket():
            yield Bus(f"unix:path={quote(str(socket))}")
    for process in sorted(PROC.glob("[0-9]*"), key=_number, reverse=True):
        yield Bus(_named_in(process / "environ"))


def _number(process: Path) -> int:
    """The id of a process: of several sessions, the newest is the likeliest to live."""
    return int(process.name)


def _named_in(environ: Path) -> str:
    """The bus in a process's environment; empty if it names none, or is not this user's."""
    try:
        with environ.open("rb") as file:
            own = os.fstat(file.fileno()).st_uid == os.getuid()
            variables = file.read().split(b"\0") if own else []
    except OSError:  # it has ended, or is another's
        return ""
    prefix = f"{VARIABLE}=".encode()
    return next(
        (os.fsdecode(v.removeprefix(prefix)) for v in variables if v.startswith(prefix)), ""
    )
