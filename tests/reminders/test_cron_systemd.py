"""Reminders as a timer of systemd: two files and what `systemctl --user` is told.

No systemd of a user's own can run in a test, so where it has to say yes, a stand-in on PATH notes
what it is told. `systemd-analyze` reads the files as systemd does, and the real `systemctl` says
no, for it finds no bus.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cron_help import NOTES, Machine, machine
from fault_help import cannot

TODAY = "2026-04-20"
STARTED = ["--user daemon-reload", "--user enable --now aliguard-remind.timer"]
STOPPED = ["--user disable --now aliguard-remind.timer", "--user daemon-reload"]
STAND_IN = """#!/bin/sh
echo "$@" >> {home}/told
[ ! -e {home}/stopped ] || echo inactive
grep -qs "$2" {home}/fails || exit 0
echo "Job failed." >&2
exit 1
"""


@pytest.fixture(name="there")
def _there(tmp_path: Path) -> Iterator[Machine]:
    """A machine with the stand-in for systemctl."""
    with machine(tmp_path) as made:
        stand_in = made.home / "bin" / "systemctl"
        stand_in.write_text(STAND_IN.format(home=made.home))
        stand_in.chmod(0o755)
        yield made.setting(PATH=f"{made.home}/bin:{made.variables['PATH']}")


def told(there: Machine) -> list[str]:
    """What systemctl was told since this was asked last."""
    notes = there.home / NOTES
    lines = notes.read_text().splitlines() if notes.exists() else []
    notes.unlink(missing_ok=True)
    return lines


def units(there: Machine) -> dict[str, str]:
    """The unit files of the user."""
    folder = there.home / ".config" / "systemd" / "user"
    return {path.name: path.read_text() for path in sorted(folder.glob("*"))}


def test_install_writes_a_timer_and_a_service_and_starts_the_timer(there: Machine) -> None:
    out = there.done(
        "--today", TODAY, "cron", "install", "--systemd", "--at", "18:00", "--every", "3"
    )
    mark = "# Written by `aliguard cron install`; `aliguard cron remove` removes it.\n"

    assert units(there) == {
        "aliguard-remind.service": f"""{mark}\
[Unit]
Description=Reminders of aliguard

[Service]
Type=oneshot
Environment="HOME={there.home}"
Environment="TZ=UTC"
ExecStart=":{there.program}" "--ledger" "{there.ledger}" "remind"
""",
        "aliguard-remind.timer": f"""{mark}\
[Unit]
Description=When aliguard looks for deadlines to remind you of

[Timer]
OnCalendar=*-*-* 18,21:00:00
Persistent=true

[Install]
WantedBy=timers.target
""",
    }
    assert told(there) == STARTED
    first, second, *_ = out.splitlines()
    assert first.startswith("Installed as a systemd timer: every day at 18:00, and every 3 hours ")
    assert second == f"{there.home}/.config/systemd/user/aliguard-remind.timer"
    assert "loginctl enable-linger" in out
    assert there.crontab() == b""


def test_reminders_that_are_only_printed_would_stay_in_the_journal(there: Machine) -> None:
    warning = "! Nobody would see the reminders: they are only printed, and systemd keeps that in"

    assert warning in there.done("cron", "install", "--systemd")
    assert warning in there.done("cron", "show")


HARD = "a b/100%h/$HOME ${X}/é=ü;"
QUOTES = """/"q" 'q'/back\\slash\\n"""


def test_systemd_finds_the_program_whatever_its_path_holds(there: Machine) -> None:
    """`systemd-analyze verify` complains of what it cannot read, and of a program that is not."""
    program = there.home / HARD / "aliguard"
    program.parent.mkdir(parents=True)
    shutil.copy(there.program, program)
    hard = there.setting(XDG_DATA_HOME=f"{there.home}/{HARD}{QUOTES}")
    ledger = f"{there.home}/{HARD}{QUOTES}.toml"
    code, _, err = hard.call(str(program), "--ledger", ledger, "cron", "install", "--systemd")
    assert (code, err) == (0, "")

    assert _verified(there) == ""
    [found] = json.loads(hard.done("cron", "show", "--json"))["jobs"]
    assert (found["program"], found["ledger"]) == (str(program), ledger)

    program.unlink()
    assert f"{program} is not executable" in _verified(there)


def test_a_program_that_systemd_would_not_start_is_refused(there: Machine) -> None:
    program = there.home / "it's" / "aliguard"
    program.parent.mkdir()
    shutil.copy(there.program, program)
    code, _, err = there.call(str(program), "cron", "install", "--systemd")

    assert (code, units(there), told(there)) == (2, {}, [])
    assert "systemd starts no program with quotes or backslashes in its path: " in err


def _verified(there: Machine) -> str:
    """What systemd finds wrong with the user's units; nothing if all is well."""
    folder = there.home / ".config" / "systemd" / "user"
    command = ["systemd-analyze", "--user", "verify", *map(str, folder.glob("*.*"))]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": os.environ["PATH"], "HOME": str(there.home), "XDG_RUNTIME_DIR": "/tmp"},
        )
    except OSError as error:
        cannot(f"run systemd-analyze: {error}")
    return done.stderr


def test_the_config_folder_of_the_user_is_respected(there: Machine) -> None:
    folder = there.home / "my config"
    there.setting(XDG_CONFIG_HOME=str(folder)).done("cron", "install", "--systemd")

    assert (folder / "systemd" / "user" / "aliguard-remind.timer").exists()


def test_installed_again_it_runs_at_the_new_time(there: Machine) -> None:
    there.done("cron", "install", "--systemd")
    there.done("cron", "install", "--systemd", "--at", "08:30")

    assert "OnCalendar=*-*-* 08:30:00" in units(there)["aliguard-remind.timer"]
    assert told(there) == STARTED * 2


