"""The password that the user's keyring holds for a calendar."""

from __future__ import annotations

from aliguard.calendars.address import Address
from aliguard.calendars.quiet import quiet

SERVICE = "aliguard"


def stored(address: Address) -> str | None:
    """The password in the keyring; None where there is none, or no keyring that works."""
    with quiet():
        try:
            import keyring  # noqa: PLC0415 - heavy, and part of an extra

            return keyring.get_password(SERVICE, address.account)
        except Exception:  # noqa: BLE001 - a keyring may fail in any way: there are other ways
            return None
