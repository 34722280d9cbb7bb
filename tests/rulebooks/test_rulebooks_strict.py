"""A slip in a rulebook is an error that names the file and the key."""

from __future__ import annotations

import pytest

from aliguard.errors import RulebookError
from aliguard.rulebooks import load

BOOK = """
[sources.page]
title = "A page"
url = "https://example.org/page"
year = 2024
kind = "official"
checked_on = 2026-11-21

[regions.NORTH]
members = ["DK", "SE"]
source = "page"

[rules.knock]
title = "Knock"
actor = "buyer"
counts_from = "delivered"
when = { buyer_in = ["NORTH"] }
done_by = ["received"]
todo = "Knock."
missed = "Nobody opens."
[rules.knock.in_force.2020-01-01]
days = 3
source = "page"
claims = [{ days = 5, source = "page" }]

[rules.enter]
title = "Enter"
actor = "buyer"
counts_from = "delivered"
todo = "Enter."
missed = "You stand outside."
[rules.enter.in_force.2020-01-01]
ends_with = "knock"
source = "page"
"""


def loaded(patch: pytest.MonkeyPatch, **files: str) -> str:
    """What the loader says of these files: the error, or the ids of the rules."""
    patch.setattr(
        "aliguard.rulebooks._shipped",
        lambda: [(f"{name}.toml", text) for name, text in files.items()],
    )
    try:
        return ", ".join(load().rules)
    except RulebookError as error:
        return str(error)


def test_the_book_below_loads_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, book=BOOK) == "knock, enter"


