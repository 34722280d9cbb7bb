"""Reminders in a real crontab: one line is put in, replaced and removed, and no other is touched.

Each test has a machine of its own, in which Debian's `crontab` writes to an empty disk.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from cron_help import Machine, machine

from conftest import missing

TODAY = "2026-04-20"
MINE = b'# mine\n# of old\n# three\nMAILTO=me@example.net\n\n5 4 * * *\tmy "job" 100\\% # my own\n'


@pytest.fixture(name="cron")
def _cron(tmp_path: Path) -> Iterator[Machine]:
    with machine(tmp_path) as made:
        yield made


# ─── install ────────────────────────────────────────────────────────────────────────────────────


def test_install_puts_one_line_into_the_crontab_and_says_when_it_runs(cron: Machine) -> None:
    out = cron.done("cron", "install")

    assert cron.crontab().decode() == cron.line("0 9")
    assert out.splitlines()[:2] == [
        "Installed in your crontab: every day at 09:00.",
        cron.line("0 9").rstrip(),
    ]


@pytest.mark.parametrize(
    ("options", "schedule", "words"),
    [
        (["--at", "7:05"], "5 7", "every day at 07:05."),
        (
            ["--every", "3"],
            "0 9,12,15,18,21",
            "every day at 09:00, and every 3 hours from then until 21:00.",
        ),
        (["--at", "23:59", "--every", "1"], "59 23", "every day at 23:59."),
    ],
)
def test_the_hours_are_listed_in_the_line_and_told_in_words(
    options: list[str], schedule: str, words: str, cron: Machine
) -> None:
    out = cron.done("cron", "install", *options)

    assert cron.crontab().decode() == cron.line(schedule)
    assert words in out
    assert words in cron.done("cron", "show")


@pytest.mark.parametrize(
    "before",
    [
        b"",
        MINE,
        MINE.rstrip(b"\n"),
        b"# mine\r\nMAILTO=me@example.net\r\n5 4 * * * my job\r\n",
        b" \t\n\n  0  4\t* * * true   \n",
        b"# \xe4\xf6\xfc in Latin-1\n0 4 * * * echo \xff\n",
        b"# aliguard reminders\n#0 9 * * * aliguard remind # aliguard reminders\n",
        b"0 4 * * * true # aliguard reminders, by hand\nX=# aliguard reminderss\n",
        b"# DO NOT EDIT\n# (this)\n# (neither this)\n0 4 * * * true\n",
        b"0 4 * * * echo a\rb\x0c\x85c\x08d\n",
        b"# mine\n0 4 * * * tr -d '\\r\\b' < in > out\n",
        b"# mine\n0 4 * * * tr -d '\\r' < in > out # \r\n",
    ],
    ids=[
        "none",
        "usual",
        "no-newline-at-the-end",
        "windows",
        "spaces",
        "latin-1",
        "switched-off",
        "almost-marked",
        "comments",
        "strange-breaks",
        "escapes",
        "escapes-and-windows",
    ],
)
def test_all_other_lines_stay_as_they_are_to_the_byte(before: bytes, cron: Machine) -> None:
    if before:
        cron.write_crontab(before)
    ended = before if before.endswith(b"\n") or not before else before + b"\n"
    cron.done("cron", "install")

    assert cron.crontab() == ended + cron.line().encode()

    cron.done("cron", "remove")
    assert cron.crontab() == ended


def test_installed_again_it_is_the_same_line_at_another_time(cron: Machine) -> None:
    cron.done("cron", "install")
    cron.write_crontab(cron.crontab() + MINE)
    cron.done("cron", "install", "--at", "08:30")
    cron.done("cron", "install", "--at", "08:30")

    assert cron.crontab() == cron.line("30 8").encode() + MINE


def test_lines_that_were_copied_by_hand_become_one_again(cron: Machine) -> None:
    one, two = cron.line("0 9").encode(), cron.line("0 21").encode()
    cron.write_crontab(b"A=1\n" + one + b"B=2\n" + two.rstrip() + b" \r\n" + b"C=3\n")

    assert cron.done("cron", "show").count("Installed in your crontab: every day at") == 2

    cron.done("cron", "install")
    assert cron.crontab() == b"A=1\n" + one + b"B=2\nC=3\n"


def test_the_command_is_written_as_it_was_called_with_its_link_kept(cron: Machine) -> None:
    link = cron.home / "links" / "aliguard"
    link.parent.mkdir()
    link.symlink_to(cron.program)
    cron.call("links/aliguard", "--ledger", "a/../my.toml", "cron", "install")

    assert f" {link} --ledger {cron.home}/my.toml remind " in cron.crontab().decode()


def test_what_decides_where_files_are_and_what_day_it_is_is_written_into_the_line(
    cron: Machine,
) -> None:
    there = cron.setting(
        XDG_CONFIG_HOME="/c d", XDG_STATE_HOME="state", XDG_CACHE_HOME="", TZ="Asia/Tokyo"
    ).setting(ALIGUARD_TODAY=TODAY, PYTHONPATH="/nowhere", HOME="/root")
    out = there.done("cron", "install")
    expected = f"XDG_CONFIG_HOME='/c d' XDG_STATE_HOME={cron.home}/state TZ=Asia/Tokyo "

    assert f"0 9 * * * {expected}{cron.program} --ledger" in cron.crontab().decode()
    assert "TZ=Asia/Tokyo says which day it is; the time is of the machine's own zone." in out


def test_a_line_for_another_ledger_takes_the_place_of_the_first_and_its_heartbeat(
    cron: Machine,
) -> None:
    second = cron.home / "second.toml"
    cron.done("--today", TODAY, "cron", "install")
    out = cron.done("--ledger", str(second), "--today", TODAY, "cron", "install")
    beats = [
        json.loads(path.with_name(f"{path.name}.heartbeat").read_text())["installed"]
        for path in (cron.ledger, second)
    ]

    assert f"No longer for the ledger {cron.ledger}." in out
    assert cron.crontab().count(b"\n") == 1
    assert beats == [None, TODAY]


# ─── what would keep reminders from anybody ─────────────────────────────────────────────────────


def test_without_a_cron_daemon_install_and_show_say_that_nothing_is_sent(cron: Machine) -> None:
    warning = "! No cron daemon seems to run here: until you start one, nothing is sent."

    assert warning in cron.done("cron", "install")
    assert warning in cron.done("cron", "show")


@pytest.mark.parametrize("daemon", ["exec -a /usr/sbin/crond sleep 60", "exec -a busybox sh crond"])
def test_a_cron_daemon_is_known_by_its_name(daemon: str, cron: Machine) -> None:
    """A stand-in: a process that is only called so."""
    (cron.home / "crond").write_text("sleep 60\n")
    with cron.start("bash", "-c", daemon) as process:
        cron.shell(
            "until grep -qsaE '^(/usr/sbin/crond|busybox)' /proc/[0-9]*/cmdline; do sleep .01; done"
        )
        found = cron.done("cron", "install")
        process.kill()

    assert "No cron daemon" not in found


def test_a_pid_file_of_cron_counts_only_while_its_process_is_there(cron: Machine) -> None:
    warning = "No cron daemon seems to run here"

    cron.shell("echo 1 > /run/crond.pid")
    assert warning not in cron.done("cron", "install")

    cron.shell("echo 999999 > /run/crond.pid")
    assert warning in cron.done("cron", "install")

    cron.shell("echo rubbish > /run/crond.pid")
    assert warning in cron.done("cron", "install")


LOST = "! Nobody would see the reminders: they are only printed, and"


def test_where_cron_can_mail_what_is_printed_there_is_nothing_to_warn_of(cron: Machine) -> None:
    cron.shell("[ -x /usr/sbin/sendmail ]")
    cron.write_crontab(b'MAILTO=""\nMAILTO=me\n')

    assert LOST not in cron.done("cron", "install")


def without_mail(cron: Machine) -> None:
    """Take the mail program away."""
    cron.shell("""
    for name in /usr/sbin/sendmail /usr/lib/sendmail; do
        [ ! -e $name ] || mount --bind /dev/null $(readlink -f $name)
    done
    """)


def test_without_a_mail_program_install_says_that_nobody_would_see_the_reminders(
    cron: Machine,
) -> None:
    without_mail(cron)
    out = cron.done("cron", "install")

    assert f"{LOST} there is no program with which cron could mail that." in out
    assert not missing([f"{cron.home}/.config/aliguard/settings.toml", "remind --test"], out)


@pytest.mark.parametrize("nobody", ['MAILTO=""', " MAILTO = '' ", "MAILTO=me\nMAILTO=''"])
def test_an_empty_mailto_is_told_for_cron_would_mail_nothing(nobody: str, cron: Machine) -> None:
    cron.write_crontab(f"{nobody}\n".encode())
    out = cron.done("cron", "install")

    assert f"{LOST} cron mails nothing, for MAILTO in your crontab is empty." in out
    assert LOST in cron.done("cron", "show")


def test_with_a_channel_of_the_users_nothing_needs_to_be_mailed(cron: Machine) -> None:
    without_mail(cron)
    settings(cron, '[reminders.channels]\nphone = "ntfys://topic"\n')

    assert LOST not in cron.done("cron", "install")


def test_a_ledger_that_is_not_there_yet_is_missed(cron: Machine) -> None:
    warning = "! There is no ledger at "

    assert warning not in cron.done("cron", "install")
    cron.ledger.unlink()
    assert f"{warning}{cron.ledger} yet" in cron.done("cron", "install")


def test_a_secret_that_only_this_shell_knows_is_missed(cron: Machine) -> None:
    settings(cron, '[reminders.channels]\nphone = "ntfys://ntfy.sh/${TOPIC}"\n')
    warning = "! Channel phone needs TOPIC, which is not in "

    assert warning in cron.setting(TOPIC="secret").done("cron", "install")
    secrets = cron.home / ".config" / "aliguard" / "secrets.toml"
    secrets.write_text('TOPIC = "secret"')
    assert f"! {secrets} can be read by others: chmod 600" in cron.done("cron", "install")
    secrets.chmod(0o600)
    assert "TOPIC" not in cron.done("cron", "install")


def test_what_was_replaced_is_retired_even_if_nothing_can_be_printed(cron: Machine) -> None:
    cron.done("cron", "install")
    other = cron.home / "other.toml"
    command = f"{cron.program} --ledger {other} cron install > /dev/full"

    assert cron.call("sh", "-c", command).code == 2
    assert json.loads((cron.home / "ledger.toml.heartbeat").read_text())["installed"] is None
    assert f"--ledger {other} remind" in cron.crontab().decode()


def settings(cron: Machine, text: str) -> None:
    """Write the user's settings."""
    path = cron.home / ".config" / "aliguard" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


