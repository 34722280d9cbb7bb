"""The rows of the table: what is measured, against what, with which target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks import ledger, measure
from benchmarks.measure import Command, Sample, Subject, UnavailableError
from benchmarks.scene import Scene

LARGE = 10_000
OPEN = 100
MANY_OPEN = 1_000

Maker = Callable[[Scene], Subject]
"""Prepares the data of a subject and returns the subject."""

Metric = Callable[[Sequence[Sample]], float]
"""Sums up the samples of one side of a row."""


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on the ratio or, for an absolute row, on the figure itself."""

    text: str
    limit: float
    of_ratio: bool = True
    at_least: bool = False

    def reached(self, figure: float) -> bool:
        """Tell whether a ratio or figure keeps to the bound."""
        return figure >= self.limit if self.at_least else figure <= self.limit


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured for one row; None stands for what could not be."""

    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    problem: str = ""


class Row(Protocol):
    """One line of the table."""

    @property
    def name(self) -> str:
        """The name for --only."""

    @property
    def what(self) -> str:
        """What is measured."""

    @property
    def against(self) -> str:
        """What it is measured against, or nothing."""

    @property
    def unit(self) -> str:
        """The unit of the figures."""

    @property
    def target(self) -> Target | None:
        """The target, if there is one."""

    def measure(self, scene: Scene, runs: int) -> Figures:
        """Measure it."""


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A row that times whole processes, side by side if there are two."""

    name: str
    what: str
    ours: Maker
    against: str = ""
    theirs: Maker | None = None
    target: Target | None = None
    metric: Metric = measure.median_ms
    unit: str = "ms"

    def measure(self, scene: Scene, runs: int) -> Figures:
        """Warm both sides up, then time them; go on with one if the other is missing."""
        ours = _warmed_up(self.ours, scene)
        theirs = _warmed_up(self.theirs, scene) if self.theirs else ""
        try:
            return self._timed(ours, theirs, runs)
        except UnavailableError as error:
            return Figures(problem=str(error))

    def _timed(self, ours: Subject | str, theirs: Subject | str, runs: int) -> Figures:
        """Time what is there; a text stands for the reason why a side is not."""
        if isinstance(ours, str):
            their_figure = None if isinstance(theirs, str) else self._alone(theirs, runs)
            return Figures(theirs=their_figure, problem=ours)
        if isinstance(theirs, str):
            return Figures(ours=self._alone(ours, runs), problem=theirs)
        samples = measure.pairs(ours, theirs, runs)
        our_figure, their_figure = map(self.metric, samples)
        by_pair = self.metric is measure.median_ms
        ratio = measure.paired_ratio(*samples) if by_pair else our_figure / their_figure
        return Figures(our_figure, their_figure, ratio)

    def _alone(self, subject: Subject, runs: int) -> float:
        """Measure one side on its own."""
        return self.metric(measure.repeat(subject, runs))


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row whose figure is printed by a process that does its own timing."""

    name: str
    what: str
    command: Callable[[Scene], Command]
    target: Target
    unit: str
    against: str = ""

    def measure(self, scene: Scene, runs: int) -> Figures:
        """Run the process (which repeats by itself, whatever `runs` is) and read it."""
        del runs
        try:
            return Figures(ours=float(measure.capture(self.command(scene))))
        except UnavailableError as error:
            return Figures(problem=str(error))


def verdict(row: Row, figures: Figures) -> str:
    """Return yes, no or n.a. with the reason."""
    if row.target is None:
        return f"n.a.: {figures.problem or 'for information'}"
    figure = figures.ratio if row.target.of_ratio else figures.ours
    if figure is None:
        return f"n.a.: {figures.problem}"
    return "yes" if row.target.reached(figure) else "no"


def _warmed_up(maker: Maker, scene: Scene) -> Subject | str:
    """Return a subject after its warm-up run, or the reason why there is none."""
    try:
        subject = maker(scene)
        measure.run(subject(0))
    except UnavailableError as error:
        return str(error)
    return subject


def _version(scene: Scene) -> Subject:
    """`aliguard --version`."""
    return measure.always(scene.aliguard_version())


def _python(*words: str) -> Maker:
    """Python itself with some arguments."""
    return lambda scene: measure.always(scene.python(*words))


def _status(count: int, still_open: int) -> Maker:
    """`aliguard status`, with a note on how many orders it named."""

    def make(scene: Scene) -> Subject:
        command = scene.aliguard(scene.place("ledger", count, still_open), "status")
        text = measure.capture(command)
        orders = [order for order in scene.orders(count, still_open) if order.is_open]
        named = sum(order.number in text for order in orders)
        of_all = f"{len(orders):,} open orders of {count:,}"
        scene.note(f"aliguard status named {named:,} of {of_all}")
        return measure.always(command)

    return make


def _remind(*switches: str) -> Maker:
    """`aliguard remind`, after all that is due was said in the warm-up run."""

    def make(scene: Scene) -> Subject:
        place = scene.place("ledger", LARGE, OPEN)
        return measure.always(scene.aliguard(place, "remind", *switches))

    return make


def _export(scene: Scene) -> Subject:
    """`aliguard calendar export` of orders that are all open."""
    place = scene.place("ledger", MANY_OPEN, MANY_OPEN)
    return measure.always(scene.aliguard(place, "calendar", "export"))


def _can_open(scene: Scene) -> Subject:
    """`aliguard can-open` for an order that is on its way."""
    place = scene.place("ledger", LARGE, OPEN)
    order = ledger.shipped_open(scene.orders(LARGE, OPEN))[0]
    return measure.always(scene.aliguard(place, "can-open", order.number))


def _deliver(scene: Scene) -> Subject:
    """`aliguard deliver`, for another order in every run."""
    place = scene.place("deliver", LARGE, OPEN)
    orders = ledger.shipped_open(scene.orders(LARGE, OPEN))
    before: list[str] = []

    def subject(number: int) -> Command:
        text = (place / "ledger.toml").read_text(encoding="utf-8")
        if before == [text]:
            message = "aliguard deliver left the ledger as it was"
            raise UnavailableError(message)
        before[:] = [text]
        day = str(ledger.TODAY)
        return scene.aliguard(place, "deliver", orders[number].number, "--on", day)

    return subject


def _changed_by_hand(scene: Scene) -> Subject:
    """`aliguard status` right after somebody added a comment to the ledger."""
    place = scene.place("changed", LARGE, OPEN)
    command = scene.aliguard(place, "status")

    def subject(number: int) -> Command:
        with (place / "ledger.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n# changed by hand before run {number}\n")
        return command

    return subject


def _unchanged(scene: Scene) -> Subject:
    """`aliguard status` once more on the ledger that was changed by hand."""
    return measure.always(scene.aliguard(scene.place("changed", LARGE, OPEN), "status"))


def _khal(count: int, still_open: int) -> Maker:
    """`khal list` of as many events."""
    return lambda scene: measure.always(scene.khal_list(count, still_open))


def _task(scene: Scene) -> Subject:
    """`task list` on the large ledger's orders."""
    return measure.always(scene.task_list(LARGE, OPEN))


