"""Cases that say the same: which one stands for which. Merges are edges between rows, and nothing moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, or_, select

from bot.casework.case import CloseReason, Flag, Item, Workflow
from bot.casework.likeness import MOST
from storage import copies
from storage.keys import StaffKeys
from storage.sealing import KeyGone, Misplaced
from storage.tables import cases, desk_copies, files

Sealed = Sequence[Row[Any]]

_c = cases.c
_ENDED = (Workflow.CLOSED, Workflow.PURGED)
_TOP = cases.alias()
_up = select(_c.id, _c.duplicate_of.label("code")).where(_c.duplicate_of.is_not(None)).cte(recursive=True)
_above = _up.union(
    select(_up.c.id, _c.duplicate_of).join(cases, _c.code == _up.c.code).where(_c.duplicate_of.is_not(None))
)


def waits() -> ColumnElement[bool]:
    """Of `cases`: it is a duplicate of one that is worked on."""
    return _over(_TOP.c.workflow.not_in(_ENDED))


def is_waiting(db: Connection, case_id: int) -> bool:
    return db.scalar(select(_c.id).where(_c.id == case_id, waits())) is not None


def kept_along() -> ColumnElement[bool]:
    """Of `cases`: it is a duplicate of one that is worked on, or kept."""
    return _over(or_(_TOP.c.workflow.not_in(_ENDED), _TOP.c.flags.contains(Flag.LEGAL_HOLD)))


def _over(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_above.c.id == _c.id, _TOP.c.code == _above.c.code, which)


def top_of(db: Connection, code: str) -> str:
    """The code of the case that stands for this one: its own, when it is no duplicate."""
    seen = {code}
    while (above := db.scalar(select(_c.duplicate_of).where(_c.code == code))) and above not in seen:
        seen.add(above)
        code = above
    return code


def original_of(db: Connection, case_id: int) -> int | None:
    """The case that rises when the witness of this duplicate writes; None when there is none any more."""
    code = db.scalar(select(_c.code).where(_c.id == case_id))
    top = top_of(db, code) if code is not None else code
    if top == code:
        return None
    gone = or_(_c.workflow == Workflow.PURGED, _c.closed_reason == CloseReason.WITHDRAWN)
    found: int | None = db.scalar(select(_c.id).where(_c.code == top, or_(gone.is_(None), ~gone)))
    return found


def below(db: Connection, case_id: int) -> tuple[int, ...]:
    """The duplicates of a case, and theirs, the oldest first."""
    named = select(_c.code).where(_c.id == case_id).scalar_subquery()
    found = select(_above.c.id).where(_above.c.code == named).distinct().order_by(_above.c.id)
    return tuple(db.scalars(found))


def with_same_file(db: Connection, case_id: int) -> tuple[str, ...]:
    """Cases of the same desk and track whose text is still here, and that share the very bytes of a file; the
    newest first, at most eight."""
    found = select(_c.code).where(_beside(case_id), _same_file(case_id)).order_by(_c.id.desc())
    return tuple(db.scalars(found.limit(8)))


def beside(db: Connection, case_id: int, closed_since: datetime) -> dict[int, str]:
    """Codes by id, the newest first: what this case may be a duplicate of."""
    recent = or_(_c.workflow.not_in(_ENDED), _c.closed_at >= closed_since, _same_file(case_id))
    found = select(_c.id, _c.code).where(_beside(case_id), recent).order_by(_c.id.desc()).limit(MOST)
    return {row.id: row.code for row in db.execute(found)}


def sealed_items(db: Connection, case_ids: Collection[int]) -> Sealed:
    """To be opened elsewhere, so that nobody waits for it."""
    mine = desk_copies.c.case_id.in_(case_ids)
    return db.execute(select(desk_copies).where(mine).order_by(desk_copies.c.id)).all()


def opened_items(keys: StaffKeys, rows: Sealed) -> dict[int, tuple[Item, ...]]:
    """What is there and opens still, by case."""
    found: dict[int, tuple[Item, ...]] = {}
    for row in rows:
        with suppress(KeyGone, Misplaced):  # `keys verify` tells of them
            found[row.case_id] = (*found.get(row.case_id, ()), copies.item_of(keys, row))
    return found


def digests(db: Connection, case_ids: Collection[int]) -> dict[int, frozenset[bytes]]:
    """Of their files, by case."""
    known = (files.c.case_id.in_(case_ids), files.c.digest.is_not(None))
    found: dict[int, frozenset[bytes]] = {}
    for row in db.execute(select(files.c.case_id, files.c.digest).where(*known)):
        found[row.case_id] = found.get(row.case_id, frozenset()) | {row.digest}
    return found


def _beside(case_id: int) -> ColumnElement[bool]:
    """Of `cases`: of the same desk and track, no duplicate, and something is left of what it said."""
    own = cases.alias()
    same = exists().where(own.c.id == case_id, own.c.desk == _c.desk, own.c.track == _c.track)
    gone = or_(_c.workflow == Workflow.PURGED, _c.closed_reason == CloseReason.WITHDRAWN)
    return and_(_c.id != case_id, _c.duplicate_of.is_(None), same, or_(gone.is_(None), ~gone))


def _same_file(case_id: int) -> ColumnElement[bool]:
    mine, its = files.alias(), files.alias()
    same = select(its.c.case_id).join(mine, mine.c.digest == its.c.digest).where(mine.c.case_id == case_id)
    return _c.id.in_(same)
