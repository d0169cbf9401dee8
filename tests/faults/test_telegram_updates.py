"""Updates that come twice, late, in another order, or with ids that start anew."""

from __future__ import annotations

from bot.stage import Stage
from handlers.batches import UNREADABLE
from storage import tables
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks


async def test_an_update_that_comes_twice_has_one_effect(stage: Stage) -> None:
    witness = await weather.at_the_narrative(stage)
    stage.server.faults.duplicate_update(stage.witness_bot, copies=3)
    await witness.say("First part.")
    await witness.sees("✅")
    await witness.say("Second part.")
    await inside.settled(stage)
    stage.server.faults.repeat_updates(stage.witness_bot, last=5)
    await inside.settled(stage)
    [narrative] = [
        answer for answer in (await inside.draft(stage, witness)).answers.values() if "First" in str(answer)
    ]
    assert str(narrative).count("First part.") == 1
    assert str(narrative).count("Second part.") == 1
    await weather.unnoticed(stage)


async def test_a_submission_that_comes_twice_is_one_case(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await walks.begin(witness)
    await walks.answer_required(witness)
    await walks.consent(witness)
    stage.server.faults.duplicate_update(stage.witness_bot, copies=2)
    await witness.press("Submit")
    code = await walks.sent(witness)
    stage.server.faults.repeat_updates(stage.witness_bot, last=20)
    await inside.settled(stage)
    await moderator.card(code, "Claim")
    assert await inside.count(stage, tables.cases) == 1


async def test_a_tap_that_overtakes_a_message_loses_neither(stage: Stage) -> None:
    witness = await weather.at_the_narrative(stage)
    stage.server.faults.delay_updates(stage.witness_bot, "message")
    await witness.say(walks.NARRATIVE)
    await witness.press("Pause")
    await witness.press("Continue")
    await witness.sees(walks.TELL)
    stage.server.faults.release_updates(stage.witness_bot)
    await witness.sees("✅")
    assert walks.NARRATIVE in str((await inside.draft(stage, witness)).answers)
    await weather.unnoticed(stage)


async def test_a_tap_on_a_panel_that_telegram_has_not_confirmed_yet_is_heard(
    stage: Stage, clock: Clock
) -> None:
    witness = stage.witness()
    stage.server.faults.next("sendMessage", kind="timeout_after", bot=stage.witness_bot)
    await witness.start()
    await witness.press("English")
    await weather.clears(stage, clock, lambda: "Continue" in witness.screen())
    await witness.press("Continue")
    await witness.sees(walks.MENU)
    await weather.calms(stage, clock)
    await weather.unnoticed(stage)


async def test_messages_in_another_order_are_all_kept(stage: Stage) -> None:
    witness = await weather.at_the_narrative(stage)
    stage.server.faults.delay_updates(stage.witness_bot, "message")
    first = await witness.say("I saw a car.")
    stage.server.faults.delay_updates(stage.witness_bot, "edited_message")
    await witness.edit(first, "I saw a white car.")
    queue = stage.world.queue(stage.witness_bot)
    queue.held["message"], queue.held["edited_message"] = (
        queue.held["edited_message"],
        queue.held["message"],
    )
    stage.server.faults.release_updates(stage.witness_bot)
    await witness.sees("✅")
    await inside.settled(stage)
    assert "car." in str((await inside.draft(stage, witness)).answers)
    await weather.unnoticed(stage)


async def test_ids_that_start_anew_after_a_quiet_week_are_no_repeats(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await inside.settled(stage)
    queue = stage.world.queue(stage.witness_bot)
    used = [update.id for update in queue.confirmed]
    clock.advance(days=8)
    await inside.ticked(stage)

    queue.next_id = min(used)
    await witness.start()
    await weather.comes(stage, clock, lambda: "Choose your language" in witness.screen())
    assert queue.next_id <= max(used)
    await weather.unnoticed(stage)


async def test_an_answer_of_telegram_that_is_cut_off_is_asked_for_again(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    for bot in (stage.witness_bot, stage.staff_bot):
        stage.server.faults.next("getUpdates", kind="torn", times=3, bot=bot)
    for _try in range(2):  # the first comes with a request that was under way
        await witness.say("/help")
        await moderator.in_group.say("/claim")
        await weather.comes(stage, clock, lambda: stage.server.faults.left() < 6)
    await witness.start()
    await moderator.start()
    await weather.clears(stage, clock, lambda: stage.server.faults.left() == 0)
    await weather.clears(stage, clock, lambda: "Choose your language" in witness.screen())
    await weather.clears(stage, clock, lambda: "This is the desk's bot." in moderator.in_private.transcript())
    await weather.unnoticed(stage)


async def test_answers_that_stay_unreadable_are_a_loud_alarm(stage: Stage, clock: Clock) -> None:
    moderator, witness = stage.moderator(), stage.witness()
    await moderator.start()
    stage.server.faults.next("getUpdates", kind="torn", times=50, bot=stage.witness_bot)
    await witness.start()  # comes with a request that was under way
    await witness.sees("Choose your language")
    await witness.start()
    await weather.clears(stage, clock, lambda: "cannot be read" in moderator.in_private.transcript())
    assert moderator.in_private.transcript().count("cannot be read") == 1
    assert UNREADABLE not in stage.world.dump()
