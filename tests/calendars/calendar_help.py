"""What the calendar tests share: events read back, a CalDAV server, and programs to be had."""

from __future__ import annotations

import base64
import http.client
import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

import icalendar
import pytest

SECONDS = 30.0
TODAY = "2026-04-20"
JACKET, CHARGER, LAMP = "8200000000091234", "8200000000095678", "8200000000101112"
"""Orders of the example ledger: delivered; under way; under way with a printed end."""
USERS = {"me": "secret", "other": "secret", "ümläut": "pässwört"}
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = from_file
file = {folder}/rights
[storage]
filesystem_folder = {folder}/storage
[logging]
level = error
"""
RIGHTS = """
[root]
user: .+
collection:
permissions: R
[shared]
user: other
collection: me/shared
permissions: r
[own]
user: .+
collection: {user}(/.*)?
permissions: RrWw
"""


def events_of(data: bytes | str) -> dict[str, icalendar.Event]:
    """The events of a calendar by UID, read by the library and found without fault."""
    calendar = icalendar.Calendar.from_ical(data)
    found = {str(event.uid): event for event in calendar.events}

    assert [each.errors for each in calendar.walk() if each.errors] == []
    return found


def day_of(event: icalendar.Event) -> date:
    """The day of an all-day event."""
    day = event.start

    assert type(day) is date
    assert event.end - day == timedelta(days=1)
    return day


def uid(order: str, rule: str) -> str:
    """The UID that a deadline of an order has for ever."""
    return f"{order}+{rule}@aliguard"


@dataclass(frozen=True)
class Server:
    """A CalDAV server on this machine."""

    port: int
    storage: Path

    def url(self, path: str) -> str:
        """The address of what lies at a path."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def ask(
        self, method: str, path: str, body: str = "", *, user: str = "me"
    ) -> http.client.HTTPResponse:
        """The answer to a request, its body left unread."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        known = base64.b64encode(f"{user}:{USERS[user]}".encode()).decode()
        headers = {"Authorization": f"Basic {known}", "Content-Type": "text/calendar"}
        connection.request(method, f"/{path}", body.encode(), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def make(self, path: str) -> CalendarAt:
        """A new, empty calendar."""
        assert self.ask("MKCALENDAR", path).status == 201
        return CalendarAt(self, path)


@dataclass(frozen=True)
class CalendarAt:
    """A calendar at the server, as its disk shows it."""

    server: Server
    path: str

    @property
    def url(self) -> str:
        """Its address."""
        return self.server.url(self.path)

    def put(self, name: str, text: str) -> None:
        """Put a resource into it, as another program does."""
        assert self.server.ask("PUT", self.path + name, text).status in {201, 204}

    def resources(self) -> Mapping[str, bytes]:
        """What it holds, by the resource's name."""
        return {path.name: path.read_bytes() for path in self._files()}

    def written(self) -> Mapping[str, tuple[int, int]]:
        """When each resource was last written: an equal PUT too makes a new file of it."""
        stats = {path.name: path.stat() for path in self._files()}
        return {name: (each.st_ino, each.st_mtime_ns) for name, each in stats.items()}

    def events(self) -> dict[str, icalendar.Event]:
        """The events that it holds, by UID."""
        found: dict[str, icalendar.Event] = {}
        for data in self.resources().values():
            found.update(events_of(data))
        return found

    def _files(self) -> list[Path]:
        folder = self.server.storage / "collection-root" / self.path
        return sorted(path for path in folder.iterdir() if path.suffix == ".ics")


@contextmanager
def radicale(folder: Path) -> Iterator[Server]:
    """A Radicale server with two users, until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder), "utf-8")
    (folder / "rights").write_text(RIGHTS, "utf-8")
    (folder / "users").write_text("".join(f"{u}:{p}\n" for u, p in USERS.items()), "utf-8")
    server = Server(port, folder / "storage")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(folder / "config")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _await(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(SECONDS)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            server.ask("OPTIONS", "")
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the CalDAV server does not start")


class Binning:
    """A calendar at a stand-in server that keeps what is deleted in a bin, and may have moved.

    As servers with a bin do, it answers 400 to a new event whose UID lies there. What is asked of
    an old address is sent on with a status; the new one refuses what lost its body on the way.
    """

    def __init__(self, *, moved: int = 0, to: str = "/new/") -> None:
        """A calendar at /new/, and at /old/ where it has moved; nothing in it yet."""
        self.moved, self.to = moved, to
        self.items: dict[str, bytes] = {}
        self.bin: set[str] = set()

    def answer(self, method: str, path: str, body: bytes, depth: str) -> tuple[int, str]:
        """The status of an answer, and its XML or the address that it leads to."""
        if path.startswith("/old/"):
            return self.moved, self.to + path.removeprefix("/old/")
        if method == "PROPFIND":
            items = self.items if depth == "1" else {}
            return 207, _multistatus(_kind(path), *(_tag(each) for each in items))
        if method == "REPORT" and b"multiget" in body:
            asked = [path for path in self.items if path.encode() in body]
            return 207, _multistatus(*(_tag(each, self.items[each]) for each in asked))
        return (204 if self._changed(method, path, body) else 400), ""

    def _changed(self, method: str, path: str, body: bytes) -> bool:
        if method == "DELETE":
            self.bin |= events_of(self.items.pop(path)).keys()
            return True
        binned = path not in self.items and events_of(body or "").keys() & self.bin
        taken = method == "PUT" and b"BEGIN:VEVENT" in body and not binned
        if taken:
            self.items[path] = body
        return taken

    def titles(self) -> list[str]:
        """The titles of what it holds."""
        found = (event for data in self.items.values() for event in events_of(data).values())
        return sorted(str(event.summary) for event in found)


def _kind(path: str) -> str:
    kind = "<c:calendar/>" if path == "/new/" else ""
    return _answered(path, f"<d:resourcetype><d:collection/>{kind}</d:resourcetype>")


def _tag(path: str, data: bytes = b"") -> str:
    shown = f"<c:calendar-data>{escape(data.decode())}</c:calendar-data>" if data else ""
    return _answered(path, f"<d:getetag>&quot;{path}&quot;</d:getetag>{shown}")


def _answered(path: str, found: str) -> str:
    status = "<d:status>HTTP/1.1 200 OK</d:status>"
    return (
        f"<d:response><d:href>{path}</d:href><d:propstat><d:prop>{found}</d:prop>{status}"
        "</d:propstat></d:response>"
    )


def _multistatus(*answers: str) -> str:
    spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
    return f"<d:multistatus {spaces}>{''.join(answers)}</d:multistatus>"


@contextmanager
def served(calendar: Binning) -> Iterator[str]:
    """The address of the server of such a calendar, without a path, until the end of the block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def ask(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            depth = self.headers.get("Depth", "")
            status, text = calendar.answer(self.command, self.path, body, depth)
            self.send_response(status)
            if status // 100 == 3:
                self.send_header("Location", text)
                text = ""
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_PROPFIND = do_REPORT = do_PUT = do_DELETE = ask  # noqa: N815 - asked by name

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        threading.Thread(target=web.serve_forever, args=[0.01]).start()
        try:
            yield f"http://127.0.0.1:{web.server_port}"
        finally:
            web.shutdown()
