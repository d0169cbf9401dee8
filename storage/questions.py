"""Follow-up questions: sealed to the relay by staff, opened for the witness, forgotten once settled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from storage.keys import StaffKeys, WitnessKeys
from storage.tables import microseconds, questions

OPEN = ("waiting", "announced", "opened")
SETTLED = ("answered", "refused", "lapsed")


@dataclass(frozen=True, slots=True)
class Question:
    """`due_at`: when to announce, remind or lapse. A settled question has no text any more."""

    id: int
    case_id: int
    asker: int
    text: str
    language: str
    state: str
    asked_at: datetime
    reminders: int
    due_at: datetime | None


def ask(
    db: Connection,
    keys: StaffKeys,
    case_id: int,
    asker: int,
    text: str,
    language: str,
    now: datetime,
    due_at: datetime | None,
) -> int:
    """Its id."""
    plain, relay = orjson.dumps({"text": text, "language": language}), keys.relay.current
    row = {
        "case_id": case_id,
        "asker": asker,
        "state": "waiting",
        "key": relay.id,
        "sealed": relay.seal(plain, _place(case_id, now)),
        "asked_at": now,
        "due_at": due_at,
    }
    id: int = db.execute(insert(questions).returning(questions.c.id), row).scalar_one()
    return id


def load(db: Connection, keys: WitnessKeys, id: int) -> Question | None:
    row = db.execute(select(questions).where(questions.c.id == id).with_for_update()).one_or_none()
    if row is None:
        return None
    said = {"text": "", "language": ""}
    if row.sealed:
        said = orjson.loads(opened(keys, row))
    return Question(
        id=row.id,
        case_id=row.case_id,
        asker=row.asker,
        text=said["text"],
        language=said["language"],
        state=row.state,
        asked_at=row.asked_at,
        reminders=row.reminders,
        due_at=row.due_at,
    )


def opened(keys: WitnessKeys, row: Row[Any]) -> bytes:
    """Its text and language. KeyGone, Misplaced."""
    return keys.relay.named(row.key).open(row.sealed, _place(row.case_id, row.asked_at))


def open_of(db: Connection, case_ids: Collection[int]) -> tuple[tuple[int, int], ...]:
    """(question, case) of those that wait for an answer, the oldest first."""
    c = questions.c
    found = select(c.id, c.case_id).where(c.case_id.in_(case_ids), c.state.in_(OPEN)).order_by(c.id)
    return tuple((row.id, row.case_id) for row in db.execute(found))


def set_state(
    db: Connection, id: int, state: str, due_at: datetime | None, reminders: int | None = None
) -> None:
    values: dict[str, object] = {"state": state, "due_at": due_at}
    if reminders is not None:
        values["reminders"] = reminders
    if state in SETTLED:
        values["sealed"] = b""
    db.execute(update(questions).where(questions.c.id == id).values(values))


def due(db: Connection, now: datetime) -> tuple[int, ...]:
    c = questions.c
    return tuple(db.scalars(select(c.id).where(c.due_at <= now, c.state.in_(OPEN)).order_by(c.due_at, c.id)))


def _place(case_id: int, asked_at: datetime) -> str:
    return f"question:{case_id}:{microseconds(asked_at)}"
