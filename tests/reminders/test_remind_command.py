"""`aliguard remind`, as cron and people call it: told once, in time, and silent otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from channel_help import post_office, web_hook

from aliguard.reminders import heartbeat
from conftest import Run, missing

JACKET, CHARGER, LAMP = "8200000000091234", "8200000000095678", "8200000000101112"


def channels(run: Run, **addresses: str) -> None:
    """Set the channels in the user's settings."""
    run.paths.config.mkdir(parents=True, exist_ok=True)
    lines = ["[reminders.channels]", *(f'{name} = "{to}"' for name, to in addresses.items())]
    run.paths.settings.write_text("\n".join(lines), "utf-8")


def test_a_message_names_order_step_local_day_loss_and_the_command_that_records_it(
    example: Run,
) -> None:
    out = example.done("remind", today="2026-04-20")

    assert out.startswith(
        "AliExpress: act by Wed 2026-04-22: Rain jacket, size M, and 2 more orders\n\n"
    )
    assert not missing(
        [
            f"{JACKET}  Rain jacket, size M (34.90 EUR at risk)\n",
            "Check the goods, film any fault, and open a dispute if something is wrong.\n",
            "By Wed 2026-04-22. It ends on Thu 2026-04-23 (3 days left), ",
            "for you on Fri 2026-04-24 at 09:00.\n",  # Berlin
            "If it passes: The order is final: only support chat, PayPal or your bank are left.\n",
            f"Done? `aliguard dispute open --reason REASON {JACKET}`\n",
            f"All is well? `aliguard done {JACKET}`.\n",
        ],
        out,
    )


def test_what_was_said_is_not_said_again_and_what_comes_up_is_said_alone(example: Run) -> None:
    example.done("remind", today="2026-04-20")

    assert example.done("remind", today="2026-04-20") == ""
    next_day = example.done("remind", today="2026-04-21")
    assert JACKET in next_day  # a stage nearer
    assert CHARGER in next_day  # for the first time
    assert example.done("remind", today="2026-04-21") == ""


def test_after_a_gap_there_is_one_message_with_each_deadline_once(example: Run) -> None:
    example.done("remind", today="2026-04-01")
    out = example.done("remind", today="2026-05-04")

    assert out.count("AliExpress: ") == 1
    assert out.count(f"`aliguard dispute open --reason REASON {CHARGER}`") == 1


def test_it_is_silent_where_there_is_nothing_to_say(run: Run) -> None:
    assert run.done("remind") == ""
    assert run.files() == {}

    run.done("add-order", "1001", "--placed", "2026-04-18", today="2026-04-20")
    assert run.done("remind", today="2026-04-20") == ""


def test_an_extension_arms_a_reminder_again(example: Run) -> None:
    example.done("remind", today="2026-04-21")
    example.done("extend", CHARGER, "--days", "3", today="2026-04-21")

    assert example.done("remind", today="2026-04-23") != ""
    assert f"{CHARGER}  " in example.done("remind", today="2026-04-24")


def test_goods_that_are_fine_end_the_reminders(example: Run) -> None:
    example.done("remind", today="2026-04-20")
    example.done("done", JACKET, "--on", "2026-04-20", today="2026-04-20")

    assert JACKET not in example.done("remind", "--all", today="2026-04-22")


def test_that_all_is_over_is_told_once_and_not_of_orders_long_past(run: Run) -> None:
    for order_id, day in (("1001", "2026-04-08"), ("1002", "2026-03-08")):
        run.done("add-order", order_id, "--shipped", "2026-03-07", "--delivered", day,
                 "--confirmed", day, today="2026-04-09")  # fmt: skip
    out = run.done("remind", today="2026-04-26")

    assert out.startswith("AliExpress: missed: Dispute window after receipt, 1001\n")
    assert "Missed: Dispute window after receipt (2026-04-23). The order is final" in out
    assert "`aliguard next 1001`" in out
    assert "1002" not in out
    assert run.done("remind", today="2026-04-27") == ""


@pytest.mark.parametrize(("today", "told"), [("2026-04-30", True), ("2026-05-01", False)])
def test_that_all_is_over_is_told_for_a_week(run: Run, today: str, *, told: bool) -> None:
    """The last day was 2026-04-23."""
    run.done("add-order", "1001", "--shipped", "2026-03-07", "--delivered", "2026-04-08",
             "--confirmed", "2026-04-08", today="2026-04-09")  # fmt: skip

    assert ("1001" in run.done("remind", today=today)) == told


