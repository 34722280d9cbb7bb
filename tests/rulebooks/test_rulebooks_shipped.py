"""The rules that ship with aliguard: all of them, each with its number and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from aliguard.rulebooks import fingerprint, load
from aliguard.rules.terms import Term

BOOKS = load()
ALL_TERMS = [
    pytest.param(rule_id, since, id=f"{rule_id} from {since}")
    for rule_id, rule in BOOKS.rules.items()
    for since in rule.in_force
]

# Rule, who must act, from when it counts, and the term of today: the table of the design.
TODAY = """
ship-by                seller    -                    printed
cancel-answer          seller    cancel-requested     2 days
dispute-opens          buyer     shipped              10 days, at once within 5
protection             buyer     shipped              60 days or printed
dispute-opens-moving   buyer     protection-end       -7 days
dispute-recommended    buyer     protection-end       from -7 to -1 days, safety 0
dispute-after-timeout  buyer     protection-end       from 1 to 15 days
dispute-after-receipt  buyer     received             15 days
auto-confirm           platform  delivered            7 days
free-return            buyer     received             15 days
withdrawal             buyer     received             14 days
extension-answer       seller    extension-requested  2 days
seller-answer          seller    seller-asked         5 days or printed
evidence-ready         buyer     dispute-opened       5 days
escalate-by-hand       buyer     dispute-opened       repealed
step-in                platform  dispute-opened       7 days or printed
in-transit-answer      buyer     protection-end       0 days, safety 0
offer-answer           buyer     offered              with step-in or printed
decision               platform  decision-awaited     7 days
evidence-request       buyer     evidence-requested   2 days or printed
ruling-answer          buyer     ruled                look after 0 days or printed
return-ship            buyer     return-agreed        10 days or printed, safety 3
return-arrive          carrier   return-shipped       8 days
refund-arrives         platform  settled              20 business days
cancel-dispute         buyer     protection-end       0 days
appeal                 buyer     decided              7 days
appeal-answer          platform  appealed             5 business days
feedback               buyer     completed            30 days
frozen-proof           seller    frozen               3 business days
frozen-settle          platform  frozen               15 business days
paypal-claim           buyer     placed               180 days, safety 7
paypal-escalate        buyer     chargeback-opened    20 days
card-chargeback        buyer     placed               120 days, safety 7
written-claim          seller    claim-sent           30 days
pickup                 buyer     -                    printed
shipping-news          buyer     placed               look after 10 days
printed-end            buyer     placed               look after 53 days
return-maybe           buyer     seller-asked         look after seller-answer
return-news            buyer     return-shipped       look after 8 days
refund-short           buyer     short                look after 0 days
bank-news              buyer     chargeback-opened    look after 30 days
appeal-last-resort     buyer     given-up             15 days
claim-unsatisfied      buyer     claim-answered       14 days, safety 0
"""
# The same of the last day of 2016, where it differs.
IN_2016 = """
dispute-opens          buyer     shipped              5 days, at once within 5
seller-answer          seller    seller-asked         15 days or printed
escalate-by-hand       buyer     dispute-opened       from 4 to 15 days
step-in                platform  dispute-opened       16 days or printed
refund-arrives         platform  settled              15 business days
"""
# Other numbers in circulation, which the design asks for; in brackets those that count for nothing.
CLAIMED = {
    "protection": "(60) 75 90 120",
    "dispute-opens": "(11)",
    "dispute-after-timeout": "(0) 15",
    "dispute-after-receipt": "(8) (15) 15 15 15",
    "auto-confirm": "5",
    "seller-answer": "4 4 5 7",
    "step-in": "5 (15)",
    "decision": "15 30",
    "evidence-request": "3",
    "refund-arrives": "(10) (14) (60) 10 15 15",
    "cancel-dispute": "(5) 15",
    "appeal": "15 7",
    "appeal-answer": "10 5",
    "card-chargeback": "120 540",
}


def rows(table: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split(maxsplit=3)[1:] for line in table.strip().splitlines()}


def row(rule_id: str, day: date) -> list[str]:
    """What the rulebooks say of a rule on a day, as a row of the tables above."""
    rule = BOOKS.rules[rule_id]
    term = next((term for since, term in rule.in_force.items() if since <= day), None)
    said = told(term, printed=rule.printed is not None) if term else "-"
    return [rule.actor, rule.counts_from or "-", said]


def told(term: Term, *, printed: bool) -> str:
    if term.repealed:
        return "repealed"
    says = [*length(term), *(["printed"] if printed else [])]
    waived = "" if term.waived_within is None else f", at once within {term.waived_within}"
    safety = "" if term.safety is None else f", safety {term.safety}"
    return " or ".join(says) + waived + safety


def length(term: Term) -> Iterator[str]:
    if term.ends_with:
        yield f"with {term.ends_with}"
    if term.look_after:
        yield f"look after {term.look_after}"
    if term.look:
        yield f"look after {term.days} days"
    elif term.days is not None:
        unit = "business days" if term.unit == "business" else "days"
        yield f"from {term.opens} to {term.days} {unit}" if term.opens else f"{term.days} {unit}"


def test_every_rule_of_the_design_is_there_with_its_term() -> None:
    assert rows(TODAY) == {rule_id: row(rule_id, date(2026, 11, 21)) for rule_id in BOOKS.rules}


def test_the_terms_of_2016_are_there_where_they_differ() -> None:
    differing = rows(IN_2016)

    assert differing == {rule_id: row(rule_id, date(2016, 12, 31)) for rule_id in differing}


@pytest.mark.parametrize(("rule_id", "claims"), CLAIMED.items())
def test_the_other_numbers_in_circulation_are_claims(rule_id: str, claims: str) -> None:
    newest = next(iter(BOOKS.rules[rule_id].in_force.values()))

    said = [f"({claim.days})" if claim.weak else str(claim.days) for claim in newest.claims]

    assert sorted(claims.split()) == sorted(said)


def test_a_free_return_depends_on_where_the_seller_is() -> None:
    newest = next(iter(BOOKS.rules["free-return"].in_force.values()))

    assert [(v.seller_in, v.counts_from, v.days) for v in newest.variants] == [
        (("CN",), "placed", 90),
        (("EU",), "confirmed", 15),
        (("BR",), "confirmed", 7),
    ]


def test_the_european_union_has_its_27_members() -> None:
    members = BOOKS.countries(("EU",))

    assert len(members) == 27
    assert {"DE", "FR", "HR", "IE"} <= members
    assert members.isdisjoint({"GB", "CH", "NO", "TR", "EU"})


@pytest.mark.parametrize(("rule_id", "since"), ALL_TERMS)
def test_every_number_has_sources_with_an_address(rule_id: str, since: date) -> None:
    term = BOOKS.rules[rule_id].in_force[since]

    for name in (term.source, *(claim.source for claim in term.claims)):
        source = BOOKS.sources[name]
        assert source.url.startswith(("http://", "https://")) or source.kind in {
            "article",
            "own",
        }, name
        assert 2012 <= source.year <= source.checked_on.year, name
        assert source.title, name


def test_no_source_stands_there_for_nothing() -> None:
    terms = [term for rule in BOOKS.rules.values() for term in rule.in_force.values()]
    used = {name for term in terms for name in (term.source, *(c.source for c in term.claims))}
    used |= {region.source for region in BOOKS.regions.values()}
    used |= {trick.source for trick in BOOKS.tricks.values()}

    assert used == BOOKS.sources.keys()


def test_every_rule_says_what_to_do_and_what_silence_costs_in_a_sentence() -> None:
    for rule_id, rule in BOOKS.rules.items():
        for sentence in (rule.todo, rule.missed):
            assert sentence.endswith("."), rule_id
            assert sentence[0].isupper(), rule_id


def test_terms_are_kept_newest_first() -> None:
    for rule in BOOKS.rules.values():
        assert [*rule.in_force] == sorted(rule.in_force, reverse=True)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2011, 12, 31), None),
        (date(2012, 1, 1), date(2012, 1, 1)),
        (date(2016, 12, 31), date(2012, 1, 1)),
        (date(2017, 1, 1), None),
    ],
)
def test_the_term_in_force_is_the_newest_that_has_begun_and_none_once_repealed(
    day: date, since: date | None
) -> None:
    in_force = BOOKS.rules["escalate-by-hand"].term_on(day)

    assert since == (in_force[0] if in_force else None)


def test_the_fingerprint_stays_while_nothing_changes() -> None:
    assert fingerprint() == fingerprint()
