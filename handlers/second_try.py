"""Dead letters that an operator wants to see tried again: each by the side that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from sqlalchemy import Connection

from bot.logs import trace
from handlers.updates import Source
from storage import dead_letters, letters, outbox, seen_updates
from storage.dead_letters import DeadLetter
from storage.keys import Keys
from storage.transaction import StorageAway, Store

log = structlog.get_logger()


class NoLetter(Exception):
    """What was kept is not enough to try it again."""


async def try_again(store: Store, keys: Keys, sources: Mapping[int, Source], clock: Any) -> None:
    """One round over all that was asked for. What fails once more is kept, with the new reason."""
    for letter in await store.run(lambda db: dead_letters.to_try(db, keys.side)):
        try:
            await _try(store, keys, sources, clock, letter)
        except StorageAway:
            raise
        except Exception as broken:
            log.error("a dead letter fails again", side=keys.side, error=trace(broken))
            reason = type(broken).__name__
            await store.run(
                lambda db, id=letter.id, reason=reason: dead_letters.give_up(db, id, reason)  # type: ignore[misc]
            )


async def _try(
    store: Store, keys: Keys, sources: Mapping[int, Source], clock: Any, letter: DeadLetter
) -> None:
    raw = await store.run(lambda db: dead_letters.read(db, keys, letter.id))
    if raw is None:
        return
    match letter.what:
        case "update":
            await _handle(store, sources, letter, _read(raw))
        case "outbox":
            try:
                outgoing = outbox.unpacked(raw)
            except ValueError:
                raise NoLetter from None

            def back(db: Connection) -> None:
                outbox.post(db, keys, outgoing, clock())
                dead_letters.drop(db, letter.id)

            await store.run(back)
        case _:
            said = _read(raw)

            def deliver(db: Connection) -> None:
                letters.post(db, keys.side, said["case"], said["what"], clock(), said["number"])
                dead_letters.drop(db, letter.id)

            await store.run(deliver)


async def _handle(
    store: Store, sources: Mapping[int, Source], letter: DeadLetter, said: Mapping[str, Any]
) -> None:
    """Only the first time is the update's id forgotten: a crash in between has no second effect."""
    source = sources.get(said.get("bot", 0))
    update = said.get("update")
    if source is None or not isinstance(update, dict):
        raise NoLetter
    if letter.state == "again":
        bot, number = source.bot, update.get("update_id", -1)

        def take_up(db: Connection) -> None:
            seen_updates.unsee(db, bot, number)
            dead_letters.take_up(db, letter.id)

        await store.run(take_up)
    await source.handle(update)
    await store.run(lambda db: dead_letters.drop(db, letter.id))


def _read(raw: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(raw)
    except ValueError:
        raise NoLetter from None
    if not isinstance(said, dict):
        raise NoLetter
    return said
