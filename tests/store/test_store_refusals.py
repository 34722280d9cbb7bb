# ruff: noqa: SIM300 - the expected value comes first
"""A file that is no sound ledger: refused with what, where and how to mend it, and left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_help import HELLO, TODAY, put, record, tree, written

from aliguard.errors import LedgerError
from aliguard.model.order import Order
from aliguard.store import LedgerStore, load

MALFORMED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a syntax error": (
        "ledger.toml",
        """
        version = 1

        [orders.8001]
        title = "charger
        """,
        ("ledger.toml is not valid TOML", "line 4", "Mend that line; nothing was changed."),
    ),
    "a day that does not exist": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        ship_by = 2026-02-30
        """,
        ("ledger.toml is not valid TOML", "Invalid date", "line 3", "Mend that line"),
    ),
    "a newer version": (
        "ledger.toml",
        "version = 2\n",
        ("a newer aliguard (version 2; this one knows 1)", "Upgrade aliguard; nothing was changed"),
    ),
    "a newer version with what is not known yet": (
        "ledger.toml",
        """
        version = 2
        sellers = []
        [orders.8001]
        wishes = 3
        """,
        ("a newer aliguard (version 2; this one knows 1)", "Upgrade aliguard; nothing was changed"),
    ),
    "a newer version in JSON": (
        "ledger.json",
        '{"version": 3, "items": []}',
        ("a newer aliguard (version 3; this one knows 1)", "Upgrade aliguard; nothing was changed"),
    ),
    "no version": (
        "ledger.toml",
        """
        [orders.8001]
        title = "charger"
        """,
        ("ledger.toml: version is missing", "starts with `version = 1`"),
    ),
    "no version in JSON": (
        "ledger.json",
        '{"orders": {}}',
        ("ledger.json: version is missing",),
    ),
    "an empty file": (
        "ledger.toml",
        "",
        ("ledger.toml: version is missing", "starts with `version = 1`"),
    ),
    "an empty JSON file": ("ledger.json", "", ("ledger.json is not valid JSON", "Mend it")),
    "an unknown key at the top": (
        "ledger.toml",
        """
        version = 1
        currency = "EUR"
        [orders.8001]
        """,
        ("ledger.toml: currency: unknown key", "a ledger has version and orders"),
    ),
    "an unknown table at the end": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        [settings]
        safety_days = 2
        """,
        ("ledger.toml: settings: unknown key", "a ledger has version and orders"),
    ),
    "an unknown key of an order": (
        "ledger.toml",
        """
        version = 1

        [orders.8001]
        title = "a"

        [orders.8002]
        titel = "b"
        """,
        ("ledger.toml, line 6: order 8002: titel:",),
    ),
    "an unknown key of an order in JSON": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"titel": "b"}}}',
        ("ledger.json: order 8001: titel:",),
    ),
    "an unknown kind of event": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        [[orders.8001.events]]
        event = "shiped"
        on = 2026-03-01
        """,
        ("ledger.toml, line 2: order 8001: events.0", "shiped", "shipped"),
    ),
    "an event without its day": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        [[orders.8001.events]]
        event = "shipped"
        """,
        ("ledger.toml, line 2: order 8001: events.0.shipped.on",),
    ),
    "an event with an unknown key": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        [[orders.8001.events]]
        event = "placed"
        on = 2026-03-01
        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-02
        trakcing = "LP17"
        """,
        ("ledger.toml, line 2: order 8001: events.1.shipped.trakcing",),
    ),
    "events that contradict each other": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        [[orders.8001.events]]
        event = "delivered"
        on = 2026-03-04
        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-05
        """,
        ("line 2: order 8001: delivered on 2026-03-04 comes before shipped on 2026-03-05.",),
    ),
    "events that contradict each other in JSON": (
        "ledger.json",
        """
        {"version": 1, "orders": {"8001": {"events": [
          {"event": "shipped", "on": "2026-03-05"},
          {"event": "shipped", "on": "2026-03-06"}
        ]}}}""",
        ("order 8001: it was shipped on 2026-03-05 and again shipped on 2026-03-06.",),
    ),
    "an order twice": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        title = "a"
        [orders.8002]
        [orders.8001]
        title = "b"
        """,
        ("ledger.toml is not valid TOML", "8001", "twice", "line 5"),
    ),
    "an order twice, once in quotes": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        title = "a"
        [orders."8001"]
        title = "b"
        """,
        ("ledger.toml is not valid TOML", "8001", "twice", "line 4"),
    ),
    "an order twice in JSON": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"title": "a"}, "8001": {"title": "b"}}}',
        ("ledger.json is not valid JSON: '8001' is named twice. Mend it; nothing was changed.",),
    ),
    "a key twice in JSON": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"title": "a", "title": "b"}}}',
        ("ledger.json is not valid JSON: 'title' is named twice.",),
    ),
    "an id that cannot be one": (
        "ledger.toml",
        """
        version = 1
        [orders."80 01"]
        """,
        ("ledger.toml, line 2: order 80 01: that is no order id.",),
    ),
    "a price that is no text": (
        "ledger.toml",
        """
        version = 1
        [orders.8001]
        price = { amount = 12.40, currency = "EUR" }
        """,
        ("line 2: order 8001: price.amount", 'write a number in quotes, such as "12.40"'),
    ),
    "NaN for a version": ("ledger.json", '{"version": NaN}', ("ledger.json",)),
    "NaN for a number": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"protection_days": NaN}}}',
        ("ledger.json", "protection_days"),
    ),
    "Infinity for a number": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"protection_days": Infinity}}}',
        ("ledger.json", "protection_days"),
    ),
    "a list": ("ledger.json", "[]", ("ledger.json", "the document is no object", "Mend it")),
    "null": ("ledger.json", "null", ("ledger.json", "the document is no object", "Mend it")),
    "orders in a list": (
        "ledger.json",
        '{"version": 1, "orders": []}',
        ("orders must be a table",),
    ),
    "orders that are null": ("ledger.json", '{"version": 1, "orders": null}', ("must be a table",)),
    "an order that is null": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": null}}',
        ("ledger.json: order 8001",),
    ),
    "an order that is a text": (
        "ledger.toml",
        'version = 1\norders.8001 = "charger"\n',
        ("ledger.toml: order 8001",),
    ),
    "JSON cut short": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"tit',
        ("ledger.json is not valid JSON", "line 1", "Mend it; nothing was changed."),
    ),
    "TOML in a JSON file": ("ledger.json", "version = 1\n", ("ledger.json is not valid JSON",)),
    "JSON in a TOML file": ("ledger.toml", '{"version": 1}\n', ("ledger.toml is not valid TOML",)),
    "half a character in JSON": (
        "ledger.json",
        '{"version": 1, "orders": {"8001": {"title": "\\ud83d"}}}',
        ("ledger.json: order 8001: title",),
    ),
    "lists without end in JSON": ("ledger.json", "[" * 200_000, ("ledger.json",)),
    "lists without end in TOML": (
        "ledger.toml",
        "version = 1\norders = " + "[" * 20_000,
        ("ledger.toml",),
    ),
    "a number without end in JSON": ("ledger.json", '{"version": ' + "9" * 5000, ("ledger.json",)),
    "a number without end in TOML": ("ledger.toml", "version = " + "9" * 5000, ("ledger.toml",)),
}
each_fault = pytest.mark.parametrize(
    ("name", "text", "told"), MALFORMED.values(), ids=[case.replace(" ", "-") for case in MALFORMED]
)


@each_fault
def test_a_malformed_ledger_is_refused_in_a_sentence_that_says_where(
    name: str, text: str, told: tuple[str, ...], tmp_path: Path
) -> None:
    store = written(tmp_path, text, name)

    with pytest.raises(LedgerError) as refused:
        store.load()

    assert [] == [part for part in told if part not in str(refused.value)]
    assert 1 == len(str(refused.value).splitlines())
    assert str(refused.value).endswith(".")


@each_fault
def test_a_malformed_ledger_is_never_written_over(
    name: str, text: str, told: tuple[str, ...], tmp_path: Path
) -> None:
    del told
    store = written(tmp_path, text, name)
    before = tree(tmp_path)

    with pytest.raises(LedgerError):
        put(store, "8009", Order())
    with pytest.raises(LedgerError):
        store.undo(today=TODAY)
    with pytest.raises(LedgerError):
        store.backup(tmp_path / "copy.toml", today=TODAY)

    assert before == tree(tmp_path)


@pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
def test_what_is_not_utf_8_is_refused_and_left_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b'version = 1\n[orders.8001]\ntitle = "caf\xe9"\n')
    before = tree(tmp_path)

    with pytest.raises(LedgerError, match=r"is not UTF-8 text \(byte 38\)"):
        load(path)
    with pytest.raises(LedgerError, match="is not UTF-8 text"):
        put(LedgerStore(path), "8009", Order())
    assert before == tree(tmp_path)


def test_a_folder_is_refused_with_the_name_of_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "ledger.toml"
    folder.mkdir()

    with pytest.raises(LedgerError, match=r"is a folder, not a ledger file: name a file, such as"):
        load(folder)
    with pytest.raises(LedgerError, match=r"is a folder, not a ledger file"):
        put(LedgerStore(folder), "8001", Order())
    assert [] == list(folder.iterdir())


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" / "ledger.toml"

    with pytest.raises(LedgerError, match="cannot be read: Not a directory"):
        load(path)
    with pytest.raises(LedgerError, match="cannot be written"):
        put(LedgerStore(path), "8001", Order())


def test_a_ring_of_links_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.toml"
    path.symlink_to(tmp_path / "other.toml")
    (tmp_path / "other.toml").symlink_to(path)

    with pytest.raises(LedgerError, match=r"ledger.toml cannot be read"):
        load(path)
    with pytest.raises(LedgerError, match=r"ledger.toml cannot be"):
        put(LedgerStore(path), "8001", Order())


def test_one_bad_order_refuses_the_whole_change(tmp_path: Path) -> None:
    store = written(
        tmp_path,
        """
        version = 1
        [orders.8001]
        [orders.8002]
        [[orders.8002.events]]
        event = "unfrozen"
        on = 2026-03-01
        """,
    )
    before = tree(tmp_path)

    with pytest.raises(LedgerError, match="order 8002: unfrozen on 2026-03-01: it is not frozen"):
        record(store, "8001", HELLO)
    assert before == tree(tmp_path)


def test_a_decision_that_fails_writes_nothing(tmp_path: Path) -> None:
    store = written(tmp_path, "version = 1\n[orders.8001]\n")
    before = tree(tmp_path)

    with pytest.raises(KeyError):
        record(store, "8002", HELLO)
    assert before == tree(tmp_path)


def test_a_decision_to_change_nothing_writes_nothing(tmp_path: Path) -> None:
    store = written(tmp_path, "version = 1\n[orders.8001]\n")
    before = tree(tmp_path)
    store.change(lambda _: {}, command="nothing", today=TODAY)

    assert before == tree(tmp_path)


def test_a_missing_file_is_an_empty_ledger(tmp_path: Path) -> None:
    found = load(tmp_path / "none" / "ledger.toml")

    assert {} == dict(found.ledger.orders)
    assert not found.exists
    assert [] == list(tmp_path.iterdir())