def test_the_timer_takes_the_place_of_the_line_and_the_line_that_of_the_timer(
    there: Machine,
) -> None:
    there.done("cron", "install")
    assert "No longer installed in your crontab." in there.done("cron", "install", "--systemd")
    assert there.crontab() == b""
    assert "systemd timer" in there.done("cron", "show")
    told(there)

    assert "No longer installed as a systemd timer." in there.done("cron", "install")
    assert told(there) == STOPPED
    assert there.crontab().decode() == there.line()
    assert units(there) == {}
    assert "crontab" in there.done("cron", "show")


def test_a_timer_that_cannot_be_removed_does_not_keep_the_line_from_being_installed(
    there: Machine,
) -> None:
    there.done("cron", "install", "--systemd")
    (there.home / "fails").write_text("disable")
    out = there.done("cron", "install")

    assert "! Before, it was installed as a systemd timer, which cannot be undone: " in out
    assert there.crontab().decode() == there.line()
    assert len(units(there)) == 2


def test_remove_stops_the_timer_and_removes_both_files(there: Machine) -> None:
    there.done("--today", TODAY, "cron", "install", "--systemd")
    told(there)

    assert there.done("cron", "remove") == "No longer installed as a systemd timer.\n"
    assert (told(there), units(there)) == (STOPPED, {})
    assert json.loads((there.home / "ledger.toml.heartbeat").read_text())["installed"] is None


def test_remove_that_fails_leaves_the_timer_and_the_line_of_a_crontab(there: Machine) -> None:
    there.done("cron", "install", "--systemd")
    there.write_crontab(there.line().encode())
    (there.home / "fails").write_text("disable")
    told(there)
    error = there.refused("cron", "remove")

    assert "`systemctl --user disable --now aliguard-remind.timer` failed: Job failed." in error


@pytest.mark.parametrize("verb", ["daemon-reload", "enable"])
def test_what_systemd_does_not_take_is_taken_back(verb: str, there: Machine) -> None:
    (there.home / "fails").write_text(verb)
    error = there.refused("cron", "install", "--systemd")

    assert f"`systemctl --user {verb}" in error
    assert "failed: Job failed. Nothing was changed." in error
    assert STOPPED[0] in told(there)


def test_a_change_that_systemd_does_not_take_leaves_the_old_timer_running(there: Machine) -> None:
    there.done("cron", "install", "--systemd")
    told(there)
    (there.home / "fails").write_text("enable")
    there.refused("cron", "install", "--systemd", "--at", "08:30")

    assert told(there) == [*STARTED, *STARTED]


def test_if_the_heartbeat_cannot_be_written_there_is_no_timer(there: Machine) -> None:
    (there.home / "file").touch()
    there.refused("--ledger", "file/l.toml", "cron", "install", "--systemd")

    assert told(there) == [*STARTED, *STOPPED]


def test_a_unit_of_somebody_else_is_not_overwritten_and_not_removed(there: Machine) -> None:
    path = there.home / ".config" / "systemd" / "user" / "aliguard-remind.service"
    path.parent.mkdir(parents=True)
    path.write_text("[Service]\nExecStart=/bin/true\n")

    error = there.refused("cron", "install", "--systemd")
    assert f"{path} is there already, and aliguard did not write it" in error
    assert "nothing to remove" in there.done("cron", "remove")
    assert path.exists()


def test_remove_leaves_a_service_that_somebody_else_put_in_place(there: Machine) -> None:
    there.done("cron", "install", "--systemd")
    path = there.home / ".config" / "systemd" / "user" / "aliguard-remind.service"
    path.write_text("[Service]\nExecStart=/bin/true\n")
    there.done("cron", "remove")

    assert list(units(there)) == ["aliguard-remind.service"]


def test_remove_that_fails_leaves_a_timer_of_somebody_else_alone(there: Machine) -> None:
    there.done("cron", "install")
    folder = there.home / ".config" / "systemd" / "user"
    folder.mkdir(parents=True)
    (folder / "aliguard-remind.timer").write_text("[Timer]\nOnCalendar=daily\n")
    there.shell("mount -o remount,ro /var/spool/cron")
    there.refused("cron", "remove")

    assert told(there) == []


def test_show_says_that_the_timer_is_stopped_or_changed_by_hand(there: Machine) -> None:
    there.done("cron", "install", "--systemd")
    assert "stopped" not in there.done("cron", "show")

    (there.home / "stopped").touch()
    assert "! The timer is stopped: `aliguard cron install --systemd`" in there.done("cron", "show")

    folder = there.home / ".config" / "systemd" / "user"
    timer, service = folder / "aliguard-remind.timer", folder / "aliguard-remind.service"
    timer.write_text(timer.read_text().replace("*-*-* 09:00:00", "weekly"))
    service.write_text(service.read_text().replace('" "', '" ', 1))
    out = there.done("cron", "show")
    assert "Installed as a systemd timer: at `weekly`." in out
    assert "! It does not call aliguard with a ledger" in out


def test_without_a_login_session_the_real_systemctl_says_why_not(tmp_path: Path) -> None:
    with machine(tmp_path) as there:
        if not there.shell("command -v systemctl || true"):
            cannot("run systemctl")
        error = there.refused("cron", "install", "--systemd")

        assert "`systemctl --user daemon-reload` failed: Failed to connect to bus: " in error
        assert "It needs a login session, not one through sudo or su." in error


def test_without_systemd_install_says_that_cron_is_the_other_way(there: Machine) -> None:
    error = there.setting(PATH="/nowhere").refused("cron", "install", "--systemd")

    assert "There is no `systemctl` on this machine" in error
