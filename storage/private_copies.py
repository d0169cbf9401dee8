"""Which messages in private chats hold what a case says, and until when they may stand there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from storage.tables import private_copies as copies


class Part(StrEnum):
    """What of a reading a message holds: its pages are turned one at a time."""

    TEXT = "text"
    FILE = "file"
    LIST = "list"
    ELSE = "else"


@dataclass(frozen=True, slots=True)
class PrivateCopy:
    """`message` and `shown_at` are empty until it is shown; a `head` turns into the line that is left;
    a `leaving` one is on its way out."""

    id: int
    user: int
    case_id: int
    message: int | None
    head: bool
    file: bool
    shown_at: datetime | None
    leaving: bool
    part: Part = Part.ELSE


def expect(
    db: Connection, user: int, case_id: int, until: datetime, *, head: bool = False, part: Part = Part.ELSE
) -> int:
    """Leave to show something; its id. Without a row nothing of a case is shown."""
    row: dict[str, object] = {"user": user, "case_id": case_id, "delete_at": until, "head": head}
    row |= {"file": part is Part.FILE, "part": part}
    number: int = db.execute(insert(copies).returning(copies.c.id), row | {"leaving": False}).scalar_one()
    return number


def wanted(db: Connection, id: int) -> PrivateCopy | None:
    """None when it is not to be shown, or not any more."""
    found = _where(db, (copies.c.id == id) & copies.c.leaving.is_(False))
    return found[0] if found else None


def shown(db: Connection, id: int, message: int, now: datetime, until: datetime) -> bool:
    """Where it stands from now on; false when it was called back meanwhile."""
    values = {"message": message, "shown_at": now, "delete_at": until}
    mine = (copies.c.id == id) & copies.c.leaving.is_(False)
    return db.execute(update(copies).where(mine).values(values)).rowcount == 1


def displace(db: Connection, id: int) -> None:
    """Its message is gone: it may have another."""
    mine = (copies.c.id == id) & copies.c.leaving.is_(False)
    db.execute(update(copies).where(mine).values(message=None, shown_at=None))


def due(db: Connection, now: datetime) -> tuple[PrivateCopy, ...]:
    """Those whose time is over, and those whose removal came to nothing."""
    return _where(db, copies.c.delete_at <= now)


def of_user(db: Connection, user: int) -> tuple[PrivateCopy, ...]:
    return _where(db, copies.c.user == user)


def of_case(db: Connection, case_id: int) -> tuple[PrivateCopy, ...]:
    return _where(db, copies.c.case_id == case_id)


def older(db: Connection, user: int, messages: Collection[int], since: datetime) -> dict[int, bool]:
    """Those of these messages that were shown before; whether each is a file."""
    mine = (copies.c.user == user) & copies.c.message.in_(messages) & (copies.c.shown_at < since)
    rows = db.execute(select(copies.c.message, copies.c.file).where(mine))
    return {row.message: row.file for row in rows}


def leave(db: Connection, ids: Collection[int], again_at: datetime) -> None:
    """Their removal is on its way; it is tried again at `again_at` if they are still known then."""
    db.execute(update(copies).where(copies.c.id.in_(ids)).values(leaving=True, delete_at=again_at))


def give_up(db: Connection, shown_before: datetime) -> None:
    """Those that could not be removed for so long."""
    db.execute(delete(copies).where(copies.c.shown_at < shown_before))


def drop(db: Connection, ids: Collection[int]) -> None:
    """They were never shown, and never will be."""
    db.execute(delete(copies).where(copies.c.id.in_(ids)))


def gone(db: Connection, user: int, messages: Collection[int]) -> None:
    """These messages say nothing of a case any more."""
    db.execute(delete(copies).where(copies.c.user == user, copies.c.message.in_(messages)))


def _where(db: Connection, which: ColumnElement[bool]) -> tuple[PrivateCopy, ...]:
    rows = db.execute(select(copies).where(which).order_by(copies.c.id))
    return tuple(
        PrivateCopy(
            *(row.id, row.user, row.case_id, row.message, row.head, row.file, row.shown_at, row.leaving),
            part=Part(row.part),
        )
        for row in rows
    )
