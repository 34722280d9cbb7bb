"""What surrounds the program fails: a pipe is closed, a disk is full, memory or time zones lack."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fault_help import ORDER, TODAY, Home, cannot, home, told

MANY = "".join(
    f'[orders.82000000000{number:05}]\ntitle = "Lamp {number}"\n'
    f'[[orders.82000000000{number:05}.events]]\nevent = "shipped"\non = 2026-03-01\n'
    for number in range(1000)
)


@pytest.mark.parametrize("buffered", [True, False], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize(
    "command", ["status --all", "agenda --days 90", "status --json", "remind", "calendar export"]
)
def test_a_closed_pipe_is_no_answer(command: str, *, buffered: bool, tmp_path: Path) -> None:
    """Not 1, which would be an honest no; and not a word on stderr."""
    at = Home(tmp_path, tmp_path / "ledger.toml")
    at.ledger.write_text(f"version = 1\n{MANY}")
    through = () if buffered else ("env", "PYTHONUNBUFFERED=1")
    reading, writing = os.pipe()
    os.close(reading)
    process = replace(at, through=through).start(*command.split(), stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=60)

    assert process.returncode in {0, 141}
    assert err == ""


@pytest.mark.parametrize(
    "command",
    [f"note {ORDER} more", "add-order 9001", f"remove-order {ORDER}", "undo", "restore", "backup"],
)
def test_a_step_that_was_recorded_says_so_where_its_answer_cannot_be_written(
    command: str, tmp_path: Path
) -> None:
    at = home(tmp_path)
    at.done("note", ORDER, "first")
    before = at.ledger.read_bytes()
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = at.start(*command.split(), stdout=full)
        _, err = process.communicate(timeout=60)
    name = command.split(maxsplit=1)[0]
    recorded = at.ledger.read_bytes() != before

    assert process.returncode == 2
    assert "the answer cannot be written: No space left on device." in told(err)
    assert recorded == (f"{name}: done, and recorded; but" in err)


def test_out_of_memory_is_told_in_words(tmp_path: Path) -> None:
    at = home(tmp_path)
    with at.ledger.open("a", encoding="utf-8") as ledger:
        ledger.write(f'[orders.9001]\ntitle = "{"x" * 15_000_000}"\n')
    through = ("sh", "-c", 'ulimit -v 80000 && exec "$@"', "sh")
    code, _, err = replace(at, through=through).run("status")

    assert code == 2
    assert "there is not enough memory for that" in told(err)


WITHOUT_ZONES = """
import sys
sys.modules["tzdata"] = None
from aliguard.__main__ import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("command", ["remind", "show 91234", "doctor"])
def test_missing_time_zones_are_told_and_kept_in_the_heartbeat(
    command: str, tmp_path: Path
) -> None:
    at = home(tmp_path)
    at.done("add-order", "8200000000000099", "--title", "Due today", "--shipped", "2026-01-20")
    environment = {"PYTHONTZPATH": "", "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_ZONES, "--ledger", str(at.ledger), *command.split()],
        env={**environment, "ALIGUARD_TODAY": TODAY},
        capture_output=True,
        text=True,
        check=False,
    )
    heard = ended.stdout + ended.stderr

    assert "Traceback" not in heard
    assert "the time zones are missing on this machine: `pip install tzdata`" in heard
    assert ended.returncode == (1 if command == "doctor" else 2)
    assert command != "remind" or "tzdata" in at.done("status")


def test_a_ledger_that_is_mounted_by_itself_is_told_with_a_way_out(tmp_path: Path) -> None:
    at = home(tmp_path)
    host = tmp_path / "host.toml"
    shutil.copy(at.ledger, host)
    mount = 'mount --bind "$0" "$1" && shift && exec "$@"'
    through = ("unshare", "--mount", "sh", "-c", mount, str(host), str(at.ledger))
    try:
        subprocess.run([*through, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        cannot(f"mount a file by itself: {error}")
    before = host.read_bytes()
    code, _, err = replace(at, through=through).run("note", ORDER, "hello")

    assert code == 2
    assert "It is mounted by itself, so it cannot be replaced: mount the folder" in told(err)
    assert host.read_bytes() == before


@pytest.mark.parametrize(
    "command", ["remind", "calendar export deadlines.ics", f"note {ORDER} more", "backup"]
)
def test_what_a_killed_writer_left_is_swept_by_the_next_one(command: str, tmp_path: Path) -> None:
    at = home(tmp_path)
    names = ["ledger.toml", "ledger.toml.heartbeat", "ledger.toml.calendar", "deadlines.ics"]
    left = [tmp_path / f".{name}.abc12_x8.tmp" for name in names]
    for path in left:
        path.write_text("half")
    at.done(*command.split())
    swept = {path.name for path in left if not path.exists()}

    assert (
        swept
        == {
            "remind": {".ledger.toml.heartbeat.abc12_x8.tmp"},
            "calendar": {".ledger.toml.calendar.abc12_x8.tmp", ".deadlines.ics.abc12_x8.tmp"},
            "note": {".ledger.toml.abc12_x8.tmp"},
            "backup": set(),
        }[command.split(maxsplit=1)[0]]
    )


def waiting_for(at: Home, arguments: Sequence[str]) -> tuple[int, str]:
    """How a command ends that must not wait for anything."""
    process = at.start(*arguments)
    try:
        _, err = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        pytest.fail("it waits")
    return process.returncode, err


@pytest.mark.parametrize("suffix", ["heartbeat", "journal", "reminders", "calendar", "lock"])
def test_no_pipe_beside_the_ledger_is_waited_for(suffix: str, tmp_path: Path) -> None:
    at = home(tmp_path)
    pipe = tmp_path / f"ledger.toml.{suffix}"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    begun = time.monotonic()
    ended = {
        command: waiting_for(at, command.split())
        for command in ("status", "check", f"note {ORDER} more", "remind", "calendar export")
    }

    assert time.monotonic() - begun < 60
    assert {0, 1, 2} >= {code for code, _ in ended.values()}
    assert "Traceback" not in "".join(err for _, err in ended.values())
