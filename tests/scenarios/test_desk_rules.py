"""`/desk`, `/pause` and `/health`: who may, what follows, and that each change is in the trail."""

from __future__ import annotations

from datetime import time, timedelta

from bot.casework.desks import Rules
from bot.casework.routing import DEFAULT_DESK
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import backup, desks, keys
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.staffing import seated, trail

CLOSED = "We do not take new reports at the moment"


async def rules(stage: Stage) -> Rules:
    return await stage.app.store.run(lambda db: desks.rules_of(db, DEFAULT_DESK, Rules()))


async def test_the_desks_rules_are_set_by_words_and_by_buttons(stage: Stage) -> None:
    admin = stage.moderator()
    boris = await seated(stage, "Boris")
    chat = admin.in_private
    await chat.say("/desk")
    shown = await chat.sees("This desk")
    assert "Hours: round the clock" in shown.text
    await chat.press("Hours")
    await chat.sees("Choose, or write it like this: /desk hours 09:00-18:00")
    await chat.press("10:00-19:00")
    await chat.sees("Hours: 10:00-19:00")
    await chat.press("Topics")
    await chat.press("off")
    await chat.sees("Topics: off")
    await chat.say("/desk hours late")
    await chat.sees("Write it like this: /desk hours 09:00-18:00")
    await chat.say("/desk oncall Boris")
    await chat.sees("On call: Boris")
    await chat.say("/desk oncall Nobody")
    await chat.sees("I find nobody on the staff called Nobody.")
    await admin.in_group.say("/desk days mon-fri")
    await admin.in_group.sees("Days: mon-fri")
    await admin.in_group.press("Holidays")
    await admin.in_group.press("GE")
    await admin.in_group.sees("Holidays: GE")
    set = Rules(time(10), time(19), frozenset(range(5)), "UTC", "GE", 9, boris.person.id, topics=False)
    assert await rules(stage) == set
    mine = str(admin.person.id)
    assert [row for row in await trail(stage) if row[1] == "desk"] == [
        (mine, "desk", "hours 10:00-19:00"),
        (mine, "desk", "topics off"),
        (mine, "desk", f"oncall {boris.person.id}"),
        (mine, "desk", "days mon-fri"),
        (mine, "desk", "holidays GE"),
    ]


async def test_only_admins_change_the_desk(stage: Stage) -> None:
    boris, admin = await seated(stage, "Boris"), stage.moderator()
    for command in ("/desk hours none", "/pause", "/health"):
        await boris.in_private.say(command)
        await inside.settled(stage)
        assert walks.newest(boris.in_private) == "Only admins can do this."
    await admin.in_group.say("/desk")
    await admin.in_group.sees("This desk")
    await boris.in_group.press("Topics")
    assert (await boris.toast()).text == "Only admins can do this."
    await admin.in_group.say("/health")
    await admin.in_group.sees("Please write this to me in private.")
    assert await rules(stage) == Rules()


async def test_a_closed_intake_is_kind_and_loses_nothing(any_stage: Stage, clock: Clock) -> None:
    stage, admin = any_stage, any_stage.moderator()
    begun, new = stage.witness("Amina"), stage.witness("Rustam")
    await walks.begin(begun)
    await walks.ask_for(begun, walks.TELL)
    await walks.begin(new)
    await admin.start()
    await admin.in_private.say("/pause on")
    await admin.in_private.sees("Close the intake?")
    await admin.in_private.press("Cancel")
    await admin.in_private.sees("Cancelled.")
    assert not (await rules(stage)).paused
    await admin.in_private.say("/pause")
    await admin.in_private.press("Yes, close the intake")
    await admin.in_group.sees("The intake is closed.")
    assert (await rules(stage)).paused
    clock.advance(seconds=11)  # no job: the board hears of it by itself
    stage.app.nudge()
    await admin.in_group.sees("⛔ The intake is closed: no new reports are taken.")

    await new.press("Report what happened")
    await new.sees(CLOSED)
    assert "112" in new.screen()
    await new.press("My cases")
    await new.sees("There are no sent reports in this chat.")
    code = await finished(begun)
    await admin.card(code, "Claim")

    await admin.in_private.say("/pause")
    await admin.in_private.press("Open the intake")
    await admin.in_group.sees("The intake is open.")
    await new.press("Back")
    await walks.answer_required(new)
    await walks.submit(new)
    reasons = [reason for _actor, action, reason in await trail(stage) if action == "desk"]
    assert reasons == ["intake off", "intake on"]


async def finished(witness: Witness) -> str:
    """From the middle of the interview to the case code."""
    await walks.reach(witness, walks.REVIEW)
    return await walks.submit(witness)


async def test_health_is_told_in_words_and_steps(stage: Stage, clock: Clock) -> None:
    admin = stage.moderator()
    await admin.start()
    await inside.ticked(stage)
    await admin.in_private.say("/health")
    shown = (await admin.in_private.sees("Health")).text.splitlines()
    assert shown[1:] == [
        "🚨 The archive's secret key is on the server: whoever takes it can read everything. Move it away.",
        "⚠️ No backup was made here yet.",
        "✅ The witness bot runs. The last message waited under a minute.",
        "✅ The staff bot runs. The last message waited under a minute.",
        "✅ The witness bot: nothing waits to be sent.",
        "✅ The staff bot: nothing waits to be sent.",
        "✅ The witness bot: no message was left undone.",
        "✅ The staff bot: no message was left undone.",
        "✅ The clock is in order.",
        "✅ I have the rights that I need in the group.",
    ]
    archive = keys.archive_secret_here(stage.folder / "keys")
    assert archive is not None
    archive.unlink()
    backup.note_last(stage.folder, clock() - timedelta(days=2))
    await admin.in_private.say("/pause")
    await admin.in_private.press("Yes, close the intake")
    await admin.in_private.say("/health")
    await admin.in_private.sees("✅ The archive's secret key is not on the server.")
    await admin.in_private.sees("✅ The last backup: 2 days ago.")
    await admin.in_private.sees("⚠️ The intake is closed. /pause off opens it.")