# ─── what cannot be done is left as it was ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "at", ["24:00", "9", "09:60", "9:5", "-1:00", "noon", "", "\u0660\u0669:\u0660\u0660", "9:00 "]
)
def test_what_is_no_time_of_the_day_is_refused(at: str, cron: Machine) -> None:
    assert "is no time of the day: write it as 09:00" in cron.refused("cron", "install", "--at", at)


@pytest.mark.parametrize("hours", ["0", "24", "-3", "1.5", "x"])
def test_hours_that_do_not_fit_a_day_are_refused(hours: str, cron: Machine) -> None:
    assert "--every" in cron.refused("cron", "install", "--every", hours)


@pytest.mark.parametrize("zone", ["", ":Europe/Paris", "<+03>-3"])
def test_a_time_zone_is_handed_on_as_it_is(zone: str, cron: Machine) -> None:
    cron.setting(TZ=zone).done("cron", "install")

    assert f" TZ={shlex.quote(zone)} {cron.program}" in cron.crontab().decode()


def test_a_folder_whose_name_is_no_text_is_refused(cron: Machine) -> None:
    odd = cron.setting(XDG_DATA_HOME="/data\udcff")

    assert "'/data\\udcff' cannot stand in a crontab" in odd.refused("cron", "install")


def test_a_path_with_a_line_break_is_refused(cron: Machine) -> None:
    error = cron.refused("--ledger", "a\nb.toml", "cron", "install")

    assert "cannot stand in a crontab" in error


