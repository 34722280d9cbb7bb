"""The ledger on disk: read whole, changed under a lock, never lost."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from aliguard.errors import LedgerChangedError, LedgerError
from aliguard.model.ledger import Changes, Ledger
from aliguard.store import backups, conflicts, content, files, index, journal, patch
from aliguard.store.conflicts import Conflict
from aliguard.store.content import Content
from aliguard.store.index import Index
from aliguard.store.journal import Step
from aliguard.store.patch import Edit, Patch

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


BLANK = b"\0 \t\r\n"
"""What a file holds that was emptied: by a sync, by a crash."""


def _unheard(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class _Task:
    """What a write is for, and the copy that was kept for it."""

    command: str
    today: date
    undoes: int | None = None
    copy: Path | None = None

    def step(
        self, known: list[Step], blocks: Mapping[str, tuple[str, str]], way_back: Patch | None
    ) -> Step:
        """The step that it is, after those that are known."""
        number = known[-1].number + 1 if known else 1
        return Step(number, self.today, self.command, blocks, self.undoes, way_back)


@dataclass(frozen=True)
class LedgerStore:
    """A ledger file, with the journal and the backups beside it, and an index in the cache."""

    path: Path
    cache: Path | None = None
    say: Callable[[str], None] = _unheard
    """Tells the user what a write had to do besides."""

    @property
    def is_json(self) -> bool:
        """Whether the file holds JSON; TOML otherwise."""
        return self.path.suffix.lower() == ".json"

    def load(self) -> Loaded:
        """The ledger in the file; a text that was checked before is not parsed again.

        Raises:
            LedgerError: the file cannot be read or is malformed; it says where.
        """
        data = files.read(self.path)
        known = None if data is None else self._known(data)
        if data is None or known is None:
            return self._indexed(self._parsed(data))
        return Loaded(data, content.trusted(_decoded(self.path, data), known.spans), known)

    def _parsed(self, data: bytes | None) -> Loaded:
        """The ledger as its very bytes say, whatever the index knows: writes take no shortcut."""
        if data is None:
            return Loaded(None, content.empty(is_json=self.is_json))
        if not data.strip(BLANK) and self.was_used:
            msg = f"{self.path} is empty. {self._way_back()}"
            raise LedgerError(msg)
        text = _decoded(self.path, data)
        return Loaded(data, content.parse(text, name=str(self.path), is_json=self.is_json))

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
            data = files.read(self.path)
            if seen is not None and seen.data != data:
                raise self._changed_elsewhere()
            loaded = self._parsed(data)
            if data is None:
                self._begin()
            orders = loaded.ledger.orders
            changes = {
                order_id: order
                for order_id, order in decide(loaded.ledger).items()
                if repr(order) != repr(orders.get(order_id))
            }
            if changes:
                new = content.changed(loaded.content, changes)
                self._write(loaded, new, _Task(command, today), changes)
        return changes

    def _write(self, loaded: Loaded, new: Content, task: _Task, ids: Collection[str]) -> None:
        """Replace the file by new content, if that reads as it was meant."""
        old = loaded.content
        sure = content.confirmed(new, old, ids)
        known = self._settled(loaded.data, old)
        blocks = _touched(old, sure, ids)
        if new.anew and loaded.data is not None:
            task = replace(task, copy=backups.keep(self.path, loaded.data, today=task.today))
        data = sure.text.encode()
        way_back = None if loaded.data is None else _patch(loaded.data, data, new.edits)
        self._put(loaded.data, data, task.step(known, blocks, way_back), task.copy)
        self._index_anew(loaded, sure, blocks)
        if new.anew:
            self.say(
                f"{self.path} was laid out anew, for a change cannot be put into the layout that it"
                f" had; its comments stand at its top. As it was, it is kept in {task.copy}."
            )

    def _put(self, old: bytes | None, new: bytes, step: Step, copy: Path | None) -> None:
        """Back up, journal, and replace the file."""
        real = files.target(self.path)
        shared = files.names(real) > 1
        files.sweep(real.parent, rf"{re.escape(real.name)}\.journal")
        if old is not None and copy is None:
            copy = backups.keep_daily(self.path, old, today=step.on)
        size = None
        try:
            size = journal.record(self._journal, step)
            files.replace(self.path, new, still=lambda: self._check_unchanged(old))
        except LedgerError:
            if size is not None:
                files.shorten(self._journal, size)
            if copy is not None:
                copy.unlink(missing_ok=True)
            raise
        backups.rotate(self.path)
        if shared:
            self.say(f"{self.path} had a second name (a hard link): there it stays as it was.")

    def _check_unchanged(self, old: bytes | None) -> None:
        if files.read(self.path) != old:
            raise self._changed_elsewhere()

    def _index_anew(self, loaded: Loaded, new: Content, touched: Iterable[str]) -> None:
        """Keep the index of a new text; of the orders that are as they were, their rest as well."""
        if not new.blocks:
            return
        known = None if loaded.data is None else self._known(loaded.data)
        rules, quiet = (known.rules, known.quiet) if known else ("", {})
        rest = {key: day for key, day in quiet.items() if key not in set(touched)}
        self._keep(Index(index.digest(new.text.encode()), new.blocks.spans, rules, rest))

    @property
    def was_used(self) -> bool:
        """Whether something was written here before, whatever has become of the file."""
        return self._journal.exists() or bool(self.backups())

    def gone(self) -> LedgerError:
        """What to say where the file is missing that once was there."""
        return LedgerError(f"The ledger {self.path} is gone. {self._way_back()}")

    def newest_copy(self) -> backups.Backup | None:
        """The newest rotated copy that has orders; else the newest of all."""
        copies = self.backups()
        return next(filter(self._has_orders, reversed(copies)), copies[-1] if copies else None)

    def _has_orders(self, copy: backups.Backup) -> bool:
        try:
            data = files.read(copy.path)
            text = _decoded(copy.path, data or b"")
            return bool(content.parse(text, name=str(copy.path), is_json=self.is_json).orders)
        except LedgerError:
            return False

    def _way_back(self) -> str:
        copy = self.newest_copy()
        if copy:
            return f"`aliguard restore` brings back the copy of {copy.on}."
        return (
            "There is no copy of it among its backups: `aliguard restore FILE` takes one of yours."
            f" To begin anew, move {self._journal} away."
        )

    def _begin(self) -> None:
        """See that a new ledger does not take the place of one that is gone.

        A journal alone may be what was left when the very first write was stopped.

        Raises:
            LedgerError: there was one.
        """
        told = journal.read(self._journal).steps
        if self.backups() or self._settled(None, content.empty(is_json=self.is_json)):
            msg = f"{self.gone()} To begin anew, move its journal and its backups away."
            raise LedgerError(msg)
        if told:
            self.say(f"{self.path} is not there any more, so a new ledger is begun.")

    def vanished(self, loaded: Loaded) -> str | None:
        """What to say where a ledger holds no order, though its journal tells of some."""
        if loaded.content.orders or not loaded.exists:
            return None
        last = {
            order_id: after
            for step in journal.read(self._journal).steps
            for order_id, after in step.after().items()
        }
        count = sum(map(bool, last.values()))
        if not count:
            return None
        return (
            f"{self.path} holds no order, though its journal tells of {count}. {self._way_back()}"
            f" If that is as it should be, move {self._journal} away."
        )

    def conflicts(self, loaded: Loaded) -> list[Conflict]:
        """The copies beside the file that programs which sync made of a conflict."""
        return [self._compared(path, loaded) for path in conflicts.copies(self.path)]

    def _compared(self, path: Path, loaded: Loaded) -> Conflict:
        try:
            text = _decoded(path, files.read(path) or b"")
            theirs = content.parse(text, name=str(path), is_json=self.is_json)
        except LedgerError as error:
            return conflicts.unreadable(path, error)
        return conflicts.compared(path, theirs.orders, loaded.content.orders)

    def damage(self) -> str | None:
        """What is wrong with the journal; None if all is well.

        Raises:
            LedgerError: it cannot be read.
        """
        count = len(journal.read(self._journal).damaged)
        return self._damaged(count, "are passed over") if count else None

    def _damaged(self, count: int, fate: str) -> str:
        return (
            f"{count} of the lines in {self._journal} make no sense, and {fate}:"
            " `aliguard undo` knows nothing of those steps."
        )

    @property
    def _journal(self) -> Path:
        return journal.place(self.path)

    def _changed_elsewhere(self) -> LedgerChangedError:
        return LedgerChangedError(
            f"{self.path} was changed by another program in the meantime. Nothing was written;"
            " run the command again."
        )

    def _settled(self, data: bytes | None, now: Content | None) -> list[Step]:
        """The steps that were taken, the oldest first; what a crash left over is noted as void.

        Lines that make no sense are set aside.
        """
        found = journal.read(self._journal)
        journal.tidy(self._journal, found)
        if found.damaged:
            aside = f"were set aside in {journal.aside(self._journal)}"
            self.say(self._damaged(len(found.damaged), aside))
        known = found.steps
        while known and not _taken(data, now, known[-1]):
            journal.void(self._journal, known.pop())
        return known

    def undo(self, *, today: date) -> Step:
        """Take the last step back that was not yet taken back; return it.

        Raises:
            LedgerError: there is none, or its orders were changed since by another program.
        """
        with files.locked(self.path):
            data = files.read(self.path)
            if data is None and self.was_used:
                raise self.gone()
            loaded = self._parsed(data)
            known = self._settled(data, loaded.content)
            gone = journal.undone(known)
            for step in reversed(known):
                if step.undoes is None and step.number not in gone:
                    self._take_back(step, loaded, today)
                    return step
        msg = "There is nothing to undo."
        raise LedgerError(msg)

    def _take_back(self, step: Step, loaded: Loaded, today: date) -> None:
        task = _Task(f"undo {step.command}", today, undoes=step.number)
        former = step.patch.back(_raw(loaded.data or b"")) if step.patch else None
        if former is not None:
            self._put_back(former.encode(errors="surrogateescape"), step, loaded, task)
            return
        if not (step.blocks and _is(loaded.content, step.after())):
            raise _overtaken(step)
        new = content.with_blocks(loaded.content, step.before())
        self._write(loaded, new, task, step.blocks)

    def _put_back(self, data: bytes, step: Step, loaded: Loaded, task: _Task) -> None:
        """Replace the file by the very bytes that were there before a step."""
        former, now = None, loaded.data or b""
        try:
            former = self._parsed(data)
        except LedgerError:  # what a copy was restored over was no ledger that could be read
            task = replace(task, copy=backups.keep(self.path, now, today=task.today))
            self.say(f"{self.path} is again what it was, which is no ledger that can be read.")
        known = self._settled(now, loaded.content)
        blocks = {order_id: (after, before) for order_id, (before, after) in step.blocks.items()}
        self._put(now, data, task.step(known, blocks, _patch(now, data)), task.copy)
        if former:
            self._index_anew(loaded, former.content, blocks)

    def history(self) -> tuple[list[Step], set[int]]:
        """All steps that were taken, the oldest first, and the numbers of those undone since."""
        known = journal.read(self._journal).steps
        with contextlib.suppress(LedgerError):  # a malformed ledger needs its history most
            now = self.load()
            while known and not _taken(now.data, now.content, known[-1]):
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
        if loaded.data is None and self.was_used:
            raise self.gone()
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
            current, task = files.read(self.path), _Task(f"restore {source.name}", today)
            if current is not None:
                task = replace(task, copy=backups.keep(self.path, current, today=today))
            try:
                loaded = self._parsed(current)
            except LedgerError:
                self._put_over(current or b"", copy.text.encode(), task)
            else:
                ids = {**dict.fromkeys(loaded.content.orders), **dict.fromkeys(copy.orders)}
                self._write(loaded, replace(copy, anew=False), task, ids)
        return len(copy.orders)

    def _put_over(self, old: bytes, new: bytes, task: _Task) -> None:
        """Replace what is no ledger that can be read, and so has no orders that are known."""
        known = self._settled(old, None)
        self._put(old, new, task.step(known, {}, _patch(old, new)), task.copy)


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


def _raw(data: bytes) -> str:
    """What a file holds, as text, even where it is none."""
    return data.decode(errors="surrogateescape")


def _patch(old: bytes, new: bytes, edits: Iterable[Edit] | None = None) -> Patch:
    return patch.between(_raw(old), _raw(new), edits)


def _taken(data: bytes | None, now: Content | None, step: Step) -> bool:
    """Whether the last step was taken: a crash may have come between the journal and the ledger."""
    if step.patch and data is not None:
        found = patch.digest(_raw(data))
        if found in {step.patch.before, step.patch.after}:
            return found == step.patch.after
    return now is None or not _is(now, step.before()) or _is(now, step.after())


def _is(now: Content, wanted: Mapping[str, str]) -> bool:
    """Whether orders are just as a step says, however they are laid out."""
    return all(
        content.same_order(content.block(now, order_id), block)
        for order_id, block in wanted.items()
    )


def _overtaken(step: Step) -> LedgerError:
    what = f"order {', '.join(step.blocks)}" if step.blocks else "the ledger"
    return LedgerError(
        f"Step {step.number} ({step.command}) cannot be undone:"
        f" {what} was changed since by another program."
        " `aliguard restore --list` shows the backups."
    )
