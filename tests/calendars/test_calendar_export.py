"""`aliguard calendar export`: a file for every calendar, the same bytes every time."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from calendar_help import (
    CHARGER,
    JACKET,
    LAMP,
    TODAY,
    day_of,
    events_of,
    uid,
)
from fault_help import cannot, small_disk

from conftest import Run

KHAL = """
[calendars]
[[orders]]
path = {home}/orders
type = calendar
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = orders
"""


@pytest.fixture
def feed(example: Run) -> Path:
    """Where the example's deadlines are exported to."""
    return example.home / "deadlines.ics"


def export(run: Run, feed: Path, today: str = TODAY) -> str:
    """What an export to the file says."""
    return run.done("calendar", "export", str(feed), today=today)


def record(run: Run) -> Path:
    """Where it is kept what calendars were told."""
    return run.ledger.with_name(f"{run.ledger.name}.calendar")


def test_an_export_holds_deadlines_of_yours_alone(example: Run) -> None:
    shown = example.done("status", "--json", "--all", today=TODAY)
    yours = {
        uid(order["order"], deadline["id"])
        for order in json.loads(shown)["orders"]
        for deadline in order["deadlines"]
        if deadline["actor"] == "buyer" and deadline["state"] not in {"done", "missed"}
    }
    found = events_of(example.done("calendar", "export", today=TODAY))

    assert found.keys() <= yours
    assert {
        uid(JACKET, "dispute-after-receipt"),
        uid(CHARGER, "protection"),
        uid(LAMP, "protection"),
        uid(LAMP, "paypal-claim"),
    } <= found.keys()


def test_a_file_and_standard_output_get_the_same_bytes_twice(example: Run, feed: Path) -> None:
    said = export(example, feed)
    first = feed.read_bytes()
    export(example, feed)

    assert said == f"Exported {len(events_of(first))} deadlines to {feed} (0 cancelled).\n"
    assert feed.read_bytes() == first
    assert example.done("calendar", "export", today=TODAY).encode() == first
    assert first.count(b"\n") == first.count(b"\r\n") > 50


def test_the_bytes_are_the_same_in_every_zone_and_on_another_day(
    example: Run, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(example, feed)
    first = feed.read_bytes()
    record(example).unlink()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    export(example, feed, today="2026-04-21")

    assert feed.read_bytes() == first


def test_an_extension_moves_its_order_alone_and_raises_the_sequence(
    example: Run, feed: Path
) -> None:
    export(example, feed)
    before = events_of(feed.read_bytes())
    example.done("extend", LAMP, "--days", "10", today=TODAY)
    export(example, feed)
    after = events_of(feed.read_bytes())
    moved = {uid for uid in after if after[uid].to_ical() != before[uid].to_ical()}
    protection = uid(LAMP, "protection")

    assert protection in moved
    assert all(each.startswith(LAMP) for each in moved)
    assert all((before[each].sequence, after[each].sequence) == (0, 1) for each in moved)
    assert day_of(after[protection]) == day_of(before[protection]) + timedelta(days=10)


def test_a_finished_order_is_cancelled_and_comes_back_when_that_is_undone(
    example: Run, feed: Path
) -> None:
    export(example, feed)
    jacket = uid(JACKET, "dispute-after-receipt")
    example.done("done", JACKET, today=TODAY)
    said = export(example, feed)
    gone = events_of(feed.read_bytes())
    example.done("undo", today=TODAY)
    export(example, feed)
    back = events_of(feed.read_bytes())

    assert "(2 cancelled)" in said
    assert (gone[jacket]["STATUS"], gone[jacket].sequence) == ("CANCELLED", 1)
    assert (back[jacket]["STATUS"], back[jacket].sequence) == ("CONFIRMED", 2)
    assert {each["STATUS"] for each in gone.values() if LAMP in str(each.uid)} == {"CONFIRMED"}


def test_a_removed_order_is_cancelled(example: Run, feed: Path) -> None:
    export(example, feed)
    example.done("remove-order", JACKET, today=TODAY)
    export(example, feed)
    found = events_of(feed.read_bytes())

    assert {each["STATUS"] for each in found.values() if JACKET in str(each.uid)} == {"CANCELLED"}


def test_a_missed_deadline_stays_where_it_was_and_is_not_newly_added(
    example: Run, feed: Path
) -> None:
    """The lamp's protection is over, and the contested days after it are not."""
    rule = uid(LAMP, "protection")
    early, late = "2026-04-20", "2026-04-26"
    export(example, feed, today=early)
    before = events_of(feed.read_bytes())[rule]
    export(example, feed, today=late)
    kept = events_of(feed.read_bytes())[rule]
    record(example).unlink()
    export(example, feed, today=late)

    assert kept.to_ical() == before.to_ical()
    assert rule not in events_of(feed.read_bytes())


def test_an_empty_ledger_is_an_empty_calendar(run: Run) -> None:
    run.given("version = 1\n")
    out = run.done("calendar", "export", today=TODAY)

    assert out.startswith("BEGIN:VCALENDAR\r\n")
    assert events_of(out) == {}


def test_a_ledger_that_is_gone_is_no_calendar_in_which_all_is_done(
    example: Run, feed: Path
) -> None:
    export(example, feed)
    before = feed.read_bytes()
    example.ledger.rename(example.home / "elsewhere.toml")

    assert "There is no ledger at" in example.refused("calendar", "export", str(feed), today=TODAY)
    assert feed.read_bytes() == before


def test_a_dash_is_standard_output(example: Run) -> None:
    assert example.done("calendar", "export", "-", today=TODAY) == example.done(
        "calendar", "export", today=TODAY
    )


def test_a_calendar_that_aliguard_did_not_write_is_not_overwritten(
    example: Run, tmp_path: Path
) -> None:
    other = tmp_path / "family.ics"
    other.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\nBEGIN:VEVENT\r\n"
        "UID:wedding\r\nSUMMARY:PRODID:-//aliguard//aliguard//EN\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n",
        "utf-8",
    )

    assert "aliguard did not write it" in example.refused(
        "calendar", "export", str(other), today=TODAY
    )


