"""Rulebooks as values: dated terms, the claims of other sources, and who said so.

Pure: takes values, returns values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, Self, get_args

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
Kind = Literal["duty", "chance", "wait", "limit", "opening"]
"""What a rule asks of the buyer: to act or lose, to try, to wait, or nothing: it ends or begins a
window."""
OLD_KINDS = {"option": "chance", "backstop": "chance"}
"""Kinds that rules of the user may still name as version 0.1 did."""
Loss = Literal["money", "case", "chance", "nothing"]
"""What a missed day costs, the dearest first: where two fall on one day, that comes first."""
Unit = Literal["calendar", "business"]
SourceKind = Literal["official", "official-copy", "third-party", "article", "own"]
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
    "decision-awaited",
    "evidence-requested",
    "ruled",
    "decided",
    "given-up",
    "return-agreed",
    "return-shipped",
    "settled",
    "short",
    "appealed",
    "chargeback-opened",
    "claim-sent",
    "claim-answered",
]
PrintedName = Literal[
    "ship-by",
    "protection",
    "pickup",
    "seller-answer",
    "step-in",
    "offer",
    "evidence",
    "ruling",
    "return",
]
Fact = Literal[
    "shipped",
    "received",
    "elsewhere",
    "confirmed",
    "completed",
    "satisfied",
    "cancelled",
    "cancelled-unpaid",
    "refunded",
    "paid",
    "short",
    "moving",
    "protection-printed",
    "protection-known",
    "under-way",
    "unshipped",
    "extended-late",
    "disputed",
    "cancelled-before",
    "dispute-open",
    "dispute-in-transit",
    "dispute-rests",
    "wants-return",
    "dispute-ended",
    "seller-answered",
    "offered-before",
    "stepped-in",
    "offer-answered",
    "evidence-given",
    "transit-answered",
    "ruling-open",
    "ruling-answered",
    "proposal-accepted",
    "accepted",
    "won",
    "won-all",
    "ruled",
    "decided",
    "settled",
    "returned",
    "return-received",
    "appealed",
    "appeal-decided",
    "frozen",
    "chargeback-open",
    "chargeback-opened",
    "chargeback-escalated",
    "chargeback-decided",
    "chargeback-won",
    "claim-open",
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
        if not self.url and self.kind not in {"article", "own"}:
            msg = "url is missing: only an article, or advice of our own, may be without one"
            raise ValueError(msg)
        return self


class Claim(_Part):
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


class Variant(_Part):
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


class Words(NamedTuple):
    """How a deadline is told: what to do, what is lost otherwise, what records it as done."""

    todo: str
    missed: str
    record: str | None = None
    chase: str | None = None
    """What to do, instead, once it is late."""
    chase_record: str | None = None


class Wording(_Part):
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


class Term(_Part):
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

    @property
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
