"""A witness who blocks the bot, and comes back."""

from __future__ import annotations

from bot.stage import Stage
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks

QUESTION = "Did anyone see which car they used?"


async def test_a_witness_who_blocked_the_bot_can_come_back_and_be_asked_again(stage: Stage) -> None:
    witness, nino = stage.witness(), stage.moderator()
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)
    await walks.ask(nino, code, QUESTION)
    await witness.sees("We have a question for you.")

    stage.world.block(witness.person, witness.bot)
    await nino.in_private.sees("can't be reached")
    stage.world.unblock(witness.person, witness.bot)
    await witness.start()
    await witness.sees(walks.MENU)

    await nino.in_private.say(f"/ask {code}")
    await nino.in_private.sees(f"{code}: your question")
    await nino.in_private.say(QUESTION)
    await nino.in_private.press("Send")
    await stage.world.until(lambda: witness.transcript().count("We have a question for you.") == 2)
    await walks.answer(witness, QUESTION, "A white van.")
    await inside.settled(stage)
    assert ["A white van."] in await inside.told(stage, code)
    await weather.unnoticed(stage)


async def test_a_block_that_is_found_only_when_writing_closes_the_way(stage: Stage, clock: Clock) -> None:
    witness, nino = stage.witness(), stage.moderator()
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)
    stage.server.faults.delay_updates(stage.witness_bot, "my_chat_member")
    stage.world.block(witness.person, witness.bot)
    await walks.ask(nino, code, QUESTION)
    await nino.in_private.sees("can't be reached")
    stage.server.faults.release_updates(stage.witness_bot)
    await weather.calms(stage, clock)
    await weather.unnoticed(stage)
