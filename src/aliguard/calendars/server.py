"""A calendar at a CalDAV server (RFC 4791): aliguard's own events in it, read, kept and removed.

An event's resource is named after its UID, and only resources of such names are asked for: of what
else the calendar holds no more than the names are read. All that goes wrong is a CalendarError.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aliguard.calendars import ics
from aliguard.calendars.address import Address, parse
from aliguard.calendars.events import Event
from aliguard.calendars.libraries import MovedError, NotTakenError, client, told
from aliguard.errors import CalendarError

if TYPE_CHECKING:
    from caldav.davclient import DAVClient
    from caldav.response import DAVResponse

CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"
RESOURCE_TYPE, ETAG = "{DAV:}resourcetype", "{DAV:}getetag"
OWN_NAME = re.compile(r"/aliguard-[0-9a-f]{32}\.ics$")
"""How the path of aliguard's resources ends."""
AT_ONCE = 50
"""How many events are asked for in one request."""
MOVES = 5
"""How often the address of a calendar may lead to another one."""
IN_BIN = (
    "If it lies in the calendar's bin, delete it there for good (in Nextcloud: Deleted items), and"
    " push again"
)
SHOWN = 3
"""How many calendars of a server are named."""
MULTISTATUS, NOT_FOUND, GONE, CONFLICT, CHANGED = 207, 404, 410, 409, 412
WRITTEN = frozenset({200, 201, 204})


@dataclass(frozen=True, slots=True)
class Held:
    """An event as the server holds it."""

    etag: str | None
    event: ics.Read


@dataclass(frozen=True, slots=True)
class Collection:
    """A calendar at a server that is asked as one user."""

    client: DAVClient
    address: Address
    alarms_at: time = ics.MORNING

    def check(self) -> None:
        """Check that there is a calendar, before anything is done.

        Raises:
            CalendarError: there is none at the address, or it may not be read.
        """
        with self._reading():
            answer = self.client.propfind(self.address.url, [RESOURCE_TYPE])
            found = answer.parse_propfind()
        if not any(CALENDAR in (each.properties.get(RESOURCE_TYPE) or ()) for each in found):
            raise CalendarError(self._no_calendar())

    def held(self) -> Mapping[str, Held]:
        """The events of aliguard's that the server holds, by UID.

        Raises:
            CalendarError: the server does not tell.
        """
        paths = self._own_paths()
        found: dict[str, Held] = {}
        for start in range(0, len(paths), AT_ONCE):
            found.update(self._some_held(paths[start : start + AT_ONCE]))
        return found

    def _reading(self) -> AbstractContextManager[None]:
        return told(self.address, forbidden=CalendarError(self._forbidden("read")))

    def _own_paths(self) -> list[str]:
        """The resources whose names are aliguard's; of the others no more than the name is read."""
        with self._reading():
            answer = self.client.propfind(self.address.url, [ETAG], depth=1)
            self._listed(answer, "list its events")
            paths = (urlsplit(each.href).path for each in answer.parse_propfind())
            return sorted(path for path in paths if OWN_NAME.search(path))

    def _some_held(self, paths: Sequence[str]) -> Iterator[tuple[str, Held]]:
        from caldav.elements.cdav import CalendarData, CalendarMultiGet  # noqa: PLC0415 - heavy
        from caldav.elements.dav import GetEtag, Href, Prop  # noqa: PLC0415

        wanted = Prop() + [GetEtag(), CalendarData()]  # noqa: RUF005 - no list is before it
        query = CalendarMultiGet() + [wanted, *(Href(value=path) for path in paths)]  # noqa: RUF005
        with self._reading():
            answer = self.client.report(self.address.url, str(query), depth=None)
            self._listed(answer, "show its events")
            for each in answer.parse_calendar_query():
                if event := ics.read(each.calendar_data or ""):
                    yield event.uid, Held(each.etag, event)

    def put(self, event: Event, held: Held | None) -> None:
        """Keep an event at the server, in place of the one that it holds.

        Raises:
            NotTakenError: it may not be written, or was changed there in the meantime.
            CalendarError: the server cannot be asked.
        """
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        headers |= _unchanged(held) if held else {"If-None-Match": "*"}
        if held:
            # A server may number changes of its own, and take a lower number for an older event.
            sequence = max(event.sequence, held.event.sequence)
            event = event.model_copy(update={"sequence": sequence})
        url, data = self._url(event.uid), ics.resource(event, self.alarms_at).decode()
        self._change(
            lambda: self.client.put(url, data, headers),
            f"keep “{event.title}”",
            event.title,
            known=held is not None,
        )

    def remove(self, held: Held) -> None:
        """Remove an event from the server; one that is gone already is well.

        Raises:
            NotTakenError: it may not be removed, or was changed there in the meantime.
            CalendarError: the server cannot be asked.
        """
        url, title = self._url(held.event.uid), held.event.face.summary
        self._change(
            lambda: self.client.delete(url, _unchanged(held)),
            f"remove “{title}”",
            title,
            well=WRITTEN | {NOT_FOUND, GONE},
        )

    def _change(
        self,
        ask: Callable[[], DAVResponse],
        what: str,
        title: str,
        *,
        known: bool = True,
        well: Container[int] = WRITTEN,
    ) -> None:
        """Change one event; `known` is whether it was there before."""

        def refused(reason: str, forbidden: str = "") -> NotTakenError:
            said = f"{self.address.host} would not {what}: {reason}."
            return NotTakenError(said, title, forbidden)

        # A user may write nothing at all, or a bin may be in the way of this one.
        why = f"it answered 403 Forbidden. {IN_BIN}"
        with told(self.address, forbidden=refused(why, self._forbidden("written"))):
            answer = ask()
        if answer.status not in well:
            raise refused(_why(answer, known=known))

    def _no_calendar(self) -> str:
        said = f"There is no calendar at {self.address.url}."
        found = self._calendars()
        if not found:
            return f"{said} Copy the calendar's own address from your calendar's settings."
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        return f"{said} The server has {', '.join(found[:SHOWN])}{more}."

    def _calendars(self) -> list[str]:
        """The addresses of the user's calendars, as far as the server tells."""
        try:
            return sorted(str(calendar.url) for calendar in self.client.get_calendars())
        except Exception:  # noqa: BLE001 - only a hint beside an error that is told anyway
            return []

    def _url(self, uid: str) -> str:
        """Where an event is kept: under a name of letters that no server spells in two ways."""
        digest = hashlib.sha256(uid.encode()).hexdigest()
        return f"{self.address.url}aliguard-{digest[:32]}.ics"

    def _forbidden(self, done: str) -> str:
        whose = f" by {self.address.user}" if self.address.user else ""
        return (
            f"{self.address.url} may not be {done}{whose}: check the address and the user, or ask"
            " its owner for that right."
        )

    def _listed(self, answer: DAVResponse, what: str) -> None:
        if answer.status != MULTISTATUS:
            msg = f"{self.address.host} would not {what}: {_answered(answer)}."
            raise CalendarError(msg)


