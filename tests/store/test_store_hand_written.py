# ruff: noqa: SIM300 - the expected value comes first
"""A ledger that a person wrote: every layout that TOML allows is read, and none of it is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_help import HELLO, SHIPPED, TODAY, edit, orders, plain, put, read, record, written
from store_strategies import orders as any_order

from aliguard.model.event import Note, Placed
from aliguard.model.money import Money
from aliguard.model.order import Order
from aliguard.store import LedgerStore, content
from aliguard.store.content import Content

CHARGER = Order(title="charger # 2", price=Money(amount="12.40", currency="EUR"), events=(SHIPPED,))
CABLE = Order(title="cable", events=(Placed(on=date(2026, 3, 5)),))

COMMENTED = """
    # my ledger
    version = 1   # do not touch

    # from my sister
    [orders.8001]  # the charger
    title = "charger # 2"   # really

    # she paid it
    price = { amount = "12.40", currency = "EUR" }

    [[orders.8001.events]]
    event = "shipped"  # by sea
    # the day of the stamp
    on = 2026-03-01

    # the cable,
    # for the old phone
    [orders.8002]
    title = "cable"

    [[orders.8002.events]]
    event = "placed"
    on = 2026-03-05
    # the end
    """

NEW_NOTE = """
[[orders.8001.events]]
event = "note"
on = 2026-03-20
note = "hello"
"""


def comments(text: str) -> list[str]:
    """The comments of a text, in their order; the texts here have no other '# '."""
    found = (line.partition("# ") for line in text.replace("charger # 2", "").splitlines())
    return [mark + comment for _, mark, comment in found if comment]


def test_a_commented_ledger_holds_what_it_says(tmp_path: Path) -> None:
    assert {"8001": CHARGER, "8002": CABLE} == orders(written(tmp_path, COMMENTED))


def test_a_new_event_is_all_that_changes_in_the_file(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    record(store, "8001", HELLO)

    assert 1 == read(store).count(NEW_NOTE)
    assert plain(COMMENTED) == read(store).replace(NEW_NOTE, "")
    assert {"8001": CHARGER.with_events(HELLO), "8002": CABLE} == orders(store)


def test_a_new_event_stands_before_the_comments_above_the_next_order(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    record(store, "8001", HELLO)

    following = "\n# the cable,\n# for the old phone\n[orders.8002]\n"
    assert f"on = 2026-03-01\n{NEW_NOTE}{following}" in read(store)


def test_a_new_event_of_the_last_order_leaves_all_above_it_alone(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    record(store, "8002", HELLO)

    assert plain(COMMENTED) == read(store).replace(NEW_NOTE.replace("8001", "8002"), "")


def test_a_new_order_is_added_below_everything(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    put(store, "8003", Order(title="new"))

    assert plain(COMMENTED) + '\n[orders.8003]\ntitle = "new"\n' == read(store)


def test_an_edited_order_keeps_its_comments_under_its_header(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    edit(store, "8001", title="fast charger")

    expected = """
        # my ledger
        version = 1   # do not touch

        # from my sister
        [orders.8001]
        # the charger
        # really
        # she paid it
        # by sea
        # the day of the stamp
        title = "fast charger"
        price = { amount = "12.40", currency = "EUR" }

        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-01

        # the cable,
        # for the old phone
        [orders.8002]
        title = "cable"

        [[orders.8002.events]]
        event = "placed"
        on = 2026-03-05
        # the end
        """
    assert plain(expected) == read(store)


def test_removing_an_order_keeps_the_comments_above_the_next_one(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    put(store, "8001", None)

    assert "# the cable,\n# for the old phone\n[orders.8002]\n" in read(store)
    assert {"8002": CABLE} == orders(store)


def test_undoing_a_removal_leaves_each_comment_above_its_order_and_once(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    put(store, "8001", None)
    store.undo(today=TODAY)

    assert sorted(comments(COMMENTED)) == sorted(comments(read(store)))
    assert "# the cable,\n# for the old phone\n[orders.8002]\n" in read(store)
    assert {"8001": CHARGER, "8002": CABLE} == orders(store)


def test_removing_the_last_order_leaves_the_others_alone(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    put(store, "8002", None)

    above, _, _ = plain(COMMENTED).partition("\n# the cable,")
    assert read(store).startswith(above)
    assert {"8001": CHARGER} == orders(store)


def test_orders_without_empty_lines_between_them_are_left_that_way(tmp_path: Path) -> None:
    text = """
        version = 1
        [orders.8001]
        title = "a"
        [orders.8002]
        title = "b"
        # about c
        [orders.8003]
        title = "c"
        [orders.8004]
        title = "d"
        """
    store = written(tmp_path, text)
    record(store, "8004", HELLO)

    assert plain(text) + NEW_NOTE.replace("8001", "8004") == read(store)


def test_many_empty_lines_stay_as_many(tmp_path: Path) -> None:
    text = """
        version = 1



        [orders.8001]
        title = "a"



        [orders.8002]
        title = "b"


        """
    store = written(tmp_path, text)
    record(store, "8001", HELLO)

    assert plain(text) == read(store).replace(NEW_NOTE, "")


COMPACT = {
    "9000": "[orders.9000] # 0\n",
    "9001": '[orders.9001]\ntitle = "b"\n',
    "9002": '[orders.9002]\ntitle = "c"\n',
}
SPACIOUS = {
    "9000": '# one\n[orders.9000]  # 0\ntitle="a"\n\n',
    "9001": '# two,\n# or three\n[orders.\'9001\']\nnote = """\n# b"""\n\n\n',
    "9002": '\n# four\n\n[orders."9002"]\nevents = [{ event = "placed", on = 2026-03-05 }]\n',
}


