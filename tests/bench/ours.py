"""The program under test: the real witness side, with a form of three questions or the shipped one."""

from __future__ import annotations

import argparse
import cProfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvloop

import bot.app
from bot import logs
from bot.app import App
from bot.settings import ForWitness
from tests.bench import levers

FORMS = Path(__file__).parent / "forms"


class Silent(App):
    """Takes everything in and says nothing: the outbox fills."""

    def _deliver(self, *_given: object) -> None:
        pass


class Profiler:
    """Of one thread at a time, in seconds of its processor: `loop` or `writer`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._profile = cProfile.Profile(timer=time.thread_time)

    async def start(self, thread: str) -> None:
        self._profile = cProfile.Profile(timer=time.thread_time)
        await self._on(thread, self._profile.enable)

    async def stop(self, thread: str, file: str) -> None:
        await self._on(thread, self._profile.disable)
        self._profile.dump_stats(file)

    async def _on(self, thread: str, switch: Callable[[], None]) -> None:
        """A profile is of the thread that switches it on."""
        if thread == "writer":
            await self._app.store.run(lambda _db: switch())
        else:
            switch()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("telegram")
    parser.add_argument("token")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", default="")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--shipped-form", action="store_true")
    given = parser.parse_args()
    if not given.shipped_form:
        bot.app.FORMS = FORMS
    logs.setup("ERROR")
    app = (Silent if given.silent else App)(_settings(given))
    await app.start()
    profiler = Profiler(app)
    await levers.listen({"profile": profiler.start, "profiled": profiler.stop, "jobs": app.tick})


def _settings(given: argparse.Namespace) -> ForWitness:
    chosen: dict[str, Any] = {
        "witness_tokens": given.token,
        "telegram_api": given.telegram,
        "telegram_proxy": None,
        "data": given.folder,
        "database": given.database,
        "send_limits": "none",
        "quiet_hours": "none",
        "log_level": "ERROR",
    }
    return ForWitness(**chosen)


if __name__ == "__main__":
    uvloop.run(main())
