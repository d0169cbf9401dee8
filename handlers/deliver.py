"""Sends what waits in the outbox: in order per chat, within Telegram's limits, again when it must."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.logs import trace
from handlers.pace import Pace
from handlers.senders import Sender
from handlers.updates import until_stored
from handlers.wire import Blocked, Conflict, Gone, Later, Refused, Revoked, Unreached
from storage import dead_letters, outbox
from storage.keys import Keys
from storage.outbox import Waiting
from storage.transaction import StorageAway, Store

log = structlog.get_logger()

AT_ONCE = 64  # messages on their way at a time
LOOK = 1.0  # seconds after which the outbox is looked at unasked: the other process may have written
SLOWEST = 300.0  # seconds between tries at most
REVOKED = 30.0  # seconds to the next try when the token is refused


@dataclass(slots=True)
class Delivery:
    """One side's outbox on its way out. `closed` records that a chat cannot be reached any more."""

    store: Store
    keys: Keys
    sender: Sender
    pace: Pace
    clock: Callable[[], datetime]
    closed: Callable[[Connection, Waiting], None]
    _flying: dict[bytes, asyncio.Task[None]] = field(default_factory=dict)
    _held: dict[bytes, datetime] = field(default_factory=dict)

    async def run(self) -> None:
        """For ever."""
        wake = self.store.listen(f"outbox:{self.keys.side}")
        while True:
            wake.clear()
            try:
                started = await self._start()
            except StorageAway:
                await asyncio.sleep(LOOK)
                continue
            if not started:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause()):
                        await wake.wait()

    async def drain(self, seconds: float) -> None:
        """Let what is on its way arrive."""
        if self._flying:
            await asyncio.wait(list(self._flying.values()), timeout=seconds)

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._flying

    async def _start(self) -> bool:
        now = self.clock()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        passed = [*self._flying, *self._held]
        room = AT_ONCE - len(self._flying)
        if room <= 0:
            return False
        found = await self.store.run(lambda db: outbox.due(db, self.keys, now, room, passed))
        for waiting in found:
            free = self.pace.ready(waiting.chat, group=waiting.outgoing.chat < 0, now=now)
            if free > now:
                self._held[waiting.chat] = free
                continue
            self.pace.count(waiting.chat, now=now)
            task = asyncio.create_task(self._send(waiting))
            self._flying[waiting.chat] = task
        return bool(found)

    def _pause(self) -> float:
        free = [(until - self.clock()).total_seconds() for until in self._held.values()]
        return max(0.01, min([LOOK, *free]))

    async def _send(self, waiting: Waiting) -> None:
        try:
            settle = await self._attempt(waiting)
            await until_stored(lambda: self.store.run(settle))
        finally:
            self._flying.pop(waiting.chat, None)
            self.store.listen(f"outbox:{self.keys.side}").set()

    async def _attempt(self, waiting: Waiting) -> Callable[[Connection], None]:
        """Say it once; what comes back is how that ended, to be recorded."""
        try:
            record = await self.sender.perform(waiting)
        except Later as wait:
            log.warning("Telegram asks us to wait", side=self.keys.side, seconds=wait.seconds)
            return self._again(waiting, wait.seconds)
        except Revoked:
            log.critical("the token is refused: was it revoked?", side=self.keys.side)
            return self._again(waiting, REVOKED)
        except (Unreached, StorageAway, Conflict):
            return self._again(waiting, _backoff(waiting.attempts))
        except Blocked:
            return lambda db: self.closed(db, waiting)
        except (Refused, Gone) as refused:
            log.error("Telegram refuses a message", side=self.keys.side, error=type(refused).__name__)
            return self._dead(waiting, str(refused))
        except Exception as broken:
            log.error("a message could not be made", side=self.keys.side, error=trace(broken))
            return self._dead(waiting, type(broken).__name__)

        def sent(db: Connection) -> None:
            record(db)
            outbox.sent(db, waiting.id)

        return sent

    def _again(self, waiting: Waiting, seconds: float) -> Callable[[Connection], None]:
        due_at = self.clock() + timedelta(seconds=seconds)
        return lambda db: outbox.postpone(db, waiting.id, due_at)

    def _dead(self, waiting: Waiting, reason: str) -> Callable[[Connection], None]:
        def bury(db: Connection) -> None:
            dead_letters.keep(
                db, self.keys, "outbox", outbox.packed(waiting.outgoing), reason[:80], self.clock()
            )
            outbox.sent(db, waiting.id)

        return bury


def _backoff(attempts: int) -> float:
    """Seconds: doubling from one, spread so that chats do not return all at once."""
    slowest: float = min(2.0**attempts, SLOWEST)
    return slowest * random.uniform(0.5, 1.0)