def test_a_split_order_has_events_of_its_own_for_each_part(example: Run) -> None:
    example.done("split", JACKET, "2", today=TODAY)
    found = events_of(example.done("calendar", "export", today=TODAY))

    assert {f"{JACKET}+{part}+dispute-after-receipt@aliguard" for part in "12"} <= found.keys()


def test_what_is_done_goes_from_the_file_after_four_weeks(example: Run, feed: Path) -> None:
    export(example, feed)
    example.done("done", JACKET, today=TODAY)
    export(example, feed)
    marked = events_of(feed.read_bytes())
    export(example, feed, today="2026-05-18")
    kept = events_of(feed.read_bytes())
    export(example, feed, today="2026-05-19")
    jackets = {each for each in marked if each.startswith(JACKET)}

    assert all(marked[each].summary.startswith("Done: ") for each in jackets)
    assert jackets <= kept.keys()
    assert jackets.isdisjoint(events_of(feed.read_bytes()))


@pytest.mark.parametrize("hour", ["9", "24:00", "x", "[9]", "9:00", "08:30:01Z"])
def test_an_hour_of_alarms_that_is_none_is_refused(example: Run, hour: str) -> None:
    example.paths.settings.parent.mkdir(parents=True, exist_ok=True)
    for value in (hour, f'"{hour}"'):
        example.paths.settings.write_text(f"[calendar]\nalarms_at = {value}\n", "utf-8")

        error = example.refused("calendar", "export", today=TODAY)

        assert str(example.paths.settings) in error
        assert "Value error" not in error


@pytest.mark.parametrize("hour", ["08:30:00", '"08:30"'])
def test_an_hour_of_alarms_is_read_with_and_without_quotes(example: Run, hour: str) -> None:
    example.paths.settings.parent.mkdir(parents=True, exist_ok=True)
    example.paths.settings.write_text(f"[calendar]\nalarms_at = {hour}\n", "utf-8")

    assert "TRIGGER:PT8H30M\r\n" in example.done("calendar", "export", today=TODAY)


# ─── khal ───────────────────────────────────────────────────────────────────────────────────────


