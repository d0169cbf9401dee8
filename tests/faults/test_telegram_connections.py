"""Failing servers and broken connections, before the effect and after: nothing is lost or doubled."""

from __future__ import annotations

import pytest

from bot.simulator.faults import Kind
from bot.stage import Stage
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks

BROKEN: tuple[Kind, ...] = ("error500", "bad_gateway", "timeout_before", "timeout_after", "torn", "odd")


@pytest.mark.parametrize("kind", BROKEN)
async def test_an_answer_is_kept_once_whatever_call_fails(stage: Stage, clock: Clock, kind: Kind) -> None:
    witness = await weather.at_the_narrative(stage)
    for method in ("getUpdates", "editMessageText", "sendMessage", "deleteMessage"):
        stage.server.faults.next(method, kind=kind, bot=stage.witness_bot)
    said = await witness.say(walks.NARRATIVE)

    await weather.clears(stage, clock, lambda: "✅" in witness.screen())
    draft = await inside.draft(stage, witness)
    assert sum(1 for answer in draft.answers.values() if str(answer).count(walks.NARRATIVE)) == 1
    await weather.clears(stage, clock, lambda: all(each.id != said for each in witness.chat.messages()))
    await weather.unnoticed(stage)


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_case_is_sent_once_and_has_one_card(stage: Stage, clock: Clock, kind: Kind) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await walks.begin(witness)
    await walks.answer_required(witness)
    await walks.consent(witness)
    stage.server.faults.next("getUpdates", kind=kind)
    stage.server.faults.next("sendMessage", kind=kind, bot=stage.staff_bot)
    stage.server.faults.next("editMessageText", kind=kind, bot=stage.witness_bot)
    await witness.press("Submit")

    await weather.clears(stage, clock, lambda: "has been sent" in witness.transcript())
    code = await walks.sent(witness)
    await weather.clears(stage, clock, lambda: code in moderator.in_group.transcript())
    await weather.calms(stage, clock)
    cards = [each for each in moderator.in_group.messages() if code in each.text]
    twice = kind in ("timeout_after", "torn", "odd")  # Telegram took it, and could not say so
    assert len(cards) == 1 + twice
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await weather.unnoticed(stage)


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_press_whose_answer_is_lost_still_counts(stage: Stage, kind: Kind) -> None:
    witness = stage.witness()
    await witness.start()
    stage.server.faults.next("answerCallbackQuery", kind=kind, bot=stage.witness_bot)
    await witness.press("English")
    await witness.sees("Before you begin")
    await weather.unnoticed(stage)


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_strange_group_that_cannot_be_left_is_no_dead_letter(stage: Stage, kind: Kind) -> None:
    stage.server.faults.next("leaveChat", kind=kind)
    stage.world.add_bot_to_group(stage.world.add_group("Another group"), stage.witness_bot)
    await inside.settled(stage)
    await weather.unnoticed(stage)


async def test_hours_without_telegram_lose_nothing(stage: Stage, clock: Clock) -> None:
    amina = await weather.at_the_narrative(stage)
    moderator = stage.moderator()
    await moderator.start()
    await weather.strikes(stage, clock, on=True)
    await amina.say(walks.NARRATIVE)
    boris = stage.witness("Boris")
    await boris.start()
    for _hour in range(6):
        clock.advance(hours=1)
        stage.app.nudge()
    await weather.strikes(stage, clock, on=False)
    await weather.clears(stage, clock, lambda: "✅" in amina.screen())
    await weather.clears(stage, clock, lambda: "Choose your language" in boris.screen())
    await walks.begin(boris)
    code = await walks.report(stage.witness("Chinara"))
    await moderator.card(code, "Claim")
    await weather.unnoticed(stage)


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_first_screen_comes_whatever_call_fails(stage: Stage, clock: Clock, kind: Kind) -> None:
    witness = stage.witness()
    stage.server.faults.next("sendMessage", kind=kind, bot=stage.witness_bot)
    await witness.say("/start")
    await weather.clears(stage, clock, lambda: "Choose your language" in witness.screen())
    await weather.calms(stage, clock)
    await weather.unnoticed(stage)


async def test_both_bots_start_whatever_shape_the_answers_have(stage: Stage, clock: Clock) -> None:
    await stage.app.stop()
    for method in ("getMe", "getChat"):
        stage.server.faults.next(method, kind="odd")
    await stage.start_bots()
    code = await walks.report(stage.witness())
    await weather.clears(stage, clock, lambda: code in stage.moderator().in_group.transcript())
