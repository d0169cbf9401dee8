"""Who opened which case when, for a day: what limits reading."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from bot.casework.reading_limits import DAY, Opening
from storage.tables import openings


def note(db: Connection, user: int, case_id: int, now: datetime) -> None:
    db.execute(insert(openings), {"user": user, "case_id": case_id, "at": now})


def of_user(db: Connection, user: int, now: datetime) -> tuple[Opening, ...]:
    """Those of the last day, the oldest first."""
    c = openings.c
    found = select(c.case_id, c.at).where(c.user == user, c.at > now - DAY).order_by(c.at, c.id)
    return tuple(Opening(row.case_id, row.at) for row in db.execute(found))


def forget(db: Connection, now: datetime) -> None:
    """Those that count no longer."""
    db.execute(delete(openings).where(openings.c.at <= now - DAY - timedelta(hours=1)))
