"""What the staff bot waits for from a person: a question's text, then a Send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage.conflicts import or_change
from storage.keys import StaffKeys
from storage.sealing import KeyGone
from storage.tables import prompts

_EXPECT = or_change(prompts, "case_id", "what", "key", "sealed", "at")


@dataclass(frozen=True, slots=True)
class Prompt:
    """`text` is what they have written so far."""

    case_id: int
    what: str
    text: str | None
    at: datetime


def expect(
    db: Connection, keys: StaffKeys, user: int, case_id: int, what: str, text: str | None, now: datetime
) -> None:
    """One per person: the latest."""
    row = {"user": user, "case_id": case_id, "what": what, "key": None, "sealed": None, "at": now}
    if text is not None:
        key = keys.mail.for_day(now)
        row |= {"key": key.id, "sealed": key.seal(text.encode(), _place(user))}
    db.execute(_EXPECT[db.dialect.name], row)


def waiting(db: Connection, keys: StaffKeys, user: int) -> Prompt | None:
    """None also when its text is too old to be opened."""
    row = db.execute(select(prompts).where(prompts.c.user == user)).one_or_none()
    if row is None:
        return None
    if row.sealed is None:
        return Prompt(row.case_id, row.what, None, row.at)
    try:
        text = opened(keys, row).decode()
    except KeyGone:
        return None
    return Prompt(row.case_id, row.what, text, row.at)


def opened(keys: StaffKeys, row: Row[Any]) -> bytes:
    """KeyGone, Misplaced."""
    return keys.mail.named(row.key).open(row.sealed, _place(row.user))


def clear(db: Connection, user: int) -> None:
    db.execute(delete(prompts).where(prompts.c.user == user))


def _place(user: int) -> str:
    return f"prompt:{user}"
