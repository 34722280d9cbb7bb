"""The entry point: runs a command, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from aliguard import __version__
from aliguard.errors import InputError, in_words

FAILED = 2
"""The exit code of what could not be done."""
INTERRUPTED = 130
"""The exit code of what the user stopped, as shells have it."""
UNHEARD = 141
"""The exit code where whoever read the output closed the pipe, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with the shell's arguments, and exit."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    gc.disable()  # a call lives for less than a second: looking for garbage costs, and frees little
    if arguments is None:
        sys.unraisablehook = _end_if_interrupted
    try:
        _mend_streams()
        code = _run(given)
        if arguments is None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said: let the interpreter end
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _end_if_interrupted(lost: sys.UnraisableHookArgs) -> None:
    """End where Python would drop an interrupt, with a traceback: whatever is on disk is whole."""
    if lost.exc_type is KeyboardInterrupt:
        os._exit(INTERRUPTED)
    sys.__unraisablehook__(lost)


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
    """The exit code of a call; whatever happens in it is told on stderr in a line or two."""
    output = sys.stdout
    try:
        return _call(given)
    except SystemExit as ended:
        return _code(ended)
    except BaseException as error:  # noqa: BLE001 - no traceback leaves the program
        if _is_interrupt(error):
            return INTERRUPTED
        if _is_closed_pipe(error):
            return UNHEARD
        _tell(error)
        return FAILED
    finally:
        _flush(output)


def _call(given: list[str]) -> int:
    if given == ["--version"]:
        sys.stdout.write(f"aliguard {__version__}\n")
        sys.stdout.flush()
        return 0
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # there are none; looking costs
    from aliguard.cli import output  # noqa: PLC0415 - `--version` needs none of it
    from aliguard.cli.app import build  # noqa: PLC0415

    output.recorded.clear()
    wanted = [] if "_ALIGUARD_COMPLETE" in os.environ else given
    _check_text(given)
    code = build(wanted)(given, prog_name="aliguard", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _check_text(given: Sequence[str]) -> None:
    for text in given:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            msg = f"{text!r} is not text in UTF-8: type it anew."
            raise InputError(msg) from error


def _code(ended: SystemExit) -> int:
    """The exit code of an end that was asked for; Typer asks for 1 where the pipe was closed."""
    if ended.__context__ and _is_closed_pipe(ended.__context__):
        return UNHEARD
    return ended.code if isinstance(ended.code, int) else FAILED if ended.code else 0


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether the user stopped it: Python tells some interrupts as the cause of another error."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _is_closed_pipe(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def _tell(error: BaseException) -> None:
    """Say on stderr what happened, with the means that are left."""
    try:
        from aliguard.cli import output  # noqa: PLC0415

        output.failure(error)
    except Exception:  # noqa: BLE001 - what is broken may be what tells it
        with contextlib.suppress(Exception):
            sys.stderr.write(f"aliguard: {in_words(error)}\n")


def _flush(output: TextIO) -> None:
    """Drop what cannot be written, so that the interpreter does not try again at its end."""
    try:
        output.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())


if __name__ == "__main__":
    main()
