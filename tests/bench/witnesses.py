"""Many witnesses at once, each of whom waits for the bot's words before they say more."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.ground import Bot
from tests.bench.said import ANSWERS, Update, text

AT_ONCE = 128  # witnesses who wait for an answer at a time
QUIET = 0.3  # seconds without a call after which nothing more comes
PATIENCE = 300.0  # seconds
SHOWN = {"sendMessage", "editMessageText"}


class Stuck(Exception):
    """Somebody got no answer."""


@dataclass(frozen=True, slots=True)
class Run:
    """`waits` are seconds from an update to the words that answer it, `committed` those until the bot had
    acknowledged them all; `cpu` seconds by thread; `own` how busy the measuring itself was, of one core."""

    steps: int
    seconds: float
    waits: tuple[float, ...]
    committed: float
    calls: Mapping[str, int]
    cpu: Mapping[str, float]
    own: float

    @property
    def rate(self) -> float:
        return self.steps / self.seconds

    def wait(self, share: float) -> float:
        """So large a share of the waits is not longer, in seconds."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))]


class Meter:
    """From its making to `read`: the time, the calls and the processor's time of one bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._calls, self._cpu = bot, Counter(bot.line.calls), bot.cpu()
        self._own, self._began = time.process_time(), time.perf_counter()

    def read(self, steps: int, waits: Sequence[float] = ()) -> Run:
        line, cpu = self._bot.line, self._bot.cpu()
        elapsed = time.perf_counter() - self._began
        return Run(
            steps=steps,
            seconds=max(line.last_call, line.drained_at) - self._began,
            waits=tuple(waits),
            committed=line.drained_at - self._began,
            calls=Counter(line.calls) - self._calls,
            cpu={name: used - self._cpu.get(name, 0.0) for name, used in cpu.items()},
            own=(time.process_time() - self._own) / elapsed,
        )


@dataclass(slots=True)
class Crowd:
    """Plays one script for each chat; a step is an update and the bot's words about it."""

    bot: Bot
    scripts: Mapping[int, Iterator[Update]]
    _asked: dict[int, float] = field(default_factory=dict)
    _waits: list[float] = field(default_factory=list)
    _unborn: list[int] = field(default_factory=list)
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, at_once: int = AT_ONCE) -> Run:
        """All of them; whoever has finished makes room for the next."""
        chats = list(self.scripts)
        self._unborn = chats[at_once:][::-1]
        self.bot.line.heard = self._heard
        meter = Meter(self.bot)
        self._say(chats[:at_once])
        return await self._ended(meter)

    async def come(self, pauses: Sequence[float]) -> Run:
        """One after the other, with these pauses in seconds between them, answered or not."""
        self.bot.line.heard = self._heard
        meter = Meter(self.bot)
        due = time.perf_counter()
        for chat, pause in zip(self.scripts, pauses, strict=True):
            due += pause
            await asyncio.sleep(due - time.perf_counter())
            self._done.clear()
            self._say([chat])
        return await self._ended(meter)

    async def _ended(self, meter: Meter) -> Run:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._done.wait()
                await self.bot.line.drained.wait()
        except TimeoutError:
            raise Stuck(f"{self.bot.name}: {len(self._asked)} wait, called {self.bot.line.calls}") from None
        await self.bot.line.quiet(QUIET)
        return meter.read(len(self._waits), self._waits)

    def _heard(self, chat: int, method: str, _body: bytes) -> None:
        if method in SHOWN and chat in self._asked:
            self._waits.append(time.perf_counter() - self._asked.pop(chat))
            self._say([chat])

    def _say(self, chats: Sequence[int]) -> None:
        updates = [update for chat in chats if (update := self._next(chat)) is not None]
        if updates:
            self.bot.line.put(*updates)
        elif not self._asked:
            self._done.set()

    def _next(self, chat: int) -> Update | None:
        update = next(self.scripts[chat], None)
        while update is None and self._unborn:
            chat = self._unborn.pop()
            update = next(self.scripts[chat], None)
        if update is not None:
            self._asked[chat] = time.perf_counter()
        return update


def interviews(chats: Sequence[int], answers: Sequence[str] = ANSWERS) -> dict[int, Iterator[Update]]:
    """Each answers three questions."""
    return {chat: iter([text(chat, words) for words in answers]) for chat in chats}