def khal(home: Path, *arguments: str) -> str:
    """What khal prints, which must not complain."""
    program = shutil.which("khal") or cannot("read a calendar with khal: it is not installed")
    found = subprocess.run(
        [program, "-c", str(home / "config"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    )

    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout


def test_khal_reads_an_export_and_lists_each_deadline_on_its_day(
    example: Run, feed: Path, tmp_path: Path
) -> None:
    home = tmp_path / "khal"
    (home / "orders").mkdir(parents=True)
    (home / "config").write_text(KHAL.format(home=home), "utf-8")
    export(example, feed)
    khal(home, "import", "--batch", str(feed))
    listed = khal(home, "list", "--format", "{start}|{title}|{alarm-symbol}", TODAY, "400d")
    expected = {(day_of(each), each.summary) for each in events_of(feed.read_bytes()).values()}
    rows = [line.split("|") for line in listed.splitlines() if "|" in line]

    assert {(date.fromisoformat(day), title) for day, title, _ in rows} == expected
    assert all(alarm.strip() for _, _, alarm in rows)


# ─── The file ───────────────────────────────────────────────────────────────────────────────────


def test_a_new_file_is_private_and_an_old_one_keeps_its_mode(example: Run, feed: Path) -> None:
    export(example, feed)
    new = stat.S_IMODE(feed.stat().st_mode)
    feed.chmod(0o644)
    export(example, feed)

    assert (new, stat.S_IMODE(feed.stat().st_mode)) == (0o600, 0o644)


def test_a_link_stays_a_link(example: Run, feed: Path) -> None:
    real = feed.with_name("real.ics")
    real.touch()
    feed.symlink_to(real)
    export(example, feed)

    assert feed.is_symlink()
    assert events_of(real.read_bytes())


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("missing/deadlines.ics", ["there is no folder", "missing"]),
        ("data", ["is a folder", "data/deadlines.ics"]),
        ("data/aliguard/ledger.toml", ["ledger.toml", "aliguard did not write it", "name another"]),
        ("/dev/null", ["/dev/null", "aliguard did not write it"]),
        ("data/aliguard/ledger.toml/x", ["there is no folder"]),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_anything_is_done(
    example: Run, name: str, facts: list[str]
) -> None:
    error = example.refused("calendar", "export", str(example.home / name), today=TODAY)

    assert [fact for fact in facts if fact not in error] == []


def test_a_full_disk_leaves_the_file_as_it_was_and_the_export_can_be_repeated(
    example: Run, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        feed = disk / "deadlines.ics"
        export(example, feed)
        before = feed.read_bytes()
        filler = disk / "filler"
        filler.write_bytes(b"x" * shutil.disk_usage(disk).free)
        example.done("extend", LAMP, "--days", "10", today=TODAY)
        code, out, err = example("calendar", "export", str(feed), today=TODAY)

        assert (code, out) == (2, "")
        assert err.startswith(f"aliguard: {feed} cannot be written: No space left on device.")
        assert feed.read_bytes() == before
        assert sorted(path.name for path in disk.iterdir()) == ["deadlines.ics", "filler"]

        filler.unlink()
        export(example, feed)
        assert events_of(feed.read_bytes())[uid(LAMP, "protection")].sequence == 1


# ─── The record ─────────────────────────────────────────────────────────────────────────────────


def test_an_export_that_changes_nothing_does_not_touch_the_record(example: Run, feed: Path) -> None:
    export(example, feed)
    before = record(example).stat()
    export(example, feed)
    after = record(example).stat()

    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert stat.S_IMODE(after.st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "\xff",
        '{"version": 2, "events": []}',
        '{"version": 1, "events": [{"order": "1"}]}',
        '{"version": 1, "events": [], "more": 1}',
        "[" * 9999,
    ],
)
def test_a_record_that_makes_no_sense_is_never_passed_over(example: Run, text: str) -> None:
    """The sequences would fall back, and calendars would not take the later date."""
    record(example).write_bytes(text.encode("latin-1"))
    error = example.refused("calendar", "export", today=TODAY)

    assert f"{record(example)}, the record of what your calendars were told," in error
    assert "Remove that file" in error


def test_words_in_the_record_that_were_tampered_with_stay_in_their_line(
    example: Run, feed: Path
) -> None:
    export(example, feed)
    told = json.loads(record(example).read_text("utf-8"))
    for event in told["events"]:
        event["summary"] = "x\r\nEND:VEVENT\rBEGIN:VTODO\n"
    record(example).write_text(json.dumps(told), "utf-8")
    example.given("version = 1\n")
    export(example, feed)

    assert len(events_of(feed.read_bytes())) == len(told["events"])
    assert b"\nBEGIN:VTODO" not in feed.read_bytes()