def test_a_line_that_is_too_long_for_cron_is_refused_and_one_byte_less_is_not(
    cron: Machine,
) -> None:
    cron.done("--ledger", "x", "cron", "install")
    command = cron.crontab().decode().rstrip("\n").removeprefix("0 9 * * * ")
    folders = "/".join(["f" * 200] * 9)
    longest = folders[: 998 - len(command)] + "x"
    cron.done("--ledger", longest, "cron", "install")
    before = cron.crontab()
    error = cron.refused("--ledger", f"{longest}x", "cron", "install")

    assert len(before) == 998 + len("0 9 * * * \n")
    assert "The line would have 999 bytes, and cron takes 998" in error


def test_broken_settings_are_told_before_anything_is_written(cron: Machine) -> None:
    settings(cron, "stages = 3\n")
    cron.write_crontab(MINE)

    assert "settings.toml: stages" in cron.refused("cron", "install")


def test_without_a_crontab_program_install_says_what_to_install(cron: Machine) -> None:
    bare = cron.setting(PATH="/nowhere")
    error = bare.refused("cron", "install")

    assert not missing(["There is no `crontab`", "apt install cron", "--systemd"], error)
    assert bare.run("cron", "show").code == 1
    assert "nothing to remove" in bare.done("cron", "remove")


