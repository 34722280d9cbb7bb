"""What the fault tests share: aliguard as a process of its own, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

import pytest
from filelock import FileLock

from aliguard.model.event import Note
from aliguard.store import LedgerStore, load

ORDER = "8200000000091234"
TODAY = "2026-03-20"


@dataclass(frozen=True)
class Home:
    """The folders of a user, and the program run in them."""

    folder: Path
    ledger: Path
    through: tuple[str, ...] = ()
    """A command that runs the program, such as one that takes rights away."""

    def start(
        self, *arguments: str, stdout: IO[str] | int = subprocess.PIPE
    ) -> subprocess.Popen[str]:
        """A process that runs a command; it is on its way when this returns."""
        folders = {
            f"XDG_{kind}_HOME": str(self.folder / kind) for kind in ("DATA", "CONFIG", "CACHE")
        }
        return subprocess.Popen(
            [*self.through, sys.executable, "-m", "aliguard", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={
                **folders,
                "HOME": str(self.folder),
                "PATH": os.environ["PATH"],
                "ALIGUARD_LEDGER": str(self.ledger),
                "ALIGUARD_TODAY": TODAY,
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """A command from beginning to end: exit code, stdout, stderr."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def done(self, *arguments: str) -> str:
        """What a command that must succeed prints."""
        code, out, err = self.run(*arguments)
        assert code == 0, err
        return out

    @property
    def store(self) -> LedgerStore:
        """The ledger, read without the program."""
        return LedgerStore(self.ledger)

    @property
    def journal(self) -> Path:
        """The journal beside the ledger."""
        return self.ledger.with_name(f"{self.ledger.name}.journal")

    def notes(self) -> list[str]:
        """The notes of the order, as they stand in the file."""
        events = load(self.ledger).ledger.orders[ORDER].events
        return [event.note for event in events if isinstance(event, Note)]

    def files(self) -> dict[str, bytes]:
        """Every file beside the ledger with its content, without the empty lock."""
        return {
            str(path.relative_to(self.ledger.parent)): path.read_bytes()
            for path in sorted(self.ledger.parent.rglob("*"))
            if path.is_file() and path.suffix != ".lock" and path.name != "filler"
        }

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Hold the ledger's lock, as another aliguard does that is writing."""
        with FileLock(f"{self.ledger}.lock"):
            yield

    def wait_for_writing(self, writer: subprocess.Popen[str]) -> None:
        """Wait until a writer that has just started begins to write in the journal, or ends."""
        before = self.journaled()
        while writer.poll() is None and self.journaled() == before:
            time.sleep(0.0002)

    def journaled(self) -> int:
        """How long the journal is."""
        return self.journal.stat().st_size if self.journal.exists() else 0

    def temporary(self) -> list[str]:
        """The temporary files that lie about; those in the cache may."""
        found = self.ledger.parent.rglob("*.tmp")
        return [path.name for path in found if "CACHE" not in path.parts]


def home(folder: Path, ledger: Path | None = None) -> Home:
    """A home with one order that was shipped."""
    made = Home(folder, ledger or folder / "ledger.toml")
    made.done("add-order", ORDER, "--title", "USB-C charger", "--shipped", "2026-03-07")
    return made


@contextmanager
def small_disk(at: Path, size: str = "400k") -> Iterator[Path]:
    """A file system of its own, in memory, mounted here."""
    at.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        problem = mounted.stderr.strip() if mounted.returncode else ""
    except OSError as error:
        problem = str(error)
    if problem:
        cannot(f"mount a disk: {problem}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


def cannot(what: str) -> NoReturn:
    """Give a test up that this system has no means for: skipped, but in CI a failure."""
    reason = f"this system cannot {what}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def remount(disk: Path, mode: str) -> None:
    """Make a mounted disk read-only (`ro`) or writable again (`rw`)."""
    subprocess.run(["mount", "-o", f"remount,{mode}", str(disk)], check=True)


def told(err: str) -> str:
    """What a failing command said: one or two lines of plain words, no traceback."""
    assert "Traceback" not in err
    assert 1 <= len(err.splitlines()) <= 2
    return err