def test_a_late_order_is_told_of_every_week(example: Run) -> None:
    days = ["2026-04-24", "2026-04-25", "2026-04-30", "2026-05-01"]

    told = [day for day in days if f"{JACKET}  " in example.done("remind", today=day)]
    assert told == ["2026-04-24", "2026-05-01"]


def test_preview_shows_what_would_be_sent_and_notes_nothing(example: Run) -> None:
    before = example.files()
    previewed = example.done("remind", "--preview", today="2026-04-20")

    assert example.files() == before
    assert previewed == f"Over stdout:\n\n{example.done('remind', today='2026-04-20')}"


def test_preview_says_when_the_next_reminder_comes(example: Run) -> None:
    example.done("remind", today="2026-04-20")

    told = "Nothing is due over stdout. The next reminder comes on 2026-04-21.\n"
    assert example.done("remind", "--preview", today="2026-04-20") == told
    assert JACKET in example.done("remind", "--preview", "--all", today="2026-04-20")


def test_all_says_again_what_was_said(example: Run) -> None:
    first = example.done("remind", today="2026-04-20")

    assert example.done("remind", "--all", today="2026-04-20") == first


def test_as_json_each_channel_tells_what_is_due_and_what_became_of_it(example: Run) -> None:
    answer = example("remind", "--preview", "--json", today="2026-04-20").json
    [channel] = answer["channels"]

    assert answer["schema"] == "aliguard.remind/1"
    assert [channel[key] for key in ("channel", "sent", "error")] == ["stdout", False, None]
    assert channel["title"].startswith("AliExpress: act by")
    assert [(each["order"], each["stage"]) for each in channel["reminders"]] == [
        (JACKET, 3),
        ("8200000000131415", 3),
        (LAMP, 7),
    ]
    assert channel["reminders"][0]["deadline"]["id"] == "dispute-after-receipt"

    [sent] = example("remind", "--json", today="2026-04-20").json["channels"]
    assert (sent["sent"], sent["text"]) == (True, channel["text"])
    [nothing] = example("remind", "--json", today="2026-04-20").json["channels"]
    assert (nothing["sent"], nothing["reminders"], nothing["title"]) == (False, [], None)
    assert nothing["next_on"] == "2026-04-21"


def test_as_json_a_date_that_nobody_knows_is_null(run: Run) -> None:
    run.done("add-order", "1001", "--shipped", "2026-03-07", "--price", "9.00",
             "--currency", "EUR", today="2026-03-07")  # fmt: skip
    run.done("dispute", "open", "1001", "--reason", "defective", today="2026-04-11")
    run.done("dispute", "step-in", "1001", today="2026-04-15")
    run.done("dispute", "rule", "1001", "--amount", "0", "--proposal", today="2026-04-20")
    answer = run("remind", "--preview", "--json", today="2026-04-20").json
    [ruling] = [
        each["deadline"]
        for each in answer["channels"][0]["reminders"]
        if each["deadline"]["id"] == "ruling-answer"
    ]

    assert (ruling["kind"], ruling["ends_on"], ruling["certainty"]) == ("duty", None, "unknown")
    run.done("remind", today="2026-04-20")
    run.done("note", "1001", "I called them", today="2026-04-20")
    assert "reject it with new evidence" not in run.done("remind", today="2026-04-20")
    assert "reject it with new evidence" in run.done("remind", today="2026-04-21")
    run.done("ack", "1001", "ruling-answer", today="2026-04-21")
    assert "reject it with new evidence" not in run.done("remind", today="2026-04-27")
    assert "reject it with new evidence" in run.done("remind", today="2026-04-28")


def test_a_status_bar_gets_one_line_and_nothing_when_all_is_calm(example: Run) -> None:
    assert (
        example.done("remind", "--short", today="2026-04-20") == "2 urgent, 1 soon, next 22 Apr\n"
    )
    assert example.done("remind", "--short", today="2026-03-25") == ""
    assert example("remind", "--short", "--json", today="2026-03-25").json == {
        "schema": "aliguard.remind-short/1",
        "today": "2026-03-25",
        "short": "",
    }
    answer = example("remind", "--short", "--json", today="2026-04-20").json
    assert answer["short"] == "2 urgent, 1 soon, next 22 Apr"


