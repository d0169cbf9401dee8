"""Who did what, in a chain: a row that is changed, taken out or cut off no longer fits the rest.

Rows are numbered without a gap. How many there are, and the last one's hash, stand apart in the head, which
the admins are told every day: who can write into the database can rewrite both, but not what was told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from bot.casework.actions import ACTIONS
from bot.casework.history import Entry
from storage.coarse import day_of
from storage.conflicts import or_change
from storage.tables import audit, audit_head, cases, microseconds

START = bytes(32)
AT_ONCE = 2000  # rows in one look: nobody has to wait for longer
READ = ACTIONS["read"].audit
_NOT_STAFF = ("witness", "system")

_HEAD = select(audit_head)
_LAST = select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
_SET_HEAD = or_change(audit_head, "rows", "hash")


@dataclass(frozen=True, slots=True)
class Head:
    """How many rows there are, and the last one's hash; when the admins were told last."""

    rows: int = 0
    hash: bytes = START
    told_at: datetime | None = None


class Wrong(StrEnum):
    """What can be wrong with the row that is named first."""

    ALTERED = "altered"
    MISSING = "missing"
    CUT_OFF = "cut off"  # this one and all after it
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first row that does not fit."""

    row: int
    what: Wrong


@dataclass(frozen=True, slots=True)
class Walked:
    """How far the chain was followed; `flaw` is None while all fits, `ended` when there is no more."""

    rows: int = 0
    hash: bytes = START
    flaw: Flaw | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody opened a case."""

    code: str
    at: datetime


def record(db: Connection, actor: str, action: str, case_id: int | None, reason: str, now: datetime) -> None:
    """`reason` is staff's word for why, never a witness's text. What a witness did, or follows from it, keeps
    its day alone: hours would help to tell who it was."""
    now = day_of(now) if actor in _NOT_STAFF else now
    known, last = head(db), db.execute(_LAST).one_or_none()
    if last is not None and last.id > known.rows:
        # Somebody has meddled with the head: the trail must go on all the same, and tells of it.
        found = f"the head said {known.rows}, there are {last.id}"
        known = _append(db, Head(last.id, last.hash), "system", "head did not fit", None, found, now)
    _append(db, known, actor, action, case_id, reason[:200], now)


def head(db: Connection) -> Head:
    row = db.execute(_HEAD).one_or_none()
    return Head() if row is None else Head(row.rows, row.hash, row.told_at)


def told(db: Connection, now: datetime) -> None:
    """The admins have the head, or from now on a day is counted."""
    db.execute(update(audit_head).values(told_at=now))


def verify(db: Connection) -> Flaw | None:
    """What is wrong first; none when all fits. For a long trail `walk` goes on where it stopped."""
    walked = Walked()
    while not walked.ended:
        walked = walk(db, walked)
    return walked.flaw


def walk(db: Connection, so_far: Walked, most: int = AT_ONCE) -> Walked:
    """On by so many rows."""
    rows = select(audit).order_by(audit.c.id).limit(most)
    found = db.execute(rows.where(audit.c.id > so_far.rows) if so_far.rows else rows).all()
    for row in found:
        flaw = _flaw(row, so_far)
        if flaw is not None:
            return replace(so_far, flaw=flaw, ended=True)
        so_far = Walked(row.id, row.hash)
    return so_far if len(found) == most else replace(so_far, flaw=_at_the_end(db, so_far), ended=True)


def row_with(db: Connection, hash: bytes) -> int | None:
    """The row whose hash was told as a head."""
    return db.execute(select(audit.c.id).where(audit.c.hash == hash).limit(1)).scalar_one_or_none()


def readings(db: Connection, actor: str) -> tuple[Reading, ...]:
    """Each time this one of the staff opened a case, the newest first."""
    mine = select(cases.c.code, audit.c.at).join(cases, cases.c.id == audit.c.case_id)
    mine = mine.where(audit.c.actor == actor, audit.c.action == READ)
    return tuple(Reading(row.code, row.at) for row in db.execute(mine.order_by(audit.c.id.desc())))


def of_case(db: Connection, case_id: int) -> tuple[Entry, ...]:
    """What was done with a case, the oldest first."""
    mine = select(audit).where(audit.c.case_id == case_id).order_by(audit.c.id)
    return tuple(Entry(row.actor, row.action, row.reason, row.at) for row in db.execute(mine))


def knows(db: Connection, actor: str) -> bool:
    """Whether they ever did anything."""
    return db.execute(select(audit.c.id).where(audit.c.actor == actor).limit(1)).first() is not None


def _append(
    db: Connection, after: Head, actor: str, action: str, case_id: int | None, reason: str, now: datetime
) -> Head:
    hash = _hash(after.hash, case_id, actor, action, reason, now)
    row = {"id": after.rows + 1, "case_id": case_id, "actor": actor, "action": action, "reason": reason}
    db.execute(insert(audit), row | {"at": now, "previous": after.hash, "hash": hash})
    db.execute(_SET_HEAD[db.dialect.name], {"id": 1, "rows": after.rows + 1, "hash": hash})
    return Head(after.rows + 1, hash)


def _flaw(row: Row[Any], before: Walked) -> Flaw | None:
    if row.id != before.rows + 1:
        missing = row.id > before.rows
        return Flaw(before.rows + 1, Wrong.MISSING) if missing else Flaw(row.id, Wrong.ADDED)
    if row.hash != _hash(row.previous, row.case_id, row.actor, row.action, row.reason, row.at):
        return Flaw(row.id, Wrong.ALTERED)
    if row.previous != before.hash:  # in itself it is whole: the one before was altered with its hash
        return Flaw(max(before.rows, 1), Wrong.ALTERED)
    return None


def _at_the_end(db: Connection, walked: Walked) -> Flaw | None:
    known = head(db)
    if walked.rows < known.rows:
        return Flaw(walked.rows + 1, Wrong.CUT_OFF)
    if walked.rows > known.rows:
        return Flaw(known.rows + 1, Wrong.ADDED)
    return None if walked.hash == known.hash else Flaw(walked.rows, Wrong.ALTERED)


def _hash(previous: bytes, case_id: int | None, actor: str, action: str, reason: str, at: datetime) -> bytes:
    canonical = orjson.dumps([case_id, actor, action, reason, microseconds(at)])
    return hashlib.sha256(previous + canonical).digest()
