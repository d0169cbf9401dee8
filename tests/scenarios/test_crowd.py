"""A practice desk that has cases already."""

from __future__ import annotations

from bot.casework.codes import CODE
from bot.crowd import TOLD, gather
from bot.stage import Stage


async def test_its_cases_can_be_worked_on(stage: Stage) -> None:
    moderator = stage.moderator()
    await moderator.start()
    await gather(stage, 5)
    shown = await moderator.in_group.sees("Received")
    found = CODE.search(shown.text)
    assert found
    await moderator.press_card(found[0], "Claim")
    await moderator.press_card(found[0], "Read")
    await moderator.in_private.until(
        lambda: any(words in moderator.in_private.text() for words in TOLD.values()), "what is told", 10
    )
