"""The open cases as the queue needs them: without what they say."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.casework.case import Flag, Priority, Workflow
from bot.casework.queue import Queued
from storage.tables import cases, uncarded

_c = cases.c
_HELD_BACK = select(uncarded.c.case_id).where(uncarded.c.digest.is_(None))
_OPEN = (
    select(
        _c.id, _c.code, _c.workflow, _c.priority, _c.opened_at, _c.assignee, _c.claimed_until, _c.flags
    )
    .where(_c.workflow.not_in((Workflow.CLOSED, Workflow.PURGED)), _c.id.not_in(_HELD_BACK))
    .order_by(_c.id)
)  # fmt: skip


def open_cases(db: Connection) -> tuple[Queued, ...]:
    """The oldest first; none that nothing in the group tells of yet."""
    return tuple(
        Queued(
            row.id,
            row.code,
            Workflow(row.workflow),
            Priority(row.priority),
            row.opened_at,
            row.assignee,
            row.claimed_until,
            frozenset(map(Flag, row.flags.split())),
        )
        for row in db.execute(_OPEN)
    )
