"""The ledger on disk: read whole, changed under a lock, never lost."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from aliguard.errors import LedgerChangedError, LedgerError
from aliguard.model.ledger import Changes, Ledger
from aliguard.store import backups, content, files, index, journal
from aliguard.store.content import Content
from aliguard.store.index import Index
from aliguard.store.journal import Step

__all__ = ["LedgerStore", "Loaded", "load"]


@dataclass(frozen=True)
class Loaded:
    """A ledger as it was read: its orders, and the very bytes that they came from."""

    data: bytes | None
    content: Content
    index: Index | None = None

    @property
    def ledger(self) -> Ledger:
        """The orders."""
        return Ledger(self.content.orders)

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self.data is not None


def load(path: Path, cache: Path | None = None) -> Loaded:
    """The ledger in a file, every order checked; an empty one where there is no file.

    Raises:
        LedgerError: the file cannot be read or is malformed; it says where.
    """
    return LedgerStore(path, cache).load()


@dataclass(frozen=True)
class LedgerStore:
    """A ledger file, with the journal and the backups beside it, and an index in the cache."""

    path: Path
    cache: Path | None = None

    @property
    def is_json(self) -> bool:
        """Whether the file holds JSON; TOML otherwise."""
        return self.path.suffix.lower() == ".json"

    @property
    def was_used(self) -> bool:
        """Whether something was written here before, whatever has become of the file."""
        return self._journal.exists()

    def load(self) -> Loaded:
        """The ledger in the file; a text that was checked before is not parsed again.

        Raises:
            LedgerError: the file cannot be read or is malformed; it says where.
        """
        data = files.read(self.path)
        if data is None:
            return Loaded(None, content.empty(is_json=self.is_json))
        known = self._known(data)
        text = _decoded(self.path, data)
        if known:
            return Loaded(data, content.trusted(text, known.spans), known)
        parsed = content.parse(text, name=str(self.path), is_json=self.is_json)
        return self._indexed(Loaded(data, parsed))

    def _known(self, data: bytes) -> Index | None:
        if self.cache is None or self.is_json:
            return None
        return index.read(index.place(self.cache, self.path), index.digest(data))

    def _indexed(self, loaded: Loaded) -> Loaded:
        """The same, its index kept for the next time."""
        if loaded.data is None or loaded.content.blocks is None:
            return loaded
        made = Index(index.digest(loaded.data), loaded.content.blocks.spans)
        self._keep(made)
        return replace(loaded, index=made)

    def _keep(self, made: Index) -> None:
        if self.cache is not None:
            index.write(index.place(self.cache, self.path), made)

    def remember_quiet(self, loaded: Loaded, rules: str, quiet: Mapping[str, date | None]) -> None:
        """Keep from which day each order is at rest, as found with a rulebook."""
        if loaded.index:
            self._keep(replace(loaded.index, rules=rules, quiet=quiet))

    def change(
        self,
        decide: Callable[[Ledger], Changes],
        *,
        command: str,
        today: date,
        seen: Loaded | None = None,
    ) -> Changes:
        """Change orders in the file as `decide` says, all of them or none; return the changes.

        `seen` is what the user was shown before: if the file is no longer the same, nothing is
        written.

        Raises:
            LedgerError: the ledger cannot be read or written; it is as it was.
            LedgerChangedError: another program changed it in the meantime; it is as that left it.
        """
        with files.locked(self.path):
            loaded = self.load()
            if seen is not None and seen.data != loaded.data:
                raise self._changed_elsewhere()
            orders = loaded.ledger.orders
            changes = {
                order_id: order
                for order_id, order in decide(loaded.ledger).items()
                if repr(order) != repr(orders.get(order_id))
            }
            if changes:
                new = content.changed(loaded.content, changes)
                self._write(
                    loaded=loaded,
                    new=new,
                    touched=_touched(loaded.content, new, changes),
                    command=command,
                    today=today,
                )
        return changes

    def _write(  # noqa: PLR0913 - the parts of one step
        self,
        *,
        loaded: Loaded,
        new: Content,
        touched: Mapping[str, tuple[str, str]],
        command: str,
        today: date,
        undoes: int | None = None,
    ) -> None:
        """Back up, journal, and replace the file; call it under the lock."""
        real = files.target(self.path)
        files.sweep(real.parent, rf"{re.escape(real.name)}(?:\.journal)?")
        copy = None
        if loaded.data is not None:
            copy = backups.keep_daily(self.path, loaded.data, today=today)
        known = self._settled(loaded)
        number = known[-1].number + 1 if known else 1
        data = new.text.encode()
        size = None
        try:
            size = journal.record(self._journal, Step(number, today, command, touched, undoes))
            if files.read(self.path) != loaded.data:
                raise self._changed_elsewhere()
            files.replace(self.path, data)
        except LedgerError:
            if size is not None:
                files.shorten(self._journal, size)
            if copy is not None:
                copy.unlink(missing_ok=True)
            raise
        backups.rotate(self.path)
        if new.blocks:
            rules, quiet = (loaded.index.rules, loaded.index.quiet) if loaded.index else ("", {})
            rest = {key: day for key, day in quiet.items() if key not in touched}
            self._keep(Index(index.digest(data), new.blocks.spans, rules, rest))

    @property
    def _journal(self) -> Path:
        return journal.place(self.path)

    def _changed_elsewhere(self) -> LedgerChangedError:
        return LedgerChangedError(
            f"{self.path} was changed by another program in the meantime. Nothing was written;"
            " run the command again."
        )

    def _settled(self, loaded: Loaded) -> list[Step]:
        """The steps that were taken, the oldest first; what a crash left over is noted as void."""
        known = journal.steps(self._journal)
        while known and not _taken(loaded.content, known[-1]):
            journal.void(self._journal, known.pop())
        return known

    def undo(self, *, today: date) -> Step:
        """Take the last step back that was not yet taken back; return it.

        Raises:
            LedgerError: there is none, or its orders were changed since by another program.
        """
        with files.locked(self.path):
            loaded = self.load()
            known = self._settled(loaded)
            gone = journal.undone(known)
            for step in reversed(known):
                if step.undoes is None and step.number not in gone:
                    self._take_back(step, loaded, today)
                    return step
        msg = "There is nothing to undo."
        raise LedgerError(msg)

    def _take_back(self, step: Step, loaded: Loaded, today: date) -> None:
        if not _is(loaded.content, step.after()):
            raise _overtaken(step)
        new = content.with_blocks(loaded.content, step.before())
        self._write(
            loaded=loaded,
            new=new,
            touched=_touched(loaded.content, new, step.blocks),
            command=f"undo {step.command}",
            today=today,
            undoes=step.number,
        )

    def history(self) -> tuple[list[Step], set[int]]:
        """All steps that were taken, the oldest first, and the numbers of those undone since."""
        known = journal.steps(self._journal)
        with contextlib.suppress(LedgerError):  # a malformed ledger needs its history most
            now = self.load().content
            while known and not _taken(now, known[-1]):
                known.pop()
        return known, journal.undone(known)

    def backups(self) -> list[backups.Backup]:
        """All rotated copies, the oldest first."""
        return backups.backups(self.path)

    def backup(self, target: Path | None, *, today: date) -> Path:
        """Copy the ledger to a file, or among the rotated copies; return where.

        Raises:
            LedgerError: there is no ledger, it is malformed, or the copy cannot be written.
        """
        loaded = self.load()
        if loaded.data is None:
            msg = f"There is no ledger at {self.path} to back up yet."
            raise LedgerError(msg)
        if target is None:
            with files.locked(self.path):
                copy = backups.keep(self.path, loaded.data, today=today)
                backups.rotate(self.path)
                return copy
        if target.exists():
            msg = f"{target} exists already: name a new file, so that no backup is lost."
            raise LedgerError(msg)
        files.replace(target, loaded.data)
        return target

    def restore(self, source: Path, *, today: date) -> int:
        """Put a copy in place of the ledger, after a copy of what is there; return its orders.

        Raises:
            LedgerError: the copy is missing or malformed; the ledger is as it was.
        """
        data = files.read(source)
        if data is None:
            msg = f"There is no backup {source}."
            raise LedgerError(msg)
        is_json = source.suffix.lower() == ".json" or data.lstrip().startswith(b"{")
        copy = content.parse(_decoded(source, data), name=str(source), is_json=is_json)
        if is_json != self.is_json:
            copy = content.changed(content.empty(is_json=self.is_json), dict(copy.orders))
        with files.locked(self.path):
            current = files.read(self.path)
            if current is not None:
                backups.keep(self.path, current, today=today)
            try:
                loaded = self.load()
            except LedgerError:
                files.replace(self.path, copy.text.encode())
            else:
                ids = {**dict.fromkeys(loaded.content.orders), **dict.fromkeys(copy.orders)}
                touched = _touched(loaded.content, copy, ids)
                self._write(
                    loaded=loaded,
                    new=copy,
                    touched=touched,
                    command=f"restore {source.name}",
                    today=today,
                )
        return len(copy.orders)


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path} is not UTF-8 text (byte {error.start}): is it a ledger at all?"
        raise LedgerError(msg) from error


def _touched(old: Content, new: Content, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The blocks among these that differ, before and after."""
    pairs = ((key, (content.block(old, key), content.block(new, key))) for key in ids)
    return {key: pair for key, pair in pairs if pair[0] != pair[1]}


def _taken(now: Content, step: Step) -> bool:
    """Whether the last step was taken: a crash may have come between the journal and the ledger."""
    return not _is(now, step.before()) or _is(now, step.after())


def _is(now: Content, wanted: Mapping[str, str]) -> bool:
    """Whether orders are just as a step says, however they are laid out."""
    return all(
        content.same_order(content.block(now, order_id), block)
        for order_id, block in wanted.items()
    )


def _overtaken(step: Step) -> LedgerError:
    return LedgerError(
        f"Step {step.number} ({step.command}) cannot be undone: order"
        f" {', '.join(step.blocks)} was changed since by another program."
        " `aliguard restore --list` shows the backups."
    )
