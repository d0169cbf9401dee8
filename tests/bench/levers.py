"""What the bench asks of a running bot: a word on its standard input, a line of JSON back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

import orjson

Lever = Callable[..., Awaitable[object]]
TICK = 0.001  # seconds


async def listen(levers: dict[str, Lever]) -> None:
    """Until standard input ends. `tick` and `gap` are there on every bot."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    ticker = Ticker()
    known = {"tick": ticker.start, "gap": ticker.gap} | levers
    while words := (await reader.readline()).decode().split():
        print(orjson.dumps(await known[words[0]](*words[1:])).decode(), flush=True)


class Ticker:
    """How long the event loop lets a timer of a millisecond wait."""

    def __init__(self) -> None:
        self._worst = 0.0
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._ticking = asyncio.create_task(self._tick())

    async def gap(self) -> float:
        """The longest since this was last asked, in seconds."""
        worst, self._worst = self._worst, 0.0
        return worst

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(TICK)
            self._worst = max(self._worst, loop.time() - before - TICK)