ENTER, KNOCK = "rules.enter.in_force.2020-01-01", "rules.knock.in_force.2020-01-01"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        # unknown keys, at every depth
        ("[rules.knock]", "[rulez.knock]", "rulez: unknown section"),
        ("[sources.page]", "surprise = 1\n[sources.page]", "surprise: unknown section"),
        ("year = 2024", "year = 2024\nyears = 1", "sources.page.years: "),
        ('members = ["DK", "SE"]', 'members = ["DK"]\ncapital = 1', "regions.NORTH.capital: "),
        ('title = "Knock"', 'title = "Knock"\ndays = 3', "rules.knock.days: "),
        ("days = 3", "days = 3\nweeks = 3", f"{KNOCK}.weeks: "),
        ("days = 5,", "days = 5, sure = true,", f"{KNOCK}.claims.0.sure: "),
        ('buyer_in = ["NORTH"]', "buyer_is = 1", "rules.knock.when.buyer_is: "),
        # what is missing
        ('title = "Knock"\n', "", "rules.knock.title: Field required"),
        ('actor = "buyer"\ncounts_from = "delivered"\nwhen', "when", "rules.knock.actor: "),
        ('todo = "Knock."\n', "", "rules.knock.todo: "),
        ('missed = "Nobody opens."\n', "", "rules.knock.missed: "),
        ('days = 3\nsource = "page"\n', "days = 3\n", f"{KNOCK}.source: Field required"),
        ('days = 5, source = "page"', "days = 5", f"{KNOCK}.claims.0.source: Field required"),
        ('title = "A page"', 'title = ""', "sources.page.title: "),
        ('url = "https://example.org/page"\n', "", "sources.page.url: Field required"),
        ("https://example.org/page", "", "sources.page: Value error, url is missing"),
        ("year = 2024\n", "", "sources.page.year: Field required"),
        ("checked_on = 2026-11-21\n", "", "sources.page.checked_on: Field required"),
        ('counts_from = "delivered"\nwhen', "when", "rules.knock: Value error, counts_from is"),
        # what there is not
        ('"delivered"\nwhen', '"arrived"\nwhen', "rules.knock.counts_from: "),
        ('done_by = ["received"]', 'done_by = ["came"]', "rules.knock.done_by.0: "),
        ('done_by = ["received"]', 'moot_by = ["came"]', "rules.knock.moot_by.0: "),
        ('done_by = ["received"]', 'needs = ["came"]', "rules.knock.needs.0: "),
        ('done_by = ["received"]', 'printed = "wall"', "rules.knock.printed: "),
        ('actor = "buyer"\ncounts_from = "delivered"\nwhen', 'actor = "cat"\nwhen', ".actor: "),
        ('kind = "official"', 'kind = "hearsay"', "sources.page.kind: "),
        (
            'days = 3\nsource = "page"',
            'days = 3\nsource = "book"',
            f"{KNOCK}.source: unknown source",
        ),
        ('days = 5, source = "page"', 'days = 5, source = "book"', f"{KNOCK}.claims.0.source: unk"),
        ('"SE"]\nsource = "page"', '"SE"]\nsource = "book"', "regions.NORTH.source: unknown sour"),
        ('buyer_in = ["NORTH"]', 'buyer_in = ["SOUTH"]', "rules.knock.when: unknown country or re"),
        ('buyer_in = ["NORTH"]', 'buyer_in = ["USA"]', "rules.knock.when: unknown country or re"),
        ('ends_with = "knock"', 'ends_with = "leave"', f"{ENTER}.ends_with: unknown rule 'leave'"),
        (
            'ends_with = "knock"',
            'days = 1\nopens_with = "leave"',
            f"{ENTER}.opens_with: unknown rule 'leave'",
        ),
        ('ends_with = "knock"', 'ends_with = "enter"', f"{ENTER}.ends_with: 'enter' itself leans"),
        # what cannot be
        (
            'ends_with = "knock"',
            'ends_with = "knock"\ndays = 3',
            f"{ENTER}: Value error, give days",
        ),
        ("days = 3", "days = 3\nrepealed = true", f"{KNOCK}: Value error, a repealed term"),
        ("days = 3", "days = 3\nsafety = -1", f"{KNOCK}.safety: "),
        ("days = 3", 'days = "three"', f"{KNOCK}.days: "),
        ("days = 3", 'days = 3\nunit = "weeks"', f"{KNOCK}.unit: "),
        ("knock.in_force.2020-01-01", "knock.in_force.today", "rules.knock.in_force.today"),
        ("checked_on = 2026-11-21", 'checked_on = "lately"', "sources.page.checked_on: "),
        ("year = 2024", "year = ", "Invalid value (at line 5"),
    ],
)
def test_a_slip_is_told_with_file_and_key(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, complaint: str
) -> None:
    assert old in BOOK

    told = loaded(monkeypatch, book=BOOK.replace(old, new, 1))

    assert told.startswith("book.toml: ")
    assert complaint in told


def test_two_terms_for_one_date_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    again = BOOK + '\n[rules.knock.in_force.2020-01-01]\ndays = 4\nsource = "page"\n'

    told = loaded(monkeypatch, book=again)

    assert told.startswith("book.toml: ")
    assert "2020-01-01" in told


def test_an_article_may_be_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    article = BOOK.replace("https://example.org/page", "").replace('"official"', '"article"')

    assert loaded(monkeypatch, book=article) == "knock, enter"


RULE = """
[rules.knock]
title = "Knock again"
"""
SOURCE = """
[sources.page]
title = "Another page"
"""


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        (RULE, "second.toml: rules.knock: stands in first.toml already"),
        (SOURCE, "second.toml: sources.page: stands in first.toml already"),
    ],
)
def test_two_shipped_files_cannot_define_the_same(
    monkeypatch: pytest.MonkeyPatch, second: str, complaint: str
) -> None:
    assert complaint == loaded(monkeypatch, first=BOOK, second=second)


def test_a_file_may_name_the_source_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    second = BOOK[BOOK.index("[rules.knock]") :].replace("knock", "wave").replace("enter", "go")

    assert loaded(monkeypatch, first=BOOK, second=second) == "knock, enter, wave, go"
