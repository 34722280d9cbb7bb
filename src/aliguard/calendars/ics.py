"""Events as iCalendar (RFC 5545), the same bytes for the same events; and what is read back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from aliguard.calendars.events import Event

if TYPE_CHECKING:
    import icalendar

PRODUCT = "-//aliguard//aliguard//EN"
NAME = "AliExpress deadlines"
ALARM_DAYS = (7, 3, 1, 0)
"""Days before an event on which the calendar is to speak up."""
MORNING = time(9)
"""When it does: an alarm that names days alone rings at midnight."""
MIDNIGHT = frozenset(timedelta(days=-days) for days in (7, 3, 1))
"""The alarms of events that were written before alarms had an hour."""
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"


class Face(NamedTuple):
    """What a reader sees of an event.

    By this it is told whether a server's event is up to date. The rest does not count: an alarm
    may have been put off there, and servers drop, add and number what they like.
    """

    summary: str
    description: str
    day: date | None
    status: str


class Read(NamedTuple):
    """An event that was read back."""

    uid: str
    sequence: int
    face: Face
    alarms: frozenset[timedelta] = frozenset()
    """When its alarms ring, counted from the beginning of its day."""

    def shows(self, event: Event, alarms_at: time) -> bool:
        """Whether it is an event as it should be.

        Alarms count only where they are ours of another hour; what else they are is the user's.
        """
        wanted = _alarms(alarms_at)
        others = not self.alarms or self.alarms == wanted or not _ours(self.alarms)
        return self.face == face(event) and (event.cancelled or others)


def feed(events: Iterable[Event], alarms_at: time = MORNING) -> bytes:
    """A calendar file of all the events, for import or subscription."""
    return _calendar(events, alarms_at, name=NAME)


def resource(event: Event, alarms_at: time = MORNING) -> bytes:
    """One event, as a CalDAV server keeps it."""
    return _calendar([event], alarms_at)


def face(event: Event) -> Face:
    """What a reader is to see of an event."""
    status = CANCELLED if event.cancelled else CONFIRMED
    return Face(event.title, event.description, event.day, status)


def _alarms(at: time) -> frozenset[timedelta]:
    """When alarms ring at an hour of the day, counted from the beginning of the event's day."""
    hour = timedelta(hours=at.hour, minutes=at.minute)
    return frozenset(hour - timedelta(days=days) for days in ALARM_DAYS)


def _ours(alarms: frozenset[timedelta]) -> bool:
    """Whether alarms ring as aliguard sets them, at whatever hour."""
    hour = max(alarms)
    return alarms == MIDNIGHT or alarms == {hour - timedelta(days=days) for days in ALARM_DAYS}


def read(data: str) -> Read | None:
    """The event in a server's calendar data; None where there is none that can be read."""
    import icalendar  # noqa: PLC0415 - heavy, and needed for calendars only

    try:
        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        return _read(events[0]) if events else None
    except (ValueError, TypeError):
        return None


def _read(component: icalendar.Component) -> Read:
    seen = Face(
        str(component.get("SUMMARY", "")),
        str(component.get("DESCRIPTION", "")),
        getattr(component.get("DTSTART"), "dt", None),
        str(component.get("STATUS", CONFIRMED)),
    )
    triggers = (getattr(each.get("TRIGGER"), "dt", None) for each in component.walk("VALARM"))
    alarms = frozenset(each for each in triggers if isinstance(each, timedelta))
    return Read(str(component.get("UID", "")), int(component.get("SEQUENCE", 0)), seen, alarms)


def _calendar(events: Iterable[Event], alarms_at: time, *, name: str | None = None) -> bytes:
    import icalendar  # noqa: PLC0415 - heavy, and needed for calendars only

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_component(event, alarms_at))
    data: bytes = calendar.to_ical()
    return data


def _component(event: Event, alarms_at: time) -> icalendar.Event:
    import icalendar  # noqa: PLC0415

    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", datetime.combine(event.stamped, time(), tzinfo=UTC))
    component.add("dtstart", event.day)
    component.add("dtend", event.day + timedelta(days=1))
    component.add("sequence", event.sequence)
    component.add("status", CANCELLED if event.cancelled else CONFIRMED)
    component.add("summary", event.title)
    component.add("description", event.description)
    component.add("categories", list(event.categories))
    component.add("transp", "TRANSPARENT")
    for before in () if event.cancelled else sorted(_alarms(alarms_at)):
        component.add_component(_alarm(event, before))
    return component


def _alarm(event: Event, trigger: timedelta) -> icalendar.Alarm:
    import icalendar  # noqa: PLC0415

    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.summary)
    alarm.add("trigger", trigger)
    return alarm