def test_a_status_bar_names_another_year(run: Run) -> None:
    run.done("add-order", "1001", "--shipped", "2026-12-01", today="2026-12-02")
    run.done("edit-order", "1001", "--protection-ends", "2027-01-03", today="2026-12-02")

    assert run.done("remind", "--short", today="2026-12-29") == "1 soon, next 2 Jan 2027\n"


@pytest.mark.parametrize(
    "switches",
    [
        ("--preview", "--test"),
        ("--preview", "--short"),
        ("--test", "--short"),
        ("--all", "--test"),
        ("--all", "--short"),
    ],
)
def test_what_excludes_each_other_is_refused(example: Run, switches: tuple[str, str]) -> None:
    assert "Take one of --preview, --test and --short" in example.refused("remind", *switches)


# ─── Channels ───────────────────────────────────────────────────────────────────────────────────


def test_each_channel_is_told_on_its_own_and_tried_again_until_it_takes_the_message(
    example: Run,
) -> None:
    with web_hook() as up, web_hook(status=500) as down:
        channels(
            example,
            up=f"json://127.0.0.1:{up.port}/",
            down=f"json://127.0.0.1:{down.port}/",
            paper="stdout",
        )
        code, out, err = example("remind", today="2026-04-20")

        assert (code, out.count("AliExpress: ")) == (2, 1)
        assert err.startswith("aliguard: Reminders failed over down: ")
        assert err.endswith("The next run tries again.\n")
        down.status = 200
        assert example.done("remind", today="2026-04-20") == ""
        assert [each["title"] for each in up.documents] == [out.splitlines()[0]]
        assert [each["title"] for each in down.documents] == [out.splitlines()[0]] * 2


def test_a_mail_goes_out_with_a_password_from_the_users_own_file(example: Run) -> None:
    with post_office(password="top+secret/1") as post:
        channels(
            example,
            mail=f"mailto://me:${{MAIL_PASSWORD}}@127.0.0.1:{post.port}/"
            "?from=me@example.org&to=you@example.org&mode=insecure",
        )
        example.paths.secrets.write_text('MAIL_PASSWORD = "top+secret/1"', "utf-8")
        example.paths.secrets.chmod(0o644)
        code, _, err = example("remind", today="2026-04-20")

        assert (code, post.envelopes) == (2, [])
        assert f"{example.paths.secrets} can be read by others: chmod 600" in err
        example.paths.secrets.chmod(0o600)
        assert example.done("remind", today="2026-04-20") == ""
        assert example.done("remind", today="2026-04-20") == ""
        assert post.mail["Subject"].startswith("AliExpress: act by Wed 2026-04-22: Rain jacket")
        assert f"{JACKET}  Rain jacket, size M (34.90 EUR at risk)\n" in post.body


def test_a_run_that_failed_is_told_by_status_until_one_succeeds(example: Run) -> None:
    with web_hook(status=500) as phone:
        channels(example, phone=f"json://127.0.0.1:{phone.port}/")
        example("remind", today="2026-04-20")
        told = example.done("status", today="2026-04-20")

        assert told.startswith("! The last reminders, on 2026-04-20, failed: Reminders failed over")
        phone.status = 200
        example.done("remind", today="2026-04-20")
        assert not example.done("status", today="2026-04-20").startswith("!")


def test_a_test_message_goes_over_each_channel_and_says_what_happened(example: Run) -> None:
    before = set(example.files())
    with web_hook() as up:
        channels(
            example,
            desk="nonsense",
            phone=f"json://127.0.0.1:{up.port}/",
            paper="stdout",
        )
        code, out, err = example("remind", "--test", today="2026-04-20")

        assert code == 2
        assert "phone: sent\n" in out
        assert "paper: sent\n" in out
        assert "desk: The address is neither `stdout`, `desktop` nor one of Apprise" in out
        assert "No message went over desk: mend it in" in err
        assert [each["title"] for each in up.documents] == ["AliExpress: a test of your reminders"]
    assert set(example.files()) - before == {"config/aliguard/settings.toml"}


def test_a_test_as_json_prints_nothing_else(example: Run) -> None:
    answer = example("remind", "--test", "--json").json

    assert answer["schema"] == "aliguard.remind-test/1"
    assert answer["channels"] == [{"channel": "stdout", "error": None}]


