"""`aliguard calendar push`, to a real CalDAV server on this machine."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import icalendar
import pytest
from calendar_help import (
    JACKET,
    LAMP,
    TODAY,
    CalendarAt,
    Server,
    day_of,
    events_of,
    radicale,
    uid,
)

from aliguard.calendars import libraries
from aliguard.calendars import server as servers
from aliguard.calendars.address import parse
from aliguard.calendars.events import Event
from aliguard.errors import CalendarError
from conftest import Run

FOREIGN = {
    "dentist.ics": """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//someone//else//EN
BEGIN:VEVENT
UID:dentist@example.com
DTSTAMP:20260101T000000Z
DTSTART:20260422T090000Z
SUMMARY:Dentist
END:VEVENT
END:VCALENDAR
""",
    "other-ledger.ics": """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//aliguard//aliguard//EN
BEGIN:VEVENT
UID:777+protection@aliguard
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260422
SUMMARY:Of another ledger
END:VEVENT
END:VCALENDAR
""",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Radicale server."""
    with radicale(tmp_path_factory.mktemp("radicale")) as started:
        yield started


@pytest.fixture
def calendar(server: Server) -> CalendarAt:
    """An empty calendar of the user `me`."""
    return server.make(f"me/{uuid4().hex}/")


@pytest.fixture
def known(example: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program with the example ledger, its user's password in the environment."""
    monkeypatch.setenv("ALIGUARD_CALDAV_PASSWORD", "secret")
    return example


def push(run: Run, calendar: CalendarAt, today: str = TODAY) -> str:
    """The counts that a push tells of."""
    out = run.done("calendar", "push", calendar.url, "--user", "me", today=today)

    assert out.startswith("Pushed to 127.0.0.1: ")
    return out.removeprefix("Pushed to 127.0.0.1: ").rstrip(".\n")


def refused(run: Run, url: str, *options: str) -> str:
    """The error of a push that cannot be done; nothing was written, and no password told."""
    error = run.refused("calendar", "push", url, *options, today=TODAY)

    assert "secret" not in error
    return error.removeprefix("aliguard: ").rstrip("\n")


# ─── What a push does ───────────────────────────────────────────────────────────────────────────


def test_the_first_push_adds_every_deadline_as_the_export_has_it(
    known: Run, calendar: CalendarAt
) -> None:
    exported = events_of(known.done("calendar", "export", today=TODAY))
    said = push(known, calendar)
    held = calendar.events()

    assert said == f"{len(exported)} added, 0 changed, 0 removed, 0 as they were"
    assert held.keys() == exported.keys()
    assert all(day_of(held[each]) == day_of(exported[each]) for each in held)
    assert all(held[each].description == exported[each].description for each in held)
    assert all(len(each.walk("VALARM")) == 4 for each in held.values())


def test_the_second_push_writes_nothing(known: Run, calendar: CalendarAt) -> None:
    push(known, calendar)
    before = calendar.written()
    said = push(known, calendar)

    assert said == f"0 added, 0 changed, 0 removed, {len(before)} as they were"
    assert calendar.written() == before


def test_a_printed_end_of_protection_moves_its_own_event(known: Run, calendar: CalendarAt) -> None:
    """The lamp's protection is extended: its event moves, no other."""
    push(known, calendar)
    before, written = calendar.events(), calendar.written()
    known.done("extend", LAMP, "--days", "10", today=TODAY)
    said = push(known, calendar)
    after = calendar.events()
    moved = {each for each in after if day_of(after[each]) != day_of(before[each])}
    rewritten = {name for name, when in calendar.written().items() if written[name] != when}

    assert moved == {uid(LAMP, "protection")}
    assert {each for each in after if after[each].sequence == 1} == moved
    assert said == f"0 added, 1 changed, 0 removed, {len(after) - 1} as they were"
    assert len(rewritten) == 1
    protection = uid(LAMP, "protection")
    assert day_of(after[protection]) - day_of(before[protection]) == timedelta(days=10)


def test_an_extension_of_one_deadline_moves_exactly_one_event(
    known: Run, calendar: CalendarAt
) -> None:
    """AliExpress gives more days for evidence, by a date that it prints."""
    asked = ("dispute", "request-evidence", "8200000000131415", "--answer-by")
    known.done(*asked, "2026-04-24", today=TODAY)
    push(known, calendar)
    written = calendar.written()
    known.done(*asked, "2026-04-27", today=TODAY)
    said = push(known, calendar)

    assert said == f"0 added, 1 changed, 0 removed, {len(written) - 1} as they were"
    assert len(set(calendar.written().items()) - set(written.items())) == 1


def test_events_of_a_finished_order_go_even_if_the_record_was_lost(
    known: Run, calendar: CalendarAt
) -> None:
    push(known, calendar)
    before = calendar.events()
    known.home.joinpath(f"{known.ledger}.calendar").unlink()
    known.done("done", JACKET, today=TODAY)
    said = push(known, calendar)

    gone = before.keys() - calendar.events().keys()
    assert gone == {each for each in before if each.startswith(JACKET)}
    assert (
        said == f"0 added, 0 changed, {len(gone)} removed, {len(before) - len(gone)} as they were"
    )


def test_a_ledger_that_is_gone_removes_no_event(known: Run, calendar: CalendarAt) -> None:
    push(known, calendar)
    before = calendar.events()
    known.ledger.rename(known.home / "elsewhere.toml")

    assert "There is no ledger at" in refused(known, calendar.url, "--user", "me")
    assert calendar.events() == before


def test_events_of_a_finished_order_are_marked_as_done_and_undo_brings_them_back(
    known: Run, calendar: CalendarAt
) -> None:
    push(known, calendar)
    before = calendar.events()
    jackets = {each for each in before if each.startswith(JACKET)}
    changed = f"0 added, {len(jackets)} changed, 0 removed, {len(before) - len(jackets)} as they"
    known.done("done", JACKET, today=TODAY)
    gone = push(known, calendar)
    marked = calendar.events()
    known.done("undo", today=TODAY)
    back = push(known, calendar)

    assert jackets
    assert {each for each in marked if marked[each].summary.startswith("Done: ")} == jackets
    assert {each for each in marked if marked[each]["STATUS"] == "CANCELLED"} == jackets
    assert (gone, back) == (f"{changed} were", f"{changed} were")
    assert calendar.events().keys() == before.keys()
    assert all(each["STATUS"] == "CONFIRMED" for each in calendar.events().values())


def test_what_is_done_goes_after_four_weeks(known: Run, calendar: CalendarAt) -> None:
    push(known, calendar)
    before = calendar.events().keys()
    known.done("done", JACKET, today=TODAY)
    for day in (TODAY, "2026-05-18"):
        push(known, calendar, today=day)

        assert before <= calendar.events().keys()
    push(known, calendar, today="2026-05-19")

    assert {each for each in before if each.startswith(JACKET)}.isdisjoint(calendar.events())


def test_another_hour_of_alarms_changes_every_event_once(known: Run, calendar: CalendarAt) -> None:
    push(known, calendar)
    known.paths.settings.parent.mkdir(parents=True, exist_ok=True)
    known.paths.settings.write_text('[calendar]\nalarms_at = "20:30"\n', "utf-8")
    said = push(known, calendar)
    events = calendar.events()
    alarms = [alarm for event in events.values() for alarm in event.walk("VALARM")]
    rung = {alarm.TRIGGER for alarm in alarms if isinstance(alarm, icalendar.Alarm)}

    assert said == f"0 added, {len(events)} changed, 0 removed, 0 as they were"
    assert rung == {timedelta(days=-days, hours=20, minutes=30) for days in (7, 3, 1, 0)}
    assert push(known, calendar).startswith("0 added, 0 changed")


def test_foreign_events_stay_byte_for_byte_even_those_of_another_ledger(
    known: Run, calendar: CalendarAt
) -> None:
    for name, data in FOREIGN.items():
        calendar.put(name, data)
    foreign, written = calendar.resources(), calendar.written()
    push(known, calendar)
    known.done("done", JACKET, today=TODAY)
    push(known, calendar)

    assert {name: calendar.resources()[name] for name in foreign} == foreign
    assert {name: calendar.written()[name] for name in written} == written


def test_an_event_that_was_moved_by_hand_is_moved_back(known: Run, calendar: CalendarAt) -> None:
    push(known, calendar)
    before = calendar.events()
    name, data = next(iter(calendar.resources().items()))
    edited = data.decode().replace("DTSTART;VALUE=DATE:2026", "DTSTART;VALUE=DATE:2027")
    edited = edited.replace("DTEND;VALUE=DATE:2026", "DTEND;VALUE=DATE:2027")
    edited = edited.replace("SEQUENCE:0", "SEQUENCE:7")
    calendar.put(name, edited)
    said = push(known, calendar)
    [event] = events_of(calendar.resources()[name]).values()

    assert said.startswith("0 added, 1 changed, 0 removed")
    assert day_of(event) == day_of(before[str(event.uid)])
    assert event.sequence == 7


def test_what_servers_and_calendars_add_is_no_reason_to_write(
    known: Run, calendar: CalendarAt
) -> None:
    """An alarm was dismissed, a colour was chosen, and the server numbers by itself."""
    push(known, calendar)
    for name, data in calendar.resources().items():
        text = data.decode().replace("\r\n", "\n")
        text = text.replace("BEGIN:VALARM", "X-COLOR:red\nBEGIN:VALARM", 1)
        text = text.replace("TRIGGER:-P7D", "TRIGGER:-P7D\nACKNOWLEDGED:20260401T000000Z")
        text = text.replace("SEQUENCE:0", "SEQUENCE:4").replace("CATEGORIES:AliExpress\n", "")
        text = text.replace("DTSTAMP:2026", "DTSTAMP:2027")
        calendar.put(name, text)
    before = calendar.written()

    assert push(known, calendar).startswith("0 added, 0 changed, 0 removed")
    assert calendar.written() == before


def test_a_calendar_may_have_a_strange_name(known: Run, server: Server) -> None:
    quoted = server.make("me/b&c%20%C3%BC@d/").url
    strange = CalendarAt(server, "me/b&c ü@d/")
    first = known.done("calendar", "push", quoted, "--user", "me", today=TODAY)
    count = len(strange.resources())
    again = known.done(
        "calendar", "push", quoted.replace("%C3%BC", "ü"), "--user", "me", today=TODAY
    )

    assert f": {count} added" in first
    assert f" 0 added, 0 changed, 0 removed, {count} as they were" in again


def test_two_calendars_get_the_same_events_with_the_sequences_of_an_export(
    known: Run, server: Server, calendar: CalendarAt
) -> None:
    known.done("calendar", "export", today=TODAY)
    push(known, calendar)
    known.done("extend", LAMP, "--days", "10", today=TODAY)
    other = server.make("me/other/")
    push(known, other)
    push(known, calendar)

    assert other.resources() == calendar.resources()
    assert other.events()[uid(LAMP, "protection")].sequence == 1


def test_more_events_than_fit_one_request_are_all_known_again(
    known: Run, calendar: CalendarAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "AT_ONCE", 2)
    push(known, calendar)

    assert push(known, calendar).startswith("0 added, 0 changed, 0 removed, 1")


def test_an_empty_ledger_pushes_nothing(
    run: Run, calendar: CalendarAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGUARD_CALDAV_PASSWORD", "secret")
    run.given("version = 1\n")

    assert push(run, calendar) == "0 added, 0 changed, 0 removed, 0 as they were"


def test_a_name_and_a_password_beyond_ascii_are_understood(
    example: Run, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "%C3%BCml%C3%A4ut/orders/"
    assert server.ask("MKCALENDAR", path, user="ümläut").status == 201
    monkeypatch.setenv("ALIGUARD_CALDAV_PASSWORD", "pässwört")
    out = example.done("calendar", "push", server.url(path), "--user", "ümläut", today=TODAY)

    assert ": 0 added" not in out


def test_the_user_may_stand_in_the_url_and_the_last_slash_be_left_out(
    known: Run, calendar: CalendarAt
) -> None:
    url = calendar.url.replace("http://", "http://me@").rstrip("/")

    assert ": 0 added" not in known.done("calendar", "push", url, today=TODAY)
    assert calendar.events()


# ─── What goes wrong ────────────────────────────────────────────────────────────────────────────


def test_a_wrong_password_is_told_and_not_shown(
    known: Run, calendar: CalendarAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGUARD_CALDAV_PASSWORD", "very-secret")

    assert refused(known, calendar.url, "--user", "me").startswith(
        "127.0.0.1 refuses the user me with this password."
    )


def test_nobody_is_asked_who_it_is_and_netrc_does_not_answer(
    known: Run, calendar: CalendarAt
) -> None:
    netrc = known.home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
    netrc.chmod(0o600)

    assert refused(known, calendar.url) == "127.0.0.1 wants to know who you are: add --user NAME."
    assert calendar.resources() == {}


def test_a_server_that_is_not_there_is_told(known: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/me/"

        assert refused(known, url, "--user", "me").startswith("127.0.0.1 refuses connections")


def test_a_name_that_no_server_has_is_told(known: Run) -> None:
    said = refused(known, "https://nowhere.invalid/me/", "--user", "me")

    assert said == "There is no server nowhere.invalid, or no network: check the address."


def test_a_server_without_encryption_behind_https_is_told(known: Run, calendar: CalendarAt) -> None:
    url = calendar.url.replace("http://", "https://")

    assert refused(known, url, "--user", "me").startswith("The encryption of 127.0.0.1 cannot be")


def test_a_server_that_is_silent_is_not_waited_for_longer_than_said(
    known: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/me/"

        assert "did not answer within" in refused(known, url, "--user", "me")


def test_an_address_without_a_calendar_names_those_that_there_are(
    known: Run, server: Server
) -> None:
    for name in "abcde":
        assert server.ask("MKCALENDAR", f"other/{name}/", user="other").status == 201
    first = ", ".join(server.url(f"other/{name}/") for name in "abc")
    for path in ("", "other/"):
        assert refused(known, server.url(path), "--user", "other") == (
            f"There is no calendar at {server.url(path)}. The server has {first} and 2 more."
        )


def test_an_address_where_nothing_is_says_where_to_find_the_right_one(
    known: Run, server: Server
) -> None:
    assert refused(known, server.url("me/nothing/"), "--user", "me") == (
        f"There is no calendar at {server.url('me/nothing/')}. Copy the calendar's own address"
        " from your calendar's settings."
    )


def test_a_folder_of_another_users_may_not_be_read(known: Run, server: Server) -> None:
    said = refused(known, server.url("%C3%BCml%C3%A4ut/orders/"), "--user", "me")

    assert "may not be read by me" in said


def test_a_read_only_calendar_is_told_of_and_holds_nothing(known: Run, server: Server) -> None:
    shared = server.make("me/shared/")
    code, out, err = known("calendar", "push", shared.url, "--user", "other", today=TODAY)

    assert (code, out) == (2, "")
    assert err == (
        f"aliguard: {shared.url} may not be written by other: check the address and the user, or"
        " ask its owner for that right.\n"
    )
    assert shared.resources() == {}


def test_an_event_that_was_put_in_by_other_means_is_not_doubled(
    known: Run, calendar: CalendarAt
) -> None:
    """The user imported the file there by hand; the server keeps a UID once."""
    push(known, calendar)
    data = next(iter(calendar.resources().values())).decode()
    for name in calendar.resources():
        assert calendar.server.ask("DELETE", calendar.path + name).status == 200
    calendar.put("by-hand.ics", data)
    code, out, err = known("calendar", "push", calendar.url, "--user", "me", today=TODAY)

    assert (code, out) == (2, "")
    assert "it is there already, put in by other means. Remove it there, and push again." in err
    assert calendar.resources()["by-hand.ics"].decode() == data


def change(calendar: CalendarAt, name: str) -> None:
    """Somebody else edits an event."""
    text = calendar.resources()[name].decode().replace("SUMMARY:", "SUMMARY:Edited ")
    calendar.put(name, text)


@pytest.mark.parametrize(
    "act",
    [
        lambda there, event, held: there.put(event, held),
        lambda there, event, _: there.put(event, None),
        lambda there, _, held: there.remove(held),
    ],
    ids=["change", "add", "remove"],
)
def test_an_edit_made_in_the_meantime_is_not_overwritten(
    known: Run,
    calendar: CalendarAt,
    act: Callable[[servers.Collection, Event, servers.Held], None],
) -> None:
    push(known, calendar)
    address = parse(calendar.url, user="me", insecure=False)
    name, data = next(iter(calendar.resources().items()))
    [found] = events_of(data).values()
    order, _, rule = str(found.uid).removesuffix("@aliguard").rpartition("+")
    event = Event(
        order=order,
        rule=rule,
        day=day_of(found),
        summary="Mine",
        description="",
        categories=(),
        stamped=day_of(found),
    )
    with servers.connected(address, lambda: "secret") as there:
        held = there.held()[event.uid]
        change(calendar, name)
        with pytest.raises(CalendarError, match=r"127\.0\.0\.1 would not (keep|remove)"):
            act(there, event, held)

    assert b"SUMMARY:Edited" in calendar.resources()[name]


@contextmanager
def odd_server(answered: tuple[int, str, bytes], headers: dict[str, str]) -> Iterator[str]:
    """The address of a web server that gives the same answer to whatever it is asked."""
    status, kind, body = answered

    class Odd(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_PROPFIND = do_REPORT = do_GET = do_OPTIONS = answer  # noqa: N815 - asked by name

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd) as web:
        threading.Thread(target=web.serve_forever, args=[0.01]).start()
        try:
            yield f"http://127.0.0.1:{web.server_port}/me/"
        finally:
            web.shutdown()


@pytest.mark.parametrize(
    ("answer", "headers", "said"),
    [
        ((200, "text/html", b"<html>Welcome"), {}, "There is no calendar at"),
        ((200, "text/xml", b"<broken"), {}, "answered as no CalDAV server does"),
        ((207, "text/xml", b""), {}, "There is no calendar at"),
        ((207, "text/xml", b'<multistatus xmlns="DAV:"/>'), {}, "There is no calendar at"),
        ((405, "text/plain", b"no"), {}, "answered as no CalDAV server does"),
        ((500, "text/html", b"oops"), {}, "answered as no CalDAV server does"),
        ((503, "text/plain", b""), {"Retry-After": "9"}, "is too busy"),
        ((429, "text/plain", b""), {}, "is too busy"),
        ((401, "text/plain", b""), {}, "refuses the user me"),
        ((401, "text/plain", b""), {"WWW-Authenticate": "Odd x=1"}, "answered as no CalDAV server"),
        ((403, "text/html", b"<html>no"), {}, "may not be read by me"),
        ((302, "text/plain", b""), {"Location": "/me/"}, "to the next without end"),
    ],
)
def test_a_server_that_is_no_caldav_server_is_told_of_in_a_line(
    known: Run, answer: tuple[int, str, bytes], headers: dict[str, str], said: str
) -> None:
    with odd_server(answer, headers) as url:
        assert said in refused(known, url, "--user", "me")


@pytest.mark.usefixtures("known")
def test_what_the_libraries_log_of_an_odd_answer_does_not_reach_the_terminal() -> None:
    """As a process of its own: here, pytest takes what is logged."""
    with odd_server((207, "text/html", b"<html>Welcome"), {}) as url:
        command = [sys.executable, "-m", "aliguard", "calendar", "push", url, "--user", "me"]
        found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert found.stdout == ""
    assert found.stderr.startswith("aliguard: There is no calendar at ")
    assert found.stderr.count("\n") == 1
