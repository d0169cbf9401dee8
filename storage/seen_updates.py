"""Which updates were handled: Telegram may hand over the same one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, bindparam, delete

from storage import shared
from storage.conflicts import unless_there
from storage.prepared import Prepared
from storage.shared import padded
from storage.tables import seen_updates

_ROW = ("bot", "update_id", "at")
_FIRST = Prepared(unless_there(seen_updates, "bot", "update_id"), *_ROW)
_Key = tuple[int, int, datetime]  # bot, update id, now
_FORGET = delete(seen_updates).where(seen_updates.c.at < bindparam("before"))


@cache
def _first_of(count: int) -> Prepared:
    numbered = [
        {column: bindparam(f"{column}_{number}", type_=seen_updates.c[column].type) for column in _ROW}
        for number in range(count)
    ]
    names = [bound.key for row in numbered for bound in row.values()]
    both = unless_there(seen_updates, "bot", "update_id")
    told = (seen_updates.c.bot, seen_updates.c.update_id)
    return Prepared({name: one.values(numbered).returning(*told) for name, one in both.items()}, *names)


def ahead(db: Connection, keys: Sequence[_Key]) -> dict[tuple[int, int], bool]:
    """For storage.shared: those that are here for the first time."""
    rows = enumerate(padded(keys))
    values = {f"{name}_{at}": value for at, row in rows for name, value in zip(_ROW, row, strict=True)}
    found = _first_of(len(values) // len(_ROW)).run(db, values).fetchall()
    return dict.fromkeys(found, True)


def first_time(db: Connection, bot: int, update_id: int, now: datetime) -> bool:
    """Whether this update was never handled before; from now on it was."""
    if shared.ahead(db, ahead).pop((bot, update_id), False):
        return True
    row = {"bot": bot, "update_id": update_id, "at": now}
    return bool(_FIRST.run(db, row).rowcount == 1)


def unsee(db: Connection, bot: int, update_id: int) -> None:
    """It is to be handled once more."""
    db.execute(delete(seen_updates).where(seen_updates.c.bot == bot, seen_updates.c.update_id == update_id))


def forget(db: Connection, before: datetime) -> None:
    """Update ids may start over: an old one proves nothing."""
    db.execute(_FORGET, {"before": before})
