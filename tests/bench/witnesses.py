"""Many witnesses at once, each of whom waits for the bot's words before they say more."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.bench.ground import Bot

ANSWERS = (
    "They came at night, four men in black, and took my brother from our house.",
    "In our village, near the school.",
    "Men in uniform without signs. I do not know them.",
)
AT_ONCE = 128  # witnesses who wait for an answer at a time
QUIET = 0.3  # seconds without a call after which nothing more comes
PATIENCE = 30.0  # seconds for all of it, and a little more for each step
_SHOWN = {"sendMessage", "editMessageText"}
_messages = count(10)


def text(chat: int, words: str) -> dict[str, Any]:
    """An update as Telegram makes it."""
    person = {"id": chat, "is_bot": False, "first_name": "Amina", "language_code": "en"}
    place = {"id": chat, "first_name": "Amina", "type": "private"}
    message = {"message_id": next(_messages), "from": person, "chat": place, "date": int(time.time())}
    commanded = {"entities": [{"type": "bot_command", "offset": 0, "length": len(words)}]}
    return {"message": message | {"text": words} | (commanded if words.startswith("/") else {})}


def pressed(chat: int, data: str, message: int = 1) -> dict[str, Any]:
    about = text(chat, "…")["message"]
    query = {"id": str(next(_messages)), "from": about["from"], "chat_instance": "1", "data": data}
    return {"callback_query": query | {"message": about | {"message_id": message}}}


class Stuck(Exception):
    """Somebody got no answer."""


@dataclass(frozen=True, slots=True)
class Run:
    """`waits` are seconds from an update to the words that answer it; `cpu` seconds by thread; `own` is
    the share of its time that the measuring itself worked."""

    steps: int
    seconds: float
    waits: tuple[float, ...]
    calls: Mapping[str, int]
    cpu: Mapping[str, float]
    own: float

    @property
    def rate(self) -> float:
        return self.steps / self.seconds

    def wait(self, share: float) -> float:
        """That share of all waits is not longer, in seconds."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))]


@dataclass(slots=True)
class Crowd:
    """Plays one script for each chat; a step is an update and the bot's words about it."""

    bot: Bot
    scripts: dict[int, Iterator[Mapping[str, Any]]]
    _asked: dict[int, float] = field(default_factory=dict)
    _waits: list[float] = field(default_factory=list)
    _unborn: list[int] = field(default_factory=list)
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, at_once: int = AT_ONCE) -> Run:
        line = self.bot.line
        line.heard = self._heard
        calls, cpu, own = Counter(line.calls), self.bot.cpu(), time.process_time()
        began = time.perf_counter()
        chats = list(self.scripts)
        self._unborn = chats[at_once:][::-1]
        self._say(chats[:at_once])
        try:
            async with asyncio.timeout(PATIENCE):
                await self._done.wait()
        except TimeoutError:
            raise Stuck(f"{self.bot.name}: {len(self._asked)} wait, called {line.calls}") from None
        await line.quiet(QUIET)
        seconds = line.last_call - began
        after = self.bot.cpu()
        return Run(
            steps=len(self._waits),
            seconds=seconds,
            waits=tuple(self._waits),
            calls=Counter(line.calls) - calls,
            cpu={name: after[name] - cpu.get(name, 0.0) for name in after},
            own=(time.process_time() - own) / seconds,
        )

    def _heard(self, chat: int, method: str, _body: bytes) -> None:
        if method in _SHOWN and chat in self._asked:
            self._waits.append(time.perf_counter() - self._asked.pop(chat))
            self._say([chat])

    def _say(self, chats: Sequence[int]) -> None:
        """What each says next; whoever has finished makes room for another."""
        updates = [update for chat in chats if (update := self._next(chat)) is not None]
        if updates:
            self.bot.line.put(*updates)
        elif not self._asked:
            self._done.set()

    def _next(self, chat: int) -> Mapping[str, Any] | None:
        update = next(self.scripts[chat], None)
        while update is None and self._unborn:
            chat = self._unborn.pop()
            update = next(self.scripts[chat], None)
        if update is not None:
            self._asked[chat] = time.perf_counter()
        return update


def interviews(chats: Iterable[int]) -> dict[int, Iterator[Mapping[str, Any]]]:
    """Each answers three questions."""
    return {chat: iter([text(chat, words) for words in ANSWERS]) for chat in chats}


def beginners(chats: Iterable[int]) -> dict[int, Iterator[Mapping[str, Any]]]:
    """Each sends /start."""
    return {chat: iter((text(chat, "/start"),)) for chat in chats}
