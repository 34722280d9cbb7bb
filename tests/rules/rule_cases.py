"""Worked cases as data: the tables of `*.cases.toml`, read strictly.

A case is a sentence, the facts of an order as a ledger would hold them, and what must follow:
`deadline` rows, `can_open` rows (one a day), a `phase`, `absent` rule ids, and `open` by day.
Only what a row names is compared; "none" says that there must be no such day.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from aliguard.model import Order
from aliguard.model.life import Phase
from aliguard.rules.deadline import Certainty, State
from aliguard.rules.eligibility import Reason

FOLDER = Path(__file__).parent


def _day_or_none(written: object) -> object:
    return None if written == "none" else written


Day = Annotated[date | None, BeforeValidator(_day_or_none)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeadlineRow(_Strict):
    """What one deadline of the order must look like."""

    id: str
    opens_on: Day = None
    act_by: Day = None
    ends_on: Day = None
    latest_on: Day = None
    certainty: Certainty | None = None
    states: dict[date, State] = {}

    @property
    def days(self) -> dict[str, Any]:
        """The days and the certainty that the row names."""
        return self.model_dump(exclude_unset=True, exclude={"id", "states"})


class VerdictRow(_Strict):
    """What `can-open` must say on one day."""

    today: date
    verdict: Literal["yes", "no"]
    reason: Reason
    opens_on: Day = None
    act_by: Day = None
    closes_on: Day = None
    latest_on: Day = None
    certainty: Certainty | None = None
    alternatives: dict[str, Day] = {}
    """Ways that must be named, with their last days."""
    without: tuple[str, ...] = ()
    """Ways that must not be named."""

    @property
    def answer(self) -> dict[str, Any]:
        """The reason, the days and the certainty that the row names."""
        ways = {"today", "verdict", "alternatives", "without"}
        return self.model_dump(exclude_unset=True, exclude=ways)


class Case(_Strict):
    """One worked case."""

    name: str = Field(min_length=10)
    order: Order
    safety_days: int = 1
    phase: Phase | None = None
    absent: tuple[str, ...] = ()
    deadline: tuple[DeadlineRow, ...] = ()
    can_open: tuple[VerdictRow, ...] = ()
    open: dict[date, bool] = {}


class CaseFile(_Strict):
    """All cases of one theme."""

    case: tuple[Case, ...] = Field(min_length=1)


@cache
def case_files() -> dict[str, CaseFile]:
    """Every case file beside this module, by theme."""
    return {
        path.name.removesuffix(".cases.toml"): CaseFile.model_validate(
            tomli.loads(path.read_text(encoding="utf-8"))
        )
        for path in sorted(FOLDER.glob("*.cases.toml"))
    }


def all_cases() -> list[tuple[str, Case]]:
    """Every case, with its theme and name in front."""
    return [
        (f"{theme}: {case.name}", case)
        for theme, file in case_files().items()
        for case in file.case
    ]
