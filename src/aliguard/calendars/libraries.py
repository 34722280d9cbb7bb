"""The libraries that talk to servers and keyrings: kept silent, their errors told in our words."""

from __future__ import annotations

import contextlib
import logging
import socket
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aliguard.calendars.address import Address
from aliguard.errors import CalendarError

if TYPE_CHECKING:
    from caldav.davclient import DAVClient
    from niquests import PreparedRequest, Response

SERVICE = "aliguard"
"""By this name a keyring keeps the passwords."""
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


@contextlib.contextmanager
def client(address: Address, password: Callable[[], str | None]) -> Iterator[DAVClient]:
    """A client for a server; the password is asked for once the library is there.

    Raises:
        CalendarError: the library is not installed.
    """
    with quiet():
        try:
            from caldav.davclient import DAVClient  # noqa: PLC0415 - heavy, and part of an extra
        except ImportError as error:
            msg = (
                "Pushing needs the extra `calendar`: pip install 'aliguard[calendar]'"
                " (with pipx: pipx inject aliguard caldav keyring)."
            )
            raise CalendarError(msg) from error
        with DAVClient(
            url=address.url,
            username=address.user,
            password=password(),
            timeout=SECONDS,
            enable_rfc6764=False,
        ) as made:
            # With an auth of its own, the session does not look for another user in ~/.netrc.
            made.session.auth = _as_it_is
            # Libraries that follow a redirect drop the body of what they send.
            made.session.max_redirects = 0
            yield made


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request


def stored(address: Address) -> str | None:
    """The password in the keyring; None where there is none, or no keyring that works."""
    with quiet():
        try:
            import keyring  # noqa: PLC0415 - heavy, and part of an extra

            return keyring.get_password(SERVICE, address.account)
        except Exception:  # noqa: BLE001 - a keyring may fail in any way: there are other ways
            return None


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Let nothing that is logged or warned of reach the terminal: it is told once, in our words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
