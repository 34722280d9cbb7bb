"""Keyrings of a test's own: one that knows a password, and one that fails."""

from __future__ import annotations

from keyring.backend import KeyringBackend

KNOWN = {("aliguard", "me@127.0.0.1"): "secret"}


class Known(KeyringBackend):
    """A keyring with one password."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """The password, where it is known."""
        return KNOWN.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse to learn another."""
        raise NotImplementedError(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        """Refuse to forget it."""
        raise NotImplementedError(service, username)


class Broken(Known):
    """A keyring whose daemon is not running."""

    def get_password(self, service: str, username: str) -> str | None:
        """Fail as a daemon's library does."""
        msg = "cannot connect to the bus"
        raise OSError(msg, service, username)
