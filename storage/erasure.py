"""What the desk has of a closed case is removed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from storage import files, outbox
from storage.keys import StaffKeys
from storage.tables import (
    desk_copies,
    letters,
    notes,
    original_requests,
    prompts,
    questions,
    receipts,
    routes,
)
from storage.transaction import Store


def remove(db: Connection, keys: StaffKeys, case_id: int, code: str, now: datetime) -> None:
    """The desk's copies of a case, its notes, and all that is about it or leads to the witness. The archive's
    copies and originals stay, and so do rows of the trail."""
    for table in (desk_copies, notes, original_requests, questions, prompts, receipts, routes, letters):
        db.execute(delete(table).where(table.c.case_id == case_id))
    files.retire(db, case_id, now)
    outbox.drop_about(db, keys, code)
    Store.scrub(db)
