"""When figures were posted last, so that each digest comes once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from storage.conflicts import or_change
from storage.tables import digests

_NOTE = or_change(digests, "at")


def posted_at(db: Connection, reader: str, what: str) -> datetime | None:
    row = db.execute(
        select(digests.c.at).where(digests.c.reader == reader, digests.c.what == what)
    ).one_or_none()
    return None if row is None else row.at


def note(db: Connection, reader: str, what: str, now: datetime) -> None:
    db.execute(_NOTE[db.dialect.name], {"reader": reader, "what": what, "at": now})
