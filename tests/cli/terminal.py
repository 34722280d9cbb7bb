"""A terminal of a given width: a process in it, what is typed, and what then stands there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import traceback
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple, NoReturn

from aliguard.__main__ import main

SECONDS = 30.0
PATIENCE = 3.0
"""Seconds after which somebody presses Ctrl-C again."""
SGR = re.compile(r"\x1b\[[0-9;]*m")
"""The codes by which Rich colours; nothing else may steer the terminal."""
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
CTRL_C, CTRL_D = "\x03", "\x04"


class Screen(NamedTuple):
    """How a process in a terminal ended, and all that it and its user wrote."""

    code: int
    text: str

    @property
    def plain(self) -> str:
        """The text without colours."""
        return SGR.sub("", self.text)


def at_terminal(
    *arguments: str, columns: int = 80, typed: Iterable[tuple[str, str]] = ()
) -> Screen:
    """Run the program in a terminal; each answer is typed once its question stands there."""
    child, terminal = pty.fork()
    if child == 0:
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        if not typed:
            _run_here(arguments)
        # The environment is named: readline, which pytest loads, adds its own COLUMNS to it.
        os.execve(sys.executable, [sys.executable, "-m", "aliguard", *arguments], os.environ)
    try:
        text = _talk(terminal, typed)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(terminal)
        _, status = os.waitpid(child, 0)
    return Screen(os.waitstatus_to_exitcode(status), text.replace("\r\n", "\n"))


def _run_here(arguments: Sequence[str]) -> NoReturn:
    """Run the program in this copy of the test process: all its modules are loaded already."""
    code: object = 1
    sys.stdin, sys.stdout, sys.stderr = map(os.fdopen, (0, 1, 2), "rww")
    try:
        main(arguments)
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - as an interpreter ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


def _talk(terminal: int, typed: Iterable[tuple[str, str]]) -> str:
    text, answered, last = b"", 0, ""
    dialogue = iter(typed)
    turn = next(dialogue, None)
    while chunk := _read(terminal, text, last):
        text += chunk
        while turn and turn[0].encode() in text[answered:]:
            answered = len(text)
            last = turn[1]
            os.write(terminal, last.encode())
            turn = next(dialogue, None)
    assert turn is None, f"never asked {turn}: {text!r}"
    return text.decode()


def _read(terminal: int, so_far: bytes, last: str) -> bytes:
    """What was written next; nothing at the end.

    Python may miss a Ctrl-C between a question and the wait for its answer: as a person would, it
    is pressed again where nothing happens.
    """
    ready, _, _ = select.select([terminal], [], [], PATIENCE if last == CTRL_C else SECONDS)
    if not ready and last == CTRL_C:
        os.write(terminal, CTRL_C.encode())
        ready, _, _ = select.select([terminal], [], [], SECONDS)
    if not ready:
        raise TimeoutError(so_far)
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: the other end was closed
        return b""


def steering(text: str) -> set[str]:
    """The characters of a text that would steer a terminal, line ends and colours aside."""
    return {
        repr(character)
        for character in SGR.sub("", text).replace("\n", "")
        if character in BIDI or unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"}
    }
