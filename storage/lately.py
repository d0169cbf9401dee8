"""When a side last did something, as far as its rows tell: for the health of the program."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import desk_copies, drafts, seen_updates


def handled(db: Connection, but: int) -> datetime | None:
    """When an update of any bot `but` this one was handled last; None after 48 hours without."""
    others = select(seen_updates.c.at).where(seen_updates.c.bot != but)
    return db.scalar(others.order_by(seen_updates.c.at.desc()).limit(1))


def saved(db: Connection) -> datetime | None:
    """When something of a witness's was saved last; None if nothing of it is left."""
    in_cases = db.scalar(select(desk_copies.c.at).order_by(desk_copies.c.id.desc()).limit(1))
    found = (in_cases, db.scalar(select(func.max(drafts.c.saved_at))))
    return max((at for at in found if at is not None), default=None)
