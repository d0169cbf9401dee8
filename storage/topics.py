"""Which topic of the group is a case's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from storage.conflicts import or_change
from storage.tables import topics

_SET = or_change(topics, "chat", "thread", "open")


@dataclass(frozen=True, slots=True)
class Kept:
    """A topic as the bot last left it."""

    chat: int
    thread: int
    open: bool


def of_case(db: Connection, case_id: int) -> Kept | None:
    row = db.execute(select(topics).where(topics.c.case_id == case_id)).one_or_none()
    return None if row is None else Kept(row.chat, row.thread, row.open)


def keep(db: Connection, case_id: int, topic: Kept) -> None:
    row = {"case_id": case_id, "chat": topic.chat, "thread": topic.thread, "open": topic.open}
    db.execute(_SET[db.dialect.name], row)


def forget(db: Connection, case_id: int) -> None:
    """Somebody has deleted it."""
    db.execute(delete(topics).where(topics.c.case_id == case_id))
