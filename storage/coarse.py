"""Times of what witnesses did: the day, as soon as no deadline needs more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Connection, Table, select, text, update

from storage.tables import NOT_A_DAY, cases, places, routes, uncarded

FINE = timedelta(hours=48)  # withdrawal, the limit of cases a day and the first look need hours until then
DAY = timedelta(days=1)
_AT_ONCE = 500


def day_of(moment: datetime) -> datetime:
    """Its beginning, by UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def blur(db: Connection, now: datetime) -> None:
    """When cases were opened, once that is long enough ago; and what would tell it."""
    for table in (cases, routes):
        _blur(db, table, day_of(now - FINE))
    for column in (places.c.drawn_at, uncarded.c.due_at):  # a card is drawn when a witness writes
        _blur_column(db, column, day_of(now - FINE))


def _blur(db: Connection, table: Table, before: datetime) -> None:
    """Whole days are left alone: nothing is written twice."""
    (key,) = table.primary_key
    fine = select(key, table.c.opened_at).where(table.c.opened_at < before, text(NOT_A_DAY))
    for id, opened_at in db.execute(fine.limit(_AT_ONCE)).all():
        db.execute(update(table).where(key == id).values(opened_at=day_of(opened_at)))
        if table is cases:
            _blur_due(db, id)


def _blur_column(db: Connection, column: Column[datetime], before: datetime) -> None:
    """To the end of its day: nothing seems to be older than it is, and is done again."""
    (key,) = column.table.primary_key
    fine = select(key, column).where(column < before, text(f"{column.name} % 86400000000 <> 0"))
    for name, moment in db.execute(fine.limit(_AT_ONCE)).all():
        db.execute(update(column.table).where(key == name).values({column: day_of(moment) + DAY}))


def _blur_due(db: Connection, case_id: int) -> None:
    """What is still due is so by the end of that day: never earlier than was said."""
    mine = cases.c.id == case_id
    due_at = db.execute(select(cases.c.due_at).where(mine)).scalar_one()
    if due_at is not None and due_at != day_of(due_at):
        db.execute(update(cases).where(mine).values(due_at=day_of(due_at) + DAY))
