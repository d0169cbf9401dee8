"""429: one chat waits as long as Telegram says, others go on; several at a time silence the bot."""

from __future__ import annotations

from bot.stage import Stage
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks

HOUR = 3600


async def test_a_chat_that_must_wait_an_hour_holds_up_no_other(stage: Stage, clock: Clock) -> None:
    amina = await weather.at_the_narrative(stage)
    boris = stage.witness("Boris")
    stage.server.faults.next("sendMessage", kind="flood", retry_after=HOUR, bot=stage.witness_bot)
    stage.server.faults.next("editMessageText", kind="flood", retry_after=HOUR, bot=stage.witness_bot)
    before = amina.screen()
    await amina.say(walks.NARRATIVE)
    await stage.world.until(lambda: stage.server.faults.left() < 2)

    stage.server.faults.clear()
    await walks.begin(boris)
    assert amina.screen() == before

    await inside.restart(stage)
    await boris.press("Report what happened")
    await boris.sees("How do you know about what happened?")
    assert amina.screen() == before

    await weather.clears(stage, clock, lambda: amina.screen() != before, HOUR)
    assert (await inside.draft(stage, amina)).answers
    await weather.unnoticed(stage)


async def test_several_chats_refused_at_once_silence_the_whole_bot(stage: Stage, clock: Clock) -> None:
    stage.server.faults.next("sendMessage", kind="flood", retry_after=600, times=3, bot=stage.witness_bot)
    first = [stage.witness(name) for name in ("Amina", "Boris", "Chinara")]
    for witness in first:
        await witness.start()
    await stage.world.until(lambda: stage.server.faults.left() == 0)
    await weather.heard(stage)

    calls = weather.calls_of(stage, stage.witness_bot, "sendMessage")
    late = stage.witness("Dana")
    await late.start()
    await weather.heard(stage)
    moderator = stage.moderator()
    await moderator.start()
    await moderator.in_private.sees("This is the desk's bot.")
    assert weather.calls_of(stage, stage.witness_bot, "sendMessage") == calls

    clock.advance(seconds=600)
    stage.app.nudge()
    for witness in (*first, late):
        await witness.sees("Choose your language")


async def test_getting_updates_waits_as_long_as_telegram_says_and_goes_on(stage: Stage, clock: Clock) -> None:
    stage.server.faults.next("getUpdates", kind="flood", retry_after=HOUR, bot=stage.witness_bot)
    witness = stage.witness()
    await witness.start()
    await witness.start()
    await stage.world.until(lambda: stage.server.faults.left() == 0)
    await weather.clears(stage, clock, lambda: "Choose your language" in witness.screen(), HOUR)
