"""Bad weather at Telegram: what the fault tests share."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Connection

from bot.simulator.accounts import BotAccount, Json
from bot.simulator.people import PATIENCE, Witness
from bot.stage import Stage
from storage import outbox
from tests.conftest import Clock
from tests.scenarios import inside, walks

GLANCE = 0.1  # seconds of real time that the program gets after each step of the clock


async def clears(stage: Stage, clock: Clock, true: Callable[[], object], step: float = 30) -> None:
    """Time goes by, in steps of so many seconds, until this is true."""
    for _step in range(100):
        if true():
            return
        clock.advance(seconds=step)
        if stage.app.vitals.started:
            stage.app.nudge()
        with suppress(AssertionError):
            await stage.world.until(true, GLANCE)
    raise AssertionError(f"it did not clear up:\n{stage.world.dump()}")


async def heard(stage: Stage, patience: float = PATIENCE) -> None:
    """Until every update is confirmed; what follows from it may wait."""
    queues = stage.world.queues().values()
    await stage.world.until(lambda: all(queue.polled and not queue.pending for queue in queues), patience)


async def at_the_narrative(stage: Stage, name: str = "Amina") -> Witness:
    """A witness who is asked to tell what happened."""
    witness = stage.witness(name)
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    return witness


async def comes(stage: Stage, clock: Clock, true: Callable[[], object]) -> None:
    """Until this is true, while the clock stands still; also for what is no news on any phone."""
    await clears(stage, clock, true, step=0)


async def calms(stage: Stage, clock: Clock) -> None:
    """Until nothing waits to be said any more."""
    for _step in range(100):
        if await stage.app.store.run(lambda db: _silent(db)):
            return
        clock.advance(seconds=30)
        stage.app.nudge()
        with suppress(AssertionError):
            await stage.world.until(lambda: False, GLANCE)
    raise AssertionError("something still waits to be said")


def _silent(db: Connection) -> bool:
    return outbox.waiting(db, "witness")[0] + outbox.waiting(db, "staff")[0] == 0


async def strikes(stage: Stage, clock: Clock, on: bool) -> None:
    """Telegram goes away for all, or comes back; until both bots have noticed."""
    stage.server.faults.outage = on
    queues = stage.world.queues().values()
    await comes(stage, clock, lambda: all(queue.polled is not on for queue in queues))


async def unnoticed(stage: Stage) -> None:
    """No dead letters: whatever happened was handled."""
    assert await inside.dead_letters(stage) == []


NOWHERE: Json = {"location": {"latitude": "north", "longitude": 1}}  # in no message that can be handled


def said_by(witness: Witness, text: str, **more: object) -> Json:
    """A message as Telegram would hand it over, with fields of one's own."""
    who = {"id": witness.person.id, "is_bot": False, "first_name": "A", "language_code": "en"}
    chat = {"id": witness.person.id, "type": "private", "first_name": "A"}
    return {"message_id": 9000, "date": 1_773_489_600, "chat": chat, "from": who, "text": text} | more


def calls_of(stage: Stage, bot: BotAccount, *methods: str) -> int:
    """How many calls this bot has made of these methods."""
    return sum(1 for name, method, _params in stage.world.calls if name == bot.username and method in methods)


def dead_update(stage: Stage, number: int, message: Json) -> bytes:
    """The content of a dead letter of the witness bot."""
    update = {"update_id": number, "message": message}
    return json.dumps({"bot": stage.witness_bot.id, "update": update}).encode()
