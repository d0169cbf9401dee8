"""Times of what witnesses did: the day, as soon as no deadline needs more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Table, select, text, update

from storage.tables import NOT_A_DAY, cases, routes

FINE = timedelta(hours=48)  # withdrawal, the limit of cases a day and the first look need hours until then
_AT_ONCE = 500


def day_of(moment: datetime) -> datetime:
    """Its beginning, by UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def blur(db: Connection, now: datetime) -> None:
    """When cases were opened, once that is long enough ago."""
    for table in (cases, routes):
        _blur(db, table, day_of(now - FINE))


def _blur(db: Connection, table: Table, before: datetime) -> None:
    """Whole days are left alone: nothing is written twice."""
    (key,) = table.primary_key
    fine = select(key, table.c.opened_at).where(table.c.opened_at < before, text(NOT_A_DAY))
    for id, opened_at in db.execute(fine.limit(_AT_ONCE)).all():
        db.execute(update(table).where(key == id).values(opened_at=day_of(opened_at)))
