"""Where a run takes place: temporary ledgers, the peers' data, and commands on them."""

import sys
from functools import cache
from pathlib import Path

from benchmarks import ledger, peers
from benchmarks.measure import Command, UnavailableError

ALIGUARD = Path(sys.executable).parent / "aliguard"

ACCEPTED = {"status": frozenset({0}), "can-open": frozenset({0})}
"""Exit codes that are an answer and not a failure, by aliguard's command."""


class Scene:
    """The data of one run of the benchmark, each part made when first needed."""

    def __init__(self, root: Path) -> None:
        """Take the temporary folder that everything goes into."""
        self.root = root
        self.notes: list[str] = []
        self.orders = cache(ledger.make_orders)
        self.place = cache(self._make_place)
        self.khal_list = cache(self._make_khal_list)
        self.task_list = cache(self._make_task_list)

    def aliguard(self, place: Path, command: str, *words: str) -> Command:
        """Return the command that runs aliguard on the ledger of a place."""
        # The one spot that knows how aliguard is told its ledger and the day.
        ledger_path = str(place / "ledger.toml")
        day = ("--today", str(ledger.TODAY))
        argv = (_installed(), "--ledger", ledger_path, *day, command, *words)
        env = peers.isolated(place / "home")
        return Command(argv, env, ACCEPTED.get(command, frozenset({0})))

    def aliguard_version(self) -> Command:
        """Return the command that prints aliguard's version."""
        return Command((_installed(), "--version"), peers.isolated(self.root / "home"))

    def python(self, *words: str) -> Command:
        """Return a command of the Python that runs this, which is aliguard's own."""
        return Command((sys.executable, *words), peers.isolated(self.root / "home"))

    def note(self, text: str) -> None:
        """Keep a line to print below the table, once."""
        if text not in self.notes:
            self.notes.append(text)

    def _make_place(self, name: str, count: int, still_open: int) -> Path:
        """Make a folder with a ledger."""
        place = self.root / f"{name}-{count}-{still_open}"
        place.mkdir()
        ledger.write_ledger(place / "ledger.toml", self.orders(count, still_open))
        return place

    def _make_khal_list(self, count: int, still_open: int) -> Command:
        """Make a calendar of as many events and the command that lists the open ones."""
        place = self.place("khal", count, still_open)
        return peers.khal_list(place, self.orders(count, still_open))

    def _make_task_list(self, count: int, still_open: int) -> Command:
        """Make a list of as many tasks and the command that lists the open ones."""
        place = self.place("task", count, still_open)
        return peers.task_list(place, self.orders(count, still_open))


def _installed() -> str:
    """Return the path of aliguard's command."""
    if not ALIGUARD.exists():
        message = "aliguard is not installed next to this python"
        raise UnavailableError(message)
    return str(ALIGUARD)
