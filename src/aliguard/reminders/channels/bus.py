"""The D-Bus of the user's desktop session: where it may be, and calls over it.

cron tells a job nothing of the session, so its bus is looked for.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from jeepney import Message

VARIABLE = "DBUS_SESSION_BUS_ADDRESS"
RUN = Path("/run/user")
"""Where each user who is logged in has a folder."""
PROC = Path("/proc")
"""Where each process has a folder."""
SECONDS = 10.0
"""How long a bus, or a program on it, may take to answer."""
CREDENTIALS = struct.Struct("3i")
"""The process, user and group at the other end of a socket."""

Call = Callable[["Message"], tuple[Any, ...]]
"""What a method answers to a message; an error is jeepney's DBusErrorResponse, or an OSError."""


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
    for place in (Path(folder, "bus") for folder in folders if folder):
        if place.is_socket():
            yield Bus(f"unix:path={quote(str(place))}")
    # Of several sessions, the one of the newest process is the likeliest to live.
    for process in sorted(PROC.glob("[0-9]*"), key=lambda each: int(each.name), reverse=True):
        yield Bus(_named_in(process / "environ"))


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


@contextmanager
def connected(bus: Bus) -> Iterator[Call]:
    """Calls over a bus.

    Raises:
        OSError, ValueError, RuntimeError: nobody answers there, it is another user's, or the
            address makes no sense.
    """
    from jeepney.bus import get_bus  # noqa: PLC0415 - an extra
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415
    from jeepney.wrappers import unwrap_msg  # noqa: PLC0415

    if not bus.named:
        _check_owner(get_bus(bus.address))
    with open_dbus_connection(bus.address, auth_timeout=SECONDS) as connection:
        yield lambda message: unwrap_msg(connection.send_and_get_reply(message, timeout=SECONDS))


def _check_owner(place: str) -> None:
    """See that a bus which was merely found is this user's, before anything is told there."""
    if sys.platform != "linux":
        msg = "whose bus it is cannot be told"
        raise PermissionError(msg)
    with socket.socket(socket.AF_UNIX) as stream:
        stream.settimeout(SECONDS)
        stream.connect(place)
        raw = stream.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    if CREDENTIALS.unpack(raw)[1] != os.getuid():
        msg = "the bus belongs to another user, who could read what is sent"
        raise PermissionError(msg)