# ─── What goes wrong ────────────────────────────────────────────────────────────────────────────


def test_a_ledger_that_is_gone_does_not_pass_for_one_in_which_nothing_is_due(run: Run) -> None:
    gone = str(run.home / "gone" / "ledger.toml")

    for call in (("remind",), ("remind", "--preview"), ("remind", "--short"), ("ack",)):
        assert "There is no ledger at" in run.refused("--ledger", gone, *call)


def test_a_ledger_of_the_users_own_that_vanished_is_missed(run: Run) -> None:
    assert run.done("remind") == ""
    run.done("add-order", "1001", "--shipped", "2026-03-07", today="2026-03-07")
    run.ledger.rename(run.home / "moved.toml")

    for call in (("remind",), ("remind", "--short"), ("remind", "--preview"), ("ack",)):
        assert "ledger.toml is gone. There is no copy of it" in run(*call).err


def test_a_ledger_that_cannot_be_read_is_told_over_every_channel_once_a_day(example: Run) -> None:
    example.ledger.write_text("version = 1\n[orders", "utf-8")
    with web_hook() as phone:
        channels(example, phone=f"json://127.0.0.1:{phone.port}/", paper="stdout")
        for _ in range(2):
            code, out, err = example("remind", today="2026-04-20")

            assert (code, out) == (2, "")
            assert "ledger.toml" in err
        example("remind", today="2026-04-21")
        titles = [each["title"] for each in phone.documents]
        phone.status = 500
        _, _, err = example("remind", today="2026-04-22")

    assert titles == ["AliExpress: aliguard cannot remind you"] * 2
    assert "Nor could that be told over phone: Not sent over json://" in err
    assert "ledger.toml" in phone.documents[0]["message"]
    assert heartbeat.read(heartbeat.place(example.ledger)).failed


def test_settings_that_make_no_sense_are_refused_and_name_the_key(example: Run) -> None:
    example.paths.config.mkdir(parents=True)
    for text, key in (
        ("[reminders]\nstages = [14, -1]", "reminders.stages.1"),
        ("[reminders]\nstages = [9999]", "reminders.stages.0"),
        ("[reminders]\nstage = [1]", "reminders.stage"),
        ("[reminders.channels]", "reminders.channels"),
        ("[reminders.channels]\nmail = 7", "reminders.channels.mail"),
        ('[reminders.channels]\n"mailto://u:secret@h" = "stdout"', "reminders.channels.…"),
    ):
        example.paths.settings.write_text(text, "utf-8")

        refusal = example.refused("remind", "--preview", today="2026-04-20")
        assert key in refusal
        assert "secret" not in refusal


def test_a_run_on_a_day_that_is_yet_to_come_keeps_no_reminder_back(example: Run) -> None:
    example.done("remind", today="2026-05-08")

    assert JACKET in example.done("remind", today="2026-04-20")
    assert JACKET in example.done("remind", today="2026-04-22")


def test_a_change_of_the_safety_days_keeps_no_reminder_back(example: Run) -> None:
    example.done("remind", today="2026-05-05")
    example.paths.config.mkdir(parents=True)
    example.paths.settings.write_text("safety_days = 0", "utf-8")

    assert f"dispute open --reason REASON {CHARGER}" in example.done("remind", today="2026-05-06")


def test_without_any_stage_the_day_to_act_by_is_still_told(example: Run) -> None:
    example.paths.config.mkdir(parents=True)
    example.paths.settings.write_text("[reminders]\nstages = []", "utf-8")

    assert JACKET not in example.done("remind", today="2026-04-21")
    assert JACKET in example.done("remind", today="2026-04-22")


def test_stages_are_the_users(example: Run) -> None:
    example.paths.config.mkdir(parents=True)
    example.paths.settings.write_text("[reminders]\nstages = [2, 30]", "utf-8")

    opens = f"`aliguard dispute open --reason REASON {CHARGER}`"
    assert opens in example.done("remind", today="2026-04-06")
    assert opens not in example.done("remind", today="2026-05-02")
    assert opens in example.done("remind", today="2026-05-03")


# ─── snooze and ack ─────────────────────────────────────────────────────────────────────────────


