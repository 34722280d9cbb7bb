"""Paired timing of whole processes: wall clock and peak memory of each child."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class UnavailableError(Exception):
    """Something cannot be measured here; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """One process to start: its arguments, environment and accepted exit codes."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    accepted: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Sample:
    """What one finished process took."""

    seconds: float
    peak_bytes: int


Subject = Callable[[int], Command]
"""Gives the command of one run (0 is the warm-up); preparing it is not timed."""


def always(command: Command) -> Subject:
    """Return the subject that is the same command in every run."""
    return lambda _run: command


def run(command: Command) -> Sample:
    """Run a command with its output thrown away and return what it took."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  (os.devnull is no Path)
        return _finish(command, nowhere)


def capture(command: Command) -> str:
    """Run a command and return what it wrote to standard output."""
    with tempfile.TemporaryFile() as out:
        _finish(command, out)
        out.seek(0)
        return out.read().decode("utf-8", "replace")


def pairs(ours: Subject, theirs: Subject, runs: int) -> tuple[list[Sample], list[Sample]]:
    """Run two warmed-up subjects side by side, taking turns at going first."""
    our_samples: list[Sample] = []
    their_samples: list[Sample] = []
    for number in range(1, runs + 1):
        turn = [(ours, our_samples), (theirs, their_samples)]
        for subject, samples in turn if number % 2 else reversed(turn):
            samples.append(run(subject(number)))
    return our_samples, their_samples


def repeat(subject: Subject, runs: int) -> list[Sample]:
    """Run one warmed-up subject on its own."""
    return [run(subject(number)) for number in range(1, runs + 1)]


def median_ms(samples: Sequence[Sample]) -> float:
    """Return the median wall-clock time in milliseconds."""
    return statistics.median(sample.seconds for sample in samples) * 1000


def peak_mb(samples: Sequence[Sample]) -> float:
    """Return the highest peak memory of all runs in MB (10^6 bytes)."""
    return max(sample.peak_bytes for sample in samples) / 1e6


def paired_ratio(ours: Sequence[Sample], theirs: Sequence[Sample]) -> float:
    """Return the median of the time ratios of the pairs."""
    return statistics.median(
        mine.seconds / other.seconds for mine, other in zip(ours, theirs, strict=True)
    )


def _finish(command: Command, out: IO[bytes]) -> Sample:
    """Start the command, wait for it and turn a bad ending into an error."""
    with (
        tempfile.TemporaryFile() as err,
        open(os.devnull, "rb") as nothing,  # noqa: PTH123  (os.devnull is no Path)
    ):
        streams = [
            (os.POSIX_SPAWN_DUP2, source.fileno(), target)
            for target, source in enumerate((nothing, out, err))
        ]
        start = time.perf_counter()
        try:
            pid = os.posix_spawn(command.argv[0], command.argv, command.env, file_actions=streams)
        except OSError as error:
            message = f"cannot start {command.argv[0]}: {error.strerror}"
            raise UnavailableError(message) from error
        _pid, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - start
        _check(command, os.waitstatus_to_exitcode(status), err)
    return Sample(seconds, usage.ru_maxrss * PEAK_UNIT)


def _check(command: Command, code: int, err: IO[bytes]) -> None:
    """Raise if the command ended with an exit code it may not have, or a traceback."""
    err.seek(0)
    complaint = err.read().decode("utf-8", "replace").strip()
    if code in command.accepted and "Traceback (most recent call last)" not in complaint:
        return
    name = os.path.basename(command.argv[0])  # noqa: PTH119
    last = complaint.splitlines()[-1:] or ["no message"]
    message = f"{name} ended with exit code {code}: {last[0].strip()[:100]}"
    raise UnavailableError(message)
