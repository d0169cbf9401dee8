"""Ways that stories about closed cases take: closing, and days that pass."""

from __future__ import annotations

from bot.simulator.people import Moderator
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks

WEEK = 7  # days
DRY_RUN = "Closed cases whose text will be removed here: "


async def close(moderator: Moderator, code: str) -> None:
    """From a claimed card, through the private chat."""
    await moderator.press_card(code, "Close")
    await moderator.in_private.sees(f"Why close {code}?")
    await moderator.in_private.press("Documented")
    await moderator.in_private.sees(f"{code}: ☑️ Closed")


async def closed(stage: Stage) -> str:
    """A report that was claimed, read and closed; its code."""
    moderator = stage.moderator()
    await moderator.start()
    code = await walks.report(stage.witness())
    await work_through(moderator, code)
    await inside.settled(stage)
    return code


async def work_through(moderator: Moderator, code: str) -> None:
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(f"{code}: ")
    await close(moderator, code)


async def days(stage: Stage, clock: Clock, count: int, *, each: bool = False) -> None:
    """They pass, with what the scheduler does on each of the last seven and, before these, once a week; with
    `each`, on every day there is."""
    if count:  # what was just closed stays closed
        clock.advance(seconds=61)
        await inside.ticked(stage)
        clock.advance(seconds=-61)
    while count:
        passing = 1 if each or count <= WEEK else min(WEEK, count - WEEK)
        clock.advance(days=passing)
        await inside.ticked(stage)
        count -= passing


def dry_runs(stage: Stage, number: int = 0) -> list[str]:
    """What an admin was told will be removed."""
    chat = stage.moderator(number).in_private
    return [each.text for each in chat.messages() if each.from_bot and each.text.startswith(DRY_RUN)]
