"""The address of a calendar, checked before anything is sent."""

from __future__ import annotations

import pytest

from aliguard.calendars.address import Address, parse
from aliguard.errors import CalendarError
from conftest import Run


@pytest.mark.parametrize(
    ("text", "user", "expected"),
    [
        ("https://a.org/cal/", None, Address("https://a.org/cal/", "a.org", None)),
        ("https://a.org/cal", None, Address("https://a.org/cal/", "a.org", None)),
        ("https://a.org", "me", Address("https://a.org/", "a.org", "me")),
        ("https://a.org/ü&%20b", None, Address("https://a.org/%C3%BC&%20b/", "a.org", None)),
        ("https://me@a.org:8443/c/", None, Address("https://a.org:8443/c/", "a.org", "me")),
        ("https://me%40b.org@a.org/", None, Address("https://a.org/", "a.org", "me@b.org")),
        ("https://me@a.org/", "you", Address("https://a.org/", "a.org", "you")),
        ("HTTPS://A.org/C/?x=1#y", None, Address("https://A.org/C/", "a.org", None)),
        (
            "http://localhost:5232/me/",
            None,
            Address("http://localhost:5232/me/", "localhost", None),
        ),
        ("http://127.3.2.1/", None, Address("http://127.3.2.1/", "127.3.2.1", None)),
        ("http://[::1]:80/", None, Address("http://[::1]:80/", "::1", None)),
    ],
)
def test_an_address_is_a_collection_at_a_host_and_a_user(
    text: str, user: str | None, expected: Address
) -> None:
    assert parse(text, user=user, insecure=False) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/cal/",
        "/home/me/calendar.ics",
        "ftp://a.org/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://[::1",
        "https://a.org:99999/",
        "https://a.org:port/",
        "https://a b.org/",
        "https://a.org/my calendar/",
        "https://a.org/\ncal/",
    ],
)
def test_what_is_no_web_address_is_refused_with_an_example(run: Run, text: str) -> None:
    error = run.refused("calendar", "push", text, "--user", "me")

    assert error.startswith("aliguard: That is not the address of a calendar")
    assert "https://example.com/" in error


@pytest.mark.parametrize(
    "url", ["https://me:hunter2@a.org/c/", "https://:hunter2@a.org/", "http://me:@a.org/"]
)
def test_a_password_in_the_url_is_refused_and_not_repeated(run: Run, url: str) -> None:
    error = run.refused("calendar", "push", url)

    assert "Leave the password out of the URL" in error
    assert "hunter2" not in error


@pytest.mark.parametrize("host", ["a.org", "192.168.1.5", "localhost.a.org", "[2001:db8::1]"])
def test_a_password_is_not_sent_in_the_clear_to_another_machine(run: Run, host: str) -> None:
    error = run.refused("calendar", "push", f"http://{host}/c/", "--user", "me")

    assert "in the clear: use https://, or add --insecure" in error


def test_the_user_may_say_that_nobody_listens() -> None:
    assert parse("http://a.org/c/", user="me", insecure=True).url == "http://a.org/c/"
    with pytest.raises(CalendarError):
        parse("http://a.org/c/", user="me", insecure=False)
