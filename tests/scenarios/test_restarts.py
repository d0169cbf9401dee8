"""The program ends and starts again: everybody goes on where they were."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, delete

from bot.interview import events
from bot.stage import Stage
from storage import places, tables, uncarded
from tests.conftest import Clock
from tests.scenarios import inside, walks


async def test_an_interview_goes_on_where_it_was(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await inside.restart(stage)
    assert walks.FILES in witness.screen()
    await walks.reach(witness, walks.REVIEW)
    await inside.restart(stage)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_what_was_written_while_the_bots_were_away_is_taken_in_order(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await stage.app.stop()
    for number in range(5):
        await witness.say(f"Part {number}.")
    await stage.start_bots()
    await inside.settled(stage)
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[f"Part {number}." for number in range(5)]]


async def test_a_restart_right_after_submit_loses_neither_code_nor_card(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await walks.begin(witness)
    await walks.answer_required(witness)
    await walks.consent(witness)
    stage.server.faults.outage = True  # nothing can be said from here on
    await walks.press(witness, events.Submitted())
    stage.server.faults.outage = False
    await inside.restart(stage)
    code = await walks.sent(witness)
    await walks.claim(moderator, code)
    await inside.settled(stage)
    assert await inside.count(stage, tables.cases) == 1
    assert moderator.in_group.transcript().count(code) == 1


async def test_the_card_follows_when_only_the_staff_bot_was_away(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await walks.begin(witness)
    await walks.answer_required(witness)
    stage.server.faults.next("sendMessage", 1, "bad_gateway", bot=stage.staff_bot)
    code = await walks.submit(witness)
    await inside.settled(stage)
    await inside.restart(stage)
    assert code not in moderator.in_group.transcript()
    assert isinstance(stage.clock, Clock)
    stage.clock.advance(seconds=5)
    await inside.ticked(stage)
    await moderator.card(code, "Claim")


async def test_a_question_survives_a_restart_on_its_way(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await inside.restart(stage)
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await inside.restart(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["Two soldiers."]]


async def test_the_same_folder_opened_anew_knows_its_cases(tmp_path: Path, clock: Clock) -> None:
    first = Stage(tmp_path / "data", clock)
    await first.open()
    code = await walks.report(first.witness())
    await first.close()
    again = Stage(tmp_path / "data", clock)
    await again.open()
    assert (await inside.case(again, code)).code == code
    await again.close()


async def test_a_case_whose_card_was_to_come_next_has_it_after_a_restart(stage: Stage) -> None:
    moderator = stage.moderator()
    code = await walks.report(stage.witness())
    await moderator.card(code)
    case, now = await inside.case(stage, code), stage.clock()

    def as_it_was(db: Connection) -> None:
        db.execute(delete(tables.places).where(tables.places.c.place == places.of_card(case.id)))
        uncarded.hold_back(db, case.id, now)

    await stage.app.store.run(as_it_was)
    await inside.restart(stage)
    await inside.settled(stage)
    assert sum(code in message.text for message in moderator.in_group.messages()) == 2
