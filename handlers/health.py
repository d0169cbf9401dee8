"""Health for whoever runs the program: alive, ready, and numbers. No ids, no tokens, no texts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import Connection

from handlers.vitals import Vitals
from storage import dead_letters, outbox
from storage.letters import Side
from storage.transaction import StorageAway, Store

SILENCE = 120.0  # seconds without an answer of Telegram's, after which a side is not ready
PATIENCE = 3.0  # seconds that storage has to answer
SIDES: tuple[Side, ...] = ("witness", "staff")


@dataclass(frozen=True, slots=True)
class Health:
    """What is asked over HTTP."""

    vitals: Vitals
    store: Store
    sides: tuple[Side, ...]
    clock: Callable[[], datetime]

    async def alive(self, _request: web.Request) -> web.Response:
        """Whether all loops turn: if not, only a restart helps."""
        return _answer([f"stuck: {_kind(loop)}" for loop in self.vitals.stuck()])

    async def ready(self, _request: web.Request) -> web.Response:
        """Whether reports come in now: storage answers, and so does Telegram."""
        wrong = [] if self.vitals.started else ["starting"]
        wrong += [f"no word from Telegram: {side}" for side in self.vitals.silent(SILENCE)]
        if not await self._measured():
            wrong.append("storage is away")
        return _answer(wrong)

    async def metrics(self, _request: web.Request) -> web.Response:
        """For Prometheus."""
        await self._measured()
        numbers = generate_latest(self.vitals.registry)
        return web.Response(body=numbers, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _measured(self) -> bool:
        """Whether storage has said how much waits."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.store.run(self._measure)
        except (StorageAway, TimeoutError):
            return False
        return True

    def _measure(self, db: Connection) -> None:
        dead, now = dead_letters.counts(db), self.clock()
        for side in self.sides:
            size, since = outbox.waiting(db, side)
            age = max(0.0, (now - since).total_seconds()) if since else 0.0
            self.vitals.measure("outbox_size", side, size)
            self.vitals.measure("outbox_age_seconds", side, age)
            self.vitals.measure("dead_letters", side, dead.get(side, 0))


async def serve(health: Health, address: tuple[str, int]) -> tuple[int, Callable[[], Awaitable[None]]]:
    """The port, and what ends it. OSError when the address is taken."""
    app = web.Application()
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", health.metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, *address).start()
    return runner.addresses[0][1], runner.cleanup


def _answer(wrong: list[str]) -> web.Response:
    return web.Response(text="\n".join(wrong or ["ok"]) + "\n", status=503 if wrong else 200)


def _kind(loop: str) -> str:
    """A loop without the number of its bot."""
    return " ".join(word for word in loop.split() if not word.isdigit())
