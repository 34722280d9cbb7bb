"""Locks on open files, which the system lets go of when their holder dies.

They say who holds a file, not what is in it: a lock file that lies about is nobody's.
"""

from __future__ import annotations

import errno
import sys

TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""What a system answers where somebody else holds the lock."""
IMPOSSIBLE = frozenset({errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK})
"""What it answers where the file system has no locks."""

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    EXCLUSIVE = fcntl.LOCK_EX | fcntl.LOCK_NB

    def _take(descriptor: int) -> None:
        """Take the lock of a file; some systems have only the older kind."""
        try:
            fcntl.flock(descriptor, EXCLUSIVE)
        except OSError as error:
            if error.errno != errno.ENOSYS:
                raise
            fcntl.lockf(descriptor, EXCLUSIVE)


def take(descriptor: int) -> bool:
    """Hold the lock of an open file until it is closed; False if somebody else does.

    Raises:
        OSError: it cannot be locked at all.
    """
    try:
        _take(descriptor)
    except OSError as error:
        if error.errno in TAKEN:
            return False
        raise
    return True
