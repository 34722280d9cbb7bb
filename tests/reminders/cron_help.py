"""What the tests of cron share: a machine of their own, so that nobody's crontab is touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from fault_help import cannot

SPOOL = Path("/var/spool/cron/crontabs/root")
LINE = " * * * HOME={home} TZ=UTC {home}/bin/aliguard --ledger {home}/ledger.toml"
SYSTEM = """
set -e
for folder in /run /var/mail /var/spool/cron /var/spool/dma; do
    [ -d $folder ] && mount -t tmpfs tmpfs $folder
done
mkdir -m 1730 /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
if [ -d /var/spool/dma ]; then
    chgrp mail /var/mail /var/spool/dma
    chmod 2775 /var/mail
    chmod 2770 /var/spool/dma
fi
echo ready
exec sleep infinity
"""
"""Empty disks in memory over all that cron and mail write to; nothing of it is seen outside."""


PATH = "/usr/bin:/bin:/usr/sbin:/sbin"
LONGEST = 120
"""Seconds after which a command is taken to hang."""
IN = 'cd "$0" && exec "$@"'
"""A script that runs a command in a folder."""
NOTES = "told"
"""The file of a home in which a stand-in notes what it is told."""


class Ended(NamedTuple):
    """How a process ended, and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Machine:
    """A root user's home, in namespaces where cron has run for nobody yet."""

    home: Path
    pid: int
    variables: Mapping[str, str]
    through: tuple[str, ...] = ()
    """A command that runs the program, such as one that makes it another user's."""

    @property
    def ledger(self) -> Path:
        """The ledger, unless another is named."""
        return self.home / "ledger.toml"

    @property
    def program(self) -> Path:
        """The command `aliguard`."""
        return self.home / "bin" / "aliguard"

    def line(self, schedule: str = "0 9") -> str:
        """The line that is installed for the ledger, from its minute and hours on."""
        return f"{schedule}{LINE.format(home=self.home)} remind # aliguard reminders\n"

    def setting(self, **variables: str) -> Machine:
        """The same machine, with other variables in the environment of what is called."""
        return replace(self, variables={**self.variables, **variables})

    def call(self, *command: str) -> Ended:
        """Run any command from beginning to end."""
        done = subprocess.run(
            [*self._inside(), *self.through, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            env=dict(self.variables),
            check=False,
            timeout=LONGEST,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def shell(self, script: str) -> str:
        """What a script of the shell prints, which must succeed."""
        code, out, err = (
            replace(self, through=())
            .setting(PATH=os.environ["PATH"], LC_ALL="C")
            .call("bash", "-ec", script)
        )
        assert code == 0, err
        return out

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a process that runs until the machine is switched off."""
        return subprocess.Popen([*self._inside(), *command], env={"PATH": PATH})

    def run(self, *arguments: str) -> Ended:
        """Run aliguard."""
        return self.call(str(self.program), *arguments)

    def done(self, *arguments: str) -> str:
        """What aliguard printed, which must have succeeded without an error."""
        code, out, err = self.run(*arguments)
        assert (code, err) == (0, "")
        return out

    def refused(self, *arguments: str) -> str:
        """The error of a call that cannot be done: a line or two, and nothing was changed."""
        before = self.state()
        code, out, err = self.run(*arguments)

        assert (code, out) == (2, "")
        assert "Traceback" not in err
        assert err.startswith("aliguard: ")
        assert err.count("\n") in {1, 2}
        assert self.state() == before
        return err

    def state(self) -> tuple[bytes, dict[str, bytes]]:
        """The crontab, and every file of the home but the notes."""
        files = {
            str(path.relative_to(self.home)): path.read_bytes()
            for path in sorted(self.home.rglob("*"))
            if path.is_file() and path.name != NOTES
        }
        return self.crontab(), files

    def crontab(self) -> bytes:
        """The file of the crontab, without the header of Debian's crontab; empty without one."""
        lines = self._spool.read_bytes().split(b"\n") if self._spool.exists() else [b""]
        header = lines[0].startswith(b"# DO NOT EDIT") and lines[1].startswith(b"# (- installed")
        return b"\n".join(lines[3:] if header else lines)

    def write_crontab(self, text: bytes) -> None:
        """Put a file where cron looks for root's crontab, as an editor would."""
        self._spool.write_bytes(text)
        self._spool.chmod(0o600)

    @property
    def _spool(self) -> Path:
        return Path(f"/proc/{self.pid}/root{SPOOL}")

    def _inside(self) -> tuple[str, ...]:
        namespaces, enter = f"/proc/{self.pid}/ns", str(shutil.which("nsenter"))
        spaces = (f"--mount={namespaces}/mnt", f"--pid={namespaces}/pid_for_children")
        return enter, *spaces, "--", "/bin/sh", "-c", IN, str(self.home)


@contextmanager
def machine(home: Path) -> Iterator[Machine]:
    """A machine with a crontab, a home and the command `aliguard`, switched off at the end."""
    for program in ("unshare", "nsenter", "crontab"):
        if not shutil.which(program):
            cannot(f"run `{program}`")
    if os.geteuid() != 0:
        cannot("make a machine of its own for cron, for only root can")
    command = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    with subprocess.Popen(
        [*command, "bash", "-c", SYSTEM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        if process.stdout.readline() != "ready\n":
            cannot(f"make a machine of its own for cron: {process.stderr.read().strip()}")
        try:
            yield _furnished(home, process.pid)
        finally:
            process.send_signal(signal.SIGKILL)


def _furnished(home: Path, pid: int) -> Machine:
    (home / "bin").mkdir()
    (home / "ledger.toml").write_text("version = 1\n")
    program = home / "bin" / "aliguard"
    program.write_text(f"#!{sys.executable}\nfrom aliguard.__main__ import main\n\nmain()\n")
    program.chmod(0o755)
    variables = {
        "HOME": str(home),
        "PATH": PATH,
        "TZ": "UTC",
        "ALIGUARD_LEDGER": str(home / "ledger.toml"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Machine(home, pid, variables)
