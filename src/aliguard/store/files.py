"""Files that are never half-written: locked, atomic, private, with the ledger's links kept."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from aliguard.errors import LedgerBusyError, LedgerError
from aliguard.store import holding, owned

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
LOCKING = os.O_RDWR | os.O_CREAT | owned.NEVER_FOLLOWED | owned.AT_ONCE
ADDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | owned.NEVER_FOLLOWED | owned.AT_ONCE
LOCK_SECONDS, LOOK_AGAIN_SECONDS = 30.0, 0.05
MEGABYTE = 2**20
MOST = 20 * MEGABYTE
"""The most bytes of a ledger, or of what is read into one: some 80,000 orders."""
MOST_BESIDE = 10 * MOST
"""The most bytes of a file beside the ledger, which may hold it several times."""


def read(path: Path, *, most: int = MOST) -> bytes | None:
    """The content of a file that the user named, or None where there is no file.

    Raises:
        LedgerError: it is a folder or a pipe, too large, or cannot be read.
    """
    return _read(path, most, 0)


def read_own(path: Path) -> bytes | None:
    """The content of a file beside the ledger, or None where there is no file.

    Raises:
        LedgerError: it is a link, another user's, too large, or cannot be read.
    """
    owned.check_file(path)
    return _read(path, MOST_BESIDE, owned.NEVER_FOLLOWED)


def _read(path: Path, most: int, flags: int) -> bytes | None:
    try:
        with _opened(path, os.O_RDONLY | owned.AT_ONCE | flags) as descriptor:
            _check(path, os.fstat(descriptor), most)
            with open(descriptor, "rb", closefd=False) as file:
                return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise LedgerError(msg) from error


def _check(path: Path, found: os.stat_result, most: int) -> None:
    """See that something can be read, to its end, and that there is room for it."""
    if stat.S_ISDIR(found.st_mode):
        msg = f"{path} is a folder, not a ledger file: name a file, such as {path / 'ledger.toml'}."
        raise LedgerError(msg)
    if not stat.S_ISREG(found.st_mode):
        msg = f"{path} is a pipe or a device: save what comes out of it, and name that file."
        raise LedgerError(msg)
    if found.st_size > most:
        size = f"{found.st_size // MEGABYTE} MB large, and {most // MEGABYTE} MB are read at most"
        msg = f"{path} is {size}: is it the right file?"
        raise LedgerError(msg)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """The descriptor of a file that is open for as long as this takes."""
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def listed(folder: Path) -> list[Path]:
    """What lies in a folder beside the ledger; nothing where there is none.

    Raises:
        LedgerError: it is a link, another user's, or cannot be read.
    """
    owned.check_folder(folder)
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        msg = f"{folder} cannot be read: {error.strerror}."
        raise LedgerError(msg) from error


def target(path: Path) -> Path:
    """The file behind a symbolic link, so that a write keeps the link."""
    try:
        return path.resolve() if path.is_symlink() else path
    except RuntimeError as error:
        raise _endless(path) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _endless(path) from error
        msg = f"{path} cannot be used: {error.strerror}."
        raise LedgerError(msg) from error


def _endless(path: Path) -> LedgerError:
    return LedgerError(f"{path} cannot be used: it is a link that leads back to itself.")


def beside(path: Path, suffix: str) -> Path:
    """Where a file that belongs to another is kept: next to the file itself, not to a link."""
    real = target(path)
    return real.with_name(f"{real.name}.{suffix}")


def locked(path: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of a file against every other aliguard; makes its folder where it is missing.

    Raises:
        LedgerBusyError: another process keeps the lock.
        LedgerError: the folder cannot be written, or has no locks.
    """
    return _locked(path, beside(path, "lock"))


def locked_own(path: Path) -> contextlib.AbstractContextManager[None]:
    """The same of a file beside the ledger.

    Raises:
        LedgerBusyError: another process keeps the lock.
        LedgerError: it is a link or another user's, or has no locks.
    """
    owned.check_file(path)
    return _locked(path, path.with_name(f"{path.name}.lock"))


@contextlib.contextmanager
def _locked(path: Path, lock: Path) -> Iterator[None]:
    owned.check_file(lock)
    with contextlib.ExitStack() as held:
        try:
            _make_folder(lock.parent)
            descriptor = held.enter_context(_opened(lock, LOCKING))
        except OSError as error:
            raise _unwritable(path, error) from error
        _wait(path, descriptor)
        yield


