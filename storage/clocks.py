"""When each side last ran, whether its computer's clock is in doubt, and what an admin says is right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from storage.conflicts import or_change
from storage.letters import Side
from storage.tables import clocks

_NOTE = or_change(clocks, "seen_at", "ahead")


@dataclass(frozen=True, slots=True)
class Doubt:
    """`seen_at` is the side's own time, when it last looked; its computer's clock was `ahead` of that."""

    side: Side
    seen_at: datetime
    ahead: timedelta


def last_seen(db: Connection) -> datetime | None:
    """When a side last ran, by its own time."""
    found: datetime | None = db.execute(select(func.max(clocks.c.seen_at))).scalar_one()
    return found


def seen(db: Connection) -> dict[Side, datetime]:
    """When each side that ever ran did so last, by its own time."""
    return {row.side: row.seen_at for row in db.execute(select(clocks.c.side, clocks.c.seen_at))}


def note(db: Connection, sides: Collection[Side], now: datetime, ahead: timedelta | None) -> datetime | None:
    """These sides run, at their own time; what was confirmed last, if anything was."""
    seconds = None if ahead is None else round(ahead.total_seconds())
    for side in sides:
        db.execute(_NOTE[db.dialect.name], {"side": side, "seen_at": now, "ahead": seconds})
    found: datetime | None = db.execute(select(func.max(clocks.c.confirmed))).scalar_one()
    return found


def doubts(db: Connection) -> tuple[Doubt, ...]:
    rows = db.execute(select(clocks).where(clocks.c.ahead.is_not(None)).order_by(clocks.c.side))
    return tuple(Doubt(row.side, row.seen_at, timedelta(seconds=row.ahead)) for row in rows)


def confirm(db: Connection, right: datetime) -> None:
    """Each side whose computer says the same follows it from now on."""
    db.execute(update(clocks).values(confirmed=right))
