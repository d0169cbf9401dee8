"""With Telegram's limits on at both ends the bots are never told to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.questionnaire.answers import Words
from bot.settings import Settings
from bot.simulator.limits import Limits
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, walks


@dataclass(slots=True)
class Paced(Stage):
    """Its bots keep to Telegram's limits."""

    def settings(self) -> Settings:
        return Stage.settings(self).model_copy(update={"send_limits": "telegram"})


@asynccontextmanager
async def _passing(stage: Stage, clock: Clock) -> AsyncIterator[None]:
    """Time goes by, a little at every turn of the store."""

    async def pass_by() -> None:
        while True:
            clock.advance(seconds=0.1)
            stage.app.nudge()
            await stage.app.store.run(lambda db: None)

    passing = asyncio.create_task(pass_by())
    yield
    passing.cancel()
    await asyncio.gather(passing, return_exceptions=True)


async def test_a_story_within_telegrams_limits_draws_no_429(tmp_path: Path, clock: Clock) -> None:
    stage, limits = Paced(tmp_path / "data", clock), Limits(clock)
    await stage.open(limits=limits)
    async with _passing(stage, clock):
        moderator = stage.moderator()
        await moderator.start()
        code = await walks.report(stage.witness())
        await walks.claim(moderator, code)
        await moderator.press_card(code, "Read")
        await moderator.in_private.sees(walks.NARRATIVE)
    assert limits.refused == 0
    await stage.close()


async def test_a_chat_that_floods_is_slowed_and_loses_nothing(tmp_path: Path, clock: Clock) -> None:
    stage = Paced(tmp_path / "data", clock)
    await stage.open()
    async with _passing(stage, clock):
        loud, quiet = stage.witness("Amina"), stage.witness("Bakyt")
        await walks.begin(loud)
        await walks.ask_for(loud, walks.TELL)
        for number in range(100):
            await loud.say(f"Part {number}.")
        code = await walks.report(quiet)
        assert len((await inside.draft(stage, loud)).answers["narrative"].parts) < 100
        await loud.chat.until(lambda: _all_taken(loud), "all to be taken", 60)
        told = (await inside.draft(stage, loud)).answers["narrative"].parts
    assert [part.text for part in told if isinstance(part, Words)] == [f"Part {n}." for n in range(100)]
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await stage.close()


def _all_taken(witness: Witness) -> bool:
    return not any(message.text.startswith("Part ") for message in witness.chat.messages())


async def test_panic_in_the_midst_of_a_flood_empties_the_chat_at_once(tmp_path: Path, clock: Clock) -> None:
    stage = Paced(tmp_path / "data", clock)
    await stage.open()
    async with _passing(stage, clock):
        loud = stage.witness("Amina")
        await walks.begin(loud)
        await walks.ask_for(loud, walks.TELL)
        for number in range(100):
            await loud.say(f"Part {number}.")
        await loud.say("/panic")
        await loud.sees("Done. What may be deleted here is deleted")
        await loud.chat.until(lambda: len(loud.chat.messages()) == 1, "an empty chat", 20)
    for table in (tables.parked, tables.drafts, tables.standing):
        assert await inside.count(stage, table) == 0, table.name
    await stage.close()
