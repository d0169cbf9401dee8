"""Tells whoever waits that something changed: tests, story people and the demo page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.simulator.accounts import Json


class Subscription:
    """A queue of small events; iterate over it, or `get` one at a time, and `close` it at the end."""

    def __init__(self, close: Callable[[Subscription], None]) -> None:
        self.queue: asyncio.Queue[Json] = asyncio.Queue()
        self._close = close

    async def get(self) -> Json:
        return await self.queue.get()

    def close(self) -> None:
        self._close(self)

    async def __aiter__(self) -> AsyncIterator[Json]:
        try:
            while True:
                yield await self.queue.get()
        finally:
            self.close()


class News:
    """One event wakes every subscriber and everybody who waits for a condition."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    def subscribe(self) -> Subscription:
        subscription = Subscription(self._subscriptions.discard)
        self._subscriptions.add(subscription)
        return subscription

    def tell(self, event: Json) -> None:
        for subscription in self._subscriptions:
            subscription.queue.put_nowait(event)
        self.wake()

    def wake(self) -> None:
        """Let those who wait look again, though nothing is to be told."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(self, true: Callable[[], object]) -> None:
        """Return once the condition holds, looking again after each change."""
        while not true():
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                await future
            finally:
                self._waiting.discard(future)