@pytest.mark.parametrize("blocks", [COMPACT, SPACIOUS], ids=["compact", "spacious"])
@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_whatever_is_done_to_other_orders_a_block_stays_byte_for_byte(
    blocks: dict[str, str], data: st.DataObject
) -> None:
    lead = "version = 1 # lead\n"
    now = content.parse(lead + "".join(blocks.values()), name="the ledger", is_json=False)
    expected, untouched = dict(now.orders), dict(blocks)
    for _ in range(data.draw(st.integers(1, 5))):
        order_id = data.draw(st.sampled_from([*blocks, "1", "2/1"]))
        order = data.draw(st.none() | st.just(HELLO) | any_order())
        if isinstance(order, Note):
            order = expected.get(order_id, Order()).with_events(order)
        now = content.changed(now, {order_id: order})
        untouched.pop(order_id, None)
        expected = {key: o for key, o in {**expected, order_id: order}.items() if o}

        assert now.text.startswith(lead)
        assert [] == [key for key, block in untouched.items() if block.strip("\n") not in now.text]
        assert expected == dict(now.orders)
        assert expected == dict(content.parse(now.text, name="again", is_json=False).orders)


ODD_LAYOUTS = {
    "inline events": """
        version = 1
        # the charger
        [orders.8001]
        title = "charger # 2"
        price = { amount = "12.40", currency = "EUR" }
        events = [ { event = "shipped", on = 2026-03-01 } ]  # on one line

        [orders.8002]
        title = "cable"
        events = [
          # a line an event
          { event = "placed", on = 2026-03-05 },
        ]
        """,
    "dotted keys": """
        version = 1  # the charger
        orders.8001.title = "charger # 2"  # on one line
        orders.8001.price.amount = "12.40"
        orders.8001.price.currency = "EUR"
        orders.8001.events = [ { event = "shipped", on = 2026-03-01 } ]
        orders.8002.title = "cable"
        # a line an event
        orders.8002.events = [ { event = "placed", on = 2026-03-05 } ]
        """,
    "dotted keys in a block": """
        version = 1
        [orders.8001]  # the charger
        title = "charger # 2"
        price.amount = "12.40"  # on one line
        price.currency = "EUR"
        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-01
        [orders.8002]
        title = "cable"
        # a line an event
        [[orders.8002.events]]
        event = "placed"
        on = 2026-03-05
        """,
    "a table of orders": """
        version = 1
        [orders]  # the charger
        8001.price = { amount = "12.40", currency = "EUR" }
        8001.title = "charger # 2"  # on one line
        8001.events = [ { event = "shipped", on = 2026-03-01 } ]
        [orders.8002]
        title = "cable"
        [[orders.8002.events]]  # a line an event
        event = "placed"
        on = 2026-03-05
        """,
    "an empty table of orders above": """
        version = 1
        [orders]  # the charger
        [orders.8001]
        title = "charger # 2"  # on one line
        [orders.8001.price]
        amount = "12.40"
        currency = "EUR"
        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-01
        [orders.8002]
        title = "cable"
        # a line an event
        [[orders.8002.events]]
        event = "placed"
        on = 2026-03-05
        """,
    "events apart from their orders": """
        version = 1
        # the charger
        [[orders.8001.events]]
        event = "shipped"
        on = 2026-03-01
        [[orders.8002.events]]
        event = "placed"
        on = 2026-03-05
        # on one line
        [orders.8001.price]
        amount = "12.40"
        currency = "EUR"
        [orders.8002]
        title = "cable"
        [orders.8001]
        title = "charger # 2"
        # a line an event
        """,
    "spaces and indents": """
        version=1
          [ orders . 8001 ]# the charger
          title="charger # 2"
          price={amount="12.40",currency="EUR"}# on one line
            [[ orders . 8001 . events ]]
            event="shipped"
            on=2026-03-01
          [ orders . "8002" ]
          title='cable'# a line an event
            [[ "orders".'8002'."events" ]]
            event='placed'
            on=2026-03-05
        """,
    "quoted ids": """
        version = 1
        [orders."8001"]  # the charger
        title = '''charger # 2'''  # on one line
        price = { "amount" = "12.40", 'currency' = "EUR" }
        [[orders."8001".events]]
        event = "shipped"
        on = 2026-03-01
        [orders.'8002']
        title = \"\"\"
        cable\"\"\"
        # a line an event
        [[orders.'8002'.events]]
        event = "placed"
        on = 2026-03-05
        """,
    "an id with an escape": """
        version = 1
        [orders."\\u0038001"]  # the charger
        title = "charger # 2"  # on one line
        price = { amount = "12.40", currency = "EUR" }
        [[orders."800\\u0031".events]]
        event = "shipped"
        on = 2026-03-01
        [orders.8002]
        title = "cable"
        # a line an event
        [[orders.8002.events]]
        event = "placed"
        on = 2026-03-05
        """,
    "inline orders": """
        version = 1  # the charger
        orders = { 8001 = { title = "charger # 2", price = { amount = "12.40", currency = "EUR" }, \
events = [ { event = "shipped", on = 2026-03-01 } ] }, \
8002 = { title = "cable", events = [ { event = "placed", on = 2026-03-05 } ] } }  # on one line
        # a line an event
        """,
}
each_layout = pytest.mark.parametrize("text", ODD_LAYOUTS.values(), ids=ODD_LAYOUTS)


