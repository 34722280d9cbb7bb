"""Reminders on a real desktop: dunst on a private bus, found as cron's jobs must find it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from channel_help import BRIEF, TITLE, refused, send
from desktop_help import (
    URGENT,
    VARIABLE,
    Screen,
    bus_of_nobody,
    dead_bus,
    private_bus,
    screen,
    session_of,
)

from aliguard.reminders.channels import bus

HOSTILE = "<b>bold</b> & <a href='https://evil.example'>link</a> <img src=x>\n&lt;"
STRANGE = ("", "nonsense", "tcp:host=127.0.0.1,port=1", "unix:", "unix:path", "autolaunch:", ";")


@pytest.fixture(scope="module")
def dunst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A desktop that the tests share."""
    with screen(tmp_path_factory.mktemp("desktop")) as shown:
        yield shown


@pytest.fixture(autouse=True)
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The /proc of a cron job that is told of no session, while no program of the user runs."""
    for name in (VARIABLE, "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    folders = {name: tmp_path / name for name in ("PROC", "RUN")}
    for name, folder in folders.items():
        folder.mkdir()
        monkeypatch.setattr(bus, name, folder)
    return folders["PROC"]


def seen(proc: Path, *processes: Path) -> None:
    """Let a process be found in /proc, which is the real one of that process."""
    for process in processes:
        (proc / process.name).symlink_to(process)


def test_the_few_lines_are_shown_until_they_are_clicked_away(
    dunst: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, dunst.bus)

    send("desktop")

    [bubble] = dunst.new()
    assert (bubble.app, bubble.title, bubble.text) == ("aliguard", TITLE, BRIEF)
    assert bubble.timeout == 0
    assert bubble.drawn.startswith(URGENT)


@pytest.mark.parametrize("text", ["Frist läuft ab 🚨 充电器", "two\nlines", "", "x" * 20_000])
def test_every_letter_is_shown(text: str, dunst: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, dunst.bus)

    send("desktop", title="🚨 Käufer", brief=text)

    [bubble] = dunst.new()
    assert (bubble.title, bubble.text) == ("🚨 Käufer", text[: len(bubble.text)])
    assert len(bubble.text) >= min(len(text), 4000)


@pytest.mark.parametrize("texts", [{"title": HOSTILE}, {"brief": HOSTILE}])
def test_hostile_text_is_shown_as_text(
    texts: dict[str, str], dunst: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, dunst.bus)

    send("desktop", **texts)

    [bubble] = dunst.new()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in bubble.drawn
    assert "<a" not in bubble.drawn
    assert "<img" not in bubble.drawn


@pytest.mark.parametrize("markup", ["no", "strip", ""])
def test_hostile_text_is_shown_as_text_whatever_the_desktop_makes_of_markup(
    markup: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with screen(tmp_path, markup) as other:
        monkeypatch.setenv(VARIABLE, other.bus)
        send("desktop", brief="<b>bold</b> <a href='https://evil.example'>link</a> & x")

        [bubble] = other.new()

    _, _, drawn = bubble.drawn.partition("\n")
    assert "<" not in drawn
    assert "bold" in drawn
    assert "href=" in drawn
    assert drawn.endswith("&amp; x")


def test_a_character_that_d_bus_cannot_carry_is_left_out(
    dunst: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, dunst.bus)

    send("desktop", title="a\0b", brief="c\0d")

    [bubble] = dunst.new()
    assert (bubble.title, bubble.text) == ("ab", "cd")


def test_a_cron_job_finds_the_session_by_its_socket(
    dunst: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", dunst.bus.removeprefix("unix:path=").removesuffix("/bus"))

    send("desktop")

    assert len(dunst.new()) == 1


def test_a_cron_job_finds_the_session_in_the_folder_of_the_user(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "RUN" / str(os.getuid())
    folder.mkdir()
    with screen(folder) as shown:
        send("desktop")

        assert len(shown.new()) == 1


def test_a_cron_job_finds_the_session_of_another_program(dunst: Screen, proc: Path) -> None:
    with session_of(dunst.bus) as process:
        seen(proc, process)
        send("desktop")

    assert len(dunst.new()) == 1


def test_the_real_list_of_processes_can_be_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "PROC", Path("/proc"))

    with session_of("unix:abstract=a-name-for-this-test-only"):
        found = [each.address for each in bus.session_buses()]

    assert "unix:abstract=a-name-for-this-test-only" in found


def test_the_newest_of_several_sessions_is_tried_first_and_each_only_once(
    proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "unix:path=/two")
    with (
        session_of("unix:path=/one") as oldest,
        session_of("unix:path=/three") as newer,
        session_of("unix:path=/two") as newest,
    ):
        seen(proc, oldest, newer, newest)
        found = [each.address for each in bus.session_buses()]

    assert found == ["unix:path=/two", "unix:path=/three", "unix:path=/one"]


def test_a_session_that_has_ended_is_passed_over(
    dunst: Screen, proc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "unix:path=/nowhere/bus")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with session_of(dunst.bus) as older, session_of(dead_bus(tmp_path)) as newer:
        seen(proc, older, newer)
        send("desktop")

    assert len(dunst.new()) == 1


@pytest.mark.parametrize("strange", STRANGE)
def test_an_address_that_makes_no_sense_is_passed_over(
    strange: str, dunst: Screen, proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, strange)
    with session_of(dunst.bus) as process:
        seen(proc, process)
        send("desktop")

    assert len(dunst.new()) == 1


def test_a_bus_without_a_notification_daemon_is_passed_over(
    dunst: Screen, proc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_bus(tmp_path) as bare, session_of(dunst.bus) as process:
        monkeypatch.setenv(VARIABLE, bare)
        seen(proc, process)
        send("desktop")

    assert len(dunst.new()) == 1


def test_that_no_notification_daemon_runs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_bus(tmp_path) as bare:
        monkeypatch.setenv(VARIABLE, bare)
        told = refused("desktop")

    assert told == (
        "The desktop session has no notification daemon:"
        " install one, such as dunst, or use another channel."
    )


def test_that_no_session_was_found_is_told_with_what_to_do() -> None:
    assert refused("desktop") == (
        "No desktop session was found: log in to the desktop; or, if it runs elsewhere,"
        " put DBUS_SESSION_BUS_ADDRESS=... in the crontab; or use another channel."
    )


def test_a_session_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "SECONDS", 0.2)
    begun = time.monotonic()
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        silent.listen()
        monkeypatch.setenv(VARIABLE, f"unix:path={tmp_path / 'bus'}")
        told = refused("desktop")

    assert told.startswith("The desktop session does not answer:")
    assert time.monotonic() - begun < 5


def test_what_another_user_calls_a_session_is_told_nothing(proc: Path) -> None:
    with bus_of_nobody("aliguard-test") as (bus, told), session_of(bus) as process:
        seen(proc, process)

        assert refused("desktop").startswith("No desktop session was found:")
        assert told() == "b''"


def test_the_processes_of_other_users_are_not_asked(dunst: Screen, proc: Path) -> None:
    with session_of(dunst.bus, other_user=True) as process:
        seen(proc, process)

        assert list(bus.session_buses()) == []