def test_where_the_crontab_cannot_be_written_all_stays_as_it_was(cron: Machine) -> None:
    cron.done("cron", "install")
    cron.shell("mount -o remount,ro /var/spool/cron")
    for command in (["install", "--at", "08:00"], ["remove"]):
        error = cron.refused("cron", *command)

        assert "Your crontab cannot be written: " in error
        assert "Read-only file system. Nothing was changed." in error
    assert "Installed in your crontab" in cron.done("cron", "show")


def test_on_a_full_disk_the_crontab_stays_as_it_was(cron: Machine) -> None:
    cron.write_crontab(MINE)
    cron.shell("mount -o remount,size=16k /var/spool/cron")
    cron.shell("cat /dev/zero > /var/spool/cron/filler 2>/dev/null || true")

    assert "No space left on device. Nothing was changed." in cron.refused("cron", "install")


def test_a_crontab_that_is_wrong_elsewhere_is_told_and_left_alone(cron: Machine) -> None:
    cron.write_crontab(b"0 25 * * * my job\n")

    assert "bad hour; errors in crontab file, can't install" in cron.refused("cron", "install")


def test_who_is_denied_a_crontab_is_told_so(cron: Machine) -> None:
    cron.ledger.unlink()  # nobody may not even look at it
    cron.shell("cp -a /etc /run/etc && echo nobody > /run/etc/cron.deny")
    cron.shell("mount --bind /run/etc /etc")
    rights = "+dac_override,+dac_read_search"
    nobody = Machine(
        cron.home,
        cron.pid,
        cron.variables,
        ("setpriv", "--reuid=65534", f"--inh-caps={rights}", f"--ambient-caps={rights}"),
    )
    error = nobody.refused("cron", "install")

    assert "You (nobody) are not allowed to use this program (crontab)" in error
    assert nobody.run("cron", "show").code == 1


@pytest.mark.parametrize("before", [b"", MINE])
def test_if_the_heartbeat_cannot_be_written_the_crontab_is_put_back(
    before: bytes, cron: Machine
) -> None:
    if before:
        cron.write_crontab(before)
    (cron.home / "file").touch()
    error = cron.refused("--ledger", "file/ledger.toml", "cron", "install")

    assert "file/ledger.toml.heartbeat cannot be read: Not a directory." in error


def test_if_the_heartbeat_cannot_be_written_remove_leaves_the_line(cron: Machine) -> None:
    cron.done("cron", "install")
    cron.shell(f"mount --bind {cron.home} {cron.home}; mount -o remount,ro,bind {cron.home}")

    assert "ledger.toml.heartbeat cannot be written" in cron.refused("cron", "remove")


def test_a_crontab_program_that_does_not_keep_what_it_gets_is_found_out(cron: Machine) -> None:
    """A stand-in: it takes everything, and lists another crontab than it was given."""
    stand_in = cron.home / "bin" / "crontab"
    stand_in.write_text("#!/bin/sh\n[ $1 != -l ] || echo A=1\n")
    stand_in.chmod(0o755)
    error = cron.setting(PATH=f"{cron.home}/bin:/usr/bin:/bin").refused("cron", "install")

    assert "did not become what was written to it" in error


# ─── show and remove ────────────────────────────────────────────────────────────────────────────


def test_show_says_with_exit_code_1_that_nothing_is_installed(cron: Machine) -> None:
    cron.write_crontab(MINE)

    assert cron.run("cron", "show") == (
        1,
        "Reminders are not installed: `aliguard cron install`.\n",
        "",
    )
    code, out, _ = cron.run("--today", TODAY, "cron", "show", "--json")
    assert (code, json.loads(out)) == (
        1,
        {"schema": "aliguard.cron/1", "today": TODAY, "installed": False, "jobs": []},
    )


