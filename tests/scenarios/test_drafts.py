"""What is unfinished: kept 72 hours, named once, gone when its time or its witness says so."""

from __future__ import annotations

from bot.interview import events
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks


async def test_after_73_hours_a_draft_is_gone_with_its_files(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    assert len(inside.blobs(stage)) == 2

    clock.advance(hours=71)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.drafts) == 1
    clock.advance(hours=2)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.drafts) == 0
    assert await inside.count(stage, tables.files) == 0
    assert inside.blobs(stage) == []
    assert "deleted" in witness.screen()
    for content in ("report", "happened", "photos"):
        assert content not in witness.screen()


async def test_a_draft_that_ended_is_begun_from_the_first_question(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    clock.advance(hours=73)
    await inside.ticked(stage)
    await walks.begin(witness)
    await witness.press("Report what happened")
    await witness.sees("How do you know about what happened?")


async def test_every_act_gives_a_draft_72_hours_more(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    for day in range(4):
        clock.advance(hours=40)
        await inside.ticked(stage)
        await witness.say(f"Day {day}.")
        await inside.settled(stage)
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[f"Day {day}." for day in range(4)]]


async def test_a_silent_draft_is_named_once_and_goes_on_by_its_button(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    clock.advance(hours=49)
    await inside.ticked(stage)
    reminder = witness.chat.newest()
    assert reminder is not None
    assert "in your own words" not in witness.transcript()
    clock.advance(hours=5)
    await inside.ticked(stage)
    assert witness.chat.newest() == reminder
    await walks.press(witness, events.Began())
    await witness.sees(walks.TELL)


async def test_who_only_looked_around_is_not_written_to(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    before = [message.id for message in witness.chat.messages()]
    for _tick in range(3):
        clock.advance(hours=30)
        await inside.ticked(stage)
    assert [message.id for message in witness.chat.messages()] == before


async def test_delete_takes_an_unfinished_report_back_at_once(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    sent = await witness.send_photo(pictures.jpeg())
    await inside.settled(stage)
    await witness.say("/delete")
    await walks.press(witness, events.Discarded())
    await inside.settled(stage)
    assert (await inside.draft(stage, witness)).answers == {}
    assert await inside.count(stage, tables.files) == 0
    assert inside.blobs(stage) == []
    assert sent not in [message.id for message in witness.chat.messages()]
    await witness.press("Report what happened")
    await witness.sees("How do you know about what happened?")