def _wait(path: Path, descriptor: int) -> None:
    """Wait for a lock until it is ours, or too long."""
    latest = time.monotonic() + LOCK_SECONDS
    try:
        while not holding.take(descriptor):
            if time.monotonic() > latest:
                msg = f"{path} is in use by another aliguard; try again when that has finished."
                raise LedgerBusyError(msg)
            time.sleep(LOOK_AGAIN_SECONDS)
    except OSError as error:
        raise _unlockable(path, error) from error


def _unlockable(path: Path, error: OSError) -> LedgerError:
    if error.errno not in holding.IMPOSSIBLE:
        return _unwritable(path, error)
    return LedgerError(
        f"{path} cannot be locked on this file system ({error.strerror}), so nothing was changed:"
        " keep the ledger on a local disk, and let a program that syncs carry it."
    )


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, private to the user."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def replace(path: Path, data: bytes, *, still: Callable[[], None] | None = None) -> None:
    """Put new content in place of a file's, all of it or nothing.

    `still` looks at the last moment whether that may be done, and raises if not.

    Raises:
        LedgerError: it cannot be written; the file is as it was.
    """
    _replace(path, target(path), data, still)


def replace_own(path: Path, data: bytes) -> None:
    """The same of a file beside the ledger.

    Raises:
        LedgerError: it is a link, another user's, or cannot be written; the file is as it was.
    """
    owned.check_file(path)
    _replace(path, path, data, None)


def _replace(path: Path, real: Path, data: bytes, still: Callable[[], None] | None) -> None:
    try:
        _make_folder(real.parent)
        sweep(real.parent, re.escape(real.name))
        temporary, file = _begun(real)
        try:
            with file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if still:
                still()
            temporary.replace(real)
        except BaseException:  # Ctrl-C too must leave no temporary file
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(real.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def _begun(real: Path) -> tuple[Path, BinaryIO]:
    """A new temporary file, held so that nobody sweeps it away."""
    import tempfile  # noqa: PLC0415 - heavy, and needed for writing only

    while True:
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
        with contextlib.suppress(OSError):
            holding.take(handle)
        if os.fstat(handle).st_nlink:
            return Path(name), open(handle, "wb")  # noqa: PTH123 - mkstemp opened it
        os.close(handle)  # it was swept before it was held


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the platform can."""
    with contextlib.suppress(OSError), _opened(folder, os.O_RDONLY) as descriptor:
        os.fsync(descriptor)


def append(path: Path, data: bytes) -> int:
    """Add to the end of a file beside the ledger, durably; return how long it was before.

    Raises:
        LedgerError: it is a link, another user's, or cannot be written; what was added in part is
            taken back.
    """
    owned.check_file(path)
    _part(path)
    size = None
    try:
        with _opened(path, ADDING) as descriptor:
            size = os.lseek(descriptor, 0, os.SEEK_END)
            if os.write(descriptor, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301
            os.fsync(descriptor)
            return size
    except OSError as error:
        if size is not None:
            shorten(path, size)
        raise _unwritable(path, error) from error


def _part(path: Path) -> None:
    """Part a file from its other names, so that nothing is added to what others know it by."""
    if names(path) > 1:
        replace_own(path, read_own(path) or b"")


def names(path: Path) -> int:
    """How many names a file has: hard links are several; none where there is no file."""
    try:
        return path.lstat().st_nlink
    except OSError:
        return 0


def shorten(path: Path, size: int) -> None:
    """Take back what was appended to a file after it had this size."""
    with contextlib.suppress(OSError):
        if not size:
            path.unlink()
            return
        with _opened(path, os.O_WRONLY | owned.NEVER_FOLLOWED) as descriptor:
            os.ftruncate(descriptor, size)


def sweep(folder: Path, names: str) -> None:
    """Remove temporary files that a killed writer left in a folder: nobody holds them any more.

    `names` is a regular expression of the files that were being written.
    """
    leftover = re.compile(rf"\.(?:{names})\.[a-z0-9_]{{8}}\.tmp")
    with contextlib.suppress(OSError):
        for found in folder.iterdir():
            if leftover.fullmatch(found.name):
                _remove_if_left(found)


def _remove_if_left(temporary: Path) -> None:
    flags = os.O_RDWR | owned.NEVER_FOLLOWED | owned.AT_ONCE
    with contextlib.suppress(OSError), _opened(temporary, flags) as descriptor:
        if holding.take(descriptor):
            temporary.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> LedgerError:
    way_out = (
        " It is mounted by itself, so it cannot be replaced: mount the folder that it lies in."
        if error.errno == errno.EBUSY
        else ""
    )
    return LedgerError(f"{path} cannot be written: {error.strerror}. Nothing was changed.{way_out}")
