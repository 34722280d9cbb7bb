"""When reminders run, in the words of cron, of systemd and of people.

Pure: takes values, returns values. Times are those of the machine's own clock and zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from aliguard.errors import InputError

DAY = 24
"""The hours of a day."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every day at a time, and every so many hours from then on until midnight."""

    hour: int
    minute: int
    every: int = DAY
    """Hours between two runs of a day."""

    @property
    def hours(self) -> range:
        """The hours of the day in which reminders run."""
        return range(self.hour, DAY, self.every)

    @property
    def cron(self) -> str:
        """The first five fields of a crontab's line."""
        return f"{self.minute} {','.join(map(str, self.hours))} * * *"

    @property
    def calendar(self) -> str:
        """The calendar event of a systemd timer."""
        return f"*-*-* {','.join(f'{hour:02}' for hour in self.hours)}:{self.minute:02}:00"

    @property
    def words(self) -> str:
        """The schedule for people.

        >>> Schedule(8, 30, every=4).words
        'every day at 08:30, and every 4 hours from then until 20:30'
        """
        first, last = (f"{hour:02}:{self.minute:02}" for hour in (self.hour, self.hours[-1]))
        if first == last:
            return f"every day at {first}"
        step = "hour" if self.every == 1 else f"{self.every} hours"
        return f"every day at {first}, and every {step} from then until {last}"


def parse(at: str, every: int | None = None) -> Schedule:
    """The schedule that starts at a time such as 09:00, once a day or every so many hours.

    Raises:
        InputError: that is no time of the day.
    """
    found = _TIME.fullmatch(at)
    if found is None:
        msg = f"{at!r} is no time of the day: write it as 09:00, from 00:00 to 23:59."
        raise InputError(msg)
    return Schedule(int(found[1]), int(found[2]), every or DAY)


def of_cron(fields: str) -> Schedule | None:
    """The schedule of a crontab's first five fields; None if it is none that aliguard writes."""
    return next((each for each in _possible(fields) if each.cron == fields), None)


def of_calendar(event: str) -> Schedule | None:
    """The schedule of a timer's calendar event; None if it is none that aliguard writes."""
    return next((each for each in _possible(event) if each.calendar == event), None)


def _possible(text: str) -> Iterator[Schedule]:
    """All schedules whose minute and first hour stand in a text."""
    numbers = {int(number) for number in re.findall(r"\d{1,2}", text)}
    for hour, minute in product(numbers & {*range(DAY)}, numbers & {*range(60)}):
        yield from (Schedule(hour, minute, every) for every in range(1, DAY + 1))
