"""What stands in a witness's chat and could still be deleted: ids of messages, for 48 hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.conflicts import unless_there
from storage.prepared import Prepared
from storage.tables import standing

DELETABLE_FOR = timedelta(hours=48)  # Telegram's rule for bots

_ROW = ("witness", "bot", "message")
_NOTE = Prepared(unless_there(standing, *_ROW), *_ROW, "at")


def note(db: Connection, witness: bytes, bot: int, message: int, now: datetime) -> None:
    """A message that the bot has sent, or that came and stays for now."""
    _NOTE.later(db, {"witness": witness, "bot": bot, "message": message, "at": now})


def of_chat(db: Connection, witness: bytes) -> Mapping[int, tuple[int, ...]]:
    """By bot: the same person has a chat with each mirror."""
    found = select(standing.c.bot, standing.c.message).where(standing.c.witness == witness)
    messages: defaultdict[int, list[int]] = defaultdict(list)
    for row in db.execute(found.order_by(standing.c.bot, standing.c.message)):
        messages[row.bot].append(row.message)
    return {bot: tuple(ids) for bot, ids in messages.items()}


def forget(db: Connection, witness: bytes) -> None:
    """All of one chat."""
    db.execute(delete(standing).where(standing.c.witness == witness))


def forget_old(db: Connection, now: datetime) -> None:
    """What no bot could delete any more."""
    db.execute(delete(standing).where(standing.c.at < now - DELETABLE_FOR))
