"""The desk's group: it moves, shuts the bot out, loses messages; and urgent cases go first."""

from __future__ import annotations

import pytest

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


async def test_cards_follow_a_group_that_became_a_supergroup(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    code = await walks.report(stage.witness())
    await nino.card(code, "Claim")
    moved = stage.world.migrate(stage.group)
    there = Moderator(stage.world, stage.staff_bot, moved, nino.person)
    await nino.in_private.sees(str(moved.id))

    second = await walks.report(stage.witness("Boris"))
    await there.card(second, "Claim")
    await inside.restart(stage)
    third = await walks.report(stage.witness("Chinara"))
    await there.press_card(third, "Claim")
    await there.card(third, "Release")
    assert nino.in_private.transcript().count(str(moved.id)) == 1
    await weather.unnoticed(stage)


async def test_a_move_that_only_an_error_tells_of_is_followed_too(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    stage.server.faults.delay_updates(stage.staff_bot, "message")
    moved = stage.world.migrate(stage.group)
    there = Moderator(stage.world, stage.staff_bot, moved, nino.person)
    codes = [await walks.report(stage.witness(name)) for name in ("Amina", "Boris")]
    for code in codes:
        await there.card(code, "Claim")
    await nino.in_private.sees("Please put this id into WITNESSLINE_DESK_CHAT.")
    stage.server.faults.release_updates(stage.staff_bot)
    await inside.settled(stage)
    assert nino.in_private.transcript().count(str(moved.id)) == 1
    await weather.unnoticed(stage)


async def test_cards_wait_while_the_bot_is_out_of_the_group(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    stage.world.leave(stage.group, stage.staff_bot, kicked_by=nino.person)
    codes = [await walks.report(stage.witness(name)) for name in ("Amina", "Boris")]
    await nino.in_private.sees("I cannot write in the desk's group.")
    await stage.world.until(lambda: weather.calls_of(stage, stage.staff_bot, "sendMessage") >= 3)
    await inside.restart(stage)
    assert all(code not in nino.in_group.transcript() for code in codes)

    stage.world.add_bot_to_group(stage.group, stage.staff_bot, admin=True)
    for code in codes:
        await nino.card(code, "Claim")
    assert nino.in_private.transcript().count("I cannot write") == 1
    await weather.unnoticed(stage)


async def test_without_the_right_to_write_cards_wait_and_admins_hear_of_it_once_an_hour(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    refused = "Bad Request: not enough rights to send text messages to the chat"
    stage.server.faults.next("sendMessage", kind="refused", description=refused, bot=stage.staff_bot)
    code = await walks.report(stage.witness())
    await nino.in_private.sees("I cannot write in the desk's group.")
    await weather.clears(stage, clock, lambda: code in nino.in_group.transcript(), step=600)
    assert nino.in_private.transcript().count("I cannot write") == 1
    await weather.unnoticed(stage)


async def test_a_card_deleted_by_hand_is_sent_anew(stage: Stage, nino: Moderator) -> None:
    code = await walks.report(stage.witness())
    card = await nino.card(code, "Claim")
    await nino.press_card(code, "Claim")
    await nino.card(code, "Release")
    await stage.world.delete(nino.person, stage.group, card.id)
    await nino.in_private.say(f"/release {code}")
    anew = await nino.card(code, "Claim")
    assert anew.id > card.id
    await weather.unnoticed(stage)


async def test_urgent_cases_reach_the_desk_before_what_waited_longer(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    await inside.settled(stage)  # else the greeting might be what is refused
    stage.server.faults.next("sendMessage", kind="flood", retry_after=600, bot=stage.staff_bot)
    waiting = [await _report(stage, name, "No") for name in ("Amina", "Boris")]
    urgent = await _report(stage, "Chinara", "Yes")
    clock.advance(seconds=600)
    stage.app.nudge()
    for code in (*waiting, urgent):
        await nino.card(code, "Claim")
    shown = nino.in_group.transcript()
    assert shown.index(urgent) < min(shown.index(code) for code in waiting)


async def test_of_many_changes_to_a_waiting_card_only_the_newest_is_sent(
    stage: Stage, clock: Clock, nino: Moderator
) -> None:
    code = await walks.report(stage.witness())
    await nino.card(code, "Claim")
    stage.server.faults.next("editMessageText", kind="flood", retry_after=600, bot=stage.staff_bot)
    for command in ("claim", "release", "claim"):
        await nino.in_private.say(f"/{command} {code}")
        await inside.settled(stage)
    calls = len(stage.world.calls)
    clock.advance(seconds=600)
    stage.app.nudge()
    await nino.card(code, "Release")
    await inside.settled(stage)
    edits = [params for _bot, method, params in stage.world.calls[calls:] if method == "editMessageText"]
    assert len([each for each in edits if code in each["text"]]) == 1


async def _report(stage: Stage, name: str, in_danger: str) -> str:
    witness = stage.witness(name)
    await walks.begin(witness)
    await walks.ask_for(witness, "Is anyone in danger right now?")
    await witness.press(in_danger)
    await walks.reach(witness, walks.REVIEW)
    return await walks.submit(witness)
