"""What goes wrong with a server, in one sentence: why, and how to mend it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aliguard.calendars.address import Address
from aliguard.errors import CalendarError

if TYPE_CHECKING:
    from niquests import Response

SECONDS = 30
"""How long a server may take to answer."""


class MovedError(CalendarError):
    """What was asked for lies at another address: nothing is sent there unasked."""

    def __init__(self, url: str, to: str) -> None:
        super().__init__(f"{url} has moved to {to}: use that address.")
        self.to = to


class NotTakenError(CalendarError):
    """The server does not take the change of one event; it may well take others."""

    def __init__(self, message: str, title: str, forbidden: str = "") -> None:
        super().__init__(message)
        self.title = title
        self.forbidden = forbidden
        """What to say where the user may change nothing at all."""


@contextlib.contextmanager
def told(address: Address, *, forbidden: CalendarError) -> Iterator[None]:
    """Turn all that the libraries raise into an error for the user.

    `forbidden` is what to raise where the server knows the user, and says no.

    Raises:
        CalendarError: something went wrong in between.
    """
    try:
        yield
    except CalendarError:
        raise
    except Exception as error:  # libraries raise what they like at an odd answer
        from caldav.lib.error import AuthorizationError  # noqa: PLC0415 - heavy
        from niquests import Response, TooManyRedirects  # noqa: PLC0415 - heavy

        match error:
            case AuthorizationError(status=403):
                raise forbidden from error
            case TooManyRedirects(response=Response() as answer):
                raise MovedError(str(answer.url), _location(answer)) from error
            case _:
                raise CalendarError(_sentence(error, address)) from error


def _location(answer: Response) -> str:
    """Where an answer says that what was asked for is now."""
    there = answer.headers.get("location") if answer.headers else None
    return urljoin(str(answer.url), str(there or ""))


def _sentence(error: Exception, address: Address) -> str:
    from caldav.lib.error import AuthorizationError, RateLimitError  # noqa: PLC0415 - heavy
    from niquests import RequestException  # noqa: PLC0415 - heavy

    match error:
        case AuthorizationError():
            return _denied(address)
        case RateLimitError():
            return f"{address.host} is too busy: try again in some minutes."
        case RequestException():
            return _unreachable(error, address.host)
        case _:
            return (
                f"{address.host} answered as no CalDAV server does: check the address,"
                f" {address.url} ({type(error).__name__})."
            )


def _denied(address: Address) -> str:
    if address.user is None:
        return f"{address.host} wants to know who you are: add --user NAME."
    return (
        f"{address.host} refuses the user {address.user} with this password. Some servers want a"
        " password made for one app: look in the settings of your account there."
    )


def _unreachable(error: Exception, host: str) -> str:
    from niquests.exceptions import SSLError, Timeout  # noqa: PLC0415 - heavy

    if isinstance(error, SSLError):
        return (
            f"The encryption of {host} cannot be trusted: check the address and this machine's"
            " clock, or ask who runs the server about its certificate."
        )
    if isinstance(error, Timeout):
        return f"{host} did not answer within {SECONDS} seconds: try again later."
    causes = tuple(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"There is no server {host}, or no network: check the address."
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"{host} refuses connections: check the address and its port, or try again later."
    return f"{host} cannot be reached: check the address and the network."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