@contextmanager
def connected(
    address: Address, password: Callable[[], str | None], alarms_at: time = ics.MORNING
) -> Iterator[Collection]:
    """A calendar at a server; the password is asked for where it is needed.

    Raises:
        CalendarError: the libraries are not installed, or there is no calendar.
    """
    with client(address, password) as made:
        yield _found(Collection(made, address, alarms_at))


def _found(calendar: Collection) -> Collection:
    """The calendar where the server says that it is, if that is the same server.

    Raises:
        CalendarError: it is at another server, nowhere, or no calendar.
    """
    first = calendar.address
    for _ in range(MOVES):
        try:
            calendar.check()
        except MovedError as moved:
            calendar = replace(calendar, address=_moved(calendar.address, moved))
        except CalendarError as error:
            if calendar.address == first:
                raise
            msg = f"{first.url} has moved. {error}"
            raise CalendarError(msg) from error
        else:
            return calendar
    msg = f"{first.url} leads from one address to the next without end: look for a newer one."
    raise CalendarError(msg)


def _moved(address: Address, moved: MovedError) -> Address:
    """The address that is said to be the new one, at the same server.

    Raises:
        MovedError: it is another server's, or none.
    """
    try:
        to = parse(moved.to, user=address.user, insecure=True)
    except CalendarError:
        raise moved from None
    if not address.may_become(to):
        raise moved
    return to


def _unchanged(held: Held) -> dict[str, str]:
    """The condition that the server still holds what was read; a weak tag cannot tell."""
    strong = held.etag and not held.etag.startswith("W/")
    return {"If-Match": held.etag} if held.etag and strong else {}


def _answered(answer: DAVResponse) -> str:
    return f"it answered {answer.status} {answer.reason}".rstrip()


def _why(answer: DAVResponse, *, known: bool) -> str:
    """Why an event was not taken that was there before, or was not, and what to do."""
    if answer.status not in {CONFLICT, CHANGED}:
        return f"{_answered(answer)}. {IN_BIN}"
    if known:
        return "it was changed there in the meantime. Push again"
    return "it is there already, put in by other means. Remove it there, and push again"
