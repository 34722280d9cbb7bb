"""What reaches a terminal fits it; what reaches a pipe is plain and whole; nothing breaks."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from terminal import SGR, at_terminal

from conftest import Run, missing

TODAY = "2026-04-20"
PROGRAM = (sys.executable, "-m", "aliguard")
TABLES = ("status --all", "agenda", "rules", "doctor", "history")
PAGES = ("show 1415", "next 1415", "can-open 1415", "check", "explain 1112 protection")
SOURCED = ("explain 1234 dispute-after-receipt", "rules dispute-after-receipt")
"""Pages with addresses, which stay whole so that they can be copied."""
READING = (*TABLES, *PAGES, *SOURCED)
COLOUR = re.compile(r"(?:^|;)(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;|$)")

LATE = """
    version = 1

    [orders.8200000000001111]
    title = "Came late"
    events = [
        { event = "shipped", on = 2026-03-01 },
        { event = "protection", on = 2026-03-01, ends = 2026-05-15 },
        { event = "delivered", on = 2026-04-01 },
    ]
"""


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $ALIGUARD is the program."""
    program = f"{shlex.join(PROGRAM)} --today {TODAY}"
    return subprocess.run(
        ["sh", "-c", command.replace("$ALIGUARD", program)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        *((command, 80) for command in READING),
        *((command, columns) for command in TABLES[:3] for columns in (100, 140)),
    ],
)
def test_no_line_is_wider_than_the_terminal(example: Run, command: str, columns: int) -> None:
    example.done("note", "1415", "a note", today=TODAY)
    code, text = at_terminal("--today", TODAY, *command.split(), columns=columns)
    lines = [line for line in SGR.sub("", text).split("\n") if "https://" not in line]

    assert code in {0, 1}
    assert [line for line in lines if cell_len(line) > columns] == []


@pytest.mark.parametrize(
    ("command", "listed", "columns"),
    [
        *(("status", "orders", columns) for columns in (80, 100, 140)),
        *(("agenda", "deadlines", columns) for columns in (100, 140)),
    ],
)
def test_a_row_is_two_lines_whatever_the_width(
    example: Run, command: str, listed: str, columns: int
) -> None:
    """What an order is and what to do are cut to fit, never wrapped into a third line."""
    expected = len(example(command, "--json", today=TODAY).json[listed])
    screen = at_terminal("--today", TODAY, command, columns=columns)
    _, below = re.split(r" ─+ ?\n", screen.plain)
    rows, _ = re.split(r"\n *\n", below, maxsplit=1)

    assert len(rows.split("\n")) == 2 * expected


def test_what_is_cut_to_fit_a_narrow_agenda_is_not_wrapped_as_well(example: Run) -> None:
    assert example.ledger.exists()
    assert re.search("Bluetooth headp.*…", at_terminal("--today", TODAY, "agenda").plain)


def test_an_id_of_a_rule_is_never_broken_in_two(run: Run) -> None:
    ids = [rule["id"] for rule in run("rules", "--json").json["rules"]]

    assert not missing(ids, at_terminal("rules").plain)


@pytest.mark.parametrize("command", READING)
def test_piped_output_has_no_codes_and_is_whole(example: Run, command: str) -> None:
    title = "A long title that is told to the end, however long it may be, without an ellipsis"
    example.done("edit-order", "1415", "--title", title, today=TODAY)
    out = example(*command.split(), today=TODAY).out

    assert "\x1b" not in out
    assert "…" not in out
    assert title in out or not command.startswith(("status", "agenda", "show"))


def test_colour_is_used_at_a_terminal_unless_no_color_is_set(
    example: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert example.ledger.exists()
    coloured = at_terminal("--today", TODAY, "status")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = at_terminal("--today", TODAY, "status")

    assert [code for code in SGR.findall(coloured.text) if COLOUR.search(code[2:-1])]
    assert [code for code in SGR.findall(plain.text) if COLOUR.search(code[2:-1])] == []
    assert coloured.plain == plain.plain


@pytest.mark.parametrize("columns", [80, 140])
def test_no_word_depends_on_colour(
    example: Run, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    urgent = at_terminal("--today", TODAY, "status", columns=columns).plain
    example.given(LATE)
    late = at_terminal("--today", "2026-04-20", "status", columns=columns).plain

    assert not missing(["URGENT", "soon", "2026-05-05~", "~ estimate", "left"], urgent)
    assert not missing(["contested: try", "over"], late)
    assert not missing(["contested: try", "over"], example.done("status", today=TODAY))


def test_a_dumb_terminal_gets_no_codes(example: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")

    assert "\x1b" not in at_terminal("--today", TODAY, "status").text
    assert example.ledger.exists()


@pytest.mark.parametrize("command", ["status", "rules --json", "status --all --json", "--help"])
def test_a_reader_that_stops_early_sees_no_traceback(example: Run, command: str) -> None:
    found = shell(f"$ALIGUARD {command} | head -1")

    assert found.stderr == ""
    assert found.stdout.count("\n") == 1
    assert example.ledger.exists()


@pytest.mark.parametrize("arguments", [["rules", "--json"], ["status"], ["--version"]])
def test_a_pipe_that_is_closed_already_makes_no_traceback(
    example: Run, arguments: list[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    found = subprocess.run(
        [*PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(writing)

    assert found.stderr == b""
    assert example.ledger.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", ["status", "status --json"])
def test_a_full_disk_behind_stdout_is_told_in_a_line(example: Run, command: str) -> None:
    found = shell(f"$ALIGUARD {command} > /dev/full")

    assert found.returncode == 2
    assert found.stderr.startswith("aliguard: ")
    assert found.stderr.count("\n") == 1
    assert example.ledger.exists()


def test_a_closed_stdout_makes_no_traceback(example: Run) -> None:
    found = shell("$ALIGUARD can-open 1234 >&-")

    assert "Traceback" not in found.stderr
    assert example.ledger.exists()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("command", ["status", "show 1111"])
def test_an_output_that_cannot_take_every_letter_takes_what_it_can(
    run: Run, encoding: str, command: str
) -> None:
    run.given(LATE.replace("Came late", "漢字 é lamp"))
    found = shell(f"PYTHONIOENCODING={encoding} $ALIGUARD {command}")

    assert (found.returncode, found.stderr) == (0, "")
    assert "lamp" in found.stdout


def test_a_process_prints_what_a_call_in_this_process_prints(example: Run) -> None:
    """The tests in this process stand for the program: here is the bridge."""
    console_script = Path(sys.executable).with_name("aliguard")
    for program in (PROGRAM, (str(console_script),)):
        for arguments in (["status"], ["can-open", "1415", "--json"], ["show", "9999"]):
            found = subprocess.run(
                [*program, "--today", TODAY, *arguments],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            expected = example(*arguments, today=TODAY)
            assert (found.returncode, found.stdout, found.stderr) == expected


def test_what_a_reminder_says_at_a_terminal_needs_no_word_that_it_was_sent(example: Run) -> None:
    """Whatever the channel is called that prints."""
    example.paths.config.mkdir(parents=True)
    example.paths.settings.write_text('[reminders.channels]\npaper = "stdout"\n', "utf-8")
    screen = at_terminal("--today", "2026-04-20", "remind")

    assert screen.plain.startswith("AliExpress: act by Wed 2026-04-22: Rain jacket")
    assert "Sent over" not in screen.plain
