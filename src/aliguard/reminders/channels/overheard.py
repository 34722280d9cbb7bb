"""What a library logs while it works, kept from every other ear: it may hold secrets."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, in order: complaints, and the details that only debug logs tell."""

    complaints: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


class _Ear(logging.Handler):
    """Keeps what one library says, and swallows what the others do."""

    def __init__(self, library: str) -> None:
        super().__init__()
        self._library = library
        self.heard = Heard()

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == self._library:
            loud = logging.WARNING <= record.levelno <= logging.ERROR
            (self.heard.complaints if loud else self.heard.details).append(record.getMessage())


@contextmanager
def overheard(library: str) -> Iterator[Heard]:
    """Listen to all that a library logs; until the end, no log or warning is told elsewhere.

    What it calls is kept quiet too: its HTTP client logs addresses with the tokens in them.
    """
    ear = _Ear(library)
    root, logger = logging.getLogger(), logging.getLogger(library)
    handlers, level = root.handlers, logger.level
    root.handlers = [ear]
    logger.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield ear.heard
    finally:
        root.handlers = handlers
        logger.setLevel(level)
