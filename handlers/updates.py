"""Fetch, handle, then acknowledge: the one update loop, for both bots."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.logs import trace
from handlers.wire import Conflict, Later, Revoked, Unreached
from storage import dead_letters, seen_updates
from storage.keys import Keys
from storage.transaction import StorageAway, Store

log = structlog.get_logger()

Raw = Mapping[str, Any]
LONG_POLL = 25  # seconds
PAUSES = (0.2, 1, 2, 5, 10, 30)  # seconds between tries


@dataclass(frozen=True, slots=True)
class Source:
    """One bot's door. `fetch` takes the offset; `handle` returns after the commit; `trim` is what a dead
    letter may keep; `apologise` is for a person whose update could not be handled."""

    bot: int
    fetch: Callable[[int | None], Awaitable[Sequence[Raw]]]
    handle: Callable[[Raw], Awaitable[None]]
    trim: Callable[[Raw], Raw | None]
    apologise: Callable[[Connection, Raw], None]


async def poll(source: Source, store: Store, keys: Keys, clock: Callable[[], datetime]) -> None:
    """For ever: a batch is acknowledged, by asking for the next, only when all of it is committed."""
    offset: int | None = None
    failures = 0
    while True:
        try:
            batch = await source.fetch(offset)
            failures = 0
        except (Unreached, Later, Conflict, Revoked) as problem:
            await _rest(source, problem, failures)
            failures += 1
            continue
        if batch:
            await handle_batch(source, store, keys, clock, batch)
            offset = int(batch[-1]["update_id"]) + 1


async def handle_batch(
    source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], batch: Sequence[Raw]
) -> None:
    """Chats side by side, each in its order."""
    chats: defaultdict[object, list[Raw]] = defaultdict(list)
    for update in batch:
        chats[chat_of(update)].append(update)
    await asyncio.gather(*(_handle_all(source, store, keys, clock, updates) for updates in chats.values()))


async def _handle_all(
    source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], updates: Sequence[Raw]
) -> None:
    for update in updates:
        await until_stored(lambda update=update: _handle(source, store, keys, clock, update))  # type: ignore[misc]


async def until_stored(work: Callable[[], Awaitable[None]]) -> None:
    """Try again while storage is away: nothing is acknowledged meanwhile."""
    tries = 0
    while True:
        try:
            return await work()
        except StorageAway as away:
            log.error("storage is away", error=type(away.__cause__).__name__, attempts=tries)
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1


async def _handle(
    source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], update: Raw
) -> None:
    try:
        await source.handle(update)
    except StorageAway:
        raise
    except Exception as broken:
        log.error("an update could not be handled", side=keys.side, error=trace(broken))
        reason = type(broken).__name__
        await store.run(lambda db: _bury(db, source, keys, update, reason, clock()))


def _bury(db: Connection, source: Source, keys: Keys, update: Raw, reason: str, now: datetime) -> None:
    """Set aside once, sealed; whoever sent it is told that it was not saved."""
    number = update.get("update_id")
    if isinstance(number, int) and not seen_updates.first_time(db, source.bot, number, now):
        return
    try:
        kept = source.trim(update)
    except Exception:  # too broken even for that: what remains is that there was one
        kept = {"update_id": number}
    if kept is not None:
        dead_letters.keep(db, keys, "update", json.dumps(kept, default=str).encode(), reason, now)
        source.apologise(db, update)


def chat_of(update: Raw) -> object:
    """What keeps updates in order: the chat they belong to, wherever the kind of update has it."""
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message") if isinstance(content.get("message"), dict) else content
            if isinstance(message, dict) and isinstance(message.get("chat"), dict):
                return message["chat"].get("id")
    return None


async def _rest(source: Source, problem: Exception, failures: int) -> None:
    seconds: float = PAUSES[min(failures, len(PAUSES) - 1)]
    match problem:
        case Later(wait):
            seconds = wait
        case Conflict():
            log.critical("another program takes this bot's updates", bot=source.bot)
        case Revoked():
            log.critical("the token is refused: was it revoked?", bot=source.bot)
            seconds = PAUSES[-1]
    log.warning("no updates for now", bot=source.bot, error=type(problem).__name__, seconds=seconds)
    await asyncio.sleep(seconds)
