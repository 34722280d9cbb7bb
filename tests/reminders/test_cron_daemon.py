"""The whole way: what `aliguard cron install` wrote is run by a real cron, and its mail arrives."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cron_help import Machine, machine
from fault_help import cannot

ORDER = "8200000000091234"
TIGHT = 55
"""The second of a minute after which the next one is too near to be installed for."""
PATIENCE = 75
"""Seconds in which the next minute begins, and its mail arrives."""


def test_cron_runs_what_was_installed_and_mails_the_reminder(tmp_path: Path) -> None:
    """The environment of cron is empty, and the path of the ledger is as hard as paths can be."""
    with machine(tmp_path) as cron:
        if not cron.shell("readlink -f /usr/sbin/sendmail").endswith("/dma\n"):
            cannot("deliver mail with dma")
        ledger = str(tmp_path / "my l\\%dger, 100% of \"$HOME\" & 'é\\'.toml")
        there = cron.setting(ALIGUARD_LEDGER=ledger, XDG_CACHE_HOME=f"{tmp_path}/100% cache")
        delivered = f"{datetime.now(UTC).date() - timedelta(days=14)}"
        there.done("add-order", ORDER, "--title", "Übergrößenjacke", "--delivered", delivered)
        with there.start("cron", "-f") as daemon:
            mail = _mail(there) or _mail(there)  # a slow machine may miss a minute
            daemon.kill()
        shown = there.done("cron", "show")

    assert "Übergrößenjacke" in mail
    assert ORDER in mail
    assert "Traceback" not in mail
    assert f"It last ran on {datetime.now(UTC).date()}." in shown
    assert "! " not in shown.replace("! No cron daemon", "")
    assert (tmp_path / "100% cache" / "aliguard").is_dir()


def _next_minute() -> str:
    """The time at which the next minute begins, with enough of this one left."""
    if (now := datetime.now(UTC)).second > TIGHT:
        time.sleep(60 - now.second)
    return f"{datetime.now(UTC) + timedelta(minutes=1):%H:%M}"


def _mail(there: Machine) -> str:
    """What cron mails once it runs what is installed for the next minute."""
    there.done("cron", "install", "--at", _next_minute())
    return _wait_for_mail(there)


def _wait_for_mail(there: Machine) -> str:
    """What is in the mailbox of root, as soon as there is something; empty if nothing comes."""
    script = f"for i in $(seq {PATIENCE * 2}); do [ -s /var/mail/root ] && break; sleep .5; done"
    return there.shell(f"{script}; sleep .5; cat /var/mail/root || true")
