"""Whatever happens to the files, every command ends in words, and no broken ledger is lost."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aliguard.errors import LedgerError
from aliguard.store import load
from conftest import EXAMPLES, Run

LIVES, STEPS = (200, 40) if os.environ.get("CI") else (10, 20)
COMMANDS = (
    *("status", "status --json", "agenda", "history", "summary", "rules", "next 91234"),
    *("show 91234", "explain 91234 dispute-after-receipt", "note 91234 x", "add-order 9001"),
    *("remove-order 91234", "split 91234 2", "undo", "restore", "backup", "ack", "remind"),
    *("remind --short", "remind --preview", "calendar export deadlines.ics"),
    *("check", "doctor", "can-open 91234", "status --check"),
)
HONEST = frozenset(COMMANDS[-4:])
"""The commands that may answer with 1."""
WRITTEN_OVER = "restore"
DAYS = ("2026-04-20", "2026-05-10", "2026-07-01")

Damage = Callable[[Path, random.Random], object]


def _changed(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes() or b"\n")
    for _ in range(chance.choice((1, 1, 5))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)


def _cut(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data) + 1)])


def _grown(path: Path, chance: random.Random) -> None:
    tails = (b"[[[[", b"\n{}\n", b"\xff", b"x = " + b"[" * 50_000, b"\0" * 20, path.read_bytes())
    path.write_bytes(path.read_bytes() + chance.choice(tails))


def _replaced(by: Callable[[Path], object]) -> Damage:
    def replaced(path: Path, _: random.Random) -> None:
        path.unlink()
        by(path)

    return replaced


DAMAGES: tuple[Damage, ...] = (
    *(_changed, _changed, _changed, _cut, _grown),
    _replaced(Path.touch),
    _replaced(Path.mkdir),
    _replaced(os.mkfifo),
    _replaced(lambda path: path.symlink_to(path.with_name("elsewhere"))),
    _replaced(lambda _: None),
)


def broken(ledger: Path) -> bytes | None:
    """What stands in a ledger that cannot be read; None where it can, or is no file."""
    if not ledger.is_file():
        return None
    try:
        load(ledger)
    except LedgerError:
        return ledger.read_bytes()
    return None


def mended(run: Run) -> None:
    """Put the example in place of a ledger that cannot be read, as a user would at some time."""
    if run.ledger.is_dir():
        run.ledger.rmdir()
    run.ledger.unlink(missing_ok=True)
    shutil.copy(EXAMPLES / "ledger.toml", run.ledger)


@pytest.mark.parametrize("life", range(LIVES))
def test_every_command_ends_in_words_whatever_was_damaged(
    example: Run, life: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(life)
    monkeypatch.chdir(example.home)
    for _ in range(STEPS):
        files = sorted(path for path in example.home.rglob("*") if path.is_file())
        if files and chance.random() < 0.5:
            chance.choice(DAMAGES)(chance.choice(files), chance)
        command = chance.choice(COMMANDS)
        before = broken(example.ledger)
        code, out, err = example(*command.split(), today=chance.choice(DAYS))

        assert code in {0, 2} or (code == 1 and command in HONEST), command
        assert "Traceback" not in out + err, command
        assert "aliguard itself failed" not in out + err, command
        assert err.count("\n") <= 4, command
        if before is not None and command != WRITTEN_OVER:
            assert example.ledger.read_bytes() == before, command
        if code == 2 and chance.random() < 0.2:
            mended(example)