@each_layout
def test_every_layout_that_toml_allows_is_read(text: str, tmp_path: Path) -> None:
    assert {"8001": CHARGER, "8002": CABLE} == orders(written(tmp_path, text))


@each_layout
def test_every_layout_takes_a_new_event_and_keeps_all_comments(text: str, tmp_path: Path) -> None:
    store = written(tmp_path, text)
    record(store, "8001", HELLO)

    assert {"8001": CHARGER.with_events(HELLO), "8002": CABLE} == orders(store)
    assert ["# a line an event", "# on one line", "# the charger"] == sorted(comments(read(store)))


@each_layout
def test_every_layout_takes_an_edit_a_removal_and_a_new_order(text: str, tmp_path: Path) -> None:
    store = written(tmp_path, text)
    edit(store, "8001", title="new")
    put(store, "8002", None)
    put(store, "8003/1", CABLE)

    assert {"8001": CHARGER.changed(title="new"), "8003/1": CABLE} == orders(store)


@each_layout
def test_every_layout_is_undone_to_the_same_orders(text: str, tmp_path: Path) -> None:
    store = written(tmp_path, text)
    record(store, "8001", HELLO)
    put(store, "8002", None)
    store.undo(today=TODAY)
    store.undo(today=TODAY)

    assert {"8001": CHARGER, "8002": CABLE} == orders(store)


