"""What could not be handled or sent: kept sealed for three days, so that someone can find out why.

A row is `kept`; an operator marks it `again`, and its side takes it `under_way`, from where it goes, or is
kept once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storage import audit
from storage.keys import Keys
from storage.letters import Side
from storage.tables import dead_letters, microseconds

What = Literal["update", "outbox", "letter"]
KEPT_FOR = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One without its content."""

    id: int
    side: str
    what: str
    state: str
    reason: str
    at: datetime


def keep(db: Connection, keys: Keys, what: What, raw: bytes, reason: str, now: datetime) -> None:
    """`reason` is kept in the clear: the name of an error, never its words."""
    key = keys.day.for_day(now)
    row = {
        "side": keys.side,
        "what": what,
        "key": key.id,
        "sealed": key.seal(raw, _place(keys, what, now)),
        "reason": reason[:80],
        "at": now,
    }
    db.execute(insert(dead_letters), row)


def read(db: Connection, keys: Keys, id: int) -> bytes | None:
    """KeyGone after three days."""
    mine = select(dead_letters).where(dead_letters.c.id == id, dead_letters.c.side == keys.side)
    row = db.execute(mine).one_or_none()
    if row is None:
        return None
    return opened(keys, row)


def opened(keys: Keys, row: Row[Any]) -> bytes:
    """KeyGone, Misplaced."""
    return keys.day.named(row.key).open(row.sealed, _place(keys, row.what, row.at))


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(dead_letters)).scalar_one()


def counts(db: Connection) -> dict[str, int]:
    """By side."""
    rows = db.execute(select(dead_letters.c.side, func.count().label("number")).group_by(dead_letters.c.side))
    return {row.side: row.number for row in rows}


def listed(db: Connection) -> tuple[DeadLetter, ...]:
    """All, the oldest first."""
    return _found(db, dead_letters.c.id > 0)


def again(db: Connection, id: int) -> bool:
    """Whether there is one to try again; its side does so, now or when it runs."""
    asked = update(dead_letters).where(dead_letters.c.id == id, dead_letters.c.state == "kept")
    return bool(db.execute(asked.values(state="again").execution_options(preserve_rowcount=True)).rowcount)


def to_try(db: Connection, side: Side) -> tuple[DeadLetter, ...]:
    """Those that were asked for, and those whose trial a crash ended."""
    waiting = dead_letters.c.state.in_(("again", "under_way"))
    return _found(db, (dead_letters.c.side == side) & waiting)


def take_up(db: Connection, id: int) -> None:
    """From now on a crash leaves it to be tried without forgetting what was done."""
    db.execute(update(dead_letters).where(dead_letters.c.id == id).values(state="under_way"))


def give_up(db: Connection, id: int, reason: str) -> None:
    """Kept as it was, for the reason it failed this time."""
    values = {"state": "kept", "reason": reason[:80]}
    db.execute(update(dead_letters).where(dead_letters.c.id == id).values(values))


def drop(db: Connection, id: int) -> bool:
    """Whether there was one."""
    gone = delete(dead_letters).where(dead_letters.c.id == id)
    return bool(db.execute(gone.execution_options(preserve_rowcount=True)).rowcount)


def forget(db: Connection, side: Side, now: datetime) -> int:
    """How many were too old to be opened any more; the trail says that they went."""
    old = (dead_letters.c.side == side) & (dead_letters.c.at < now - KEPT_FOR)
    gone = db.execute(delete(dead_letters).where(old).execution_options(preserve_rowcount=True)).rowcount
    if gone:
        audit.record(db, "system", "dead letters removed", None, f"{gone} of the {side} side", now)
    return gone


def _found(db: Connection, which: object) -> tuple[DeadLetter, ...]:
    columns = dead_letters.c
    rows = select(columns.id, columns.side, columns.what, columns.state, columns.reason, columns.at)
    found = db.execute(rows.where(which).order_by(columns.id))  # type: ignore[arg-type]
    return tuple(DeadLetter(*row) for row in found)


def _place(keys: Keys, what: str, at: datetime) -> str:
    return f"dead:{keys.side}:{what}:{microseconds(at)}"
