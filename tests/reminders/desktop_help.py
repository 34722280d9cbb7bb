"""A desktop of its own for tests: a private D-Bus bus, an X server and dunst."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fault_help import cannot

VARIABLE = "DBUS_SESSION_BUS_ADDRESS"
SECONDS = 20
NOBODY = 65534
URGENT = "urgent: "
MARK = f'[urgency_critical]\nformat = "{URGENT}<b>%s</b>\\n%b"\n'
"""How dunst is told to mark what is urgent."""
BUS = """
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A bus that starts no programs of its own accord, as the system's own would."""


class Bubble(NamedTuple):
    """What a notification shows."""

    app: str
    title: str
    text: str
    drawn: str
    """Title and text as they are drawn, with Pango's markup."""
    timeout: int


@dataclass
class Screen:
    """A desktop on which dunst shows bubbles."""

    bus: str
    last: int = 0
    """The number of the last bubble that was looked at."""

    def new(self) -> list[Bubble]:
        """The bubbles that were shown since the last look, the oldest first."""
        self.order("close-all")
        history = [
            {name: field["data"] for name, field in shown.items()}
            for shown in json.loads(self.order("history"))["data"][0]
        ]
        fresh = sorted((b for b in history if b["id"] > self.last), key=lambda b: int(b["id"]))
        self.last = max((b["id"] for b in fresh), default=self.last)
        fields = ("appname", "summary", "body", "message", "timeout")
        return [Bubble(*(bubble[name] for name in fields)) for bubble in fresh]

    def order(self, name: str) -> str:
        """What dunst answers to an order."""
        return subprocess.run(
            ["dunstctl", name],
            env={**os.environ, VARIABLE: self.bus},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def ready(self) -> bool:
        """Whether dunst shows bubbles already."""
        try:
            return bool(self.order("count"))
        except subprocess.CalledProcessError:
            return False


def wait_until(ready: Callable[[], bool]) -> None:
    """Wait for what takes a moment."""
    end = time.monotonic() + SECONDS
    while not ready():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A program that runs meanwhile; its output can be read."""
    if shutil.which(command[0]) is None:
        cannot(f"run {command[0]}")
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def said(process: subprocess.Popen[str]) -> str:
    """The next line that a program prints."""
    assert process.stdout
    return process.stdout.readline().strip()


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """The address of a bus of our own, `bus` in a folder."""
    path, settings = folder / "bus", folder / "bus.conf"
    settings.write_text(BUS.format(path=path), "utf-8")
    order = ["dbus-daemon", "--nofork", "--print-address", f"--config-file={settings}"]
    with running(order) as daemon:
        assert said(daemon).startswith(f"unix:path={path}")
        yield f"unix:path={path}"


@contextmanager
def screen(folder: Path, markup: str = "full") -> Iterator[Screen]:
    """A desktop in a folder, on which dunst shows bubbles; it may be told what to do of markup."""
    settings = f"[global]\nmarkup = {markup}\n" if markup else ""
    (folder / "dunstrc").write_text(settings + MARK, "utf-8")
    xvfb = ["Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    with private_bus(folder) as bus, running(xvfb) as display:
        environment = {"DISPLAY": f":{said(display)}", VARIABLE: bus}
        with running(["dunst", "-config", str(folder / "dunstrc")], environment):
            shown = Screen(bus)
            wait_until(shown.ready)
            yield shown


@contextmanager
def session_of(bus: str, *, other_user: bool = False) -> Iterator[Path]:
    """The folder in /proc of a program that runs in the session of a bus."""
    before = _as_nobody() if other_user else []
    with running([*before, "sleep", "60"], {VARIABLE: bus}) as process:
        folder = Path("/proc", str(process.pid))
        wait_until(lambda: (folder / "comm").read_text() == "sleep\n")
        wait_until(lambda: bus.encode() in (folder / "environ").read_bytes())  # it comes after
        yield folder


def _as_nobody() -> list[str]:
    """The beginning of a command that another user is to run."""
    if os.getuid() != 0:
        cannot("act as another user")
    return ["setpriv", f"--reuid={NOBODY}", "--clear-groups"]


TRAP = """
import os, socket, sys
os.setuid(int(sys.argv[2]))
with socket.socket(socket.AF_UNIX) as server:
    server.bind("\\0" + sys.argv[1])
    server.listen()
    print("up", flush=True)
    with server.accept()[0] as caller:
        print(caller.recv(99), flush=True)
"""


@contextmanager
def bus_of_nobody(name: str) -> Iterator[tuple[str, Callable[[], str]]]:
    """The address of what another user calls a bus, and what its first caller told there."""
    _as_nobody()
    with running([sys.executable, "-c", TRAP, name, str(NOBODY)]) as process:
        assert said(process) == "up"
        yield f"unix:abstract={name}", lambda: said(process)


def dead_bus(folder: Path) -> str:
    """The address of a socket in a folder on which nobody listens any more."""
    path = folder / "bus"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
    return f"unix:path={path}"
