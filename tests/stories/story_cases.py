"""Stories as data: `*.story.toml`, read strictly.

A story is a sentence, the facts of an order as `add-order` takes them, and steps. A step is what is
typed on a day, without the order's id; nothing typed is a look on that day. It is either `refused`,
with words that the error holds, or it says where the order stands afterwards.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import tomli
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import model_validator as checked

from aliguard.model.life import Phase
from aliguard.rules.eligibility import Reason
from aliguard.rules.names import Actor

FOLDER = Path(__file__).parent


def _or_none(written: object) -> object:
    return None if written == "none" else written


Day = Annotated[date | None, BeforeValidator(_or_none)]
Mover = Annotated[Actor | None, BeforeValidator(_or_none)]
DeadlineId = Annotated[str | None, BeforeValidator(_or_none)]
EndAndState = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d/[a-z]+$")]
EXPECTED = {"phase", "mover", "next", "act_by", "ends_on"}
MORE = {"deadlines", "can_open"}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Strict):
    """What is typed on a day, and where the order stands afterwards."""

    on: date
    do: tuple[str, ...]
    refused: str | None = Field(default=None, min_length=5)
    phase: Phase | None = None
    mover: Mover = None
    next: DeadlineId = None
    act_by: Day = None
    ends_on: Day = None
    deadlines: dict[str, EndAndState] = {}
    """Other deadlines by id: the last day and the state."""
    can_open: Reason | None = None

    @checked(mode="after")
    def _says_one_thing(self) -> Self:
        said = self.model_fields_set & (EXPECTED | MORE)
        if said and self.refused:
            msg = "a refused step changes nothing, so it says nothing else"
            raise ValueError(msg)
        if not self.refused and not said >= EXPECTED:
            msg = f"{sorted(EXPECTED - said)} missing"
            raise ValueError(msg)
        if (self.next is None, self.act_by is None) not in {(True, True), (False, False)}:
            msg = "next and act_by are given together"
            raise ValueError(msg)
        return self


class Story(_Strict):
    """One order from placing to its last event."""

    name: str = Field(min_length=20)
    order: dict[str, str | int | Literal[True]]
    step: tuple[Step, ...] = Field(min_length=3)

    @checked(mode="after")
    def _goes_forward(self) -> Self:
        days = [step.on for step in self.step]
        if days != sorted(days):
            msg = "the steps are not in the order of their days"
            raise ValueError(msg)
        return self

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts as options of `add-order`."""
        return tuple(
            word
            for name, value in self.order.items()
            for word in ((f"--{name}",) if value is True else (f"--{name}", str(value)))
        )


@cache
def stories() -> dict[str, Story]:
    """Every story beside this module, by the name of its file."""
    return {
        path.name.removesuffix(".story.toml"): Story.model_validate(
            tomli.loads(path.read_text(encoding="utf-8"))
        )
        for path in sorted(FOLDER.glob("*.story.toml"))
    }
