"""Rulebooks as values: the rules, the tricks of sellers, and what they name.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from aliguard.rules.names import (
    OLD_KINDS,
    Actor,
    AnchorName,
    Circumstance,
    Fact,
    Kind,
    Loss,
    PrintedName,
    Step,
)
from aliguard.rules.terms import Condition, Part, Source, Term, Wording, Words


class Rule(Part):
    """One deadline: who must act, from when it counts, and its terms through the years."""

    title: str = Field(min_length=1)
    actor: Actor
    kind: Kind
    backstop: bool = False
    """It is at the bank: when it is near it comes before any wait."""
    loses: Loss = "money"
    part_of: str | None = None
    """The rule of which it is a part: it is not told beside that one."""
    then: str | None = None
    """The rule that is told in its place once it is late, and not before."""
    counts_from: AnchorName | None = None
    printed: PrintedName | None = None
    when: Condition = Condition()
    needs: tuple[Fact, ...] = ()
    done_by: tuple[Fact, ...] = ()
    moot_by: tuple[Fact, ...] = ()
    barred_by: tuple[Fact, ...] = ()
    """What keeps the buyer from it for now."""
    contested_by: tuple[Fact, ...] = ()
    """What makes it doubtful, whatever its days."""
    last_if: tuple[Fact, ...] = ()
    """What makes it the last thing to try."""
    costless_if: tuple[Fact, ...] = ()
    """What makes it cost nothing to miss it."""
    keeps_open: bool = False
    """As long as it holds, an order is not at rest."""
    lingers: bool = False
    """It can be tried after its end, as long as the rule holds."""
    late_counts: bool = False
    """Doing it after its end does not mend that: what was missed is still told."""
    automatic: bool = False
    todo: str = Field(min_length=1)
    record: str | None = None
    """The command that records it as done, to end in the order's id; capitals stand for values."""
    chase: str | None = None
    """What to do once another party is late."""
    chase_record: str | None = None
    """The command that then records how it ended."""
    missed: str = Field(min_length=1)
    wording: tuple[Wording, ...] = ()
    in_force: Mapping[date, Term] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _kind_of_old(cls, raw: object) -> object:
        """A rule without a kind, or with one of version 0.1, as it is read today."""
        if not isinstance(raw, dict) or raw.get("kind", "main") in get_args(Kind):
            return raw
        kind = raw.get("kind", "main")
        main = "duty" if raw.get("actor") == "buyer" else "wait"
        backstop = {"backstop": True} if kind == "backstop" else {}
        return {**raw, **backstop, "kind": main if kind == "main" else OLD_KINDS.get(kind, kind)}

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
            counted = term.days is not None or term.ends_with or term.look_after
            if not (counted or term.repealed or self.printed):
                msg = f"in_force.{since}: days are missing, and no printed date takes their place"
                raise ValueError(msg)
        return self

    @cached_property
    def unconditional(self) -> bool:
        """Whether it holds for every order."""
        return not self.when.model_fields_set

    @cached_property
    def words(self) -> Words:
        """How it is told as always."""
        return Words(self.todo, self.missed, self.record, self.chase, self.chase_record)

    @cached_property
    def names_amounts(self) -> bool:
        """Whether its words, or one wording of them, have a place for an amount."""
        told = (self.words, *(wording.over(self.words) for wording in self.wording))
        return any(words.names_amounts for words in told)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """All that the rule may count from."""
        varied = {
            name
            for term in self.in_force.values()
            for variant in term.variants
            for name in (variant.counts_from, variant.until_then)
            if name
        }
        return frozenset({*varied, *([self.counts_from] if self.counts_from else [])})

    def term_on(self, day: date) -> tuple[date, Term] | None:
        """The term in force on a day and the date since when, or None."""
        for since, term in self.in_force.items():
            if since <= day:
                return None if term.repealed else (since, term)
        return None


class Region(Part):
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


class Trick(Part):
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


class Rulebook(Part):
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
        """The rules that are deadlines, by what they may count from."""
        return self._grouped(lambda rule: rule.anchors)

    @cached_property
    def by_printed(self) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        """The rules that are deadlines, by the printed date that beats them."""
        return self._grouped(lambda rule: {rule.printed} if rule.printed else ())

    def _grouped(
        self, keys: Callable[[Rule], Iterable[str]]
    ) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        grouped: dict[str, list[tuple[str, Rule]]] = {}
        for rule_id, rule in self.rules.items():
            for key in keys(rule) if rule.kind != "opening" else ():
                grouped.setdefault(key, []).append((rule_id, rule))
        return {key: tuple(rules) for key, rules in grouped.items()}

    def countries(self, names: tuple[str, ...]) -> frozenset[str]:
        """The country codes that the names stand for: regions by their members."""
        codes: set[str] = set()
        for name in names:
            region = self.regions.get(name)
            codes.update(region.members if region else (name,))
        return frozenset(codes)
