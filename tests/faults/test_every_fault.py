"""Whatever goes wrong between Telegram and the bots, the report that comes out of it is whole."""

from __future__ import annotations

import pytest

from bot.simulator.accounts import BotAccount
from bot.simulator.faults import Kind
from bot.simulator.people import Witness
from bot.stage import Stage
from handlers.media import KEPT
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.walks import words

FAULTS: tuple[Kind, ...] = ("error500", "bad_gateway", "timeout_before", "timeout_after", "flood")
PARTS = [f"Part {number} of what happened." for number in range(4)]


async def _calm(stage: Stage, clock: Clock) -> None:
    """Time goes by until everything has been said."""
    for _try in range(12):
        await inside.settled(stage)
        if not await inside.unsent(stage):
            return
        clock.advance(seconds=30)
        await inside.ticked(stage)
    raise AssertionError(stage.world.dump())


async def _at_the_narrative(stage: Stage, name: str = "Amina") -> Witness:
    witness = stage.witness(name)
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    return witness


async def _finish(witness: Witness) -> str:
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    return await walks.submit(witness)


@pytest.mark.parametrize("fault", FAULTS)
async def test_calls_that_fail_leave_a_whole_report(stage: Stage, clock: Clock, fault: Kind) -> None:
    witness = await _at_the_narrative(stage)
    for part in PARTS:
        for method in ("editMessageText", "deleteMessage", "sendMessage"):
            stage.server.faults.next(method, 2, fault, retry_after=7)
        await witness.say(part)
        await _calm(stage, clock)
        assert "✅" in witness.screen()
        assert part not in witness.transcript()
    stage.server.faults.clear()
    code = await _finish(witness)
    assert await inside.told(stage, code) == [PARTS]
    assert await inside.count(stage, tables.dead_letters) == 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_desk_that_hears_badly_gets_every_card_once(stage: Stage, clock: Clock, fault: Kind) -> None:
    moderator = stage.moderator()
    stage.server.faults.next("sendMessage", 3, fault, bot=stage.staff_bot)
    codes = [await walks.report(stage.witness(name)) for name in ("Amina", "Bakyt")]
    await _calm(stage, clock)
    for code in codes:
        await walks.claim(moderator, code)
        standing = [message for message in moderator.in_group.messages() if code in message.text]
        # what may have been sent is sent again: only a lost answer can leave a second card
        assert len(standing) == 1 or fault == "timeout_after"
    assert await inside.count(stage, tables.dead_letters) == 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_getting_updates_may_fail_in_every_way(stage: Stage, fault: Kind) -> None:
    witness = await _at_the_narrative(stage)
    for bot in (stage.witness_bot, stage.staff_bot):
        stage.server.faults.next("getUpdates", 1, fault, bot=bot)
    for part in PARTS:
        await walks.tell(witness, part)
    await inside.settled(stage)
    code = await _finish(witness)
    assert await inside.told(stage, code) == [PARTS]


async def test_a_flooded_chat_holds_up_no_other(stage: Stage, clock: Clock) -> None:
    slow, quick = await _at_the_narrative(stage, "Amina"), await _at_the_narrative(stage, "Bakyt")
    before = slow.screen()
    stage.server.faults.next("editMessageText", 1, "flood", retry_after=60)
    await slow.say(PARTS[0])
    await stage.world.until(lambda: stage.server.faults.left() == 0)
    for part in PARTS:
        await walks.tell(quick, part)
    code = await _finish(quick)
    assert await inside.told(stage, code) == [PARTS]
    assert slow.screen() == before
    clock.advance(seconds=61)
    await _calm(stage, clock)
    assert "✅" in slow.screen()
    assert PARTS[0] not in slow.transcript()


async def test_every_update_that_comes_twice_is_taken_once(stage: Stage) -> None:
    witness = await _at_the_narrative(stage)
    for part in PARTS:
        stage.server.faults.duplicate_update(stage.witness_bot, 3)
        await walks.tell(witness, part)
    stage.server.faults.repeat_updates(stage.witness_bot, last=30)
    await inside.settled(stage)
    code = await _finish(witness)
    stage.server.faults.repeat_updates(stage.witness_bot, last=60)
    await inside.settled(stage)
    assert await inside.told(stage, code) == [PARTS]
    assert await inside.count(stage, tables.cases) == 1


async def test_every_press_of_staff_that_comes_twice_counts_once(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    for _step in (1, 2):
        stage.server.faults.repeat_updates(stage.staff_bot, last=10)
        await inside.settled(stage)
    stage.server.faults.duplicate_update(stage.staff_bot, 2)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    stage.server.faults.repeat_updates(stage.staff_bot, last=50)
    await inside.settled(stage)
    assert await inside.count(stage, tables.questions) == 1
    actions = [action for _actor, action in await inside.trail(stage)]
    assert actions.count("claimed") == actions.count("asked") == 1


async def test_a_press_that_overtakes_a_message_takes_nothing_from_the_report(stage: Stage) -> None:
    witness = await _at_the_narrative(stage)
    await walks.tell(witness, PARTS[0])
    stage.server.faults.delay_updates(stage.witness_bot, "message")
    late = await witness.say(PARTS[1])
    await witness.press("Done")
    await witness.sees(walks.FILES)
    stage.server.faults.release_updates(stage.witness_bot)
    await inside.settled(stage)
    # it came to another question: it stays in the chat, and the panel below it says that it was not saved
    assert late in [message.id for message in witness.chat.messages()]
    assert "✅" not in witness.screen()
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[PARTS[0]]]


@pytest.mark.parametrize("which", ["witness_bot", "staff_bot"])
async def test_an_outage_loses_nothing(stage: Stage, clock: Clock, which: str) -> None:
    bot: BotAccount = getattr(stage, which)
    witness, moderator = await _at_the_narrative(stage), stage.moderator()
    await moderator.start()
    await inside.settled(stage)
    stage.server.faults.outage = True
    for part in PARTS:
        await witness.say(part)
    await moderator.in_private.say("/help")
    stage.server.faults.outage = False
    stage.server.faults.next("*", 2, "timeout_before", bot=bot)
    await _calm(stage, clock)
    assert "✅" in witness.screen()
    code = await _finish(witness)
    assert await inside.told(stage, code) == [PARTS]
    assert moderator.in_private.messages()[-1].from_bot


async def test_a_file_that_comes_through_an_outage_gets_its_tick(stage: Stage, clock: Clock) -> None:
    witness = await _at_the_narrative(stage)
    stage.server.faults.next("download", 1, "timeout_after")
    stage.server.faults.next("getFile", 1, "bad_gateway")
    await witness.send_voice(b"a voice")
    for _try in range(3):
        await _calm(stage, clock)
        clock.advance(seconds=10)
        await inside.ticked(stage)
    assert words(KEPT) in witness.screen()
    code = await _finish(witness)
    assert len(await inside.files_named(stage, code)) == len(inside.blobs(stage)) == 1
