"""What of a case needs a second person: who asked for it, and what was said to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.casework.commands import Request
from storage.keys import StaffKeys
from storage.sealing import KeyGone
from storage.tables import contact_requests as requests

WAITING = "waiting"


def ask(
    db: Connection,
    keys: StaffKeys,
    case_id: int,
    asker: int,
    now: datetime,
    until: datetime,
    text: str | None = None,
) -> Request:
    """To see the contact details; with a `text`, to ask the witness just that."""
    row: dict[str, Any] = {
        "case_id": case_id,
        "asker": asker,
        "state": WAITING,
        "asked_at": now,
        "until": until,
        "what": _what(text),
    }
    if text is not None:
        key = keys.mail.for_day(now)
        row |= {"key": key.id, "sealed": key.seal(text.encode(), _place(case_id, asker))}
    number: int = db.execute(insert(requests).returning(requests.c.id), row).scalar_one()
    return Request(number, case_id, asker, until, text)


def opened(keys: StaffKeys, row: Row[Any]) -> bytes:
    """The text that waits for a second person. KeyGone, Misplaced."""
    return keys.mail.named(row.key).open(row.sealed, _place(row.case_id, row.asker))


def waiting(db: Connection, keys: StaffKeys, case_id: int, id: int | None = None) -> Request | None:
    """The one with this number, or else the newest, if nobody has answered it yet."""
    mine = (requests.c.case_id == case_id) & (requests.c.state == WAITING)
    if id is not None:
        mine &= requests.c.id == id
    row = db.execute(select(requests).where(mine).order_by(requests.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _request(keys, row)


def supersede(db: Connection, case_id: int, text: str | None) -> None:
    """Another one of the same kind takes the place of what still waited."""
    same = (requests.c.case_id == case_id) & (requests.c.what == _what(text))
    earlier = update(requests).where(same, requests.c.state == WAITING)
    db.execute(earlier.values(state="replaced", sealed=None))


def over(db: Connection, keys: StaffKeys, now: datetime) -> tuple[Request, ...]:
    """Those that nobody answered in time."""
    found = select(requests).where(requests.c.state == WAITING, requests.c.until <= now)
    rows = db.execute(found.order_by(requests.c.id))
    return tuple(_request(keys, row) for row in rows)


def forget(db: Connection, now: datetime) -> None:
    """Those that were settled a day ago; the audit trail keeps what became of them."""
    old = (requests.c.state != WAITING) & (requests.c.until <= now - timedelta(days=1))
    db.execute(delete(requests).where(old))


def settle(db: Connection, id: int, state: str) -> bool:
    """False when somebody else was quicker."""
    mine = (requests.c.id == id) & (requests.c.state == WAITING)
    return db.execute(update(requests).where(mine).values(state=state, sealed=None)).rowcount == 1


def _request(keys: StaffKeys, row: Row[Any]) -> Request:
    return Request(row.id, row.case_id, row.asker, row.until, _text(keys, row))


def _text(keys: StaffKeys, row: Row[Any]) -> str | None:
    """Empty once its day's key has gone: by then it has lapsed."""
    if not row.sealed:
        return None
    try:
        return opened(keys, row).decode()
    except KeyGone:
        return ""


def _what(text: str | None) -> str:
    return "contacts" if text is None else "question"


def _place(case_id: int, asker: int) -> str:
    return f"request:{case_id}:{asker}"
