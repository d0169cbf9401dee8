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
from handlers import alarms
from handlers.alarms import Alarms
from handlers.at_once import AtOnce
from handlers.floods import Floods
from handlers.pace import Pace
from handlers.patience import back
from handlers.senders import Sender
from handlers.vitals import Vitals
from handlers.wire import (
    Barred,
    Blocked,
    Conflict,
    Gone,
    Later,
    Moved,
    Refused,
    Revoked,
    Unreached,
    known,
)
from storage import dead_letters, outbox
from storage.keys import Keys
from storage.outbox import Waiting
from storage.transaction import StorageAway, Store

log = structlog.get_logger()

LOOK = 1.0  # seconds after which the outbox is looked at unasked: the other process may have written
GLANCE = 0.03  # the same while messages are under way: one that hangs makes room for others
ALIVE = 120.0  # seconds in which the loop turns, however slow storage is
SLOWEST = 300.0  # seconds between tries at most
REVOKED = 30.0  # seconds to the next try when the token is refused
BARRED = 600.0  # seconds to the next try in a group where the bot may not write; its return is noticed anyway

Settle = Callable[[Connection], None]


@dataclass(slots=True)
class Delivery:
    """One side's outbox on its way out. `closed` records that a chat cannot be reached any more; `moved`
    that a group has another id, and takes along what waits for it."""

    store: Store
    keys: Keys
    sender: Sender
    pace: Pace
    clock: Callable[[], datetime]
    closed: Callable[[Connection, Waiting], None]
    moved: Callable[[Connection, int, int], None] = lambda _db, _chat, _to: None
    vitals: Vitals = field(default_factory=Vitals)
    alarms: Alarms = field(init=False)
    at_once: AtOnce = field(init=False)
    _floods: Floods = field(default_factory=Floods)
    _flying: dict[bytes, asyncio.Task[None]] = field(default_factory=dict)
    _settled: list[tuple[bytes, Settle]] = field(default_factory=list)
    _held: dict[bytes, datetime] = field(default_factory=dict)
    _calm: dict[bytes, datetime] = field(default_factory=dict)  # groups where only what is urgent may go

    def __post_init__(self) -> None:
        self.alarms = Alarms(self.store, self.keys.side, self.clock)
        self.at_once = AtOnce(self.pace.unlimited)

    async def run(self) -> None:
        """For ever."""
        wake = self.store.listen(f"outbox:{self.keys.side}")
        while True:
            wake.clear()
            self.vitals.turns(f"delivery {self.keys.side}", within=ALIVE)
            try:
                started = await self._round()
            except StorageAway:
                await back(self.store, LOOK)
                continue
            if not started:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause()):
                        await wake.wait()

    async def drain(self, seconds: float) -> None:
        """Let what is on its way arrive, and note that it did."""
        if self._flying:
            await asyncio.wait(list(self._flying.values()), timeout=seconds)
        settled, self._settled = self._settled, []
        with suppress(StorageAway):
            await self._one_by_one(settled)

    async def _round(self) -> bool:
        """One transaction notes how calls ended and takes what is due; whether there was any."""
        settled, self._settled = self._settled, []
        ended = {chat for chat, _settle in settled}
        now = self.clock()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._calm = {chat: until for chat, until in self._calm.items() if until > now}
        passed = [*(chat for chat in self._flying if chat not in ended), *self._held]
        room = min(self.at_once.most() - len(self._flying) + len(ended), self._room(now))
        if room <= 0 and not settled:
            return False

        def work(db: Connection) -> tuple[Waiting, ...]:
            for _chat, settle in settled:
                settle(db)
            return outbox.due(db, self.keys, now, room, passed, self._calm.keys()) if room > 0 else ()

        try:
            found = await self.store.run(work)
        except (StorageAway, asyncio.CancelledError):
            self._settled = settled + self._settled
            raise
        except Exception as broken:
            if not settled:
                raise
            log.critical("what was sent cannot be noted", side=self.keys.side, error=trace(broken))
            await self._one_by_one(settled)
            return True
        for chat in ended:
            self._landed(chat)
        for waiting in found:
            self._start(waiting, now)
        return bool(found)

    async def _one_by_one(self, settled: list[tuple[bytes, Settle]]) -> None:
        """A note that cannot be made stops no other; its chat rests, and may get its message again."""
        for number, (chat, settle) in enumerate(settled):
            try:
                await self.store.run(settle)
            except StorageAway:
                self._settled = settled[number:] + self._settled
                raise
            except Exception as broken:
                log.critical("a chat rests", side=self.keys.side, error=trace(broken), seconds=SLOWEST)
                self._held[chat] = self.clock() + timedelta(seconds=SLOWEST)
            self._landed(chat)

    def _landed(self, chat: bytes) -> None:
        self._flying.pop(chat, None)
        self.at_once.marked(chat)

    def _room(self, now: datetime) -> int:
        """What the bots may say now. Without room nothing is looked for: else a long queue in front of a
        closed door would be read again and again."""
        silent = self._floods.over(self.sender.wires, now) > now
        return 0 if silent else self.pace.room(now)

    def _start(self, waiting: Waiting, now: datetime) -> None:
        outgoing = waiting.outgoing
        silent = self._floods.over((outgoing.bot,), now)
        if silent > now:  # noted in its row: thousands may wait for one of several bots
            self._settled.append((waiting.chat, lambda db: outbox.postpone(db, waiting.id, silent)))
            return
        group, urgent = outgoing.chat < 0, waiting.urgent
        free = self.pace.ready(waiting.chat, group=group, now=now, urgent=urgent)
        if free > now:
            (self._calm if group and not urgent else self._held)[waiting.chat] = free
            return
        self.pace.count(waiting.chat, now=now)
        self.at_once.begins(waiting.chat)
        self._flying[waiting.chat] = asyncio.create_task(self._send(waiting))

    def _pause(self) -> float:
        held = (*self._held.values(), *self._calm.values())
        free = [(until - self.clock()).total_seconds() for until in held]
        return max(0.01, min([GLANCE if self._flying else LOOK, *free]))

    async def _send(self, waiting: Waiting) -> None:
        try:
            settle = await self._attempt(waiting)
        except Exception as broken:  # whatever is on its way has to land, or its chat is silent for good
            log.critical("a chat rests", side=self.keys.side, error=trace(broken), seconds=SLOWEST)
            settle = self._again(waiting, SLOWEST)
        self.pace.ended(waiting.chat, now=self.clock())
        self._settled.append((waiting.chat, settle))
        self.store.listen(f"outbox:{self.keys.side}").set()

    async def _attempt(self, waiting: Waiting) -> Settle:
        """Say it once; what comes back is how that ended, to be recorded."""
        try:
            record = await self.sender.perform(waiting)
        except Later as wait:
            return self._wait(waiting, wait.seconds)
        except Revoked:
            self.vitals.count("revoked", self.keys.side)
            await self.alarms.ring(alarms.REVOKED, waiting.outgoing.bot)
            return self._again(waiting, REVOKED)
        except (Unreached, StorageAway, Conflict):
            self.vitals.count("unreached", self.keys.side)
            return self._again(waiting, _backoff(waiting.attempts))
        except Moved as moved:
            return self._follow(waiting, moved.to)
        except (Blocked, Barred):
            if waiting.outgoing.chat < 0:
                await self.alarms.ring(alarms.BARRED)
                return self._again(waiting, BARRED)
            return lambda db: self.closed(db, waiting)
        except (Refused, Gone) as refused:
            log.error("Telegram refuses a message", side=self.keys.side, error=type(refused).__name__)
            return self._dead(waiting, known(str(refused)))
        except Exception as broken:
            log.error("a message could not be made", side=self.keys.side, error=trace(broken))
            return self._dead(waiting, type(broken).__name__)

        def sent(db: Connection) -> None:
            record(db)
            outbox.mark_sent(db, waiting.id, waiting.revision)

        self.vitals.count("sent", self.keys.side)
        return sent

    def _wait(self, waiting: Waiting, seconds: float) -> Settle:
        whole_bot = self._floods.note(waiting.outgoing.bot, waiting.chat, seconds=seconds, now=self.clock())
        where = "the whole bot" if whole_bot else "one chat"
        log.warning("Telegram asks us to wait", side=self.keys.side, seconds=seconds, where=where)
        self.vitals.count("floods", self.keys.side)
        return self._again(waiting, seconds)

    def _follow(self, waiting: Waiting, to: int) -> Settle:
        """The group has another id: it is remembered, and what waits goes there."""
        log.critical(alarms.WORDS[alarms.MOVED], side=self.keys.side)
        return lambda db: self.moved(db, waiting.outgoing.chat, to)

    def _again(self, waiting: Waiting, seconds: float) -> Settle:
        due_at = self.clock() + timedelta(seconds=seconds)
        return lambda db: outbox.postpone(db, waiting.id, due_at)

    def _dead(self, waiting: Waiting, reason: str) -> Settle:
        def bury(db: Connection) -> None:
            if outbox.sent(db, waiting.id, waiting.revision):  # not if an earlier try has, unheard
                raw = outbox.packed(waiting.outgoing)
                dead_letters.keep(db, self.keys, "outbox", raw, reason[:80], self.clock())
                self.alarms.note(db, alarms.BURIED)

        self.vitals.count("buried", self.keys.side)
        return bury


def _backoff(attempts: int) -> float:
    """Seconds: doubling from one, spread so that chats do not return all at once."""
    slowest: float = min(2.0**attempts, SLOWEST)
    return slowest * random.uniform(0.5, 1.0)
