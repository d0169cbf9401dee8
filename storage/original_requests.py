"""Which originals staff have asked to have looked at: rows that the workstation finds in a backup."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.casework.case import Looked, OriginalReason
from bot.casework.originals import Request
from storage.tables import original_requests as requests

WAITING = "waiting"


def ask(
    db: Connection, case_id: int, file: str, number: int, asker: int, why: OriginalReason, now: datetime
) -> None:
    row = {"case_id": case_id, "file": file, "number": number, "asker": asker, "why": why}
    db.execute(insert(requests), row | {"state": WAITING, "asked_at": now})


def waiting(db: Connection, case_id: int) -> tuple[Request, ...]:
    """Those that nobody has answered, in the order of their files."""
    mine = (requests.c.case_id == case_id) & (requests.c.state == WAITING)
    rows = db.execute(select(requests).where(mine).order_by(requests.c.number))
    return tuple(map(_request, rows))


def settle(db: Connection, id: int, outcome: Looked) -> None:
    db.execute(update(requests).where(requests.c.id == id).values(state=outcome))


def remove(db: Connection, case_id: int) -> None:
    db.execute(delete(requests).where(requests.c.case_id == case_id))


def _request(row: Row[Any]) -> Request:
    why = OriginalReason(row.why)
    return Request(row.id, row.case_id, row.file, row.number, row.asker, why, row.asked_at)
