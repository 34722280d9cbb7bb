"""What the tests share: the program run as the shell runs it, in a home of its own."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import shutil
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest

from aliguard.__main__ import main
from aliguard.settings import Paths, paths

EXAMPLES = Path(__file__).parents[1] / "examples"
ENVIRONMENT = {"TZ": "Europe/Berlin", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
STRANGE = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "TTY_COMPATIBLE")
"""Variables of whoever runs the tests that would change what is printed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew; the diff is reviewed."""
    parser.addoption("--golden", action="store_true", help="Write the golden files anew.")


class Result(NamedTuple):
    """How a call ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document that was printed."""
        return json.loads(self.out)


@dataclass
class Run:
    """Runs the program as the shell does: `run("status", "--json", today="2026-04-20")`."""

    home: Path
    paths: Paths = field(default_factory=paths)

    @property
    def ledger(self) -> Path:
        """The user's own ledger, which is used where none is named."""
        return self.paths.ledger

    def __call__(self, *arguments: str, today: str | None = None) -> Result:
        """The exit code and the output of a call, in this process, without a terminal."""
        given = ["--today", today, *arguments] if today else list(arguments)
        out, err = _pipe(), _pipe()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            _as_new(),
            pytest.raises(SystemExit) as ended,
        ):
            main(given)
        return Result(_code(ended.value), _text(out), _text(err))

    def done(self, *arguments: str, today: str | None = None) -> str:
        """What a call printed that has to succeed."""
        code, out, err = self(*arguments, today=today)

        assert (code, err) == (0, "")
        return out

    def refused(self, *arguments: str, today: str | None = None) -> str:
        """The error of a call that cannot be done: one line or two, and no file was touched."""
        before = self.files()
        code, out, err = self(*arguments, today=today)

        assert (code, out) == (2, "")
        assert err.startswith("aliguard: ")
        assert err.count("\n") in {1, 2}
        assert self.files() == before
        return err

    def given(self, text: str, name: str = "") -> Path:
        """Write a ledger, the user's own or one of another name; return where it is."""
        path = self.home / name if name else self.ledger
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
        return path

    def stored(self) -> dict[str, Any]:
        """The orders as the ledger shows them, dates as text."""
        document = tomllib.loads(self.ledger.read_text("utf-8"))
        plain: dict[str, Any] = json.loads(json.dumps(document["orders"], default=str))
        return plain

    def files(self) -> dict[str, bytes]:
        """Every file of the user with its content, without empty locks and the cache."""
        return {
            str(path.relative_to(self.home)): path.read_bytes()
            for path in sorted(self.home.rglob("*"))
            if path.is_file() and path.suffix != ".lock" and self.paths.cache not in path.parents
        }


VALUES = {
    "REASON": "defective",
    "AMOUNT": "3.00",
    "NUMBER": "LP00000000000017",
    "N": "3",
    "--won/--lost": "--lost",
}
"""What may be typed for the words of a command that stand for a value."""


def typed(command: str) -> list[str]:
    """The words of a command that an answer names, with values where it leaves room for them."""
    return [VALUES.get(word, word) for word in command.split()]


def missing(facts: Iterable[str], text: str) -> list[str]:
    """The facts that a text does not tell."""
    return [fact for fact in facts if fact not in text]


def _pipe() -> io.TextIOWrapper:
    """A strict UTF-8 stream, as a pipe is."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _text(pipe: io.TextIOWrapper) -> str:
    pipe.seek(0)
    return pipe.read()


@contextlib.contextmanager
def _as_new() -> Iterator[None]:
    """Nothing is typed, and what a short-lived process switches off is switched on again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO())
        try:
            yield
        finally:
            gc.enable()


def _code(ended: SystemExit) -> int:
    assert isinstance(ended.code, int)
    return ended.code


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty home folder in Berlin; nothing of the user who runs the tests is seen."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            *STRANGE,
            *(n for n in os.environ if n.startswith(("ALIGUARD_", "_ALIGUARD"))),
        ):
            patch.delenv(name, raising=False)
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
        for name, value in {**ENVIRONMENT, "HOME": str(tmp_path)}.items():
            patch.setenv(name, value)
        time.tzset()
        yield tmp_path
    time.tzset()


@pytest.fixture
def run(home: Path) -> Run:
    """The program, in an empty home."""
    return Run(home)


@pytest.fixture
def example(run: Run) -> Run:
    """The program, with the example ledger as the user's own."""
    run.ledger.parent.mkdir(parents=True)
    shutil.copy(EXAMPLES / "ledger.toml", run.ledger)
    return run
