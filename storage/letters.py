"""Letters: all that passes between the two bots, without content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from storage.tables import letters
from storage.transaction import Store

Side = Literal["witness", "staff"]


@dataclass(frozen=True, slots=True)
class Letter:
    """`number` is what `what` is about, when a case alone does not say it."""

    id: int
    case_id: int
    what: str
    number: int | None
    at: datetime


def post(
    db: Connection, toward: Side, case_id: int, what: str, now: datetime, number: int | None = None
) -> None:
    row = {"toward": toward, "case_id": case_id, "what": what, "number": number, "at": now}
    db.execute(insert(letters), row)
    Store.announce(db, f"letters:{toward}")


def take(db: Connection, toward: Side, limit: int = 50) -> tuple[Letter, ...]:
    """The oldest first; they stay until they are burnt."""
    found = select(letters).where(letters.c.toward == toward).order_by(letters.c.id).limit(limit)
    return tuple(Letter(row.id, row.case_id, row.what, row.number, row.at) for row in db.execute(found))


def burn(db: Connection, ids: Collection[int]) -> int:
    """How many there still were."""
    return db.execute(delete(letters).where(letters.c.id.in_(ids))).rowcount
