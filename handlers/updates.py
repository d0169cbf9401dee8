"""Fetch, handle, then acknowledge: the one update loop, for both bots."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.logs import trace
from handlers.alarms import BURIED, CONFLICT, REVOKED, Alarms
from handlers.alarms import UNREADABLE as ALARM_UNREADABLE
from handlers.batches import UNREADABLE
from handlers.patience import PAUSES, TakeBack, Word, until_stored
from handlers.slowing import Slowing
from handlers.vitals import Vitals
from handlers.wire import Blocked, Conflict, Later, Refused, Revoked, Unreached, Unreadable
from storage import alarms, dead_letters, seen_updates
from storage.keys import Keys
from storage.transaction import StorageAway, Store, blameless

log = structlog.get_logger()

Raw = Mapping[str, Any]
LONG_POLL = 25  # seconds
ALIVE = 60.0  # seconds beyond what a loop waits for
HANDLING = 900.0  # seconds that a batch may take while storage is slow
LOUD = 8  # unreadable answers in a row, about two minutes


@dataclass(frozen=True, slots=True)
class Source:
    """One bot's door. `fetch` takes the offset; `handle` returns after the commit; `trim` is what a dead
    letter may keep; `apologise` is for a person whose update could not be handled; `warn` tells one directly
    that it is not stored yet; `slowing` sees to chats that send too many."""

    bot: int
    fetch: Callable[[int | None], Awaitable[Sequence[Raw]]]
    handle: Callable[[Raw], Awaitable[None]]
    trim: Callable[[Raw], Raw | None]
    apologise: Callable[[Connection, Raw], None]
    warn: Callable[[Raw], Awaitable[TakeBack | None]]
    slowing: Slowing | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how it goes."""

    vitals: Vitals
    alarms: Alarms


async def poll(source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], watch: Watch) -> None:
    """For ever: a batch is acknowledged, by asking for the next, only when all of it is committed.

    What is acknowledged need not be named again: ids may start anew, below any offset of ours.
    """
    offset: int | None = None
    failures = 0
    vitals, loop = watch.vitals, f"updates {source.bot}"
    vitals.expect(keys.side, source.bot)
    while True:
        vitals.turns(loop, within=LONG_POLL + ALIVE)
        try:
            batch = await source.fetch(offset)
            after = _after(batch)
        except (Unreached, Later, Conflict, Revoked, Refused, Blocked) as problem:
            await _rest(source, store, keys, watch, problem, failures)
            failures += 1
            continue
        failures = 0
        vitals.polled(keys.side, source.bot)
        if batch:
            vitals.turns(loop, within=HANDLING)
            vitals.measure("updates_in_hand", keys.side, len(batch))
            await handle_batch(source, store, keys, clock, batch)
            _measure(vitals, keys, batch, clock())
        offset = after


def _after(batch: Sequence[Raw]) -> int | None:
    """The offset that acknowledges this batch; none is needed after an empty one."""
    if not batch:
        return None
    for update in reversed(batch):
        number = id_of(update)
        if number is not None:
            return number + 1
    raise Unreadable("updates without ids")


def id_of(update: Raw) -> int | None:
    """The update's id, if it is one that can be kept."""
    number = update.get("update_id") if isinstance(update, Mapping) else None
    return number if type(number) is int and 0 <= number < 2**62 else None


def _measure(vitals: Vitals, keys: Keys, batch: Sequence[Raw], now: datetime) -> None:
    vitals.measure("updates_in_hand", keys.side, 0)
    vitals.count("updates", keys.side, len(batch))
    said_at = [at for update in batch if (at := _said_at(update)) is not None]
    if said_at:
        vitals.measure("update_lag_seconds", keys.side, max(0.0, now.timestamp() - max(said_at)))


def _said_at(update: Raw) -> int | None:
    for kind in ("message", "edited_message"):
        message = update.get(kind) if isinstance(update, Mapping) else None
        if isinstance(message, Mapping):
            at = message.get("edit_date", message.get("date"))
            return at if type(at) is int else None
    return None


async def handle_batch(
    source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], batch: Sequence[Raw]
) -> None:
    """Chats side by side, each in its order."""
    chats: defaultdict[object, list[Raw]] = defaultdict(list)
    for update in batch:
        if isinstance(update, Mapping):
            chats[chat_of(update)].append(update)
        else:
            log.error("an update is no object, and is passed over", side=keys.side)
    await asyncio.gather(*(_hear(source, store, keys, clock, chat, each) for chat, each in chats.items()))


