"""The program as a whole: its help, its version, its completion, and its README."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from aliguard import __version__
from aliguard.cli.app import build
from aliguard.rulebooks import load
from aliguard.rules.answer import WITHOUT_DATE
from conftest import Run, missing, typed

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SAMPLES = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command, those of a group with the name of the group."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(_commands(typer.main.get_command(build([]))))
NAMES = [" ".join(words) for words in COMMANDS]
GROUPS = sorted({words[0] for words in COMMANDS if len(words) > 1})
READING = ("status", "agenda", "can-open", "next", "show", "explain", "rules", "summary")
READING_TOO = ("history", "check", "doctor", "import")


def test_the_commands_of_the_design_are_there() -> None:
    promised = """
        add-order edit-order remove-order ship deliver confirm extend track cancel-order freeze
        note status agenda can-open next show explain rules split undo history check doctor backup
        restore
    """

    assert not missing(promised.split(), "\n".join(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_a_help_with_an_example_that_parses(
    run: Run, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    out = run.done(*name.split(), "--help")
    [example] = re.findall(r"Example: aliguard (.*)", out)
    words = shlex.split(re.split(r" (?:&&|\|\|) ", example)[0])
    command = COMMANDS[tuple(name.split())]

    assert words[: len(name.split())] == name.split()
    command.make_context(name, words[len(name.split()) :])
    assert f"aliguard {name}" in out
    assert command.help.strip()


@pytest.mark.parametrize("name", [*NAMES, *GROUPS])
def test_every_command_refuses_an_option_that_it_does_not_know(run: Run, name: str) -> None:
    error = run.refused(*name.split(), "--frobnicate")

    assert not missing(["--frobnicate", f"aliguard {name} --help"], error)


@pytest.mark.parametrize("name", [name for name in NAMES if name in {*READING, *READING_TOO}])
def test_every_command_that_reads_can_answer_in_json(name: str) -> None:
    assert any("--json" in option.opts for option in COMMANDS[(name,)].params)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_found_without_the_others(run: Run, name: str) -> None:
    """Only the module that holds the command is loaded: none may be missed."""
    options = ("--ledger=ledger.toml", "--today", "2026-04-20")

    assert "Usage: aliguard" in run.done(*options, *name.split(), "--help")


def test_the_help_lists_every_command_and_the_global_options(run: Run) -> None:
    out = run.done("--help")

    assert run.done("-h") == out
    assert not missing([*(words[0] for words in COMMANDS), "--ledger", "--today"], out)
    assert not missing(["ALIGUARD_LEDGER", "ALIGUARD_TODAY", "--version"], out)


@pytest.mark.parametrize("group", GROUPS)
def test_the_help_of_a_group_lists_its_commands(run: Run, group: str) -> None:
    assert not missing([words[1] for words in COMMANDS if words[0] == group], run.done(group, "-h"))


def test_a_call_without_a_command_shows_how_to_begin(run: Run) -> None:
    code, out, err = run()

    assert code == 2
    assert "Traceback" not in out + err
    assert "add-order" in out + err or "--help" in out + err


def test_the_version_is_printed_by_itself_and_behind_other_options(run: Run) -> None:
    assert run.done("--version") == f"aliguard {__version__}\n"
    assert run.done("--today", "2026-04-20", "--version") == f"aliguard {__version__}\n"


def test_the_version_needs_neither_typer_nor_pydantic() -> None:
    program = """
import runpy, sys
try:
    runpy.run_module("aliguard", run_name="__main__")
except SystemExit as ended:
    print(ended.code, [name for name in ("typer", "pydantic", "rich") if name in sys.modules])
"""
    found = subprocess.run(
        [sys.executable, "-c", program, "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert found.stdout == f"aliguard {__version__}\n0 []\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("aliguard ", sorted({words[0] for words in COMMANDS})),
        ("aliguard can", ["can-open", "cancel-order"]),
        ("aliguard track 1234 --state ", ["moving", "none", "stalled", "wrong"]),
        ("aliguard status --a", ["--account", "--all"]),
    ],
)
def test_the_shell_completes_commands_options_and_choices(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, expected: list[str]
) -> None:
    monkeypatch.setenv("_ALIGUARD_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    found = run()

    assert (found.code, found.err) == (0, "")
    assert sorted(found.out.split()) == expected


# ─── The README ─────────────────────────────────────────────────────────────────────────────────


def test_the_readme_names_every_command() -> None:
    """A command of a group may stand in a line that names the group."""
    code = [re.sub(r"(?<!\S)--?\S+", "", line) for line in README.splitlines() if "`" in line]
    spoken = [set(re.findall(r"[a-z][a-z-]*", line)) for line in code]

    assert [words for words in COMMANDS if not any(set(words) <= line for line in spoken)] == []


def test_the_readme_calls_no_command_that_there_is_not() -> None:
    code = re.findall(r"^```\w+\n(.*?)^```|`([^`\n]+)`", README, re.MULTILINE | re.DOTALL)
    text = "\n".join(block or span for block, span in code)
    calls = re.findall(r"\baliguard (?:--\S+ \S+ )*([a-z][a-z-]*)", text)

    assert calls
    assert set(calls) - {words[0] for words in COMMANDS} == set()


def test_the_samples_of_the_readme_are_what_the_program_prints(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are run one after the other; one without output is only run."""
    monkeypatch.setenv("ALIGUARD_TODAY", "2026-04-20")
    assert SAMPLES
    for sample in SAMPLES:
        for call in sample.split("$ aliguard ")[1:]:
            command, _, printed = call.partition("\n")
            found = run(*shlex.split(command))

            assert found.code in {0, 1}
            assert found.err == ""
            assert not printed or found.out == printed, command


# ─── Commands that other answers name ───────────────────────────────────────────────────────────

RECORDS = {rule.record for rule in load().rules.values() if rule.record}
MOVES = {move.record for move in WITHOUT_DATE.values() if move.record}


@pytest.mark.parametrize("record", sorted(RECORDS | MOVES))
def test_a_command_that_records_a_step_lacks_nothing_but_what_stands_in_capitals(
    run: Run, record: str
) -> None:
    """It may be refused, for the order here fits few of them, but not as a call that is wrong."""
    run.done("add-order", "1001", "--price", "9.00", "--currency", "EUR", "--shipped", "2026-03-01")
    _, _, err = run(*typed(record), "1001")

    assert "shows how to call it" not in err
    assert "needs --yes" not in err
