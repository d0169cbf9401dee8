"""Where in the group a case's card stands."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.conflicts import or_change
from storage.tables import cards

_SET = or_change(cards, "chat", "message")


def card_of(db: Connection, case_id: int) -> tuple[int, int] | None:
    """(chat, message)."""
    row = db.execute(select(cards.c.chat, cards.c.message).where(cards.c.case_id == case_id)).one_or_none()
    return None if row is None else (row.chat, row.message)


def set_card(db: Connection, case_id: int, chat: int, message: int) -> None:
    db.execute(_SET[db.dialect.name], {"case_id": case_id, "chat": chat, "message": message})
