"""The file of passwords and tokens: TOML of NAME = "value", for the user's eyes only."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import tomli

from aliguard.errors import ReminderError

OTHERS = 0o077
"""The rights of group and others, none of which may be given."""


def read_secrets(path: Path) -> dict[str, str]:
    """The values in the file by name; none where there is no file.

    Raises:
        ReminderError: others can read it, or it is malformed; no error tells a value.
    """
    if path.exists() and not path.is_file():
        msg = f"{path} cannot be read: it is a folder or a pipe, no file."
        raise ReminderError(msg)
    try:
        with path.open("rb") as file:
            rights = os.fstat(file.fileno()).st_mode & OTHERS
            content = file.read()
    except FileNotFoundError:
        return {}
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise ReminderError(msg) from error
    if rights and os.name == "posix":
        msg = f"{path} can be read by others: chmod 600 {shlex.quote(str(path))}"
        raise ReminderError(msg)
    return _checked(path, content)


def _checked(path: Path, content: bytes) -> dict[str, str]:
    try:
        values = tomli.loads(content.decode())
    except UnicodeDecodeError:
        msg = f"{path} is not UTF-8 text: save it as UTF-8."
        raise ReminderError(msg) from None
    except tomli.TOMLDecodeError as error:
        msg = f'{path}: line {error.lineno} is not TOML: each line is NAME = "value".'
        raise ReminderError(msg) from None  # the cause holds the whole file
    except (ValueError, RecursionError):
        msg = f'{path} makes no sense: each line is NAME = "value".'
        raise ReminderError(msg) from None
    for name, value in values.items():
        if not isinstance(value, str):
            msg = f'{path}: {name} is not text: write {name} = "value", with the quotes.'
            raise ReminderError(msg)
    return values
