"""Rulebooks as values: dated terms, the claims of other sources, and who said so.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

Days = Annotated[int, Field(ge=-3660, le=3660)]
"""A number of days, within ten years."""

Actor = Literal["buyer", "seller", "platform", "bank", "carrier"]
Kind = Literal["main", "option", "backstop", "opening", "limit"]
Unit = Literal["calendar", "business"]
SourceKind = Literal["official", "official-copy", "third-party", "article"]
AnchorName = Literal[
    "placed",
    "cancel-requested",
    "shipped",
    "delivered",
    "confirmed",
    "completed",
    "received",
    "protection-end",
    "extension-requested",
    "frozen",
    "dispute-opened",
    "seller-asked",
    "offered",
    "stepped-in",
    "evidence-requested",
    "ruled",
    "decided",
    "return-agreed",
    "return-shipped",
    "settled",
    "appealed",
    "chargeback-opened",
    "claim-sent",
]
PrintedName = Literal[
    "ship-by", "protection", "pickup", "seller-answer", "offer", "evidence", "ruling", "return"
]
Fact = Literal[
    "shipped",
    "received",
    "confirmed",
    "completed",
    "satisfied",
    "cancelled",
    "refunded",
    "disputed",
    "dispute-open",
    "dispute-in-transit",
    "dispute-ended",
    "seller-answered",
    "stepped-in",
    "offer-answered",
    "evidence-given",
    "transit-answered",
    "ruling-open",
    "ruling-answered",
    "won",
    "ruled",
    "settled",
    "returned",
    "return-received",
    "appealed",
    "appeal-decided",
    "chargeback-opened",
    "chargeback-escalated",
    "chargeback-decided",
    "chargeback-won",
    "claim-answered",
    "extension-answered",
    "cancel-answered",
    "unfrozen",
]
Circumstance = Literal[
    "zero-offer",
    "return-offer",
    "late-offer",
    "seller-extension",
    "wrong-tracking",
    "reason-not-needed",
]
Step = Literal[
    "confirm", "dispute-cancel", "dispute-accept", "dispute-modify", "return-ship", "dispute-appeal"
]
"""The guarded steps, before which a trick may be told."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(_Part):
    """Where a number was read, and when it was last checked."""

    title: str = Field(min_length=1)
    url: str
    year: int
    kind: SourceKind
    checked_on: date

    @model_validator(mode="after")
    def _has_address(self) -> Self:
        if not self.url and self.kind != "article":
            msg = "url is missing: only an article may be without one"
            raise ValueError(msg)
        return self


class Claim(_Part):
    """Another number for the same term. A weak claim is shown, and counts for nothing."""

    days: Days
    source: str
    unit: Unit | None = None
    counts_from: AnchorName | None = None
    unless: Fact | None = None
    weak: bool = False
    note: str | None = None


class Variant(_Part):
    """A term that holds for sellers of some countries only."""

    seller_in: tuple[str, ...]
    counts_from: AnchorName
    days: Days


class Term(_Part):
    """What a rule said from one date on."""

    days: Days | None = None
    ends_with: str | None = None
    not_after: str | None = None
    """A rule past whose end this one cannot run, however often it is started anew."""
    opens: Days = 0
    opens_from: AnchorName | None = None
    """The window opens on the day of this anchor."""
    opens_with: str | None = None
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

    @model_validator(mode="after")
    def _ends_one_way(self) -> Self:
        if self.repealed and (self.days is not None or self.ends_with):
            msg = "a repealed term has neither days nor ends_with"
            raise ValueError(msg)
        if self.days is not None and self.ends_with:
            msg = "give days or ends_with, not both"
            raise ValueError(msg)
        return self


class Condition(_Part):
    """Facts of an order without which a rule does not apply to it."""

    paid_with: tuple[str, ...] = ()
    buyer_in: tuple[str, ...] = ()
    seller_in: tuple[str, ...] = ()
    free_returns: bool | None = None


