"""Servers as the field has them: with a bin, or at another address than the one that is known."""

from __future__ import annotations

import pytest
from calendar_help import JACKET, LAMP, TODAY, Binning, served

from conftest import Run


@pytest.fixture
def known(example: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program with the example ledger, its user's password in the environment."""
    monkeypatch.setenv("ALIGUARD_CALDAV_PASSWORD", "secret")
    return example


def push(run: Run, url: str, today: str = TODAY) -> tuple[int, str]:
    """How a push ended, and what it said."""
    code, out, err = run("calendar", "push", url, "--user", "me", today=today)
    return code, out + err


# ─── A bin ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_done_and_undone_meets_no_bin(known: Run) -> None:
    calendar = Binning()
    with served(calendar) as host:
        push(known, f"{host}/new/")
        before = calendar.titles()
        known.done("done", JACKET, today=TODAY)
        push(known, f"{host}/new/")
        marked = calendar.titles()
        known.done("undo", today=TODAY)
        code, _ = push(known, f"{host}/new/")

    assert any(title.startswith("Done: ") for title in marked)
    assert (code, calendar.titles(), calendar.bin) == (0, before, set())


def test_what_lies_in_the_bin_keeps_no_other_event_out_and_is_told_with_the_mend(
    known: Run,
) -> None:
    """Two events were removed by hand, and an order has been added since."""
    calendar = Binning()
    with served(calendar) as host:
        push(known, f"{host}/new/")
        before = calendar.titles()
        for path in sorted(calendar.items)[:2]:
            calendar.answer("DELETE", path, b"", "")
        new = ("--title", "Fan", "--shipped", "2026-04-01", "--protection-ends", "2026-06-20")
        known.done("add-order", "8200000000199999", *new, today=TODAY)
        code, said = push(known, f"{host}/new/")
        again = push(known, f"{host}/new/")

    assert code == 2
    assert said.startswith("aliguard: 127.0.0.1 would not keep “")
    assert "If it lies in the calendar's bin, delete it there for good" in said
    assert " Nor would it take “" in said
    assert said.count("\n") == 1
    assert " All else is done: 1 added, 0 changed, 0 removed.\n" in said
    assert "Buyer protection: Fan" in calendar.titles()
    assert len(calendar.titles()) == len(before) - 2 + 1
    assert again == (2, said.replace("All else is done: 1 added", "All else is done: 0 added"))


def test_a_bin_that_is_in_the_way_of_removing_is_told_and_keeps_nothing_else_out(
    known: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some servers answer 403 where the same name lies in the bin already."""
    calendar = Binning()
    answer = calendar.answer

    def full(method: str, path: str, body: bytes, depth: str) -> tuple[int, str]:
        return (403, "") if method == "DELETE" else answer(method, path, body, depth)

    with served(calendar) as host:
        push(known, f"{host}/new/")
        known.done("done", JACKET, today=TODAY)
        push(known, f"{host}/new/")
        monkeypatch.setattr(calendar, "answer", full)
        known.done("extend", LAMP, "--days", "10", today="2026-05-19")
        code, said = push(known, f"{host}/new/", today="2026-05-19")

    assert code == 2
    assert "would not remove “Done: " in said
    assert "it answered 403 Forbidden. If it lies in the calendar's bin" in said
    assert "All else is done: " in said
    assert " 0 removed." in said


# ─── Another address ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_calendar_that_has_moved_gets_whole_events_and_its_new_address_is_told(
    known: Run, status: int
) -> None:
    calendar = Binning(moved=status)
    with served(calendar) as host:
        code, said = push(known, f"{host}/old/")
        again = push(known, f"{host}/old/")
    moved, pushed = said.splitlines()

    assert code == 0
    assert moved == f"{host}/old/ has moved to {host}/new/: use that address."
    assert pushed.startswith(f"Pushed to 127.0.0.1: {len(calendar.items)} added")
    assert f"0 added, 0 changed, 0 removed, {len(calendar.items)} as they were" in again[1]


@pytest.mark.parametrize(
    "to",
    [
        "http://localhost:1/new/",
        "http://127.0.0.1:1/new/",
        "//other.example/new/",
        "ftp://127.0.0.1/",
        "http://you:pw@127.0.0.1/",
        "mailto:me",
    ],
)
def test_nothing_is_sent_to_another_server_and_its_address_is_told(known: Run, to: str) -> None:
    calendar = Binning(moved=301, to=to)
    with served(calendar) as host:
        code, said = push(known, f"{host}/old/")

    assert (code, calendar.items) == (2, {})
    assert said.startswith(f"aliguard: {host}/old/ has moved to ")
    assert to.removeprefix("//") in said
    assert said.endswith(": use that address.\n")
    assert said.count("\n") == 1


def test_a_sign_in_page_is_no_calendar_and_the_redirect_is_told(known: Run) -> None:
    with served(Binning(moved=302, to="/login?next=")) as host:
        code, said = push(known, f"{host}/old/")

    assert code == 2
    assert said.startswith(
        f"aliguard: {host}/old/ has moved. There is no calendar at {host}/login/."
    )


def test_addresses_without_end_are_told_of(known: Run) -> None:
    with served(Binning(moved=302, to="/old/")) as host:
        code, said = push(known, f"{host}/old/")

    assert code == 2
    assert said == (
        f"aliguard: {host}/old/ leads from one address to the next without end:"
        " look for a newer one.\n"
    )


def test_an_event_that_is_sent_elsewhere_is_not_told_as_kept(
    known: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calendar is found, and one of its events is answered with a redirect."""
    calendar = Binning()
    answer = calendar.answer

    def sends_on(method: str, path: str, body: bytes, depth: str) -> tuple[int, str]:
        return (301, "/shard2/x.ics") if method == "PUT" else answer(method, path, body, depth)

    monkeypatch.setattr(calendar, "answer", sends_on)
    with served(calendar) as host:
        known.done("extend", LAMP, "--days", "10", today=TODAY)
        code, said = push(known, f"{host}/new/")

    assert (code, calendar.items) == (2, {})
    assert f"has moved to {host}/shard2/x.ics" in said
