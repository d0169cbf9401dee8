"""Notes of the staff: sealed to the desk, and gone when the desk's copy of the case goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.casework.notes import Written
from storage.coarse import day_of
from storage.keys import StaffKeys
from storage.sealing import Reader, deflated, inflated
from storage.tables import notes


def add(
    db: Connection, keys: StaffKeys, case_id: int, desk: str, author: int, text: str, now: datetime
) -> None:
    last = select(func.max(notes.c.sequence)).where(notes.c.case_id == case_id)
    sequence = (db.execute(last).scalar_one() or 0) + 1
    reader = keys.desk.of(desk)
    sealed = reader.recipient.seal(deflated(text.encode("utf-8", "replace")), _place(case_id, sequence))
    row = {"case_id": case_id, "sequence": sequence, "author": author, "at": day_of(now)}
    db.execute(insert(notes), row | {"key": reader.id, "sealed": sealed})


def of_case(db: Connection, keys: StaffKeys, case_id: int) -> tuple[Written, ...]:
    """The oldest first."""
    rows = db.execute(select(notes).where(notes.c.case_id == case_id).order_by(notes.c.sequence))
    return tuple(Written(row.author, row.at, inflated(opened(keys, row)).decode()) for row in rows)


def opened(keys: StaffKeys, row: Row[Any]) -> bytes:
    """KeyGone, Misplaced."""
    return keys.desk.named(row.key).open(row.sealed, _place(row.case_id, row.sequence))


def seal_anew(db: Connection, keys: StaffKeys, row: Row[Any], reader: Reader) -> None:
    """To another of the desk's keys. KeyGone, Misplaced."""
    sealed = reader.recipient.seal(opened(keys, row), _place(row.case_id, row.sequence))
    db.execute(update(notes).where(notes.c.id == row.id).values(key=reader.id, sealed=sealed))


def remove(db: Connection, case_id: int) -> None:
    db.execute(delete(notes).where(notes.c.case_id == case_id))


def _place(case_id: int, sequence: int) -> str:
    return f"note:{case_id}:{sequence}"
