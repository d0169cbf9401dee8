"""What could not be handled or sent: kept sealed for three days, so that someone can find out why."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from storage.keys import Keys
from storage.tables import dead_letters, microseconds


def keep(
    db: Connection, keys: Keys, what: Literal["update", "outbox"], raw: bytes, reason: str, now: datetime
) -> None:
    """`reason` is kept in the clear: the name of an error, never its words."""
    key = keys.day.for_day(now)
    row = {
        "side": keys.side,
        "what": what,
        "key": key.id,
        "sealed": key.seal(raw, _place(keys, what, now)),
        "reason": reason[:80],
        "at": now,
    }
    db.execute(insert(dead_letters), row)


def read(db: Connection, keys: Keys, id: int) -> bytes | None:
    """KeyGone after three days."""
    mine = select(dead_letters).where(dead_letters.c.id == id, dead_letters.c.side == keys.side)
    row = db.execute(mine).one_or_none()
    if row is None:
        return None
    return keys.day.named(row.key).open(row.sealed, _place(keys, row.what, row.at))


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(dead_letters)).scalar_one()


def _place(keys: Keys, what: str, at: datetime) -> str:
    return f"dead:{keys.side}:{what}:{microseconds(at)}"