def test_what_is_snoozed_comes_anew_on_its_day(example: Run) -> None:
    example.done("remind", today="2026-04-20")
    told = example.done(
        "snooze", "91234", "dispute-after-receipt", "--until", "tomorrow", today="2026-04-20"
    )

    assert told == (
        f"{JACKET}: Dispute window after receipt is snoozed until 2026-04-21."
        " Mind: act by 2026-04-22; it ends on 2026-04-23.\n"
    )
    assert example.done("remind", today="2026-04-20") == ""
    assert f"{JACKET}  " in example.done("remind", today="2026-04-21")


@pytest.mark.parametrize(
    ("deadline", "until", "expected"),
    [
        ("dispute-after-receipt", "2026-04-23", "snooze it until 2026-04-22 at the latest"),
        ("dispute-after-receipt", "2026-04-20", "is not after today (2026-04-20)"),
        ("dispute-after-receipt", "-3d", "is not after today"),
        ("dispute-after-receipt", "soon", "'soon' is no date: write it as 2026-03-05, 5 Mar 2026,"),
        ("protection", "tomorrow", "has no deadline 'protection' to be reminded of. It has: "),
        ("nonsense", "tomorrow", "has no deadline 'nonsense'"),
    ],
)
def test_a_snooze_that_would_cost_the_deadline_or_makes_no_sense_is_refused(
    example: Run, deadline: str, until: str, expected: str
) -> None:
    refusal = example.refused("snooze", "91234", deadline, "--until", until, today="2026-04-20")

    assert expected in refusal


def test_what_has_passed_cannot_be_snoozed_any_more(run: Run) -> None:
    run.done("add-order", "1001", "--shipped", "2026-03-07", "--paid-with", "card", "--placed",
             "2026-03-05", today="2026-03-07")  # fmt: skip
    run.done("edit-order", "1001", "--protection-ends", "2026-05-06", today="2026-03-07")
    refusal = run.refused("snooze", "1001", "protection", "--until", "+3d", today="2026-06-10")

    assert "has no deadline 'protection' to be reminded of" in refusal


@pytest.mark.parametrize(
    ("today", "until", "last"),
    [
        ("2026-05-04", "2026-05-06", "2026-05-05"),  # before the day to act by: until that
        ("2026-05-05", "2026-05-07", "2026-05-06"),  # on it: until the end
        ("2026-05-06", "2026-05-07", "2026-05-06"),
    ],
)
def test_a_snooze_never_outlasts_the_next_day_that_counts(
    run: Run, today: str, until: str, last: str
) -> None:
    run.done("add-order", "1001", "--shipped", "2026-03-07", today="2026-03-07")
    run.done("edit-order", "1001", "--protection-ends", "2026-05-06", today="2026-03-07")
    refusal = run.refused("snooze", "1001", "protection", "--until", until, today=today)

    assert f"Buyer protection cannot wait until {until}" in refusal
    assert last in refusal


def test_an_acknowledged_stage_is_not_sent_but_the_next_one_is(example: Run) -> None:
    told = example.done("ack", "91234", today="2026-04-20")

    assert told == f"Acknowledged: dispute-after-receipt of {JACKET}.\n"
    assert JACKET not in example.done("remind", today="2026-04-20")
    assert f"{JACKET}  " in example.done("remind", today="2026-04-21")


def test_on_the_last_day_an_acknowledged_reminder_still_comes_back_when_it_is_late(
    example: Run,
) -> None:
    assert "hear no more" not in example.done("ack", "91234", today="2026-04-23")
    assert JACKET not in example.done("remind", today="2026-04-23")
    assert f"{JACKET}  " in example.done("remind", today="2026-04-24")


def test_what_is_late_is_not_repeated_once_it_is_acknowledged(example: Run) -> None:
    example.done("remind", today="2026-04-24")
    told = example.done("ack", "91234", today="2026-04-24")

    assert f"You hear no more of dispute-after-receipt of {JACKET}.\n" in told

    assert JACKET not in example.done("remind", today="2026-04-25")
    assert JACKET not in example.done("remind", today="2026-04-26")


def test_everything_that_is_due_can_be_acknowledged_at_once(example: Run) -> None:
    assert example.done("ack", today="2026-04-20").count(" of ") == 3
    assert example.done("remind", today="2026-04-20") == ""


