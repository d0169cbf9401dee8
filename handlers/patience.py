"""While storage is away: try again and again, and tell who waits, once, that nothing is saved yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.logs import trace
from storage.transaction import BACK, StorageAway, Store

log = structlog.get_logger()

PAUSES = (0.2, 1, 2, 5, 10, 30)  # seconds between tries, unless storage is heard of before
TOLD_AFTER = 3.0  # seconds of waiting
TakeBack = Callable[[], Awaitable[Any]]


@dataclass(slots=True)
class Word:
    """What one chat is told while it waits: at most once, directly, and taken back in the end.

    Nothing can be written down meanwhile, so this is not in the outbox and may fail.
    """

    say: Callable[[], Awaitable[TakeBack | None]]
    _said: asyncio.Task[TakeBack | None] | None = field(default=None)

    def give(self) -> None:
        if self._said is None:
            self._said = asyncio.ensure_future(self._try())

    def take_back(self) -> None:
        """Stored at last."""
        if self._said is not None:
            _soon(self._undo(self._said))

    async def _try(self) -> TakeBack | None:
        with suppress(Exception):
            return await self.say()
        return None

    async def _undo(self, said: asyncio.Task[TakeBack | None]) -> None:
        undo = await said
        if undo is not None:
            with suppress(Exception):
                await undo()


async def until_stored(store: Store, work: Callable[[], Awaitable[None]], word: Word | None = None) -> None:
    """Nothing is acknowledged before this returns."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        return await work()
    except StorageAway as away:
        log.error("storage is away", error=trace(away.__cause__ or away))
    # By the time, not by the tries: those come thick and fast while others hear of storage.
    telling = loop.call_at(begun + TOLD_AFTER, word.give) if word is not None else None
    try:
        tries = await _again(store, work)
    finally:
        if telling is not None:
            telling.cancel()
    log.warning("storage is back", attempts=tries, seconds=round(loop.time() - begun))
    return None


async def _again(store: Store, work: Callable[[], Awaitable[None]]) -> int:
    """How many tries had failed, with the one before."""
    tries = 0
    while True:
        await back(store, PAUSES[min(tries, len(PAUSES) - 1)])
        tries += 1
        with suppress(StorageAway):
            await work()
            return tries


async def back(store: Store, seconds: float) -> None:
    """So long, or until storage works for somebody."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await store.listen(BACK).wait()


_running: set[asyncio.Task[None]] = set()


def _soon(work: Any) -> None:
    task = asyncio.ensure_future(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
