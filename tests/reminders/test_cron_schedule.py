"""When reminders run, for cron, for systemd and in words; and read back from both."""

from __future__ import annotations

import re
import subprocess

import pytest
from fault_help import cannot

from aliguard.reminders.schedulers import schedule
from aliguard.reminders.schedulers.schedule import Schedule

ALL = [Schedule(hour, 7, every) for hour in range(24) for every in range(1, 24 - hour)]


@pytest.mark.parametrize(
    ("at", "every", "cron", "calendar"),
    [
        ("09:00", None, "0 9 * * *", "*-*-* 09:00:00"),
        ("00:00", 12, "0 0,12 * * *", "*-*-* 00,12:00:00"),
        ("6:30", 6, "30 6,12,18 * * *", "*-*-* 06,12,18:30:00"),
        ("22:05", 2, "5 22 * * *", "*-*-* 22:05:00"),
    ],
)
def test_a_schedule_lists_its_hours_until_midnight(
    at: str, every: int | None, cron: str, calendar: str
) -> None:
    made = schedule.parse(at, every)

    assert (made.cron, made.calendar) == (cron, calendar)


def test_every_hour_is_said_without_a_number() -> None:
    made = schedule.parse("20:15", 1)

    assert made.words == "every day at 20:15, and every hour from then until 23:15"


def test_every_schedule_is_read_back_in_the_same_words() -> None:
    for each in ALL:
        for found in (schedule.of_cron(each.cron), schedule.of_calendar(each.calendar)):
            assert found is not None
            assert (found.words, found.hours) == (each.words, each.hours)


@pytest.mark.parametrize(
    "fields",
    ["0 9 * * 1", "*/5 9 * * *", "0 9-12 * * *", "0 12,9 * * *", "0 , * * *", "0 9,9 * * *"],
)
def test_a_schedule_that_aliguard_does_not_write_is_not_read(fields: str) -> None:
    assert schedule.of_cron(fields) is None


@pytest.mark.parametrize("given", [Schedule(9, 0), Schedule(8, 30, every=4)])
def test_systemd_runs_at_just_these_times(given: Schedule) -> None:
    """`systemd-analyze` tells when a calendar event comes next, and then again."""
    count = len(given.hours) + 1
    command = ["systemd-analyze", "calendar", f"--iterations={count}", given.calendar]
    try:
        told = subprocess.run(
            [*command, "--base-time=2026-04-20 00:00:00"],
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"},
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        cannot(f"run systemd-analyze: {error}")
    times = re.findall(r"(2026-04-\d\d \d\d:\d\d):00", told)
    expected = [f"2026-04-20 {hour:02}:{given.minute:02}" for hour in given.hours]

    assert times == [*expected, expected[0].replace("-20 ", "-21 ")]