@pytest.mark.parametrize("quoted", ['"8001/1"', "'8001/1'"])
def test_the_part_of_an_order_has_a_quoted_id_and_is_changed_in_place(
    quoted: str, tmp_path: Path
) -> None:
    text = f"""
        version = 1

        [orders.{quoted}]  # one half
        title = "half"

        # the other
        [orders."8001/2"]
        title = "other"
        """
    store = written(tmp_path, text)
    record(store, "8001/1", HELLO)

    added = NEW_NOTE.replace("8001", '"8001/1"')
    assert plain(text) == read(store).replace(added, "")
    assert ["8001/1", "8001/2"] == list(orders(store))


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_header_inside_a_long_text_is_no_order(quotes: str, tmp_path: Path) -> None:
    text = f"""
        version = 1

        [orders.8001]
        note = {quotes}
        she wrote:
        [orders.8002]
        title = "trap"
        # not a comment
        [orders.8003]
        bye{quotes}

        # a comment
        [orders.8004]
        title = "true"
        """
    store = written(tmp_path, text)
    before = orders(store)
    record(store, "8004", HELLO)

    assert ["8001", "8004"] == list(before)
    expected = 'she wrote:\n[orders.8002]\ntitle = "trap"\n# not a comment\n[orders.8003]\nbye'
    assert expected == before["8001"].note
    assert {**before, "8004": before["8004"].with_events(HELLO)} == orders(store)
    assert "# a comment" in read(store)


@pytest.mark.parametrize("ending", ['x\n# y"""', 'x\u2028# y"""', '\n\n# y\n\n"""'])
@pytest.mark.parametrize("change", ["record", "edit"])
def test_a_text_that_ends_like_a_comment_leaves_no_comment_behind(
    ending: str, change: str, tmp_path: Path
) -> None:
    store = written(tmp_path, f'version = 1\n\n[orders.8001]\nnote = """{ending}\n')
    before = orders(store)["8001"]
    if change == "record":
        record(store, "8001", HELLO)
    else:
        edit(store, "8001", title="new")

    assert before.note == orders(store)["8001"].note
    assert "\n# y" not in read(store).replace(ending, "")


@pytest.mark.parametrize("order_id", ["8001", "8002"])
def test_windows_line_ends_are_read_and_everything_keeps_its_place(
    order_id: str, tmp_path: Path
) -> None:
    store = written(tmp_path, plain(COMMENTED).replace("\n", "\r\n"))
    before = orders(store)
    record(store, order_id, HELLO)

    assert {"8001": CHARGER, "8002": CABLE} == before
    assert {**before, order_id: before[order_id].with_events(HELLO)} == orders(store)
    kept = read(store).replace("\r\n", "\n").replace(NEW_NOTE.replace("8001", order_id), "")
    assert plain(COMMENTED).split() == kept.split()


def test_windows_line_ends_survive_an_edit_a_removal_and_undo(tmp_path: Path) -> None:
    store = written(tmp_path, plain(COMMENTED).replace("\n", "\r\n"))
    edit(store, "8001", title="new")
    put(store, "8002", None)

    assert {"8001": CHARGER.changed(title="new")} == orders(store)

    store.undo(today=TODAY)
    store.undo(today=TODAY)
    assert {"8001": CHARGER, "8002": CABLE} == orders(store)


