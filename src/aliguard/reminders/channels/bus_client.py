"""Calls over a D-Bus bus, on a plain socket with a time limit: jeepney's own has none for all."""

from __future__ import annotations

import itertools
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aliguard.reminders.channels.session_bus import Bus

if TYPE_CHECKING:
    from jeepney import Message, Parser

SECONDS = 10.0
"""How long a bus, or a program on it, may take to answer."""
CHUNK = 4096
CREDENTIALS = struct.Struct("3i")
"""The process, user and group at the other end of a socket."""
NOBODY = -1


class CallError(Exception):
    """A bus, or a program on it, answered a call with an error; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Connection:
    """A connection to a bus that knows who calls."""

    stream: socket.socket
    parser: Parser
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, message: Message) -> tuple[Any, ...]:
        """What a method answers.

        Raises:
            CallError: it answers with an error.
            OSError: the answer does not come.
        """
        from jeepney import DBusErrorResponse  # noqa: PLC0415 - an extra
        from jeepney.wrappers import unwrap_msg  # noqa: PLC0415

        serial = next(self.serials)
        self.stream.sendall(message.serialise(serial=serial))
        try:
            body: tuple[Any, ...] = unwrap_msg(self._reply(serial))
        except DBusErrorResponse as error:
            raise CallError(error.name) from error
        return body

    def _reply(self, serial: int) -> Message:
        from jeepney import HeaderFields  # noqa: PLC0415 - an extra

        while True:
            message = self.parser.get_next_message()
            if message is None:
                self.parser.add_data(_received(self.stream))
            elif message.header.fields.get(HeaderFields.reply_serial) == serial:
                return message


@contextmanager
def connected(bus: Bus) -> Iterator[Connection]:
    """A connection to a bus.

    Raises:
        OSError, ValueError, RuntimeError: nobody answers there, it is another user's, or the
            address makes no sense.
    """
    from jeepney import Parser  # noqa: PLC0415 - an extra
    from jeepney.bus import get_bus  # noqa: PLC0415
    from jeepney.bus_messages import message_bus  # noqa: PLC0415

    with socket.socket(socket.AF_UNIX) as stream:
        stream.settimeout(SECONDS)
        stream.connect(get_bus(bus.address))
        if not bus.named and _owner(stream) != os.getuid():
            msg = "the bus belongs to another user, who could read what is sent"
            raise PermissionError(msg)
        _authenticate(stream)
        connection = Connection(stream, Parser())
        connection.call(message_bus.Hello())
        yield connection


def _owner(stream: socket.socket) -> int:
    """The user at the other end; nobody where that cannot be told."""
    if sys.platform != "linux":
        return NOBODY
    raw = stream.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    user: int = CREDENTIALS.unpack(raw)[1]
    return user


def _authenticate(stream: socket.socket) -> None:
    from jeepney.auth import BEGIN, Authenticator  # noqa: PLC0415

    dialogue = Authenticator()
    for request in dialogue:
        stream.sendall(request)
        dialogue.feed(_received(stream))
    stream.sendall(BEGIN)


def _received(stream: socket.socket) -> bytes:
    """What came next.

    Raises:
        OSError: nothing came, or the other end hung up.
    """
    data = stream.recv(CHUNK)
    if not data:
        msg = "the bus hung up"
        raise ConnectionResetError(msg)
    return data