def test_what_is_snoozed_is_not_acknowledged_along_with_the_rest(example: Run) -> None:
    example.done("snooze", "5678", "protection", "--until", "2026-05-01", today="2026-04-28")
    told = example.done("ack", today="2026-04-28")

    assert f"protection of {CHARGER}" not in told
    assert f"dispute open --reason REASON {CHARGER}" in example.done("remind", today="2026-05-01")


def test_one_deadline_of_an_order_can_be_acknowledged(example: Run) -> None:
    example.done("edit-order", JACKET, "--buyer-in", "DE", today="2026-04-20")
    example.done("ack", JACKET, "withdrawal", today="2026-04-20")
    out = example.done("remind", today="2026-04-20")

    assert "Tell the seller in writing" not in out
    assert f"`aliguard dispute open --reason REASON {JACKET}`" in out


def test_a_deadline_of_no_use_is_silent_for_good_until_it_moves(example: Run) -> None:
    told = example.done("ack", "5678", "protection", "--for-good", today="2026-04-20")

    assert "you are not reminded of Buyer protection any more, unless it moves." in told
    opens = f"dispute open --reason REASON {CHARGER}"
    days = ("2026-04-21", "2026-05-04", "2026-05-05", "2026-05-06")
    assert all(opens not in example.done("remind", today=day) for day in days)
    example.done("extend", CHARGER, "--days", "3", today="2026-05-06")
    assert opens in example.done("remind", today="2026-05-06")


def test_what_was_silenced_for_good_can_be_heard_again(example: Run) -> None:
    opens = f"dispute open --reason REASON {CHARGER}"
    told = example.done("ack", "5678", "protection", "--for-good", today="2026-05-04")

    assert f"To take that back: `aliguard ack {CHARGER} protection --again`." in told
    assert opens not in example.done("remind", today="2026-05-04")
    assert example.done("ack", "5678", "protection", "--again", today="2026-05-04") == (
        f"{CHARGER}: you are reminded of Buyer protection anew;"
        " act by 2026-05-05; it ends on 2026-05-06.\n"
    )
    assert opens in example.done("remind", today="2026-05-04")


def test_between_the_day_to_act_by_and_the_last_one_an_acknowledgement_holds_until_that_one(
    run: Run,
) -> None:
    """A PayPal case should be opened a week before its last day, 2026-09-01."""
    run.done("add-order", "1001", "--placed", "2026-03-05", "--shipped", "2026-03-07",
             "--paid-with", "paypal", today="2026-03-07")  # fmt: skip
    run.done("ack", today="2026-08-26")

    assert "PayPal" not in run.done("remind", today="2026-08-27")
    assert "PayPal" not in run.done("remind", today="2026-08-31")
    assert "PayPal" in run.done("remind", today="2026-09-01")


def test_nothing_to_acknowledge_is_said(example: Run) -> None:
    nothing = "Nothing is due, so there is nothing to acknowledge.\n"

    assert example.done("ack", today="2026-03-24") == nothing
    assert example.done("ack", "5678", "protection", today="2026-04-20") == nothing


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--for-good",), "--for-good or --again needs an order and a deadline"),
        (("91234", "--for-good"), "--for-good or --again needs an order and a deadline"),
        (("91234", "nonsense"), "has no deadline 'nonsense'"),
        (("91234", "nonsense", "--for-good"), "has no deadline 'nonsense'"),
        (("4711",), "There is no order 4711"),
    ],
)
def test_what_cannot_be_acknowledged_is_refused(
    example: Run, arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in example.refused("ack", *arguments, today="2026-04-20")


def test_hostile_titles_are_shown_and_not_obeyed(run: Run) -> None:
    run.done(
        "add-order", "1001", "--title", "a\x1b[2J\nb\u202e[red]c", "--shipped", "2026-03-01",
        "--protection-ends", "2026-04-24", today="2026-04-20",
    )  # fmt: skip
    out = run.done("remind", today="2026-04-20")

    assert "1001  a\\x1b[2J\\x0ab\\u202e[red]c\n" in out
    assert "\x1b" not in out


def test_the_record_lies_beside_the_ledger_that_was_named(example: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_bytes(example.ledger.read_bytes())
    example.done("--ledger", str(other), "remind", today="2026-04-20")

    assert (tmp_path / "other.toml.reminders").exists()
    assert example.done("remind", today="2026-04-20") != ""
