"""Stories of when: staff see steps, never hours, and a card may come later than the report."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.people import Witness
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks

CLOCK_TIME = re.compile(r"\b\d{1,2}:\d\d\b|\b\d{4}-\d\d-\d\d\b")


@pytest.fixture
async def held_back(tmp_path: Path, clock: Clock) -> AsyncIterator[Stage]:
    """Cards come up to an hour later."""
    stage = Stage(tmp_path / "data", clock, card_jitter=60)
    await stage.open()
    yield stage
    await stage.close()


def cards(stage: Stage, code: str) -> list[str]:
    return [each.text for each in stage.moderator().in_group.messages() if code in each.text]


async def test_staff_never_see_when_a_witness_wrote(stage: Stage, clock: Clock) -> None:
    nino, witness = stage.moderator(), stage.witness()
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)
    await nino.press_card(code, "Read")
    await nino.in_private.sees(f"{code}: no files")
    await walks.ask(nino, code, "Did anyone else see it?")
    clock.advance(hours=1)
    await inside.ticked(stage)
    await nino.in_group.sees("Received: today")
    await walks.answer(witness, "Did anyone else see it?", "Yes.")
    await nino.in_private.sees("the witness has written")
    await nino.press_card(code, "Read")
    await nino.in_private.sees("An answer to a question")
    for hours, age in ((11, "yesterday"), (24, "2 days ago")):
        clock.advance(hours=hours)
        await inside.ticked(stage)
        await nino.in_group.sees(f"Received: {age}")
    for screen in (nino.in_group, nino.in_private):
        assert CLOCK_TIME.search(screen.transcript()) is None


async def not_urgent(witness: Witness) -> str:
    await walks.begin(witness)
    await walks.ask_for(witness, "Is anyone in danger right now?")
    await witness.press("No")
    await walks.reach(witness, walks.REVIEW)
    return await walks.submit(witness)


async def test_new_cards_come_by_lot_within_the_hour(held_back: Stage, clock: Clock) -> None:
    stage = held_back
    codes = [await not_urgent(stage.witness(f"W{number}")) for number in range(4)]
    await inside.settled(stage)
    came: dict[str, int] = {}
    for minute in range(62):
        for code in codes:
            if code not in came and cards(stage, code):
                came[code] = minute
        clock.advance(minutes=1)
        await inside.ticked(stage)
    assert set(came) == set(codes)
    assert len(set(came.values())) > 1
    for code in codes:
        assert "Received: today" in cards(stage, code)[0]


async def test_where_cards_are_held_back_lateness_does_not_tell_the_hour(
    held_back: Stage, clock: Clock
) -> None:
    code = await not_urgent(held_back.witness())  # at noon
    for days, told in ((1, False), (2, True)):
        clock.now = clock.now.replace(day=14 + days, hour=12, minute=1)
        await inside.ticked(held_back)
        assert (f"{code} is overdue" in held_back.moderator().in_group.transcript()) is told


async def test_an_urgent_card_comes_at_once_all_the_same(held_back: Stage) -> None:
    code = await walks.report(held_back.witness())
    await inside.settled(held_back)
    assert "Urgent" in cards(held_back, code)[0]
    assert "Received: under an hour ago" in cards(held_back, code)[0]


async def test_a_card_that_is_held_back_is_not_edited_when_its_hour_is_over(
    held_back: Stage, clock: Clock
) -> None:
    stage = held_back
    await not_urgent(stage.witness())
    for _minute in range(61):
        clock.advance(minutes=1)
        await inside.ticked(stage)
    edits = [params for _bot, method, params in stage.world.calls if method == "editMessageText"]
    assert not [each for each in edits if int(each["chat_id"]) < 0 and "Received" in each["text"]]
