"""Cases that say the same: which one stands for which. Merges are edges between rows, and nothing moves."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from bot.casework.case import CloseReason, Flag, Workflow
from storage.tables import cases, files

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
    mine, its, own = files.alias(), files.alias(), cases.alias()
    same = select(its.c.case_id).join(mine, mine.c.digest == its.c.digest).where(mine.c.case_id == case_id)
    gone = or_(_c.workflow == Workflow.PURGED, _c.closed_reason == CloseReason.WITHDRAWN)
    beside = (own.c.id == case_id, own.c.desk == _c.desk, own.c.track == _c.track)
    wanted = (_c.id.in_(same), _c.id != case_id, _c.duplicate_of.is_(None), exists().where(*beside))
    found = select(_c.code).where(*wanted, or_(gone.is_(None), ~gone)).order_by(_c.id.desc())
    return tuple(db.scalars(found.limit(8)))
