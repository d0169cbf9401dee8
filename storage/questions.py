"""Follow-up questions: sealed to the relay by staff, opened for the witness, forgotten once settled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from bot.casework.questions import Standing
from bot.questionnaire.steps import Step
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.tables import microseconds, questions
from storage.transaction import Store

OPEN = ("waiting", "announced", "opened")
SETTLED = ("answered", "refused", "stopped", "lapsed", "unreachable")


@dataclass(frozen=True, slots=True)
class Question:
    """`due_at`: when to announce, remind or lapse. A settled question has no text any more.

    `steps` are those of a question from the bank; free text has none. `consent`: it asks whether a partner
    may see the case."""

    id: int
    case_id: int
    asker: int
    text: str
    language: str
    state: str
    asked_at: datetime
    reminders: int
    due_at: datetime | None
    announced_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    consent: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    text: str = ""
    language: str = ""
    steps: tuple[Step, ...] = ()


_SAID = TypeAdapter(_Said)


def ask(
    db: Connection,
    keys: StaffKeys,
    case_id: int,
    asker: int,
    text: str,
    language: str,
    now: datetime,
    due_at: datetime | None,
    steps: tuple[Step, ...] = (),
    *,
    consent: bool = False,
) -> int:
    """Its id."""
    plain, relay = _SAID.dump_json(_Said(text, language, steps)), keys.relay.current
    row = {
        "case_id": case_id,
        "asker": asker,
        "state": "waiting",
        "key": relay.id,
        "sealed": relay.seal(plain, _place(case_id, now)),
        "asked_at": now,
        "due_at": due_at,
        "state_on": day_of(now),
        "consent": consent,
    }
    id: int = db.execute(insert(questions).returning(questions.c.id), row).scalar_one()
    return id


def load(db: Connection, keys: WitnessKeys, id: int) -> Question | None:
    row = db.execute(select(questions).where(questions.c.id == id).with_for_update()).one_or_none()
    if row is None:
        return None
    said = _SAID.validate_json(opened(keys, row)) if row.sealed else _Said()
    return Question(
        id=row.id,
        case_id=row.case_id,
        asker=row.asker,
        text=said.text,
        language=said.language,
        state=row.state,
        asked_at=row.asked_at,
        reminders=row.reminders,
        due_at=row.due_at,
        announced_at=row.announced_at,
        steps=said.steps,
        consent=row.consent,
    )


def opened(keys: WitnessKeys, row: Row[Any]) -> bytes:
    """Its text and language. KeyGone, Misplaced."""
    return keys.relay.named(row.key).open(row.sealed, _place(row.case_id, row.asked_at))


def open_of(db: Connection, case_ids: Collection[int]) -> tuple[tuple[int, int], ...]:
    """(question, case) of those that wait for an answer, the oldest first."""
    c = questions.c
    found = select(c.id, c.case_id).where(c.case_id.in_(case_ids), c.state.in_(OPEN)).order_by(c.id)
    return tuple((row.id, row.case_id) for row in db.execute(found))


def next_of(db: Connection, case_ids: Collection[int]) -> int | None:
    """Of what one witness is to be asked: the oldest question that waits, once none is announced."""
    c = questions.c
    found = select(c.id, c.state).where(c.case_id.in_(case_ids), c.state.in_(OPEN)).order_by(c.id)
    rows = db.execute(found).all()
    return rows[0].id if rows and all(row.state == "waiting" for row in rows) else None


def standing(db: Connection, case_id: int) -> Standing | None:
    """How the newest question about a case stands, and how many are open."""
    c = questions.c
    rows = db.execute(
        select(c.state, c.state_on, c.asked_at).where(c.case_id == case_id).order_by(c.id)
    ).all()
    if not rows:
        return None
    last, open = rows[-1], sum(row.state in OPEN for row in rows)
    return Standing(last.state, last.state_on or day_of(last.asked_at), open)


def consent_state(db: Connection, case_id: int) -> str | None:
    """How the newest question about a partner stands; None when there was none."""
    c = questions.c
    mine = select(c.state).where(c.case_id == case_id, c.consent).order_by(c.id.desc()).limit(1)
    return db.scalar(mine)


def set_state(db: Connection, id: int, state: str, due_at: datetime | None, now: datetime) -> None:
    """Of what is settled nothing is left to read, and the next question may be announced."""
    values: dict[str, object] = {"state": state, "due_at": due_at, "state_on": day_of(now)}
    if state == "announced":
        values["announced_at"] = now
    if state in SETTLED:
        values["sealed"] = b""
        Store.announce(db, "letters:witness")
    db.execute(update(questions).where(questions.c.id == id).values(values))


def postpone(db: Connection, id: int, due_at: datetime, reminders: int | None = None) -> None:
    """It stands as before; `reminders` is how many have gone out."""
    counted = {} if reminders is None else {"reminders": reminders}
    db.execute(update(questions).where(questions.c.id == id).values(due_at=due_at, **counted))


def due(db: Connection, now: datetime) -> tuple[int, ...]:
    c = questions.c
    return tuple(db.scalars(select(c.id).where(c.due_at <= now, c.state.in_(OPEN)).order_by(c.due_at, c.id)))


def _place(case_id: int, asked_at: datetime) -> str:
    return f"question:{case_id}:{microseconds(asked_at)}"
