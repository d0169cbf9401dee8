"""Refusals that Telegram does not document: everybody still gets their answer, and nothing is buried."""

from __future__ import annotations

import pytest

from bot.simulator.accounts import Json
from bot.stage import Stage
from handlers.wire import LONGEST_WAIT, UNANSWERED, WAIT, Gone, Later, refusal
from tests import garbage
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks
from tests.scenarios.staffing import seated

TOO_MANY: Json = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry later"}
ODD: dict[str, Json] = {
    "a wait in words": TOO_MANY | {"parameters": {"retry_after": "2"}},
    "a wait of ages": TOO_MANY | {"parameters": {"retry_after": 1e15}},
    "a wait below nothing": TOO_MANY | {"parameters": {"retry_after": -3}},
    "no wait": TOO_MANY,
    "nothing but no": {"ok": False},
    "a code in words": {"ok": False, "error_code": "502", "description": "Bad Gateway"},
    "parameters in a list": {"ok": False, "error_code": 400, "description": "Bad", "parameters": [1]},
    "yes, and no result": {"ok": True},
}
TRY_AGAIN = "That did not work, and nothing was changed."
CANNOT_BE_EDITED = (
    "Bad Request: MESSAGE_ID_INVALID",
    "Bad Request: there is no text",
    "Bad Request: something new",
)


@pytest.mark.parametrize("name", ODD)
async def test_a_witness_has_their_screen_after_it(stage: Stage, clock: Clock, name: str) -> None:
    witness = stage.witness()
    stage.server.faults.next("sendMessage", kind="said", answer=ODD[name], bot=stage.witness_bot)
    await witness.say("/start")
    await weather.clears(stage, clock, lambda: "Choose your language" in witness.screen(), step=120)
    await weather.calms(stage, clock)
    await weather.unnoticed(stage)


@pytest.mark.parametrize("name", ODD)
async def test_the_desk_has_its_card_after_it(stage: Stage, clock: Clock, name: str) -> None:
    stage.server.faults.next("sendMessage", kind="said", answer=ODD[name], bot=stage.staff_bot)
    if "ages" not in name:
        stage.server.faults.next("getUpdates", kind="said", answer=ODD[name])
    code = await walks.report(stage.witness())
    await weather.clears(stage, clock, lambda: code in stage.moderator().in_group.transcript(), step=120)
    await weather.calms(stage, clock)
    await weather.unnoticed(stage)


@pytest.mark.parametrize("name", ["nothing but no", "parameters in a list"])
async def test_the_bots_start_after_it(stage: Stage, name: str) -> None:
    await stage.app.stop()
    for method in ("deleteWebhook", "setMyCommands", "getChat"):
        stage.server.faults.next(method, kind="said", answer=ODD[name])
    await stage.start_bots()
    await stage.witness().start()


@pytest.mark.parametrize("why", CANNOT_BE_EDITED)
async def test_a_panel_that_cannot_be_edited_is_sent_anew(stage: Stage, clock: Clock, why: str) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    before = witness.chat.newest()
    assert before is not None
    stage.server.faults.next("editMessageText", kind="refused", description=why, bot=stage.witness_bot)
    await walks.ask_for(witness, walks.TELL)
    await weather.calms(stage, clock)
    assert before.id not in {each.id for each in witness.chat.messages()}
    await weather.unnoticed(stage)


async def test_what_a_refused_call_said_is_let_go_without_the_collector(stage: Stage, clock: Clock) -> None:
    witness, nino = stage.witness(), stage.moderator()
    await walks.begin(witness)
    with garbage.gathered() as left:
        for bot, method in ((stage.witness_bot, "editMessageText"), (stage.staff_bot, "sendMessage")):
            stage.server.faults.next(method, kind="refused", description=CANNOT_BE_EDITED[0], bot=bot)
        await walks.ask_for(witness, walks.TELL)
        await nino.start()
        await weather.calms(stage, clock)
    assert [thing for thing in left if isinstance(thing, (*UNANSWERED, Gone))] == []


@pytest.mark.parametrize("why", CANNOT_BE_EDITED)
async def test_a_card_that_cannot_be_edited_is_sent_anew(stage: Stage, clock: Clock, why: str) -> None:
    code, moderator = await walks.report(stage.witness()), stage.moderator()
    await moderator.card(code, "Claim")
    await weather.calms(stage, clock)
    stage.server.faults.next("editMessageText", kind="refused", description=why, bot=stage.staff_bot)
    await walks.claim(moderator, code)
    await weather.calms(stage, clock)
    assert len([each for each in moderator.in_group.messages() if code in each.text and each.buttons]) == 1
    await weather.unnoticed(stage)


@pytest.mark.parametrize("name", ODD)
async def test_who_cannot_be_looked_up_is_told_to_try_again(stage: Stage, clock: Clock, name: str) -> None:
    boris, code = await seated(stage, "Boris", "moderator"), await walks.report(stage.witness())
    await boris.card(code, "Claim")
    for chat in (boris.in_group, boris.in_private):
        stage.server.faults.next("getChatMember", kind="said", answer=ODD[name])
        await chat.say(f"/claim {code}")
        await chat.sees(TRY_AGAIN)
    stage.server.faults.next("getChatMember", kind="said", answer=ODD[name])
    await boris.press_card(code, "Claim")
    await boris.toast(TRY_AGAIN)
    assert (await inside.case(stage, code)).assignee is None
    await walks.claim(boris, code)
    await weather.unnoticed(stage)


def test_how_long_to_wait_is_a_number_whatever_telegram_says() -> None:
    waits = [
        refusal(429, "Too Many Requests: retry after 7", odd)
        for odd in (None, "2", 3, 1e15, -1, float("inf"))
    ]
    assert [each.seconds for each in waits if isinstance(each, Later)] == [
        7,
        7,
        3,
        LONGEST_WAIT,
        WAIT,
        LONGEST_WAIT,
    ]
    unsaid = refusal(420, "FLOOD")
    assert isinstance(unsaid, Later)
    assert unsaid.seconds == WAIT


def test_words_for_a_message_that_is_gone() -> None:
    assert isinstance(refusal(400, "Bad Request: MESSAGE_ID_INVALID"), Gone)
