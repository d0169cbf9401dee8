"""A token that is revoked, a second program with the same one: loud, once an hour, and it goes on trying."""

from __future__ import annotations

import pytest

from bot.simulator.accounts import BotAccount
from bot.simulator.people import Moderator
from bot.stage import Stage
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks


@pytest.fixture
async def nino(stage: Stage) -> Moderator:
    moderator = stage.moderator()
    await moderator.start()
    await moderator.in_private.sees("This is the desk's bot.")
    return moderator


async def goes_wrong(stage: Stage, clock: Clock, bot: BotAccount, code: int, times: int) -> None:
    """So many polls of this bot are refused, one after another."""
    stage.server.faults.next("getUpdates", kind="refused", code=code, description="No", times=times, bot=bot)
    stage.world.queue(bot).wake()
    await weather.clears(stage, clock, lambda: stage.server.faults.left() == 0, step=60)
    await weather.comes(stage, clock, lambda: stage.world.queue(bot).polled)


async def test_a_revoked_witness_token_is_told_by_the_staff_bot(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    amina = await weather.at_the_narrative(stage)
    await goes_wrong(stage, clock, stage.witness_bot, 401, 10)
    await nino.in_private.sees("Telegram refuses the token that begins with 111111.")
    assert nino.in_private.transcript().count("Telegram refuses the token") == 1

    await amina.say(walks.NARRATIVE)
    await weather.clears(stage, clock, lambda: "✅" in amina.screen())
    clock.advance(hours=1)
    await goes_wrong(stage, clock, stage.witness_bot, 401, 3)
    await stage.world.until(lambda: nino.in_private.transcript().count("Telegram refuses the token") == 2)
    await weather.unnoticed(stage)


async def test_a_second_program_is_told_of_once_an_hour(stage: Stage, clock: Clock, nino: Moderator) -> None:
    await goes_wrong(stage, clock, stage.witness_bot, 409, 10)
    await nino.in_private.sees(
        "Another program fetches the messages of the bot whose token begins with 111111."
    )
    assert nino.in_private.transcript().count("Another program") == 1
    await walks.begin(stage.witness())


async def test_one_conflict_alone_is_no_alarm(stage: Stage, clock: Clock, nino: Moderator) -> None:
    await goes_wrong(stage, clock, stage.witness_bot, 409, 1)
    await walks.begin(stage.witness())
    await inside.settled(stage)
    assert "Another program" not in nino.in_private.transcript()


async def test_trouble_of_the_staff_bot_is_told_by_the_witness_bot_to_admins_who_know_it(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    await stage.world.say(nino.person, stage.witness_bot, "/start")
    with_witness_bot = stage.world.messages
    await goes_wrong(stage, clock, stage.staff_bot, 401, 3)
    await weather.clears(
        stage,
        clock,
        lambda: any(
            "Telegram refuses the token" in m.text for m in with_witness_bot(nino.person, stage.witness_bot)
        ),
    )
    await weather.calms(stage, clock)
    await weather.unnoticed(stage)


async def test_a_token_refused_while_sending_is_an_alarm_and_the_message_waits(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    amina = await weather.at_the_narrative(stage)
    for method in ("editMessageText", "sendMessage"):
        stage.server.faults.next(
            method, kind="refused", code=401, description="Unauthorized", bot=stage.witness_bot
        )
    await amina.say(walks.NARRATIVE)
    await nino.in_private.sees("Telegram refuses the token that begins with 111111.")
    await weather.clears(stage, clock, lambda: "✅" in amina.screen())
