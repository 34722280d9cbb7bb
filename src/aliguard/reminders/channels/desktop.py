"""Notifications on a Linux desktop, also for jobs that cron starts outside of its session."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from aliguard.errors import ReminderError
from aliguard.reminders.channels import needed_by
from aliguard.reminders.channels.bus import VARIABLE, Bus, connected, session_buses

if TYPE_CHECKING:
    from jeepney import Message

NO_SESSION = (
    "No desktop session was found: log in to the desktop;"
    f" or, if it runs elsewhere, put {VARIABLE}=... in the crontab; or use another channel."
)
NO_DAEMON = (
    "The desktop session has no notification daemon:"
    " install one, such as dunst, or use another channel."
)
SILENT = "The desktop session does not answer: log in anew, or use another channel."
ABSENT = ("ServiceUnknown", "NameHasNoOwner", "Spawn")
"""Errors of a bus that no daemon is on."""
CRITICAL = 2
"""The urgency that keeps a bubble until it is clicked away."""
NEVER = 0
"""When it goes away by itself."""
LOOKALIKE = "\u2039"
"""Looks like `<`, and begins no tag."""


class Desktop:
    """The desktop of the user's session; which bus that is, is found out at each sending."""

    def send(self, *, title: str, body: str, brief: str) -> None:  # noqa: ARG002 - has no room
        """Show the few lines as a bubble that stays.

        Raises:
            ReminderError: no session was found, or none shows it.
        """
        from jeepney import DBusErrorResponse  # noqa: PLC0415 - an extra

        problem = None
        for bus in session_buses():
            try:
                _show(bus, title, brief)
            except DBusErrorResponse as error:
                problem = _refusal(error.name)
            except TimeoutError:
                problem = SILENT
            except (OSError, ValueError, RuntimeError):
                continue  # a dead bus: another may live
            else:
                return
        raise ReminderError(problem or NO_SESSION)


def desktop() -> Desktop:
    """The desktop of the user who runs this.

    Raises:
        ReminderError: jeepney is not installed.
    """
    with needed_by("`desktop`"):
        import jeepney  # noqa: F401, PLC0415 - an extra; it is only looked for
    return Desktop()


def _refusal(name: str) -> str:
    if any(absent in name for absent in ABSENT):
        return NO_DAEMON
    return f"The notification daemon refused it ({name}): use another channel."


def _show(bus: Bus, title: str, text: str) -> None:
    """Show a bubble on the desktop of a bus, as text and never as markup."""
    with connected(bus) as call:
        [capabilities] = call(_message("GetCapabilities"))
        text = _inert(text, markup="body-markup" in capabilities)
        actions: list[str] = []
        hints = {"urgency": ("y", CRITICAL)}
        shown = (each.replace("\0", "") for each in (title, text))  # D-Bus cannot carry that
        arguments = ("aliguard", 0, "", *shown, actions, hints, NEVER)
        call(_message("Notify", "susssasa{sv}i", arguments))


def _inert(text: str, *, markup: bool) -> str:
    """The text so that no tag in it is obeyed; dunst may obey tags without announcing markup."""
    return html.escape(text, quote=False) if markup else text.replace("<", LOOKALIKE)


def _message(method: str, signature: str | None = None, body: tuple[object, ...] = ()) -> Message:
    from jeepney import DBusAddress, new_method_call  # noqa: PLC0415 - an extra

    name = "org.freedesktop.Notifications"
    daemon = DBusAddress("/org/freedesktop/Notifications", bus_name=name, interface=name)
    return new_method_call(daemon, method, signature, body)
