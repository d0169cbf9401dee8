"""A question on its way to a witness: quiet hours, reminders, what they may answer, and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.interview import events
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks

LINE = "We have a question for you. Open it when you are safe."


@pytest.fixture
async def night(tmp_path: Path, clock: Clock) -> AsyncIterator[Stage]:
    """The stage with quiet hours; it is 23:00 in Armenia, where reports of `walks` happen."""
    clock.now = datetime(2026, 3, 14, 19, 0, tzinfo=UTC)
    stage = Stage(tmp_path / "data", clock, quiet_hours="22:00-08:00")
    await stage.open()
    yield stage
    await stage.close()


async def _asked(stage: Stage, witness: Witness, moderator: Moderator) -> str:
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await inside.settled(stage)
    return code


def _lines(witness: Witness) -> int:
    return sum(message.text.startswith(LINE) for message in witness.chat.messages())


async def test_at_night_a_question_waits_for_the_morning_there(night: Stage, clock: Clock) -> None:
    witness, moderator = night.witness(), night.moderator()
    await _asked(night, witness, moderator)
    assert "08:00" in walks.newest(moderator.in_private)
    await inside.ticked(night)
    assert _lines(witness) == 0
    clock.advance(hours=8, minutes=59)
    await inside.ticked(night)
    assert _lines(witness) == 0
    clock.advance(minutes=2)
    await inside.ticked(night)
    assert _lines(witness) == 1


async def test_a_restart_at_night_does_not_wake_anybody(night: Stage, clock: Clock) -> None:
    witness, moderator = night.witness(), night.moderator()
    await _asked(night, witness, moderator)
    await inside.restart(night)
    await inside.ticked(night)
    assert _lines(witness) == 0
    clock.advance(hours=10)
    await inside.ticked(night)
    assert _lines(witness) == 1


async def test_a_reminder_that_falls_into_the_night_waits_too(night: Stage, clock: Clock) -> None:
    clock.advance(hours=-3)  # 20:00 there: the question goes at once
    witness, moderator = night.witness(), night.moderator()
    await _asked(night, witness, moderator)
    assert _lines(witness) == 1
    clock.advance(days=3, hours=3)
    await inside.ticked(night)
    assert _lines(witness) == 1
    clock.advance(hours=9)
    await inside.ticked(night)
    assert _lines(witness) == 2


async def test_the_neutral_line_says_nothing_of_the_question_or_the_case(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    line = await witness.sees(LINE)
    assert line.text == LINE
    assert code not in line.text


async def test_reminders_come_after_three_and_seven_days_and_the_question_lapses_after_ten(
    stage: Stage, clock: Clock
) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    lines = []
    for _day in range(10):
        clock.advance(hours=24)
        await inside.ticked(stage)
        lines.append(_lines(witness))
    assert lines == [1, 1, 2, 2, 2, 2, 3, 3, 3, 3]
    assert code in walks.newest(moderator.in_private)
    assert (await inside.case(stage, code)).workflow == "in_review"
    assert ("system", "question lapsed") in await inside.trail(stage)
    await witness.press("Open")
    await inside.settled(stage)
    assert "Who was there?" not in witness.transcript()


async def test_an_answer_ends_the_reminders(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await inside.settled(stage)
    before = witness.transcript()
    for _week in range(3):
        clock.advance(days=7)
        await inside.ticked(stage)
    assert LINE not in witness.transcript().removeprefix(before)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["Two soldiers."]]


async def test_i_cant_answer_reaches_the_asker_and_ends_the_question(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    await witness.press("Open")
    await witness.press("I can't answer")
    await moderator.in_private.sees(f"{code}: the witness can't answer")
    clock.advance(days=4)
    await inside.ticked(stage)
    assert _lines(witness) == 0


async def test_stop_asking_me_forbids_further_questions(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    await witness.press("Open")
    await witness.press("Stop asking me")
    await moderator.in_private.sees(f"{code}: the witness does not want to be asked")
    await inside.settled(stage)
    assert "Ask" not in [b.text for row in (await moderator.card(code)).buttons for b in row]


async def test_an_answer_of_two_files_and_a_place_is_kept_whole(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    await witness.press("Open")
    await witness.sees("Who was there?")
    await witness.send_voice(b"a voice")
    await witness.sees("✅")
    await witness.send_document(b"a paper")
    await inside.settled(stage)
    await witness.send_location(41.2, 44.9)
    await inside.settled(stage)
    assert len(await inside.files_named(stage, code)) == 2
    assert len(inside.blobs(stage)) == 2
    assert len(await inside.items(stage, code)) == 4
    await moderator.in_private.press("Read")
    await moderator.in_private.sees("41.2")


async def test_a_witness_who_blocks_the_bot_is_no_longer_written_to(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    stage.world.block(witness.person, stage.witness_bot)
    await walks.ask(moderator, code, "Who was there?")
    await moderator.in_private.sees(f"{code}: the witness can't be reached")
    await inside.settled(stage)
    assert await inside.unsent(stage) == 0


async def test_what_is_written_with_a_question_open_is_filed_once_under_its_case(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    code = await _asked(stage, witness, moderator)
    await witness.press("Open")
    await witness.sees("Who was there?")
    await witness.say("/help")
    await walks.press(witness, events.Returned())
    await witness.sees("Who was there?")
    await walks.tell(witness, "Two soldiers.")
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["Two soldiers."]]
