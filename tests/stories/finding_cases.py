"""Findings as data: `findings/*.findings.toml`, read strictly.

A finding is a sentence that must hold, what is typed, each line a day and the words of a command,
and looks. A look is one more command line on a day: it is either `refused`, with words that the
error holds, or it says what its answer holds, and what not.
"""

from __future__ import annotations

import re
import shlex
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import tomli
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic import model_validator as checked

FOLDER = Path(__file__).parent / "findings"
NUMBERED = {"P": 14, "M": 22, "L": 26}
"""How many findings there are: of what is told first, of money, of the life of a dispute."""

Id = Annotated[str, StringConstraints(pattern=r"^[PML][1-9]\d?$")]
Words = Annotated[str, StringConstraints(min_length=2)]
Line = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d \S+")]
SAID = {"first", "says", "never", "in_order", "code"}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Look(_Strict):
    """A command line on a day, and what its answer holds."""

    on: date
    ask: Words
    first: Words | None = None
    """What the first line holds."""
    says: tuple[Words, ...] = ()
    never: tuple[Words, ...] = ()
    in_order: tuple[Words, ...] = ()
    """What follows one another."""
    code: Literal[0, 1] | None = None
    refused: Words | None = None

    @checked(mode="after")
    def _says_one_thing(self) -> Self:
        said = self.model_fields_set & SAID
        if bool(said) == bool(self.refused):
            msg = "a look says what is answered, or that it is refused"
            raise ValueError(msg)
        return self

    @property
    def words(self) -> list[str]:
        """The words of the command."""
        return shlex.split(self.ask)

    @property
    def codes(self) -> set[int]:
        """The exit codes that it may have; a question may be answered with no."""
        if self.refused:
            return {2}
        if self.code is not None:
            return {self.code}
        return {0, 1} if {"can-open", "--check"} & set(self.words) else {0}

    def differences(self, out: str) -> list[str]:
        """What an answer does not hold, and what it should not."""
        head = out.partition("\n")[0]
        beside = ".*".join(re.escape(words) for words in self.in_order)
        return [
            *([f"begins with {head!r}"] if self.first and self.first not in head else []),
            *(f"{words!r} is missing" for words in self.says if words not in out),
            *(f"says {words!r}" for words in self.never if words in out),
            *([] if re.search(beside, out, re.DOTALL) else [f"not in order: {self.in_order}"]),
        ]


class Finding(_Strict):
    """One case of a finding: what is typed, and how it looks then."""

    id: Id
    name: str = Field(min_length=20, max_length=92)
    typed: tuple[Line, ...] = Field(min_length=1)
    look: tuple[Look, ...] = Field(min_length=1)

    @property
    def commands(self) -> list[tuple[str, list[str]]]:
        """What is typed, as a day and words."""
        return [(line[:10], shlex.split(line[11:])) for line in self.typed]


class _Findings(_Strict):
    finding: tuple[Finding, ...]


@cache
def findings() -> dict[str, Finding]:
    """Every case of the folder, by its id and its sentence."""
    return {
        f"{each.id}: {each.name}": each
        for path in sorted(FOLDER.glob("*.findings.toml"))
        for each in _Findings.model_validate(tomli.loads(path.read_text(encoding="utf-8"))).finding
    }
