"""The entry point: runs a command, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from aliguard import __version__
from aliguard.errors import AliguardError, InputError

FAILED = 2
"""The exit code of what could not be done."""
INTERRUPTED = 130
"""The exit code of what the user stopped, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with the shell's arguments, and exit."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    gc.disable()  # a call lives for less than a second: looking for garbage costs, and frees little
    _mend_streams()
    try:
        code = _run(given)
        if arguments is None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said: let the interpreter end
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _mend_streams() -> None:
    """Let a closed stream swallow what is printed, and a narrow one show what it can."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _run(given: list[str]) -> int:
    """The exit code of a call; errors are told on stderr in a line or two."""
    if given == ["--version"]:
        return _print_version()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # there are none; looking costs
    import typer  # noqa: PLC0415 - `--version` needs none of it
    from typer.exceptions import TyperException  # noqa: PLC0415

    from aliguard.cli import output  # noqa: PLC0415
    from aliguard.cli.app import build  # noqa: PLC0415

    wanted = [] if "_ALIGUARD_COMPLETE" in os.environ else given
    try:
        _check_text(given)
        code = build(wanted)(given, prog_name="aliguard", standalone_mode=False)
        sys.stdout.flush()
    except AliguardError as error:
        output.error(str(error))
    except TyperException as error:
        output.usage_error(error)
    except typer.Abort:
        output.error("stopped; nothing was recorded.")
    except OSError as error:
        _forget_output()
        if not isinstance(error, BrokenPipeError):
            output.error(f"the answer cannot be written: {error.strerror}.")
    else:
        return code if isinstance(code, int) else 0
    return FAILED


def _print_version() -> int:
    try:
        sys.stdout.write(f"aliguard {__version__}\n")
        sys.stdout.flush()
    except OSError:
        _forget_output()
        return FAILED
    return 0


def _check_text(given: Sequence[str]) -> None:
    for text in given:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            msg = f"{text!r} is not text in UTF-8: type it anew."
            raise InputError(msg) from error


def _forget_output() -> None:
    """Drop what could not be written, so that the interpreter does not try again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
