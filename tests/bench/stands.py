"""The bots that are compared, started once and kept: ours on two databases, and the peers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.interview.draft import Draft
from tests.bench.ground import AT_QUESTIONS, Bot, Ground, fill_drafts
from tests.bench.said import pressed
from tests.bench.witnesses import Crowd, Run, interviews

OURS = ("sqlite", "postgresql")
KINDS = ("memory", "sqlite", "postgresql", "tidy", "redis", "echo")
NAMES = {
    "memory": "aiogram, its FSM in memory",
    "tidy": "aiogram, its FSM in memory, deleting as well",
    "redis": "aiogram, its FSM in Redis",
    "echo": "aiogram, echo only",
    "sqlite": "Witnessline, SQLite FULL",
    "postgresql": "Witnessline, PostgreSQL",
}
WARM_UP = 60  # interviews
_chats = count(1_000_000)


@dataclass(frozen=True, slots=True)
class Stand:
    """`home` and `url` are ours alone."""

    kind: str
    bot: Bot
    home: Path | None = None
    url: str = ""

    def witnesses(self, number: int, draft: Draft | None = AT_QUESTIONS) -> list[int]:
        """Whom nobody has seen, standing where this draft says; nowhere without one."""
        chats = [next(_chats) for _ in range(number)]
        if self.home is not None and draft is not None:
            fill_drafts(self.home, self.url, self.bot.line.bot, chats, draft)
        return chats

    async def interviews(self, number: int, draft: Draft = AT_QUESTIONS) -> Run:
        """Three steps of each."""
        return await Crowd(self.bot, interviews(self.witnesses(number, draft))).play()

    async def submissions(self, number: int, draft: Draft) -> Run:
        """So many witnesses press the last button."""
        ready = self.witnesses(number, draft)
        return await Crowd(self.bot, {chat: iter([pressed(chat, "submit")]) for chat in ready}).play()


Stands = dict[str, Stand]


@asynccontextmanager
async def standing(
    ground: Ground,
    kinds: Sequence[str] = KINDS,
    *given: str,
    form: str = "three questions",
    warm: bool = True,
) -> AsyncIterator[Stands]:
    """Started, and warm; without those whose database is not to be had."""
    ours = (*given, "--shipped-form") if form == "shipped" else given
    async with AsyncExitStack() as stack:
        started = (_stand(ground, stack, kind, ours if kind in OURS else given) for kind in kinds)
        stands = {one.kind: one for one in await asyncio.gather(*started) if one is not None}
        for one in stands.values():
            if warm:
                await one.interviews(WARM_UP)
        yield stands


async def _stand(ground: Ground, stack: AsyncExitStack, kind: str, given: Sequence[str]) -> Stand | None:
    if kind in OURS:
        home = ground.home()
        url = ground.sqlite(home) if kind == "sqlite" else ground.postgres()
        return Stand(kind, await stack.enter_async_context(ground.ours(kind, home, url, *given)), home, url)
    if kind != "redis":
        return Stand(kind, await stack.enter_async_context(ground.peer(kind, *given)))
    address = await ground.redis()
    if address is None:
        return None
    return Stand(kind, await stack.enter_async_context(ground.peer(kind, "--redis", address, *given)))
