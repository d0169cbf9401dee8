"""A chat that sends too many updates is slowed, so that nobody else waits for it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.interview import events
from handlers.batches import UNREADABLE
from storage import parked
from storage.keys import WitnessKeys
from storage.parked import Parked
from storage.transaction import Store, blameless

Raw = Mapping[str, Any]

MOST = 60  # updates a minute from one chat that are handled as they come
APART = timedelta(seconds=1)  # those beyond are handled at this pace
_PANIC = events.press(events.Panicked())


@dataclass(slots=True)
class Slowing:
    """One bot's. What is over the limit is committed as it came, so that its batch can be acknowledged,
    and so is all that follows until it has been handled: nothing is lost, and nothing overtakes."""

    store: Store
    keys: WitnessKeys
    bot: int
    clock: Callable[[], datetime]
    trim: Callable[[Raw], Raw]
    _minute: int = 0
    _heard: Counter[int] = field(default_factory=Counter)
    _waiting: dict[bytes, int] = field(default_factory=dict)  # by chat, the stamp of what was parked last
    _free_at: dict[bytes, datetime] = field(default_factory=dict)
    _turns: dict[bytes, asyncio.Lock] = field(default_factory=dict)
    _stamps: Iterator[int] = field(default_factory=itertools.count)

    async def resume(self) -> None:
        """Before the first update: what an earlier life has parked."""
        for chat in await self.store.run(lambda db: parked.chats(db, self.bot)):
            self._waiting[chat] = next(self._stamps)

    def parts(self, chat: object, updates: Sequence[Raw]) -> Sequence[tuple[Sequence[Raw], bool]]:
        """The updates of one chat, in order: those to handle now, and those to park. Panic waits for none."""
        room = self._room(chat, len(updates)) if type(chat) is int else len(updates)
        if len(updates) <= room:
            return ((updates, False),)
        over = updates[room:]
        later = [update for update in over if self._kept(update) is not None]
        broken = [update for update in over if self._kept(update) is None]  # soon set aside
        last = max((at for at, update in enumerate(later) if _is_panic(update)), default=-1)
        panic = later[last : last + 1] if last >= 0 else []
        now, before, after = [*updates[:room], *broken], later[: max(0, last)], later[last + 1 :]
        return tuple(
            part for part in ((now, False), (before, True), (panic, False), (after, True)) if part[0]
        )

    def _room(self, chat: int, coming: int) -> int:
        minute = int(self.clock().timestamp()) // 60
        if minute != self._minute:
            self._minute, self._heard = minute, Counter()
        heard = self._heard[chat]
        self._heard[chat] = heard + coming
        return 0 if self.waits(chat) else max(0, MOST - heard)

    def waits(self, chat: object) -> bool:
        """Whether something of this chat is parked, or may be."""
        return bool(self._waiting) and type(chat) is int and self.keys.tag(chat) in self._waiting

    def turn(self, chat: int) -> asyncio.Lock:
        """Held while something of this chat is handled: what panic has removed must not come after it."""
        return self._turns.setdefault(self.keys.tag(chat), asyncio.Lock())

    async def park(self, chat: int, updates: Sequence[Raw]) -> None:
        """Behind what waits."""
        kept = [pair for update in updates if (pair := self._kept(update)) is not None]
        tag, now = self.keys.tag(chat), self.clock()
        self._waiting[tag] = next(self._stamps)
        await self.store.run(
            blameless(lambda db: parked.keep(db, self.keys, self.bot, tag, kept, now)),
        )

    def _kept(self, update: Raw) -> tuple[int, bytes] | None:
        number = update.get("update_id")
        if type(number) is not int or not 0 <= number < 2**62 or UNREADABLE in update:
            return None
        try:
            return number, json.dumps(self.trim(update)).encode()
        except (Exception, RecursionError):
            return None

    async def drain(self, handle: Callable[[Raw], Awaitable[None]]) -> None:
        """What is due of what is parked; `handle` returns after the commit."""
        while self._waiting and (due := await self._due()):
            await asyncio.gather(*(self._handle(one, handle) for one in due))

    async def _due(self) -> list[Parked]:
        stamps = dict(self._waiting)
        found = await self.store.run(lambda db: parked.firsts(db, self.keys, self.bot))
        here = {one.chat for one in found}
        for chat, stamp in stamps.items():
            if chat not in here and self._waiting.get(chat) == stamp:  # none was parked meanwhile
                del self._waiting[chat]
                self._free_at.pop(chat, None)
                if chat in self._turns and not self._turns[chat].locked():
                    del self._turns[chat]
        now = self.clock()
        return [one for one in found if self._free_at.setdefault(one.chat, now) <= now]

    async def _handle(self, one: Parked, handle: Callable[[Raw], Awaitable[None]]) -> None:
        async with self._turns.setdefault(one.chat, asyncio.Lock()):
            if one.update is not None and await self.store.run(lambda db: parked.there(db, one.id)):
                await handle(one.update)
            await self.store.run(lambda db: parked.done(db, one.id))
        if one.chat in self._free_at:
            self._free_at[one.chat] += APART


def _is_panic(update: Raw) -> bool:
    match update:
        case {"message": {"text": str(text)}}:
            return text.lower().split("@")[0].split(maxsplit=1)[:1] == ["/panic"]
        case {"callback_query": {"data": data}}:
            return bool(data == _PANIC)
        case _:
            return False
