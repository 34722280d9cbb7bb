"""The entry point: runs a command, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from aliguard import __version__
from aliguard.errors import AliguardError

FAILED = 2
"""The exit code of what could not be done."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with the shell's arguments, and exit."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given == ["--version"]:
        sys.stdout.write(f"aliguard {__version__}\n")
        sys.exit(0)
    gc.disable()  # a call lives for less than a second: looking for garbage costs, and frees little
    sys.exit(_run(given))


def _run(given: list[str]) -> int:
    """The exit code of a call; errors are told on stderr in a line or two."""
    import typer  # noqa: PLC0415 - `--version` needs none of it
    from typer.exceptions import TyperException  # noqa: PLC0415

    from aliguard.cli import output  # noqa: PLC0415
    from aliguard.cli.app import build  # noqa: PLC0415

    wanted = [] if "_ALIGUARD_COMPLETE" in os.environ else given
    try:
        code = build(wanted)(given, prog_name="aliguard", standalone_mode=False)
        sys.stdout.flush()
    except AliguardError as error:
        output.error(str(error))
    except TyperException as error:
        output.usage_error(error)
    except typer.Abort:
        output.error("stopped; nothing was recorded.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        return code if isinstance(code, int) else 0
    return FAILED


if __name__ == "__main__":
    main()
