"""Whatever stops `remind`, no reminder is lost, and at most the one under way comes again."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fault_help import ORDER, Home, home, remount, small_disk, told

DUE = "2026-05-04"
"""A day on which the order's protection is near its end."""
KILLS = 12


@contextmanager
def phone(taken: Callable[[str], None]) -> Iterator[str]:
    """The address of a service that takes messages; it calls back before it says that it did."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken(json.loads(body)["title"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"json://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def channels(at: Home, **addresses: str) -> None:
    """Set the channels in the settings of a home."""
    folder = at.folder / "CONFIG" / "aliguard"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["[reminders.channels]", *(f'{name} = "{to}"' for name, to in addresses.items())]
    (folder / "settings.toml").write_text("\n".join(lines), "utf-8")


def test_a_kill_between_sending_and_noting_repeats_that_message_and_no_other(
    tmp_path: Path,
) -> None:
    at = home(tmp_path)
    messages: list[str] = []
    running: list[subprocess.Popen[str]] = []

    def kill_the_sender(title: str) -> None:
        messages.append(f"second: {title}")
        if running:
            running.pop().kill()

    with (
        phone(lambda title: messages.append(f"first: {title}")) as first,
        phone(kill_the_sender) as second,
    ):
        channels(at, first=first, second=second)
        running.append(at.start("--today", DUE, "remind"))
        sender = running[0]
        sender.communicate(timeout=60)
        assert sender.returncode == -9
        assert at.done("--today", DUE, "remind") == ""
        assert at.done("--today", DUE, "remind") == ""

    [title] = {message.partition(": ")[2] for message in messages}
    assert Counter(messages) == {f"first: {title}": 1, f"second: {title}": 2}


def test_a_remind_killed_at_any_moment_loses_no_message_and_repeats_at_most_one(
    tmp_path: Path,
) -> None:
    chance = random.Random(20260504)
    at = home(tmp_path)
    for step in (("open", ORDER, "--reason", "defective"), ("rule", ORDER, "--amount", "0 EUR")):
        proposed = ("--proposal",) if "rule" in step else ()
        at.done("--today", "2026-04-30", "dispute", *step, *proposed)
    messages: list[str] = []
    with phone(messages.append) as address:
        channels(at, phone=address)
        fates = set()
        for number in range(KILLS):  # a proposal without a day: each day is a stage
            messages.clear()
            day = f"2026-05-{8 + number:02}"
            process = at.start("--today", day, "remind")
            if number % 2:
                time.sleep(chance.uniform(0, 0.3))
            else:  # in the very moments after it was sent
                while not messages and process.poll() is None:
                    time.sleep(0.0005)
                time.sleep(chance.uniform(0, 0.02))
            process.kill()
            process.communicate(timeout=60)
            fates.add(len(messages))
            for _ in range(2):
                at.done("--today", day, "remind")

                assert 1 <= len(messages) <= 1 + cost_of(process), day

    assert fates == {0, 1}  # some were killed before it was sent, and some after


def cost_of(process: subprocess.Popen[str]) -> int:
    """How many messages may come again after a process: none if it came to its end."""
    return int(process.returncode != 0)


@pytest.mark.parametrize("switches", [(), ("--json",)], ids=["text", "json"])
def test_what_cannot_be_printed_comes_again(switches: tuple[str, ...], tmp_path: Path) -> None:
    at = home(tmp_path)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = at.start("--today", DUE, "remind", *switches, stdout=full)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert told(err) == "aliguard: the answer cannot be written: No space left on device.\n"
    assert "the last reminders, on" in at.done("--today", DUE, "status").lower()
    assert ORDER in at.done("--today", DUE, "remind")


def test_where_there_is_no_standard_output_nothing_counts_as_told(tmp_path: Path) -> None:
    at = home(tmp_path)
    command = [sys.executable, "-m", "aliguard", "--ledger", str(at.ledger), "--today", DUE]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for _ in range(2):
        ended = subprocess.run(
            ["sh", "-c", '"$@" >&-', "sh", *command, "remind"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode == 2
        assert "stdout: standard output is closed" in told(ended.stderr)


def fill(disk: Path) -> None:
    """Leave no room on a disk."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_disk_that_takes_no_note_keeps_no_reminder_back(fault: str, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        at = home(tmp_path, disk / "ledger.toml")
        before = at.files()
        if fault == "full":
            fill(disk)
        else:
            remount(disk, "ro")
        code, out, err = at.run("--today", DUE, "remind")

        assert code == 2
        assert ORDER in out
        assert "sent, but not noted, so it will come again" in told(err)
        assert at.files() == before
        if fault == "full":
            (disk / "filler").unlink()
        else:
            remount(disk, "rw")
        assert ORDER in at.done("--today", DUE, "remind")
        assert at.done("--today", DUE, "remind") == ""


def test_two_runs_at_the_same_time_send_one_message(tmp_path: Path) -> None:
    at = home(tmp_path)
    messages: list[str] = []
    with phone(messages.append) as address:
        channels(at, phone=address)
        runs = [at.start("--today", DUE, "remind") for _ in range(4)]
        ended = [run.communicate(timeout=60) for run in runs]

    assert ended == [("", "")] * 4
    assert len(messages) == 1
