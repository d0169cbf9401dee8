"""The real program, killed without warning at different moments: nothing is lost, nothing comes twice."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.interview import events
from bot.stage import Stage
from handlers.media import KEPT
from storage import tables
from tests.scenarios import inside, walks
from tests.scenarios.program import Program, telegram_alone
from tests.scenarios.walks import words

PARTS = [f"Part {number} of what happened." for number in range(5)]


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await telegram_alone(tmp_path / "data")
    yield stage
    await stage.server.stop()


def _calls(stage: Stage, method: str, bot: str) -> int:
    return sum(called == method and who == bot for who, called, _params in stage.world.calls)


def _next(stage: Stage, method: str) -> Callable[[], bool]:
    """True once the witness bot has made one more of these calls."""
    bot = stage.witness_bot.username
    before = _calls(stage, method, bot)
    return lambda: _calls(stage, method, bot) > before


async def test_killed_at_every_turn_the_report_is_whole(alone: Stage) -> None:
    program, witness = Program(alone), alone.witness()
    await program.start(cold=True)
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)

    ticked = _next(alone, "editMessageText")
    for part in PARTS[:3]:
        await witness.say(part)
    await alone.world.until(ticked)
    await program.kill()  # while ✅ is being shown
    await witness.say(PARTS[3])
    await program.start()
    await walks.tell(witness, PARTS[4])

    await witness.press("Done")
    await witness.sees(walks.FILES)
    asked = _next(alone, "getFile")
    await witness.send_document(b"a paper")
    await alone.world.until(asked)
    await program.kill()  # while the file is on its way
    await program.start()
    await witness.sees(words(KEPT))
    await walks.reach(witness, walks.REVIEW)
    await walks.consent(witness)
    sent = _next(alone, "editMessageText")
    await walks.press(witness, events.Submitted())
    await alone.world.until(sent)
    await program.kill()  # right after Submit
    await program.start()
    code = await walks.sent(witness)
    moderator = alone.moderator()
    await moderator.start()
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(PARTS[4])
    begun = time.monotonic()
    assert await program.terminate() == 0  # asked to stop, it ends in order and soon
    assert time.monotonic() - begun < 10
    assert b"Traceback" not in program.printed

    await alone.start_bots()
    await inside.settled(alone)
    assert await inside.told(alone, code) == [PARTS]
    assert await inside.count(alone, tables.cases) == 1
    assert await inside.count(alone, tables.dead_letters) == 0
    assert len(inside.blobs(alone)) == len(await inside.files_named(alone, code)) == 1
    assert [action for _actor, action in await inside.trail(alone)].count("submitted") == 1
    await alone.app.stop()
