"""What admins must be told of: at most once an hour or a day each, however often it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from storage.letters import Side
from storage.tables import alarms
from storage.transaction import Store

SILENCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Alarm:
    """`about` is what it concerns: the id of a bot, of a group or of a person of the staff, or 0."""

    what: str
    about: int


def ring(db: Connection, what: str, about: int, via: Side, now: datetime, every: timedelta = SILENCE) -> bool:
    """Whether it was quiet `every` so long: then the bot of the side `via` tells the admins."""
    mine = (alarms.c.what == what) & (alarms.c.about == about)
    last = db.execute(select(alarms.c.raised_at).where(mine)).scalar_one_or_none()
    if last is not None and now - last < every:
        return False
    values = {"via": via, "raised_at": now, "told": False}
    if last is None:
        db.execute(insert(alarms), {"what": what, "about": about} | values)
    else:
        db.execute(update(alarms).where(mine).values(values))
    Store.announce(db, f"alarms:{via}")
    return True


def take(db: Connection, via: Side) -> tuple[Alarm, ...]:
    """Those that this side's bot has not told yet; from now on it has."""
    mine = (alarms.c.via == via) & alarms.c.told.is_(False)
    found = tuple(Alarm(row.what, row.about) for row in db.execute(select(alarms).where(mine)))
    if found:
        db.execute(update(alarms).where(mine).values(told=True))
    return found
