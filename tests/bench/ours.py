"""The program under test: the real witness side with a form of three questions, and a few levers."""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
from pydantic import SecretStr

import bot.app
from bot import logs
from bot.app import App
from bot.settings import ForWitness

FORMS = Path(__file__).parent / "forms"
TICK = 0.001  # seconds


class Levers:
    """What the bench asks for while the bot runs: a word on standard input, a line of JSON back."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._profile = cProfile.Profile(timer=time.thread_time)
        self._gap = 0.0
        self._ticking: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while words := (await reader.readline()).decode().split():
            print(orjson.dumps(await self._do(*words)).decode(), flush=True)

    async def _do(self, word: str, *rest: str) -> object:
        match word:
            case "tick":
                self._ticking = asyncio.create_task(self._tick())
            case "gap":
                worst, self._gap = self._gap, 0.0
                return worst
            case "profile":
                await self._on(rest[0], self._profile.enable)
            case "profiled":
                await self._on(rest[0], self._profile.disable)
                self._profile.dump_stats(rest[1])
        return None

    async def _on(self, thread: str, switch: Callable[[], None]) -> None:
        """Profiles are of the thread that switches them on."""
        if thread == "writer":
            await self._app.store.run(lambda _db: switch())
        else:
            switch()

    async def _tick(self) -> None:
        """How long the loop let a timer of a millisecond wait at most."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(TICK)
            self._gap = max(self._gap, loop.time() - before - TICK)


class Silent(App):
    """Takes everything in and says nothing: the outbox fills."""

    def _deliver(self, *_given: object) -> None:
        pass


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("telegram")
    parser.add_argument("token")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", default="")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--levers", action="store_true")
    parser.add_argument("--shipped-form", action="store_true")
    given = parser.parse_args()
    if not given.shipped_form:
        bot.app.FORMS = FORMS
    logs.setup("ERROR")
    settings = ForWitness(
        witness_tokens=(SecretStr(given.token),),
        telegram_api=given.telegram,
        telegram_proxy=None,
        data=given.folder,
        database=given.database,
        send_limits="none",
        quiet_hours="none",
        log_level="ERROR",
    )
    app = (Silent if given.silent else App)(settings)
    await app.start()
    levers = [Levers(app).listen()] if given.levers else []
    await asyncio.gather(*levers, asyncio.Event().wait())


if __name__ == "__main__":
    asyncio.run(main())