class Rule(_Part):
    """One deadline: who must act, from when it counts, and its terms through the years."""

    title: str = Field(min_length=1)
    actor: Actor
    kind: Kind = "main"
    counts_from: AnchorName | None = None
    printed: PrintedName | None = None
    when: Condition = Condition()
    needs: tuple[Fact, ...] = ()
    done_by: tuple[Fact, ...] = ()
    moot_by: tuple[Fact, ...] = ()
    automatic: bool = False
    todo: str = Field(min_length=1)
    record: str | None = None
    """The command that records it as done, to end in the order's id; capitals stand for values."""
    missed: str = Field(min_length=1)
    in_force: Mapping[date, Term] = Field(min_length=1)

    @field_validator("in_force")
    @classmethod
    def _newest_first(cls, terms: Mapping[date, Term]) -> Mapping[date, Term]:
        return dict(sorted(terms.items(), reverse=True))

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if self.counts_from is None and self.printed is None:
            msg = "counts_from is missing, and no printed date takes its place"
            raise ValueError(msg)
        for since, term in self.in_force.items():
            if term.days is None and not (term.ends_with or term.repealed or self.printed):
                msg = f"in_force.{since}: days are missing, and no printed date takes their place"
                raise ValueError(msg)
        return self

    @property
    def anchors(self) -> frozenset[str]:
        """All that the rule may count from."""
        varied = {v.counts_from for term in self.in_force.values() for v in term.variants}
        return frozenset({*varied, *([self.counts_from] if self.counts_from else [])})

    def term_on(self, day: date) -> tuple[date, Term] | None:
        """The term in force on a day and the date since when, or None."""
        for since, term in self.in_force.items():
            if since <= day:
                return None if term.repealed else (since, term)
        return None


class Region(_Part):
    """Countries that a rule names together."""

    members: tuple[str, ...]
    source: str


def _with_letters(words: str) -> str:
    if "*" in words[:-1]:
        msg = "* stands at the end only, for any ending of the last word"
        raise ValueError(msg)
    if not any(map(str.isalnum, words)):
        msg = "has neither a letter nor a digit"
        raise ValueError(msg)
    return words


def _together(phrase: object) -> object:
    return (phrase,) if isinstance(phrase, str) else phrase


Phrase = Annotated[
    tuple[Annotated[str, AfterValidator(_with_letters)], ...],
    BeforeValidator(_together),
    Field(min_length=1),
]
"""Words that stand side by side; or several such, all of which must appear in a text."""


class Trick(_Part):
    """What a seller may propose to a buyer's harm, and what to do instead."""

    title: str = Field(min_length=1, max_length=40)
    proposes: str = Field(min_length=1)
    why: str = Field(min_length=1)
    instead: str = Field(min_length=1)
    source: str
    words: tuple[Phrase, ...] = ()
    """Phrases by any of which a seller's message is recognised."""
    fits: tuple[Circumstance, ...] = ()
    """Circumstances any of which shows that it may be going on."""
    before: tuple[Step, ...] = ()
    """Steps before which it is told."""


class Rulebook(_Part):
    """All rules and tricks by id, with the sources and regions that they name."""

    sources: Mapping[str, Source] = {}
    regions: Mapping[str, Region] = {}
    rules: Mapping[str, Rule] = {}
    tricks: Mapping[str, Trick] = {}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each rule stands among the others: what comes first where days are equal."""
        return {rule_id: position for position, rule_id in enumerate(self.rules)}

    @cached_property
    def by_anchor(self) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        """The rules by what they may count from."""
        return self._grouped(lambda rule: rule.anchors)

    @cached_property
    def by_printed(self) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        """The rules by the printed date that beats them."""
        return self._grouped(lambda rule: {rule.printed} if rule.printed else ())

    def _grouped(
        self, keys: Callable[[Rule], Iterable[str]]
    ) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        grouped: dict[str, list[tuple[str, Rule]]] = {}
        for rule_id, rule in self.rules.items():
            for key in keys(rule):
                grouped.setdefault(key, []).append((rule_id, rule))
        return {key: tuple(rules) for key, rules in grouped.items()}

    def countries(self, names: tuple[str, ...]) -> frozenset[str]:
        """The country codes that the names stand for: regions by their members."""
        codes: set[str] = set()
        for name in names:
            region = self.regions.get(name)
            codes.update(region.members if region else (name,))
        return frozenset(codes)
