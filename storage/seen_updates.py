"""Which updates were handled: Telegram may hand over the same one again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete

from storage.conflicts import unless_there
from storage.prepared import Prepared
from storage.tables import seen_updates

_FIRST = Prepared(unless_there(seen_updates, "bot", "update_id"), "bot", "update_id", "at")
_FORGET = delete(seen_updates).where(seen_updates.c.at < bindparam("before"))


def first_time(db: Connection, bot: int, update_id: int, now: datetime) -> bool:
    """Whether this update was never handled before; from now on it was."""
    row = {"bot": bot, "update_id": update_id, "at": now}
    return bool(_FIRST.run(db, row).rowcount == 1)


def unsee(db: Connection, bot: int, update_id: int) -> None:
    """It is to be handled once more."""
    db.execute(delete(seen_updates).where(seen_updates.c.bot == bot, seen_updates.c.update_id == update_id))


def forget(db: Connection, before: datetime) -> None:
    """Update ids may start over: an old one proves nothing."""
    db.execute(_FORGET, {"before": before})