def _rules_core(question: str) -> Callable[[Scene], Command]:
    """Return what runs the rules alone, in a process of its own to keep this one small."""

    def prepared(scene: Scene) -> Command:
        path = scene.place("ledger", LARGE, OPEN) / "ledger.toml"
        script = Path(__file__).with_name("core.py")
        return scene.python(str(script), question, str(path), str(ledger.TODAY))

    return prepared


def _open_listed(count: int, maximum: str, limit: float) -> ProcessRow:
    """Return the row that lists a ledger of open orders only."""
    return ProcessRow(
        f"status-{count}",
        f"aliguard status, {count:,} open orders",
        _status(count, count),
        f"khal list, {count:,} events",
        _khal(count, count),
        Target(f"<= {maximum}", limit),
    )


STATUS_LARGE = f"aliguard status, {OPEN} open of {LARGE:,}"
KHAL_LARGE = f"khal list, {OPEN} listed of {LARGE:,}"
TASK_LARGE = f"task list, {OPEN} pending of {LARGE:,}"
CAN_OPEN = f"aliguard can-open, {LARGE:,} orders"
REMIND = f"aliguard remind, nothing due, {OPEN} open of {LARGE:,}"
SHORT = f"aliguard remind --short, {OPEN} open of {LARGE:,}"
CHANGED = f"aliguard status, {LARGE:,}, changed by hand"
PER_KHAL = Target("<= 0.2", 0.2)
ONE_KHAL = Target("<= 1", 1)
PER_TASK = Target("<= 3", 3)
SECOND = Target("<= 1 s", 1000, of_ratio=False)
MEMORY = Target("<= 150 MB", 150, of_ratio=False)
SPEED = Target(">= 10,000/s", 10_000, of_ratio=False, at_least=True)

