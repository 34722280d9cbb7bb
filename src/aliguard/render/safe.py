"""Text from outside, made safe to show: control and bidi characters are shown, not obeyed."""

from __future__ import annotations

import re
import unicodedata

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that draw nothing, or steer what is drawn around them."""

JOINERS = frozenset("\u200c\u200d")
"""What joins letters and emoji; it draws nothing and steers nothing around it."""

ELLIPSIS = "…"


def shown(text: str) -> str:
    r"""The text with every character that steers the terminal written out.

    >>> shown("a\x1b[2Jb\u202ec")
    'a\\x1b[2Jb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character in JOINERS or unicodedata.category(character) not in HIDDEN:
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - only for what is not ASCII

    return cell_len(text)


def clipped(text: str, width: int) -> str:
    """The text, shown in at most so many terminal cells; what is cut off is marked.

    >>> clipped("a long title", 6)
    'a lon…'
    """
    text = shown(text)
    if cells(text) <= width:
        return text
    from rich.cells import set_cell_size  # noqa: PLC0415 - only where text is cut

    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


HANGING = 4
"""How far a line that goes on is indented."""
WIDEST = 2
"""The cells of the widest character: no part of a word can be narrower."""


def wrapped(text: str, width: int) -> list[str]:
    """A line cut between words into lines of at most so many cells, all but the first indented.

    A word that is wider than a line is cut, unless it is an address.
    """
    text = shown(text)
    if cells(text) <= width:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()))
    lines, line = [], ""
    for spaced in re.findall(r" *[^ ]+", text):
        if cells(line) + cells(spaced) <= width:
            line += spaced
            continue
        if line.strip():
            lines.append(line)
            line = indent + " " * HANGING
        *full, last = _parts(spaced.strip(), max(width - cells(line), WIDEST))
        lines += [line + part for part in full]
        line += last
    return [*lines, line]


def _parts(word: str, width: int) -> list[str]:
    """A word in parts of so many cells; an address stays whole."""
    from rich.cells import chop_cells  # noqa: PLC0415 - only at a terminal

    return [word] if "://" in word else chop_cells(word, width)
