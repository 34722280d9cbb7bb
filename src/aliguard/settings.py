"""Where aliguard keeps its files, and what the user has set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated

import tomli
from platformdirs import PlatformDirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)

from aliguard.errors import InputError
from aliguard.model.order import Country
from aliguard.rules.deadline import SAFETY_DAYS
from aliguard.store import files

STAGES = (14, 7, 3, 1, 0)
"""Days before `act_by` on which a reminder is sent, unless the user says otherwise."""
EARLIEST_STAGE = 365
KEY = re.compile(r"[\w-]{1,40}")
"""What may be told of a key: one that is no word may hold a secret, put in the wrong place."""

HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")

ChannelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


def _descending(stages: tuple[int, ...]) -> tuple[int, ...]:
    """The stages from the earliest on; the day to act by is always one."""
    return tuple(sorted({*stages, 0}, reverse=True))


def _hour(value: object) -> object:
    """An hour of the day as it may be written: a number would be taken for seconds."""
    if isinstance(value, time) or (isinstance(value, str) and HOUR.fullmatch(value)):
        return value
    msg = 'write it as "09:00"'
    raise ValueError(msg)


Stages = Annotated[
    tuple[Annotated[int, Field(ge=0, le=EARLIEST_STAGE)], ...], AfterValidator(_descending)
]


class Reminders(BaseModel):
    """When reminders are sent, and over which channels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stages: Stages = STAGES
    """Days before `act_by`, the earliest first."""
    channels: Mapping[ChannelName, SecretStr] = Field(
        default={"stdout": SecretStr("stdout")}, min_length=1
    )
    """Where they go, by a name of the user's: `stdout`, `desktop` or an address for Apprise."""


class Calendar(BaseModel):
    """How deadlines stand in the user's calendar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alarms_at: Annotated[time, BeforeValidator(_hour)] = time(9)
    """The hour at which alarms ring: those of an all-day event would at midnight."""


class Settings(BaseModel):
    """What the user has set in settings.toml; each key has a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    safety_days: int = Field(default=SAFETY_DAYS, ge=0, le=30)
    """Days before its end by which a deadline should be met."""
    buyer_in: Country | None = None
    """The country that new orders are delivered to."""
    currency: str | None = None
    """The currency of prices that name none."""
    reminders: Reminders = Reminders()
    """When reminders are sent, and over which channels."""
    calendar: Calendar = Calendar()
    """How deadlines stand in the user's calendar."""


@dataclass(frozen=True)
class Paths:
    """The files of one user."""

    ledger: Path
    config: Path
    cache: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def secrets(self) -> Path:
        """The file of passwords and tokens that the addresses of channels name."""
        return self.config / "secrets.toml"

    @property
    def rules(self) -> Path:
        """The folder of the user's own rulebooks."""
        return self.config / "rules.d"


def paths() -> Paths:
    """The files of this user, by the platform's conventions."""
    folders = PlatformDirs("aliguard", appauthor=False)
    return Paths(
        ledger=folders.user_data_path / "ledger.toml",
        config=folders.user_config_path,
        cache=folders.user_cache_path,
    )


def load(path: Path) -> Settings:
    """The settings in a file; the defaults where there is none.

    Raises:
        InputError: the file cannot be read, or a key is wrong; it names the file and the key.
    """
    try:
        return Settings.model_validate(tomli.loads((files.read(path) or b"").decode()))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(part if KEY.fullmatch(part) else "…" for part in map(str, first["loc"]))
        msg = f"{path}: {key}: {first['msg'].removeprefix('Value error, ')}"
        raise InputError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{path}: {error}"
        raise InputError(msg) from error
