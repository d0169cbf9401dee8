"""Updates of chats that send too many: committed at once, handled later, in the order they came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from storage.conflicts import unless_there
from storage.keys import WitnessKeys
from storage.sealing import KeyGone, Misplaced
from storage.tables import parked

_KEEP = unless_there(parked, "bot", "update_id")


@dataclass(frozen=True, slots=True)
class Parked:
    """`update` is none when it can no longer be opened."""

    id: int
    bot: int
    chat: bytes
    update: dict[str, Any] | None


def keep(
    db: Connection,
    keys: WitnessKeys,
    bot: int,
    chat: bytes,
    updates: Sequence[tuple[int, bytes]],
    now: datetime,
) -> None:
    """Each once, by its id, behind those that wait already."""
    key = keys.draft.for_day(now)
    for number, update in updates:
        row = {"bot": bot, "update_id": number, "chat": chat, "key": key.id}
        sealed = key.seal(update, _place(bot, number))
        db.execute(_KEEP[db.dialect.name], row | {"sealed": sealed})


def firsts(db: Connection, keys: WitnessKeys, bot: int) -> tuple[Parked, ...]:
    """The oldest of each chat."""
    oldest = select(func.min(parked.c.id)).where(parked.c.bot == bot).group_by(parked.c.chat)
    rows = db.execute(select(parked).where(parked.c.id.in_(oldest)).order_by(parked.c.id))
    return tuple(Parked(row.id, row.bot, row.chat, _opened(keys, row)) for row in rows)


def of_chat(db: Connection, keys: WitnessKeys, chat: bytes) -> tuple[Parked, ...]:
    """All of one chat, from every bot."""
    rows = db.execute(select(parked).where(parked.c.chat == chat).order_by(parked.c.id))
    return tuple(Parked(row.id, row.bot, row.chat, _opened(keys, row)) for row in rows)


def chats(db: Connection, bot: int) -> tuple[bytes, ...]:
    return tuple(db.scalars(select(parked.c.chat).where(parked.c.bot == bot).distinct()))


def there(db: Connection, id: int) -> bool:
    """Whether it still waits."""
    return db.scalar(select(parked.c.id).where(parked.c.id == id)) is not None


def done(db: Connection, id: int) -> None:
    db.execute(delete(parked).where(parked.c.id == id))


def forget(db: Connection, chat: bytes) -> None:
    """All of one chat."""
    db.execute(delete(parked).where(parked.c.chat == chat))


def opened(keys: WitnessKeys, row: Any) -> bytes:
    """KeyGone, Misplaced."""
    return keys.draft.named(row.key).open(row.sealed, _place(row.bot, row.update_id))


def _opened(keys: WitnessKeys, row: Any) -> dict[str, Any] | None:
    try:
        plain = opened(keys, row)
    except (KeyGone, Misplaced):
        return None
    update: dict[str, Any] = json.loads(plain)
    return update


def _place(bot: int, update_id: int) -> str:
    return f"parked:{bot}:{update_id}"
