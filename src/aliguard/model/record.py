"""The base of all that is stored: frozen, strict, nothing unknown; and how it says no."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2200
"""Years between which a date can be meant; others are slips of the hand."""


def meant(day: date) -> date:
    """The date, if it is one that can be meant.

    Raises:
        ValueError: its year is a slip of the hand.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        msg = f"{day} is no year that can be meant"
        raise ValueError(msg)
    return day


Day = Annotated[date, AfterValidator(meant)]
"""A calendar date in Pacific Time."""


class Record(BaseModel):
    """A stored value: a change returns a new one, an unknown key is an error."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        defer_build=True,
        protected_namespaces=(),
    )


def told(error: ValidationError) -> str:
    """The first complaint of a validation as one clause: the key, and what is wrong with it."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "extra_forbidden":
            reason = "unknown key"
        case "missing":
            reason = "is missing"
        case "union_tag_not_found":
            reason = 'event is missing: it says what happened, such as "shipped"'
        case "union_tag_invalid":
            reason = _unknown_event(first["ctx"])
        case "model_type" | "dict_type":
            reason = 'must be a table, such as { amount = "12.40", currency = "EUR" } for a price'
        case "tuple_type":
            reason = "must be a list of tables"
        case _:
            reason = first["msg"].removeprefix("Value error, ")
    return f"{where}: {reason}" if where else reason


def _unknown_event(context: dict[str, Any]) -> str:
    import difflib  # noqa: PLC0415 - heavy, and needed for errors only

    known = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
    near = difflib.get_close_matches(context["tag"], known, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return f"unknown event {context['tag']!r}{hint}"
