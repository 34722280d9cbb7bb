"""Files that are never half-written: locked, atomic, private, with symbolic links kept."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from aliguard.errors import LedgerBusyError, LedgerError

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
LOCK_SECONDS = 30.0


def read(path: Path) -> bytes | None:
    """The file's content, or None where there is no file.

    Raises:
        LedgerError: it is a folder, or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        msg = f"{path} is a folder, not a ledger file: name a file, such as {path / 'ledger.toml'}."
        raise LedgerError(msg) from None
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
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


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file against every other aliguard; makes its folder where it is missing.

    Raises:
        LedgerBusyError: another process keeps the lock.
        LedgerError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - heavy, and needed for writing only

    real = target(path)
    lock = FileLock(f"{real}.lock", timeout=LOCK_SECONDS, mode=PRIVATE_FILE)
    try:
        _make_folder(real.parent)
        lock.acquire()
    except Timeout as error:
        msg = f"{path} is in use by another aliguard; try again when that has finished."
        raise LedgerBusyError(msg) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield
    finally:
        lock.release()


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, private to the user."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def replace(path: Path, data: bytes) -> None:
    """Put new content in place of a file's, all of it or nothing.

    Raises:
        LedgerError: it cannot be written; the file is as it was.
    """
    real = target(path)
    try:
        _make_folder(real.parent)
        _replace(real, data)
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace(real: Path, data: bytes) -> None:
    import tempfile  # noqa: PLC0415 - heavy, and needed for writing only

    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    temporary = Path(name)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - mkstemp gives a descriptor
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(real)
    except BaseException:  # Ctrl-C too must leave no temporary file
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(real.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the platform can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def append(path: Path, data: bytes) -> int:
    """Add to the end of a private file, durably; return how long it was before.

    Raises:
        LedgerError: it cannot be written; what was added in part is taken back.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    except OSError as error:
        raise _unwritable(path, error) from error
    with open(descriptor, "ab", buffering=0) as file:  # noqa: PTH123 - opened with its mode
        size = file.seek(0, os.SEEK_END)
        try:
            if file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301
            os.fsync(file.fileno())
        except OSError as error:
            shorten(path, size)
            raise _unwritable(path, error) from error
    return size


def shorten(path: Path, size: int) -> None:
    """Take back what was appended to a file after it had this size."""
    with contextlib.suppress(OSError):
        if size:
            os.truncate(path, size)
        else:
            path.unlink()


def sweep(folder: Path, names: str) -> None:
    """Remove temporary files that a killed writer left in a folder; call it under the lock.

    `names` is a regular expression of the files that were being written.
    """
    leftover = re.compile(rf"\.(?:{names})\.[a-z0-9_]{{8}}\.tmp")
    for found in folder.iterdir() if folder.is_dir() else ():
        if leftover.fullmatch(found.name):
            found.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> LedgerError:
    return LedgerError(f"{path} cannot be written: {error.strerror}. Nothing was changed.")
