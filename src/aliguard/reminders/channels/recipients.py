"""Whether all recipients of a mail address were understood: Apprise leaves some out in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aliguard.reminders.channels.addresses import Address

if TYPE_CHECKING:
    from apprise.plugins import NotifyBase


def left_out(address: Address, service: NotifyBase) -> bool:
    """Whether a mail address names a recipient that its service does not have."""
    from apprise.plugins.email import NotifyEmail  # noqa: PLC0415 - heavy, and an extra

    if type(service) is not NotifyEmail:  # those built upon it have addresses of their own
        return False
    known = {email for _, email in service.targets} | service.cc | service.bcc
    known = {email.lower() for email in known}
    return any(
        not emails or not all(any(own in email.lower() for own in known) for email in emails)
        for emails in _named(address)
    )


def _named(address: Address) -> Iterator[list[str]]:
    """The e-mail addresses of each recipient; none where it has no `@`, more in a careless list."""
    place, _, query = address.text.partition("://")[2].partition("?")
    options = (option.partition("=") for option in query.split("&"))
    lists = [value for name, _, value in options if name.lower() in {"to", "cc", "bcc"}]
    for given in map(unquote, [*place.split("/")[1:], *lists]):
        unquoted = re.sub(r'"[^"]*"', "", given)  # a name may hold commas
        for recipient in filter(str.strip, re.split("[,;]", unquoted)):
            yield [word for word in recipient.split() if "@" in word]