@pytest.mark.parametrize("order_id", ["8001", "8002"])
def test_a_missing_final_line_end_does_not_matter(order_id: str, tmp_path: Path) -> None:
    store = written(tmp_path, plain(COMMENTED).removesuffix("\n# the end\n"))
    before = orders(store)
    record(store, order_id, HELLO)
    put(store, "8003", Order(title="new"))

    expected = {**before, order_id: before[order_id].with_events(HELLO), "8003": Order(title="new")}
    assert expected == orders(store)
    assert comments(COMMENTED)[:-1] == comments(read(store))


@pytest.mark.parametrize(
    "text", ["version = 1", "version = 1\n", "version = 1\n[orders]\n", "version = 1\norders = {}"]
)
def test_a_ledger_without_orders_takes_the_first(text: str, tmp_path: Path) -> None:
    store = written(tmp_path, text)

    assert {} == orders(store)

    put(store, "8001", CHARGER)
    assert {"8001": CHARGER} == orders(store)


@pytest.mark.parametrize("name", ["ledger.toml", "ledger.json"])
def test_a_byte_order_mark_does_not_matter(name: str, tmp_path: Path) -> None:
    store = LedgerStore(tmp_path / name)
    put(store, "8001", CHARGER)
    store.path.write_bytes(b"\xef\xbb\xbf" + store.path.read_bytes())

    assert {"8001": CHARGER} == orders(store)

    record(store, "8001", HELLO)
    assert {"8001": CHARGER.with_events(HELLO)} == orders(store)


def test_the_layout_of_a_hand_written_json_file_is_free(tmp_path: Path) -> None:
    text = """
        {"orders": {"8002": {"title":"\\u00fc", "events": [
        {"on":"2026-03-05","event":"placed"}]},
            "8001" : {}}, "version":1}"""
    store = written(tmp_path, text, "ledger.json")
    record(store, "8001", HELLO)

    placed = Placed(on=date(2026, 3, 5))
    assert {
        "8002": Order(title="ü", events=(placed,)),
        "8001": Order(events=(HELLO,)),
    } == orders(store)


def test_an_order_whose_estimated_day_becomes_known_keeps_its_comments(tmp_path: Path) -> None:
    store = written(
        tmp_path,
        """
        version = 1

        [orders.8001]
        [[orders.8001.events]]
        event = "placed"
        on = 2026-03-01
        no_later_than = 2026-03-04  # I guess
        """,
    )
    record(store, "8001", Placed(on=date(2026, 3, 2)))

    expected = """
        version = 1

        [orders.8001]
        # I guess

        [[orders.8001.events]]
        event = "placed"
        on = 2026-03-02
        """
    assert plain(expected) == read(store)


def changed(now: Content, order_id: str, order: Order | None) -> Content:
    """The content after a change, read anew."""
    return content.parse(
        content.changed(now, {order_id: order}).text, name="the ledger", is_json=False
    )


def test_a_file_does_not_grow_when_an_order_comes_and_goes() -> None:
    now = content.parse(plain(COMMENTED), name="the ledger", is_json=False)
    sizes = []
    for _ in range(5):
        now = changed(changed(now, "9001", Order(title="x", events=(HELLO,))), "9001", None)
        sizes.append(len(now.text))

    assert [sizes[0]] * 5 == sizes


def test_a_note_that_looks_like_toml_stays_a_note(tmp_path: Path) -> None:
    store = written(tmp_path, COMMENTED)
    trap = Note(on=TODAY, note='"""\n[orders.9001]\ntitle = "trap"\n# no comment\n')
    record(store, "8001", trap)
    record(store, "8002", HELLO)

    assert {"8001": CHARGER.with_events(trap), "8002": CABLE.with_events(HELLO)} == orders(store)
    assert comments(COMMENTED) == comments(read(store).replace("# no comment", ""))