ALL: tuple[Row, ...] = (
    ProcessRow(
        "version",
        "aliguard --version",
        _version,
        "python -c 'import typer'",
        _python("-c", "import typer"),
        Target("<= 1.5", 1.5),
    ),
    _open_listed(100, "0.9", 0.9),
    _open_listed(MANY_OPEN, "0.5", 0.5),
    ProcessRow(
        "status-10000-khal",
        STATUS_LARGE,
        _status(LARGE, OPEN),
        KHAL_LARGE,
        _khal(LARGE, OPEN),
        PER_KHAL,
    ),
    ProcessRow(
        "status-10000-task",
        STATUS_LARGE,
        _status(LARGE, OPEN),
        TASK_LARGE,
        _task,
        PER_TASK,
    ),
    ProcessRow("can-open-khal", CAN_OPEN, _can_open, KHAL_LARGE, _khal(LARGE, OPEN), PER_KHAL),
    ProcessRow("can-open-task", CAN_OPEN, _can_open, TASK_LARGE, _task, PER_TASK),
    ProcessRow("remind", REMIND, _remind(), KHAL_LARGE, _khal(LARGE, OPEN), ONE_KHAL),
    ProcessRow("short", SHORT, _remind("--short"), KHAL_LARGE, _khal(LARGE, OPEN), ONE_KHAL),
    ProcessRow(
        "export",
        f"aliguard calendar export, {MANY_OPEN:,} open orders",
        _export,
        f"khal list, {MANY_OPEN:,} events",
        _khal(MANY_OPEN, MANY_OPEN),
    ),
    ProcessRow("deliver", f"aliguard deliver, {LARGE:,} orders", _deliver, target=SECOND),
    ProcessRow(
        "memory",
        "aliguard status, 10,000: peak memory",
        _status(LARGE, OPEN),
        KHAL_LARGE,
        _khal(LARGE, OPEN),
        MEMORY,
        measure.peak_mb,
        "MB",
    ),
    PrintedRow(
        "rules-deadlines", "rules alone, deadlines", _rules_core("deadlines"), SPEED, "orders/s"
    ),
    PrintedRow(
        "rules-can-open", "rules alone, can_open", _rules_core("can-open"), SPEED, "orders/s"
    ),
    ProcessRow("changed", CHANGED, _changed_by_hand, "the same, unchanged", _unchanged),
    ProcessRow("python", "python -c pass", _python("-c", "pass")),
    ProcessRow("typer", "python -c 'import typer'", _python("-c", "import typer")),
    ProcessRow("pydantic", "python -c 'import pydantic'", _python("-c", "import pydantic")),
)
"""Every row, in the order of the table."""


def chosen(names: Sequence[str]) -> list[Row]:
    """Return the rows of these names or groups (status for status-100 and so on)."""
    return [
        row
        for row in ALL
        if not names or any(row.name == name or row.name.startswith(f"{name}-") for name in names)
    ]
