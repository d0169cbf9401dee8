"""Later than a day: the way to the witness goes at once, and staff decide about the rest, with a reason."""

from __future__ import annotations

from bot.interview import events
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks


async def _asked(stage: Stage, clock: Clock, witness: Witness, moderator: Moderator | None) -> str:
    """A case with a picture, claimed and read by the moderator if there is one; its witness wants it gone."""
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    if moderator is not None:
        await moderator.start()
        await walks.claim(moderator, code)
    clock.advance(hours=25)
    await walks.ask_for_menu(witness)
    await walks.ask_for(witness, walks.TELL)
    await witness.say("an unfinished one")
    await witness.sees("✅")
    await witness.say("/delete")
    await witness.press(f"Ask to delete {code}")
    asked = await witness.sees(f"Ask to delete {code}?")
    assert "How to reach you and your unfinished report go at once" in asked.text
    assert "after a moderator's reasoned answer" in asked.text
    assert "somebody else may be holding your phone" in asked.text
    await witness.press("Yes, ask for it")
    await witness.sees(f"Your wish to delete {code} is passed on.")
    await inside.settled(stage)
    return code


async def test_the_route_and_the_draft_go_at_once_and_the_content_stays(
    any_stage: Stage, clock: Clock
) -> None:
    stage, witness, moderator = any_stage, any_stage.witness(), any_stage.moderator()
    code = await _asked(stage, clock, witness, moderator)
    assert await inside.count(stage, tables.routes) == 0
    assert (await inside.draft(stage, witness)).answers == {}
    assert len(await inside.told(stage, code)) == 1
    assert len(inside.blobs(stage)) == 2
    assert f"{code}: the witness asks for deletion" in walks.newest(moderator.in_private)
    await moderator.in_group.sees("The witness asks for deletion")
    assert ("witness", "asked for deletion") in await inside.trail(stage)


async def test_deleting_on_request_takes_both_copies_and_the_files(any_stage: Stage, clock: Clock) -> None:
    stage, moderator = any_stage, any_stage.moderator()
    code = await _asked(stage, clock, stage.witness(), moderator)
    await moderator.press_card(code, "Delete on request")
    await moderator.in_private.sees(f"Why delete {code}?")
    await moderator.in_private.press("It is the witness's own wish")
    await moderator.in_group.sees("Withdrawn")
    await inside.settled(stage)
    for table in (tables.desk_copies, tables.archive_copies, tables.files):
        assert await inside.count(stage, table) == 0, table.name
    assert inside.blobs(stage) == []
    assert (str(moderator.person.id), "deleted on request") in await inside.trail(stage)
    assert walks.labels(moderator.in_group) <= walks.BOARD


async def test_a_kept_case_goes_on_and_the_trail_has_the_reason(stage: Stage, clock: Clock) -> None:
    moderator = stage.moderator()
    code = await _asked(stage, clock, stage.witness(), moderator)
    await moderator.press_card(code, "Keep")
    await moderator.in_private.press("The wish may be forced")
    await moderator.in_private.sees(f"{code} is kept.")
    await moderator.in_group.no_longer_sees("The witness asks for deletion")
    assert len(await inside.told(stage, code)) == 1
    assert (str(moderator.person.id), "kept against the request") in await inside.trail(stage)
    assert not {"Keep", "Delete on request", "Ask"} & walks.labels(moderator.in_group)


async def test_the_group_is_told_when_nobody_has_the_case(stage: Stage, clock: Clock) -> None:
    moderator = stage.moderator()
    code = await _asked(stage, clock, stage.witness(), None)
    await moderator.in_group.sees(f"{code}: the witness asks for deletion.")


async def test_a_press_without_the_question_before_it_asks_nothing_of_anybody(
    stage: Stage, clock: Clock
) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    case = await inside.case(stage, code)
    newest = witness.chat.messages()[-1].id
    for hours in (0, 25):
        clock.advance(hours=hours)
        asked = events.press(events.AskedDeletion(case.id))
        await stage.world.press_data(witness.person, witness.bot, newest, asked)
        await inside.settled(stage)
    assert await inside.count(stage, tables.routes) == 1
    assert not (await inside.case(stage, code)).flags


async def test_stop_asking_me_ends_every_open_question_of_the_case_and_is_shown(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await inside.ask_behind_the_desk(stage, code, "Was it dark?")
    await inside.settled(stage)
    await witness.press("Open")
    await witness.press("Stop asking me")
    await moderator.in_group.sees("The witness does not want to be asked")
    await inside.settled(stage)
    await witness.press("My cases")
    await inside.settled(stage)
    assert not any("Open the question" in label for label in walks.labels(witness.chat))


async def test_a_question_that_crosses_a_stop_is_not_announced(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await witness.press("Open")
    await witness.press("Stop asking me")
    await moderator.in_private.sees("does not want to be asked")
    await inside.settled(stage)
    before = len(witness.chat.messages())
    await inside.ask_behind_the_desk(stage, code, "Was it dark?")
    await inside.ticked(stage)
    assert len(witness.chat.messages()) == before
    assert "Was it dark?" not in witness.transcript()


async def test_a_deleted_case_has_no_receipt_any_more(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.take_receipt(witness)
    await witness.press("It is written down")
    await walks.claim(moderator, code)
    clock.advance(hours=25)
    await witness.say("/delete")
    await witness.press(f"Ask to delete {code}")
    await witness.press("Yes, ask for it")
    await inside.settled(stage)
    assert await inside.count(stage, tables.receipts) == 1
    await moderator.press_card(code, "Delete on request")
    await moderator.in_private.press("Keeping it endangers somebody")
    await moderator.in_group.sees("Withdrawn")
    await inside.settled(stage)
    assert await inside.count(stage, tables.receipts) == 0
