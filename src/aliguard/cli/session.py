"""What every command works with: the ledger, the rules, the settings, and today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aliguard.errors import LedgerError
    from aliguard.model.ledger import Changes, Ledger
    from aliguard.model.order import Order
    from aliguard.reminders.heartbeat import Heartbeat
    from aliguard.rules.advice import Alternative
    from aliguard.rules.agenda import Entry
    from aliguard.rules.eligibility import Verdict
    from aliguard.rules.rulebook import Rulebook
    from aliguard.rules.tricks import Known
    from aliguard.settings import Paths, Settings
    from aliguard.store import LedgerStore, Loaded


@dataclass
class Session:
    """One call of the program; everything is read when it is first asked for."""

    today: date
    given_ledger: Path | None = None
    moment: float | None = None
    """The present moment; None where today is pretended."""

    @cached_property
    def pacific(self) -> date:
        """The day that it is just now where AliExpress counts."""
        from aliguard.clock import pacific_day  # noqa: PLC0415 - only what a command needs

        return pacific_day(self.moment) if self.moment is not None else self.today

    @cached_property
    def paths(self) -> Paths:
        """The user's files."""
        from aliguard.settings import paths  # noqa: PLC0415 - only what a command needs

        return paths()

    @cached_property
    def settings(self) -> Settings:
        """What the user has set."""
        from aliguard.settings import load  # noqa: PLC0415

        return load(self.paths.settings)

    @property
    def ledger_path(self) -> Path:
        """The ledger that was named, or the user's own."""
        return self.given_ledger or self.paths.ledger

    @cached_property
    def store(self) -> LedgerStore:
        """The ledger's file."""
        from aliguard.cli import output  # noqa: PLC0415
        from aliguard.store import LedgerStore  # noqa: PLC0415

        return LedgerStore(self.ledger_path, self.paths.cache, say=output.error)

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules, the user's own laid over those that ship."""
        from aliguard.rulebooks import load  # noqa: PLC0415

        return load(self.rules_folder)

    @cached_property
    def rules_folder(self) -> Path:
        """The folder of the user's own rulebooks, each of which is a file of TOML.

        Raises:
            AliguardError: one is not; it says which.
        """
        import tomli  # noqa: PLC0415

        from aliguard.errors import RulebookError, in_words  # noqa: PLC0415
        from aliguard.store import files  # noqa: PLC0415

        for path in sorted(self.paths.rules.glob("*.toml")):
            try:
                tomli.loads((files.read(path) or b"").decode())
            except (ValueError, RecursionError) as error:
                why = in_words(error) if isinstance(error, RecursionError) else error
                msg = f"{path}: {why}"
                raise RulebookError(msg) from error
        return self.paths.rules

    @cached_property
    def loaded(self) -> Loaded:
        """The ledger as it was read; one that was named must be there.

        Raises:
            LedgerError: it cannot be read, or is not there; it says what to do.
        """
        if self.given_ledger and not self.loaded_or_new.exists:
            raise self._missing()
        return self.loaded_or_new

    @cached_property
    def loaded_or_new(self) -> Loaded:
        """The same, but for a command that may begin one: only what is gone must not be missed.

        Raises:
            LedgerError: it cannot be read, or is gone; it says where a copy is.
        """
        loaded = self.store.load()
        if not loaded.exists and self.store.was_used:
            raise self.store.gone()
        return loaded

    @cached_property
    def ledger_trouble(self) -> str | None:
        """What is wrong with a ledger that can be read, but lost its orders."""
        return self.store.vanished(self.loaded)

    def find(self, given: str) -> tuple[str, Order]:
        """The order that was meant, by its id or the end of it."""
        from aliguard.model.ledger import find_id  # noqa: PLC0415

        orders = self.loaded.ledger.orders
        order_id = find_id(given, orders)
        return order_id, orders[order_id]

    def entry(self, order_id: str, order: Order) -> Entry:
        """An order as it stands today."""
        from aliguard.rules.agenda import entry  # noqa: PLC0415

        return entry(
            order_id,
            order,
            self.rulebook,
            today=self.today,
            pacific=self.pacific,
            safety_days=self.settings.safety_days,
        )

    def verdict(self, order: Order) -> Verdict:
        """Whether a dispute can be opened today."""
        from aliguard.rules.eligibility import can_open  # noqa: PLC0415

        return can_open(
            order,
            self.rulebook,
            today=self.today,
            pacific=self.pacific,
            safety_days=self.settings.safety_days,
        )

    def ways_out(self, entry: Entry) -> tuple[Alternative, ...]:
        """What is still possible where the buyer missed a window, or lost."""
        from aliguard.rules.advice import alternatives  # noqa: PLC0415

        return alternatives(entry.case, entry.day) if entry.answer.in_need else ()

    def red_flags(self, entry: Entry) -> tuple[Known, ...]:
        """The sellers' tricks that the recorded events fit."""
        from aliguard.rules.tricks import fitting  # noqa: PLC0415

        return fitting(entry.case, self.rulebook, today=self.today)

    def require_ledger(self) -> None:
        """See that there is a ledger at all, even where none was ever made.

        Raises:
            LedgerError: it is not there.
        """
        if not self.loaded.exists:
            raise self._missing()

    def _missing(self) -> LedgerError:
        from aliguard.errors import LedgerError  # noqa: PLC0415 - only what a command needs

        return LedgerError(
            f"There is no ledger at {self.ledger_path}, so nothing can be said of deadlines:"
            " name the right file with --ledger, or begin one with `aliguard add-order`."
        )

    def entries(self, *, finished: bool = False, lately: int = 0) -> list[Entry]:
        """The open orders as they stand today, the most pressing first; or all of them.

        With `lately`, those too that came to rest within so many days.
        """
        from aliguard.rules.agenda import entries  # noqa: PLC0415

        orders = self.loaded.ledger.orders
        ids = orders if finished else self._awake(lately)
        found = entries(
            {order_id: orders[order_id] for order_id in ids},
            self.rulebook,
            today=self.today,
            pacific=self.pacific,
            safety_days=self.settings.safety_days,
        )
        return found if finished or lately else [entry for entry in found if entry.open]

    def _awake(self, lately: int) -> Iterable[str]:
        """The orders that may be open, or lately were: those long at rest are not even read."""
        from aliguard.rulebooks import fingerprint  # noqa: PLC0415
        from aliguard.rules.agenda import rest_of  # noqa: PLC0415

        orders, index = self.loaded.ledger.orders, self.loaded.index
        rules = fingerprint(self.rules_folder)
        known = dict(index.quiet) if index and index.rules == rules else {}
        unknown = [order_id for order_id in orders if order_id not in known]
        if unknown:
            known |= {order_id: rest_of(orders[order_id], self.rulebook) for order_id in unknown}
            self.store.remember_quiet(self.loaded, rules, known)
        recent = min(self.today, self.pacific) - timedelta(days=lately)
        return [key for key, day in known.items() if day is None or recent < day]

    @cached_property
    def heartbeat(self) -> Heartbeat:
        """When the reminders of this ledger last ran, and how that ended."""
        from aliguard.reminders import heartbeat  # noqa: PLC0415 - only what a command needs

        return heartbeat.read(heartbeat.place(self.ledger_path))

    @property
    def reminder_trouble(self) -> str | None:
        """What is wrong with the reminders of this ledger; None if all is well."""
        from aliguard.errors import LedgerError  # noqa: PLC0415 - only what a command needs
        from aliguard.reminders.heartbeat import trouble  # noqa: PLC0415

        try:
            return trouble(self.heartbeat, today=self.today)
        except LedgerError as error:
            return str(error)

    def change(
        self, decide: Callable[[Ledger], Changes], command: str, *, guarded: bool = False
    ) -> Changes:
        """Write what `decide` says; when guarded, only if the ledger is still what was shown.

        What the answer needs is read first: a broken rulebook must not leave half a command.
        """
        from aliguard.cli import output  # noqa: PLC0415

        _ = self.rulebook, self.settings
        changes = self.store.change(
            decide,
            command=command,
            today=self.today,
            seen=self.loaded if guarded else None,
        )
        if changes:
            output.recorded.append(command)
        return changes

    def change_order(
        self, given: str, change: Callable[[Order], Order], command: str, *, guarded: bool = False
    ) -> Entry:
        """Change one order in the ledger; return it as it stands afterwards.

        How it stands is found first: what cannot be counted must not leave half a command.
        """
        from aliguard.model.ledger import find_id  # noqa: PLC0415

        made: list[Entry] = []

        def decide(ledger: Ledger) -> Changes:
            order_id = find_id(given, ledger.orders)
            made[:] = [self.entry(order_id, change(ledger.orders[order_id]))]
            return {order_id: made[0].order}

        self.change(decide, command, guarded=guarded)
        return made[0]