async def _hear(
    source: Source,
    store: Store,
    keys: Keys,
    clock: Callable[[], datetime],
    chat: object,
    updates: Sequence[Raw],
) -> None:
    slowing = source.slowing
    if slowing is None:
        await _handle_all(source, store, keys, clock, updates)
        return
    parts = slowing.parts(chat, updates)
    if len(parts) == 1 and not slowing.waits(chat):
        await _handle_all(source, store, keys, clock, parts[0][0])
        return
    assert isinstance(chat, int)
    async with slowing.turn(chat):
        for part, later in parts:
            if later:
                await until_stored(store, lambda part=part: slowing.park(chat, part))  # type: ignore[misc]
            else:
                await _handle_all(source, store, keys, clock, part)


async def handle_parked(source: Source, store: Store, keys: Keys, clock: Callable[[], datetime]) -> None:
    """What is due of the chats that were slowed."""
    if source.slowing is not None:
        await source.slowing.drain(lambda update: _handle_all(source, store, keys, clock, (update,)))


async def _handle_all(
    source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], updates: Sequence[Raw]
) -> None:
    word = Word(lambda: source.warn(updates[0]))
    for update in updates:
        await until_stored(store, lambda update=update: _handle(source, store, keys, clock, update), word)  # type: ignore[misc]
    word.take_back()


async def _handle(
    source: Source, store: Store, keys: Keys, clock: Callable[[], datetime], update: Raw
) -> None:
    try:
        if UNREADABLE in update:
            raise Unreadable("of this update only the id can be read")
        await source.handle(update)
    except StorageAway:
        raise
    except Exception as broken:
        log.error("an update could not be handled", side=keys.side, error=trace(broken))
        reason = type(broken).__name__
        try:
            await store.run(blameless(lambda db: _bury(db, source, keys, update, reason, clock())))
        except StorageAway:
            raise
        except Exception as worse:  # nothing of it can be kept, and nobody else may wait for it
            log.critical("an update is lost", side=keys.side, error=trace(worse))


def _bury(db: Connection, source: Source, keys: Keys, update: Raw, reason: str, now: datetime) -> None:
    """Set aside once, sealed; whoever sent it is told that it was not saved."""
    number = id_of(update)
    if number is not None and not seen_updates.first_time(db, source.bot, number, now):
        return
    kept = _kept(source, update, number)
    if kept is not None:
        raw = json.dumps({"bot": source.bot, "update": kept}, default=str).encode()
        dead_letters.keep(db, keys, "update", raw, reason, now)
        alarms.ring(db, BURIED, 0, "staff", now)
        source.apologise(db, update)


def _kept(source: Source, update: Raw, number: int | None) -> Raw | None:
    """What may be kept of it. What is too broken even for that leaves its id: there was one."""
    try:
        kept = source.trim(update)
        json.dumps(kept, default=str)
    except (Exception, RecursionError):
        return {"update_id": number}
    return kept


def chat_of(update: Raw) -> object:
    """What keeps updates in order: the chat they belong to, wherever the kind of update has it."""
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message") if isinstance(content.get("message"), dict) else content
            if isinstance(message, dict) and isinstance(message.get("chat"), dict):
                chat = message["chat"].get("id")
                return chat if type(chat) is int else None
    return None


async def _rest(
    source: Source, store: Store, keys: Keys, watch: Watch, problem: Exception, failures: int
) -> None:
    seconds: float = PAUSES[min(failures, len(PAUSES) - 1)]
    match problem:
        case Later(wait):
            watch.vitals.count("floods", keys.side)
            seconds = wait
        case Conflict():
            watch.vitals.count("conflicts", keys.side)
            if failures:  # once may be a request of our own that still hangs somewhere
                await watch.alarms.ring(CONFLICT, source.bot)
        case Revoked():
            watch.vitals.count("revoked", keys.side)
            await watch.alarms.ring(REVOKED, source.bot)
            seconds = PAUSES[-1]
        case _:
            watch.vitals.count("unreached", keys.side)
            if isinstance(problem, Unreadable) and failures + 1 >= LOUD:
                await watch.alarms.ring(ALARM_UNREADABLE, source.bot)
    log.warning("no updates for now", side=keys.side, error=type(problem).__name__, seconds=seconds)
    watch.vitals.turns(f"updates {source.bot}", within=seconds + ALIVE)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await store.listen("updates").wait()
    store.listen("updates").clear()