def test_show_tells_all_that_it_knows_in_json_too(cron: Machine) -> None:
    cron.shell("echo 1 > /run/crond.pid")
    cron.done("--today", TODAY, "cron", "install", "--every", "12")

    assert json.loads(cron.done("--today", TODAY, "cron", "show", "--json")) == {
        "schema": "aliguard.cron/1",
        "today": TODAY,
        "installed": True,
        "jobs": [
            {
                "by": "cron",
                "when": "every day at 09:00, and every 12 hours from then until 21:00",
                "text": cron.line("0 9,21").rstrip("\n"),
                "program": str(cron.program),
                "ledger": str(cron.ledger),
                "installed_on": TODAY,
                "ran_on": None,
                "failed": None,
                "problems": [],
            }
        ],
    }


def test_show_says_when_reminders_last_ran_and_how_that_ended(cron: Machine) -> None:
    cron.done("--today", "2026-04-10", "cron", "install")
    cron.done("--today", "2026-04-10", "cron", "install")

    assert "It has not run yet." in cron.done("--today", "2026-04-10", "cron", "show")

    beat = cron.home / "ledger.toml.heartbeat"
    beat.write_text(
        json.dumps({**json.loads(beat.read_text()), "ran": "2026-04-11", "failed": "no network."})
    )
    late = cron.done("--today", "2026-04-20", "cron", "show")
    assert "It last ran on 2026-04-11." in late
    assert "! Reminders were installed with cron on 2026-04-10, but have not run since" in late
    failed = cron.done("--today", "2026-04-11", "cron", "show")
    assert "! The last reminders, on 2026-04-11, failed: no network." in failed


def test_show_finds_a_program_that_is_gone_and_a_ledger_that_is_another(cron: Machine) -> None:
    cron.done("cron", "install")
    moved = cron.program.rename(cron.home / "bin" / "elsewhere")
    out = cron.call(str(moved), "cron", "show").out
    assert f"! {cron.program} is not there any more: `aliguard cron install` writes it anew." in out

    moved.rename(cron.program)
    other = cron.done("--ledger", "other.toml", "cron", "show")
    assert "! It is for another ledger, not for other.toml" in other
    assert cron.done("--ledger", "./ledger.toml", "cron", "show") == cron.done("cron", "show")


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("*/20 9-17 * * 1-5 my own {line}", "at `*/20 9-17 * * 1-5`"),
        ("@daily my own {line}", "at `@daily`"),
        ("0 9,12,16 * * * my own {line}", "at `0 9,12,16 * * *`"),
        ("0 9, * * * my own 'open {line}", "at `0 9, * * *`"),
        ("0 33 * * * my own {line}", "at `0 33 * * *`"),
        ("huh {line}", "at ``"),
    ],
)
def test_show_makes_the_best_of_a_line_that_was_changed_by_hand(
    line: str, when: str, cron: Machine
) -> None:
    cron.write_crontab(line.format(line="# aliguard reminders\n").encode())
    out = cron.done("cron", "show")

    assert f"Installed in your crontab: {when}." in out
    assert "! It does not call aliguard with a ledger" in out


def test_remove_takes_out_the_line_and_expects_no_more_runs(cron: Machine) -> None:
    cron.write_crontab(MINE)
    cron.done("cron", "install")
    out = cron.done("--ledger", "other.toml", "cron", "remove")

    assert out == "No longer installed in your crontab.\n"
    assert cron.crontab() == MINE
    assert json.loads((cron.home / "ledger.toml.heartbeat").read_text())["installed"] is None
    assert cron.run("cron", "show").code == 1


def test_remove_leaves_no_crontab_where_there_was_none(cron: Machine) -> None:
    cron.done("cron", "install")
    cron.done("cron", "remove")

    assert cron.shell("crontab -l 2>&1 || true") == "no crontab for root\n"


def test_remove_where_nothing_is_installed_says_so(cron: Machine) -> None:
    out = cron.done("cron", "remove")

    assert out == "Reminders were not installed: there is nothing to remove.\n"


def test_remove_after_the_line_was_deleted_by_hand_expects_no_more_runs(cron: Machine) -> None:
    cron.done("--today", TODAY, "cron", "install")
    cron.shell("crontab -r")
    cron.done("cron", "remove")

    assert json.loads((cron.home / "ledger.toml.heartbeat").read_text())["installed"] is None
