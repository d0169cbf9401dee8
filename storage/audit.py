"""Who did what, in a chain: a row that is changed or taken out no longer fits the next."""

from __future__ import annotations

import hashlib
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select

from storage.tables import audit, microseconds

START = bytes(32)
_LAST = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)


def record(db: Connection, actor: str, action: str, case_id: int | None, reason: str, now: datetime) -> None:
    """`reason` is staff's word for why, never a witness's text."""
    previous = db.execute(_LAST).scalar_one_or_none() or START
    row = {"case_id": case_id, "actor": actor, "action": action, "reason": reason[:200], "at": now}
    chain = {"previous": previous, "hash": _hash(previous, case_id, actor, action, reason[:200], now)}
    db.execute(insert(audit), row | chain)


def verify(db: Connection) -> int | None:
    """The id of the first row that does not fit; none when all do."""
    previous = START
    for row in db.execute(select(audit).order_by(audit.c.id)):
        wanted = _hash(previous, row.case_id, row.actor, row.action, row.reason, row.at)
        if row.previous != previous or row.hash != wanted:
            wrong: int = row.id
            return wrong
        previous = row.hash
    return None


def _hash(previous: bytes, case_id: int | None, actor: str, action: str, reason: str, at: datetime) -> bytes:
    canonical = orjson.dumps([case_id, actor, action, reason, microseconds(at)])
    return hashlib.sha256(previous + canonical).digest()
