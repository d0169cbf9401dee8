"""The whole story on each database: a report with a file, a question, an answer, a restart, an end."""

from __future__ import annotations

from bot.stage import Stage
from handlers.media import KEPT
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inputs, inside, pictures, walks
from tests.scenarios.walks import words


async def test_a_whole_story_with_a_restart_in_its_middle(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    for send in inputs.EVERY.values():
        await send(witness)
    await walks.tell(witness, walks.NARRATIVE)
    await inside.restart(stage)
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await witness.send_document(pictures.jpeg(), "yard.jpg")
    await witness.sees(words(KEPT))
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)

    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    await walks.ask(moderator, code, "Who was there?")
    stage.server.faults.repeat_updates(stage.witness_bot, last=100)
    stage.server.faults.repeat_updates(stage.staff_bot, last=100)
    await inside.settled(stage)
    assert await inside.count(stage, tables.cases) == 1
    await inside.restart(stage)
    clock.advance(days=3, hours=1)
    await inside.ticked(stage)
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await inside.settled(stage)
    assert (await inside.told(stage, code))[-1] == ["Two soldiers."]
    assert await inside.count(stage, tables.dead_letters) == 0
    await moderator.press_card(code, "Close")
    await moderator.in_private.press("Documented")
    await moderator.in_group.sees("Closed")


async def test_drafts_end_and_cases_are_taken_back(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    first, second = stage.witness("Amina"), stage.witness("Bakyt")
    await walks.report(first)
    await walks.begin(second)
    await walks.ask_for(second, walks.FILES)
    await second.send_voice(b"a voice")
    await second.sees(words(KEPT))
    clock.advance(hours=73)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.drafts) == 0
    assert await inside.count(stage, tables.files) == 0
    assert inside.blobs(stage) == []
    assert await inside.count(stage, tables.cases) == 1
