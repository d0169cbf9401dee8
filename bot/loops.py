"""Everything that goes on by itself: loops that start again when they break, and jobs on the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import trace
from handlers.deliver import LOOK
from handlers.jobs import Job
from handlers.vitals import Vitals
from storage.transaction import StorageAway

log = structlog.get_logger()

WORKING = 900.0  # seconds in which a loop turns, however much it finds to do


@dataclass(slots=True)
class Loops:
    """Those of one process."""

    vitals: Vitals
    scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone=UTC))
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def for_ever(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        """Begun again whenever it breaks."""

        async def guarded() -> None:
            while True:
                try:
                    await loop()
                except Exception as broken:
                    log.critical("a loop broke and starts again", where=name, error=trace(broken))
                await asyncio.sleep(1)

        self._tasks.append(asyncio.create_task(guarded(), name=name))

    def whenever(
        self, name: str, wake: asyncio.Event, work: Callable[[], Awaitable[Any]], every: float = LOOK
    ) -> None:
        """Done when somebody wakes it, and every so many seconds: the other process cannot."""

        async def loop() -> None:
            while True:
                wake.clear()
                self.vitals.turns(name, within=WORKING)
                with suppress(StorageAway):
                    await work()
                with suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await wake.wait()

        self.for_ever(name, loop)

    def schedule(self, work: Iterable[Job]) -> None:
        """Each job as often as it says."""
        for job in work:
            self.scheduler.add_job(
                _guarded(job), "interval", seconds=job.every, max_instances=1, coalesce=True
            )
        self.scheduler.start()

    async def stop(self) -> None:
        """Nothing new is begun."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _guarded(job: Job) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job.work()
        except Exception as broken:
            log.error("a job failed; it runs again", job=job.name, error=trace(broken))

    return run
