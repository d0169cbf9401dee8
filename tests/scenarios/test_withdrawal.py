"""Within a day a sent report is taken back whole: both copies, its files, and the way to the witness."""

from __future__ import annotations

from sqlalchemy import select

from bot.interview import events
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks


async def _with_a_picture(stage: Stage, witness: Witness) -> str:
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW)
    return await walks.submit(witness)


async def _withdraw(witness: Witness, case: int) -> None:
    await witness.say("/delete")
    await walks.press(witness, events.Withdrawing(case))
    await walks.press(witness, events.Withdrew(case))


async def test_a_sent_case_is_taken_back_with_both_copies_and_its_files(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await _with_a_picture(stage, witness)
    await walks.claim(moderator, code)
    case = await inside.case(stage, code)
    assert len(inside.blobs(stage)) == 2

    await _withdraw(witness, case.id)
    await inside.settled(stage)
    for table in (tables.desk_copies, tables.archive_copies, tables.files, tables.routes):
        assert await inside.count(stage, table) == 0, table.name
    sealed = await stage.app.store.run(lambda db: db.execute(select(tables.cases.c.sealed)).scalar_one())
    assert sealed == b""
    assert inside.blobs(stage) == []
    assert ("witness", "withdrawn") in await inside.trail(stage)
    await moderator.in_group.sees("Withdrawn")
    assert code in walks.newest(moderator.in_private)
    assert walks.labels(moderator.in_group) <= walks.BOARD


async def test_a_case_taken_back_cannot_be_read_any_more(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await _withdraw(witness, (await inside.case(stage, code)).id)
    await inside.settled(stage)
    before = moderator.in_private.transcript()
    await moderator.in_private.say(f"/read {code}")
    await inside.settled(stage)
    assert walks.NARRATIVE not in moderator.in_private.transcript().removeprefix(before)


async def test_a_question_on_its_way_ends_with_the_case(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await _withdraw(witness, (await inside.case(stage, code)).id)
    await inside.settled(stage)
    await witness.press("Open")
    await inside.settled(stage)
    assert "Who was there?" not in witness.transcript()


async def test_after_a_day_it_cannot_be_taken_back_alone_any_more(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    case = await inside.case(stage, code)
    clock.advance(hours=25)
    await witness.say("/delete")
    await inside.settled(stage)
    assert f"Take back {code}" not in walks.labels(witness.chat)
    await stage.world.press_data(
        witness.person, witness.bot, witness.chat.messages()[-1].id, events.press(events.Withdrew(case.id))
    )
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_a_button_left_open_for_a_day_takes_nothing_back(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    case = await inside.case(stage, code)
    await witness.say("/delete")
    await walks.press(witness, events.Withdrawing(case.id))
    await inside.settled(stage)
    clock.advance(hours=25)
    await walks.press(witness, events.Withdrew(case.id))
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_keeping_it_keeps_it(stage: Stage) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    case = await inside.case(stage, code)
    await witness.say("/delete")
    await walks.press(witness, events.Withdrawing(case.id))
    await walks.press(witness, events.Returned())
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_without_contact_the_way_to_the_witness_is_forgotten_after_a_day(
    stage: Stage, clock: Clock
) -> None:
    witness = stage.witness()
    await walks.report(witness, answers="No Yes Yes")
    assert await inside.count(stage, tables.routes) == 1
    clock.advance(hours=23)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.routes) == 1
    clock.advance(hours=2)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.routes) == 0
