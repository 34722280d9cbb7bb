"""The terms of rules: dated numbers, the claims of other sources, and how they are told.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from aliguard.rules.names import AnchorName, Days, Fact, PrintedName, SourceKind, Unit


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(Part):
    """Where a number was read, and when it was last checked."""

    title: str = Field(min_length=1)
    url: str
    year: int
    kind: SourceKind
    checked_on: date

    @model_validator(mode="after")
    def _has_address(self) -> Self:
        if not self.url and self.kind not in {"article", "own"}:
            msg = "url is missing: only an article, or advice of our own, may be without one"
            raise ValueError(msg)
        return self


class Claim(Part):
    """Another number for the same term. A weak claim is shown, and counts for nothing."""

    days: Days
    source: str
    unit: Unit | None = None
    counts_from: AnchorName | None = None
    unless: Fact | None = None
    cautious: bool = False
    """Where the day that it counts from comes before the rule's own, the end is the earlier."""
    weak: bool = False
    note: str | None = None


class Variant(Part):
    """A term that holds for sellers of some countries only, or while some facts hold."""

    seller_in: tuple[str, ...] = ()
    needs: tuple[Fact, ...] = ()
    counts_from: AnchorName
    until_then: AnchorName | None = None
    """What is counted from, as an estimate, until that is known."""
    days: Days | None = None
    ends_with: str | None = None

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if (self.days is None) == (self.ends_with is None) or not (self.seller_in or self.needs):
            msg = "give days or ends_with, and for whom it holds: seller_in or needs"
            raise ValueError(msg)
        return self


ASKED, LACKING = "ASKED", "LACKING"
"""Where words name an amount: what the buyer asked for, and what a refund fell short by."""


class Words(NamedTuple):
    """How a deadline is told: what to do, what is lost otherwise, what records it as done."""

    todo: str
    missed: str
    record: str | None = None
    chase: str | None = None
    """What to do, instead, once it is late."""
    chase_record: str | None = None

    @property
    def names_amounts(self) -> bool:
        """Whether they have a place for an amount of the dispute."""
        return LACKING in self.todo or ASKED in (self.chase_record or "")

    def filled(self, asked: str, lacking: str) -> Words:
        """These words with the amounts in their places: what was asked for, and what is lacking."""
        record = self.chase_record and self.chase_record.replace(ASKED, asked)
        return self._replace(todo=self.todo.replace(LACKING, lacking), chase_record=record)


class Wording(Part):
    """How a rule is told while some facts hold; what is not given is told as always."""

    needs: tuple[Fact, ...] = ()
    todo: str | None = None
    missed: str | None = None
    record: str | None = None
    chase: str | None = None
    chase_record: str | None = None

    def over(self, words: Words) -> Words:
        """These words, with others in their place where there are some."""
        own = {name: getattr(self, name) for name in Words._fields}
        return words._replace(**{name: text for name, text in own.items() if text})


class Term(Part):
    """What a rule said from one date on."""

    days: Days | None = None
    ends_with: str | None = None
    look: bool = False
    """Nobody knows the day: what is counted is the day on which to look at the page."""
    look_after: str | None = None
    """The same, on the day after another rule's window ends."""
    look_if: tuple[Fact, ...] = ()
    """What makes the day unknown: then the day that it counts from is the one to look."""
    look_every: int = Field(default=7, ge=1)
    """Days between two reminders to look."""
    not_after: str | None = None
    """A rule past whose end this one cannot run, however often it is started anew."""
    not_before: PrintedName | None = None
    """A printed date before which it does not end."""
    opens: Days = 0
    opens_from: AnchorName | None = None
    """The window opens on the day of this anchor."""
    opens_with: str | None = None
    """A rule before whose day the window does not open."""
    waived_within: int | None = None
    """The window opens at once when delivery was promised within so many days."""
    unit: Unit = "calendar"
    safety: int | None = Field(default=None, ge=0)
    estimate: bool = False
    contested: bool = False
    repealed: bool = False
    source: str
    note: str | None = None
    claims: tuple[Claim, ...] = ()
    variants: tuple[Variant, ...] = ()

    @cached_property
    def credible(self) -> tuple[Claim, ...]:
        """The claims that count."""
        return tuple(claim for claim in self.claims if not claim.weak)

    @property
    def leanings(self) -> Mapping[str, str]:
        """The rules that it needs to be counted, by the key that names them."""
        named = {
            "ends_with": self.ends_with,
            "opens_with": self.opens_with,
            "not_after": self.not_after,
            "look_after": self.look_after,
        } | {f"variants.{n}.ends_with": each.ends_with for n, each in enumerate(self.variants)}
        return {key: other for key, other in named.items() if other}

    @model_validator(mode="after")
    def _ends_one_way(self) -> Self:
        ways = [self.days is not None, bool(self.ends_with), bool(self.look_after)]
        if self.repealed and any(ways):
            msg = "a repealed term has neither days nor ends_with"
            raise ValueError(msg)
        if sum(ways) > 1:
            msg = "give days, ends_with or look_after, not two of them"
            raise ValueError(msg)
        return self


class Condition(Part):
    """Facts of an order without which a rule does not apply to it."""

    paid_with: tuple[str, ...] = ()
    buyer_in: tuple[str, ...] = ()
    seller_in: tuple[str, ...] = ()
    free_returns: bool | None = None
