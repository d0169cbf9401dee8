"""Open cases that have no card of their own in the group: held back, or named in a digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import uncarded

_c = uncarded.c


def hold_back(db: Connection, case_id: int, due_at: datetime) -> None:
    """Nothing in the group tells of it before then."""
    db.execute(insert(uncarded), {"case_id": case_id, "due_at": due_at, "digest": None})


def due(db: Connection, now: datetime) -> tuple[int, ...]:
    """Those whose time has come, in the order in which it came."""
    waiting = select(_c.case_id).where(_c.digest.is_(None), _c.due_at <= now)
    return tuple(db.scalars(waiting.order_by(_c.due_at, _c.case_id)))


def has(db: Connection, case_id: int) -> bool:
    return db.scalar(select(_c.case_id).where(_c.case_id == case_id)) is not None


def put(db: Connection, case_id: int, digest: int) -> None:
    """It is named there."""
    db.execute(update(uncarded).where(_c.case_id == case_id).values(digest=digest))


def in_digest(db: Connection, number: int) -> tuple[int, ...]:
    """In the order in which they came."""
    named = select(_c.case_id).where(_c.digest == number)
    return tuple(db.scalars(named.order_by(_c.due_at, _c.case_id)))


def take(db: Connection, case_id: int) -> int | None:
    """It gets a card of its own; the digest that it was named in, if it was."""
    left = delete(uncarded).where(_c.case_id == case_id).returning(_c.digest)
    return db.execute(left).scalar_one_or_none()


def is_held_back(db: Connection, case_id: int) -> bool:
    return db.scalar(select(_c.case_id).where(_c.case_id == case_id, _c.digest.is_(None))) is not None
