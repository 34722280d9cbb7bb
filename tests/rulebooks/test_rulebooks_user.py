"""A user may add rules and change single keys; a slip names the path of the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aliguard.errors import RulebookError
from aliguard.model import Order
from aliguard.model.event import Delivered
from aliguard.rulebooks import fingerprint, load
from aliguard.rules import deadlines

SHIPPED = load()


def rules_d(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def ends(folder: Path, rule_id: str, received: date) -> date | None:
    order = Order(events=(Delivered(on=received),))
    [deadline] = [d for d in deadlines(order, load(folder)) if d.id == rule_id]
    return deadline.ends_on


def test_no_folder_or_an_empty_one_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path) == SHIPPED
    assert load(tmp_path / "nowhere") == SHIPPED


def test_a_new_title_leaves_the_rest_of_the_rule(tmp_path: Path) -> None:
    folder = rules_d(
        tmp_path,
        mine="""
        [rules.dispute-after-receipt]
        title = "My days after receipt"
        """,
    )

    known = SHIPPED.rules["dispute-after-receipt"]
    mine = load(folder).rules["dispute-after-receipt"]

    assert known.model_copy(update={"title": "My days after receipt"}) == mine


def test_a_new_term_holds_from_its_date_on(tmp_path: Path) -> None:
    folder = rules_d(
        tmp_path,
        mine="""
        [rules.dispute-after-receipt.in_force.2027-01-01]
        days = 10
        source = "help-centres-2022"
        """,
    )

    assert date(2027, 1, 15) == ends(folder, "dispute-after-receipt", date(2026, 12, 31))
    assert date(2027, 1, 11) == ends(folder, "dispute-after-receipt", date(2027, 1, 1))


def test_a_term_of_the_same_date_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    folder = rules_d(
        tmp_path,
        mine="""
        [rules.dispute-after-receipt.in_force.2014-01-01]
        days = 12
        source = "help-centres-2022"
        """,
    )

    [term] = load(folder).rules["dispute-after-receipt"].in_force.values()

    assert (term.days, term.claims) == (12, ())


NEW = """
[sources.my-page]
title = "The page of my order"
url = "https://example.org/order"
year = 2026
kind = "official"
checked_on = 2026-11-21

[rules.unbox]
title = "Film the unboxing"
actor = "buyer"
counts_from = "delivered"
todo = "Film while you open the parcel."
missed = "A broken item is hard to prove now."
[rules.unbox.in_force.2020-01-01]
days = 3
source = "my-page"
"""


def test_a_rule_of_ones_own_brings_its_own_source(tmp_path: Path) -> None:
    folder = rules_d(tmp_path, mine=NEW)

    assert date(2026, 4, 11) == ends(folder, "unbox", date(2026, 4, 8))
    assert load(folder).sources["my-page"].title == "The page of my order"
    assert SHIPPED.rules.keys() | {"unbox"} == load(folder).rules.keys()


def test_a_region_may_be_added_and_used(tmp_path: Path) -> None:
    folder = rules_d(
        tmp_path,
        mine="""
        [regions.NORTH]
        members = ["NO", "IS"]
        source = "eu-countries"

        [rules.withdrawal]
        when = { buyer_in = ["EU", "NORTH"] }
        """,
    )

    books = load(folder)

    assert {"NO", "IS", "DE"} <= books.countries(books.rules["withdrawal"].when.buyer_in)


def test_of_two_files_the_later_name_wins(tmp_path: Path) -> None:
    title = '[rules.pickup]\ntitle = "{}"\n'
    folder = rules_d(tmp_path, b=title.format("second"), a=title.format("first"))

    assert load(folder).rules["pickup"].title == "second"


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a rulebook", encoding="utf-8")

    assert load(tmp_path) == SHIPPED


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[rules.pickup\n", "Expected ']'"),
        ("[extras]\n", "extras: unknown section"),
        ("[rules]\npickup = 3\n", "rules.pickup: must be a table"),
        ('[rules.pickup]\nheading = "x"\n', "rules.pickup.heading: Extra inputs"),
        ('[rules.mine]\ntitle = "Mine"\n', "rules.mine.actor: Field required"),
        (
            '[rules.pickup.in_force.2027-01-01]\nsource = "nowhere"\n',
            "rules.pickup.in_force.2027-01-01.source: unknown source 'nowhere'",
        ),
        (
            '[rules.offer-answer.in_force.2027-01-01]\nends_with = "x"\nsource = "article-000"\n',
            "rules.offer-answer.in_force.2027-01-01.ends_with: unknown rule 'x'",
        ),
    ],
)
def test_a_slip_names_the_path_and_the_key(tmp_path: Path, text: str, complaint: str) -> None:
    folder = rules_d(tmp_path, mine=text)

    with pytest.raises(RulebookError) as refused:
        load(folder)

    assert str(refused.value).startswith(f"{tmp_path / 'mine.toml'}: ")
    assert complaint in str(refused.value)


def test_a_file_that_is_no_text_names_its_path(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(RulebookError, match=r"mine\.toml: cannot be read"):
        load(tmp_path)


def test_the_fingerprint_changes_with_every_file_of_the_user(tmp_path: Path) -> None:
    seen = {fingerprint(), fingerprint(rules_d(tmp_path, mine=NEW))}
    seen.add(fingerprint(rules_d(tmp_path, mine=NEW.replace("days = 3", "days = 4"))))
    seen.add(fingerprint(rules_d(tmp_path, other="")))

    assert len(seen) == 4
