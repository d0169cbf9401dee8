"""Which cases are late: what was due and is not done, whom it was told, and nothing finer than that needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.casework.case import Flag, Priority, Workflow
from storage.coarse import day_of
from storage.conflicts import or_change
from storage.tables import cases, overdue

_c = cases.c
_OWED = (Workflow.NEW, Workflow.TRIAGE, Workflow.WITNESS_REPLIED)
_LATE = _c.flags.contains(Flag.OVERDUE)
_CALL = or_change(overdue, "called_at", "told")


def untimed(db: Connection, limit: int) -> tuple[int, ...]:
    """Cases that the desk owes something, and nobody has yet said by when."""
    found = select(_c.id).where(_c.workflow.in_(_OWED), _c.due_at.is_(None))
    return tuple(db.scalars(found.order_by(_c.id).limit(limit)))


def due(db: Connection, now: datetime, priorities: Collection[Priority], limit: int) -> tuple[int, ...]:
    """Cases of these priorities that become overdue now, the longest due first."""
    mine = (_c.due_at <= now) & _c.priority.in_(priorities) & _LATE.is_(False)
    return tuple(db.scalars(select(_c.id).where(mine).order_by(_c.due_at, _c.id).limit(limit)))


def note_call(db: Connection, case_id: int, due_at: datetime, now: datetime) -> None:
    """The group hears of it now. When it was due is kept by the day: nothing waits for the hour any more."""
    row = {"case_id": case_id, "called_at": now, "told": False}
    db.execute(_CALL[db.dialect.name], row)
    db.execute(update(cases).where(_c.id == case_id).values(due_at=day_of(due_at)))


def unheard(db: Connection, called_before: datetime, priorities: Collection[Priority]) -> tuple[int, ...]:
    """Cases that are still overdue, of which the group was told by then, and the admins were not."""
    mine = (overdue.c.called_at <= called_before) & overdue.c.told.is_(False)
    found = select(overdue.c.case_id).join(cases, _c.id == overdue.c.case_id)
    return tuple(db.scalars(found.where(mine, _LATE, _c.priority.in_(priorities)).order_by(_c.id)))


def note_told(db: Connection, case_ids: Collection[int], now: datetime) -> None:
    """The admins have been told; the hour of the call is needed no longer."""
    told = {"told": True, "called_at": day_of(now)}
    db.execute(update(overdue).where(overdue.c.case_id.in_(case_ids)).values(told))


def forget(db: Connection) -> None:
    """What is not overdue any more."""
    still = select(_c.id).where(_LATE)
    db.execute(delete(overdue).where(overdue.c.case_id.not_in(still)))
