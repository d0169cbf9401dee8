"""Groups that became supergroups, and have another id since."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.conflicts import or_change
from storage.tables import moved_chats

_SET = or_change(moved_chats, "now")


def move(db: Connection, chat: int, to: int) -> None:
    db.execute(_SET[db.dialect.name], {"chat": chat, "now": to})


def now_at(db: Connection, chat: int) -> int:
    """The group's id today; the same if it never moved."""
    seen = {chat}
    while (
        to := db.execute(select(moved_chats.c.now).where(moved_chats.c.chat == chat)).scalar()
    ) is not None:
        if to in seen:
            break
        seen.add(to)
        chat = to
    return chat
