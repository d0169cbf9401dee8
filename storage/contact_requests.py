"""Who has asked to see the contact details in a case, and what a second person said to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bot.casework.effects import Request
from storage.tables import contact_requests as requests

WAITING = "waiting"


def ask(db: Connection, case_id: int, asker: int, now: datetime, until: datetime) -> int:
    """Its number."""
    row = {"case_id": case_id, "asker": asker, "state": WAITING, "asked_at": now, "until": until}
    number: int = db.execute(insert(requests).returning(requests.c.id), row).scalar_one()
    return number


def waiting(db: Connection, case_id: int, id: int | None = None) -> Request | None:
    """The one that nobody has answered yet, if it is the one with this number."""
    mine = (requests.c.case_id == case_id) & (requests.c.state == WAITING)
    row = db.execute(select(requests).where(mine).order_by(requests.c.id.desc()).limit(1)).one_or_none()
    if row is None or id not in (None, row.id):
        return None
    return Request(row.id, row.case_id, row.asker, row.until)


def over(db: Connection, now: datetime) -> tuple[Request, ...]:
    """Those that nobody answered in time."""
    found = select(requests).where(requests.c.state == WAITING, requests.c.until <= now)
    rows = db.execute(found.order_by(requests.c.id))
    return tuple(Request(row.id, row.case_id, row.asker, row.until) for row in rows)


def forget(db: Connection, now: datetime) -> None:
    """Those that were settled a day ago; the audit trail keeps what became of them."""
    old = (requests.c.state != WAITING) & (requests.c.until <= now - timedelta(days=1))
    db.execute(delete(requests).where(old))


def settle(db: Connection, id: int, state: str) -> bool:
    """False when somebody else was quicker."""
    mine = (requests.c.id == id) & (requests.c.state == WAITING)
    return db.execute(update(requests).where(mine).values(state=state)).rowcount == 1
