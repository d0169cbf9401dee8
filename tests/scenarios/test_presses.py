"""Stories of buttons that people tamper with: what is carried elsewhere or changed does nothing."""

from __future__ import annotations

import pytest

from bot.simulator.people import Moderator
from bot.simulator.rooms import Shown
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks

OUT_OF_DATE = "This button is out of date."


def data_of(message: Shown, label: str) -> str:
    """What a button's press would send."""
    found = [button.data for row in message.buttons for button in row if button.text == label]
    assert found[0] is not None
    return found[0]


async def pressed(stage: Stage, moderator: Moderator, where: str, message: int, data: str) -> str:
    """What the presser is answered."""
    room = stage.group if where == "group" else moderator.bot
    before = len(stage.world.toasts(moderator.person))
    await stage.world.press_data(moderator.person, room, message, data)
    await stage.world.until(lambda: len(stage.world.toasts(moderator.person)) > before)
    return stage.world.toasts(moderator.person)[-1].text


async def refusals(stage: Stage) -> list[str]:
    return [actor for actor, action in await inside.trail(stage) if action == "refused"]


async def test_a_button_of_a_colleagues_private_chat_is_refused_and_noted(any_stage: Stage) -> None:
    stage = any_stage
    nino, timur = stage.moderator(0), stage.moderator(1)
    await nino.start()
    await timur.start()
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    await nino.press_card(code, "Read")
    ending = await nino.in_private.sees(f"{code}: no files")
    stolen, before = data_of(ending, "Release"), await inside.case(stage, code)
    own = (await timur.in_private.sees("desk's bot")).id
    card = (await timur.card(code, "Read")).id
    assert await pressed(stage, timur, "private", own, stolen) == OUT_OF_DATE
    assert await pressed(stage, timur, "group", card, stolen) == OUT_OF_DATE
    assert await pressed(stage, nino, "group", card, stolen) == OUT_OF_DATE
    assert await inside.case(stage, code) == before
    assert await refusals(stage) == [str(each.person.id) for each in (timur, timur, nino)]
    await nino.in_private.press("Release")
    await nino.toast("is back in the queue")


async def test_a_button_of_the_group_does_nothing_in_private(stage: Stage) -> None:
    nino = stage.moderator()
    await nino.start()
    code = await walks.report(stage.witness())
    data, before = data_of(await nino.card(code, "Claim"), "Claim"), await inside.case(stage, code)
    own = (await nino.in_private.sees("desk's bot")).id
    assert await pressed(stage, nino, "private", own, data) == OUT_OF_DATE
    assert await inside.case(stage, code) == before
    assert await refusals(stage) == [str(nino.person.id)]


@pytest.mark.parametrize("place", [0, 15, 31, 63])
async def test_a_changed_sign_is_refused_and_noted(stage: Stage, place: int) -> None:
    nino = stage.moderator()
    code = await walks.report(stage.witness())
    card, before = await nino.card(code, "Claim"), await inside.case(stage, code)
    data = data_of(card, "Claim")
    changed = data[:place] + ("A" if data[place] != "A" else "B") + data[place + 1 :]
    assert await pressed(stage, nino, "group", card.id, changed) == OUT_OF_DATE
    assert await inside.case(stage, code) == before
    assert await refusals(stage) == [str(nino.person.id)]


async def test_no_button_says_what_it_does(stage: Stage) -> None:
    nino = stage.moderator()
    code = await walks.report(stage.witness())
    data = data_of(await nino.card(code, "Claim"), "Claim")
    assert len(data) == 64
    assert code not in data
    assert "claim" not in data


async def test_a_button_in_private_ends_after_two_days_and_a_cards_does_not(
    stage: Stage, clock: Clock
) -> None:
    nino = stage.moderator()
    await nino.start()
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    await nino.press_card(code, "Close")
    question = await nino.in_private.sees(f"Why close {code}?")
    data = data_of(question, "Spam")
    clock.advance(hours=48)
    assert await pressed(stage, nino, "private", question.id, data) == OUT_OF_DATE
    assert (await inside.case(stage, code)).workflow == "triage"
    await nino.press_card(code, "Release")
    await nino.toast("is back in the queue")


async def test_a_cards_buttons_live_through_a_restart(stage: Stage) -> None:
    nino = stage.moderator()
    code = await walks.report(stage.witness())
    await nino.card(code, "Claim")
    await inside.restart(stage)
    await nino.press_card(code, "Claim")
    await nino.toast("is yours for 24 hours")


async def test_a_double_press_does_nothing_twice(stage: Stage) -> None:
    nino = stage.moderator()
    await nino.start()
    code = await walks.report(stage.witness())
    card = await nino.card(code, "Claim")
    for _each in range(2):
        await pressed(stage, nino, "group", card.id, data_of(card, "Claim"))
    await nino.press_card(code, "Close")
    question = await nino.in_private.sees(f"Why close {code}?")
    for _each in range(2):
        await pressed(stage, nino, "private", question.id, data_of(question, "Spam"))
    did = [action for actor, action in await inside.trail(stage) if actor == str(nino.person.id)]
    assert did == ["claimed", "closed"]


async def test_a_question_typed_with_its_command_is_shown_and_sent(stage: Stage) -> None:
    nino, witness = stage.moderator(), stage.witness()
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)
    await nino.in_group.say(f"/ask {code} Who was it?")
    await nino.in_private.sees(f"{code}: your question")
    assert "Who was it?" not in nino.in_private.transcript()
    await nino.in_private.say(f"/ask {code} Did anyone see the car?")
    shown = await nino.in_private.sees(f"{code}: the witness will read")
    assert "Did anyone see the car?" in shown.text
    await nino.in_private.press("Send")
    await walks.answer(witness, "Did anyone see the car?", "The whole street.")
