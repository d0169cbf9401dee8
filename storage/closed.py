"""Closed cases, and when the desk's text of each goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from bot.casework.case import CloseReason, Flag, Track, Workflow
from bot.casework.erasure import Closed, Stop, Timer
from storage import duplicates
from storage.conflicts import or_change
from storage.questions import OPEN
from storage.tables import cases, desk_copies, erasures, files, questions

_KEEP = or_change(erasures, "closed_at", "due_at", "announced_at")
_c, _e = cases.c, erasures.c
_STOPS = {
    Stop.UNREAD: exists().where(desk_copies.c.case_id == _c.id, desk_copies.c.sequence > _c.read_to),
    Stop.QUESTION: exists().where(questions.c.case_id == _c.id, questions.c.state.in_(OPEN)),
    Stop.ORIGINAL: duplicates.kept_along(),
    Stop.FILES: exists().where(files.c.case_id == _c.id, files.c.state == "arriving"),
}
_FLAGS = {Flag.LEGAL_HOLD: Stop.HOLD, Flag.DELETION_ASKED: Stop.WISH}
_FOUND = (
    select(
        *(_c.id, _c.code, _c.track, _c.version, _c.closed_at, _c.flags),
        *(_e.closed_at.label("about"), _e.due_at, _e.announced_at),
        *(found.label(stop.name) for stop, found in _STOPS.items()),
    )
    .outerjoin(erasures, _e.case_id == _c.id)
    # What was withdrawn has no text any more.
    .where(_c.workflow == Workflow.CLOSED, _c.closed_reason != CloseReason.WITHDRAWN)
    .where(_c.closed_at.is_not(None))
    .order_by(_c.closed_at, _c.id)
)


def all_of_them(db: Connection) -> tuple[Closed, ...]:
    """The first that was closed first."""
    return tuple(map(_closed, db.execute(_FOUND)))


def one(db: Connection, case_id: int) -> Closed | None:
    row = db.execute(_FOUND.where(_c.id == case_id)).one_or_none()
    return None if row is None else _closed(row)


def keep(db: Connection, case_id: int, timer: Timer) -> None:
    row = {"case_id": case_id, "closed_at": timer.closed_at, "due_at": timer.due_at}
    db.execute(_KEEP[db.dialect.name], row | {"announced_at": timer.announced_at, "purged_at": None})


def stop(db: Connection, case_id: int) -> None:
    """The time of this case starts anew when it is looked at next."""
    db.execute(update(erasures).where(_e.case_id == case_id).values(due_at=None, announced_at=None))


def forget_opened(db: Connection) -> None:
    """A case that is worked on again has no timer."""
    worked_on = select(_c.id).where(_c.workflow.not_in((Workflow.CLOSED, Workflow.PURGED)))
    db.execute(delete(erasures).where(_e.case_id.in_(worked_on)))


def note_purge(db: Connection, case_id: int, now: datetime) -> None:
    """The days on which it came and went stand in its case."""
    closed_at = select(_c.closed_at).where(_c.id == case_id).scalar_subquery()
    gone = {"closed_at": closed_at, "due_at": None, "announced_at": None, "purged_at": now}
    db.execute(update(erasures).where(_e.case_id == case_id).values(gone))


def _closed(row: Row[Any]) -> Closed:
    stops = {stop for stop in _STOPS if getattr(row, stop.name)}
    stops |= {stop for flag, stop in _FLAGS.items() if flag in row.flags.split()}
    timer = None if row.about is None else Timer(row.about, row.due_at, row.announced_at)
    return Closed(row.id, row.code, Track(row.track), row.version, row.closed_at, frozenset(stops), timer)
