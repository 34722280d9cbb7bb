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
ALARM_DAYS = (7, 3, 1)
"""Days before an event on which the calendar is to speak up."""
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


def feed(events: Iterable[Event]) -> bytes:
    """A calendar file of all the events, for import or subscription."""
    return _calendar(events, name=NAME)


def resource(event: Event) -> bytes:
    """One event, as a CalDAV server keeps it."""
    return _calendar([event])


def face(event: Event) -> Face:
    """What a reader is to see of an event."""
    status = CANCELLED if event.cancelled else CONFIRMED
    return Face(event.summary, event.description, event.day, status)


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
    return Read(str(component.get("UID", "")), int(component.get("SEQUENCE", 0)), seen)


def _calendar(events: Iterable[Event], *, name: str | None = None) -> bytes:
    import icalendar  # noqa: PLC0415 - heavy, and needed for calendars only

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_component(event))
    data: bytes = calendar.to_ical()
    return data


def _component(event: Event) -> icalendar.Event:
    import icalendar  # noqa: PLC0415

    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", datetime.combine(event.stamped, time(), tzinfo=UTC))
    component.add("dtstart", event.day)
    component.add("dtend", event.day + timedelta(days=1))
    component.add("sequence", event.sequence)
    component.add("status", CANCELLED if event.cancelled else CONFIRMED)
    component.add("summary", event.summary)
    component.add("description", event.description)
    component.add("categories", list(event.categories))
    component.add("transp", "TRANSPARENT")
    for days in () if event.cancelled else ALARM_DAYS:
        component.add_component(_alarm(event, days))
    return component


def _alarm(event: Event, days: int) -> icalendar.Alarm:
    import icalendar  # noqa: PLC0415

    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.summary)
    alarm.add("trigger", timedelta(days=-days))
    return alarm
