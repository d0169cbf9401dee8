"""A thousand cases in an hour, with Telegram's limits on: nothing is lost or refused, the urgent first."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from bot.casework.case import Priority
from bot.casework.codes import CODE
from bot.simulator.limits import Limits
from bot.simulator.rooms import Shown
from bot.stage import Stage
from storage import outbox, tables
from tests.conftest import Clock
from tests.scenarios import filling, inside

STEP = 4.0  # seconds
URGENT_EVERY = 40
WAVES = {0: 60, 600: 240, 1800: 400, 2700: 300}  # at which second so many begin to come, within two minutes
STEPS = 30
QUIET = 0.01  # seconds of real time without a call: nothing more may be said at this moment


async def test_a_thousand_cases_in_an_hour(tmp_path: Path, clock: Clock) -> None:
    limits, begin = Limits(clock), clock.now
    stage = Stage(tmp_path / "data", clock, send_limits="telegram")
    await stage.open(limits=limits)
    try:
        came = 0
        for start, number in WAVES.items():
            await _until(stage, clock, begin + timedelta(seconds=start))
            for step in range(STEPS):
                upto = came + number * (step + 1) // STEPS - number * step // STEPS
                await _come(stage, clock, came, upto)
                came = upto
        await _until(stage, clock, begin + timedelta(hours=1))
        assert came == sum(WAVES.values()) == 1000
        _each_stands_once_and_in_order(stage, came)
        assert limits.refused == 0
        assert await inside.dead_letters(stage) == []
    finally:
        await stage.close()


def _priority(number: int) -> Priority:
    return Priority.NORMAL if number % URGENT_EVERY else Priority.URGENT


async def _come(stage: Stage, clock: Clock, first: int, beyond: int) -> None:
    """One step later the urgent ones are on the screen."""
    cases = [(filling.code(number), _priority(number)) for number in range(first, beyond)]
    urgent = [code for code, priority in cases if priority is Priority.URGENT]
    await filling.reported(stage, cases)
    clock.advance(seconds=STEP)
    await _say_what_may_be_said(stage)
    group = stage.world.room_of(stage.group).messages.values()
    assert all(any(code in message.text for message in group) for code in urgent)


async def _until(stage: Stage, clock: Clock, then: datetime) -> None:
    """Step by step, or at once while nothing is to be said."""
    while clock.now < then:
        due = await stage.app.store.run(lambda db: outbox.next_due(db, "staff")) or then
        clock.now = min(then, max(clock.now + timedelta(seconds=STEP), due))
        await _say_what_may_be_said(stage)


async def _say_what_may_be_said(stage: Stage) -> None:
    stage.app.nudge()
    rounds: list[int] = []
    while (unread := await stage.app.store.run(_unread)) or await stage.app.store.run(
        lambda db: _waits(db, stage.clock())
    ):
        rounds.append(len(stage.world.calls))
        if not unread and rounds[-2:] == [rounds[-1]] * 2:
            break
        await asyncio.sleep(QUIET)


def _unread(db: Connection) -> bool:
    return db.execute(select(tables.letters.c.id).limit(1)).first() is not None


def _waits(db: Connection, now: datetime) -> bool:
    due = outbox.next_due(db, "staff")
    return due is not None and due <= now


def _each_stands_once_and_in_order(stage: Stage, came: int) -> None:
    """On a card, or in a digest; what is not urgent from top to bottom as it came."""
    shown = [each for each in stage.moderator().in_group.messages() if re.search(CODE, each.text)]
    assert 5 < len([each for each in shown if "new cases" in each.text]) < len(shown)
    standing = [code for each in shown for code in _codes(each)]
    assert len(standing) == len(set(standing)) == came
    normal = [filling.code(number) for number in range(came) if _priority(number) is Priority.NORMAL]
    assert [code for code in standing if code in set(normal)] == normal


def _codes(message: Shown) -> list[str]:
    return [found.group() for found in re.finditer(CODE, message.text)]
