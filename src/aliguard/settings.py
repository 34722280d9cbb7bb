"""Where aliguard keeps its files, and what the user has set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tomli
from platformdirs import PlatformDirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aliguard.errors import InputError
from aliguard.model.order import Country
from aliguard.rules.deadline import SAFETY_DAYS


class Settings(BaseModel):
    """What the user has set in settings.toml; each key has a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    safety_days: int = Field(default=SAFETY_DAYS, ge=0, le=30)
    """Days before its end by which a deadline should be met."""
    buyer_in: Country | None = None
    """The country that new orders are delivered to."""
    currency: str | None = None
    """The currency of prices that name none."""


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
        return Settings.model_validate(tomli.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        msg = f"{path}: {error}"
        raise InputError(msg) from error
    except ValidationError as error:
        first = error.errors()[0]
        msg = f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise InputError(msg) from error
