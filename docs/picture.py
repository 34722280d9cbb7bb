"""Draws docs/status.svg: what `aliguard status` shows of the example ledger in a terminal."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "status.svg"
COMMAND = ("--ledger", "examples/ledger.toml", "--today", "2026-04-20", "status")
WIDTH = 112


def screen(arguments: tuple[str, ...] = COMMAND, width: int = WIDTH) -> str:
    """What a call of aliguard writes to a terminal of this width, colours included."""
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    quiet = {"NO_COLOR", "COLUMNS", "LINES", "ALIGUARD_LEDGER", "ALIGUARD_TODAY"}
    env = {key: value for key, value in os.environ.items() if key not in quiet}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "aliguard", *arguments],
        cwd=ROOT,
        stdout=writer,
        stderr=writer,
        env={**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    ):
        os.close(writer)
        written = _read(reader)
    os.close(reader)
    return written.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    chunks = []
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:  # how Linux says that the other end was closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)


def draw() -> str:
    """The picture, as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), legacy_windows=False)
    console.print(Text("$ aliguard status", style="bold"))
    console.print(Text.from_ansi(screen().rstrip("\n")), soft_wrap=True)
    return console.export_svg(title="aliguard", unique_id="status")


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
