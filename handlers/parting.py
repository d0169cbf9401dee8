"""What a witness takes back, and what is done so that nothing leads to them any more."""

from __future__ import annotations

from datetime import datetime

import orjson
from sqlalchemy import Connection

from bot.interview.effects import Panic
from bot.outgoing import Erase, Outgoing, Panel, Replace, Vanish
from handlers.door import Door
from handlers.updates import chat_of
from storage import (
    audit,
    cases,
    dead_letters,
    drafts,
    files,
    letters,
    outbox,
    parked,
    questions,
    receipts,
    routes,
    standing,
)
from storage.drafts import Reach
from storage.sealing import KeyGone, Misplaced
from storage.transaction import Store


def withdraw(db: Connection, case: int, now: datetime) -> None:
    """Within its first day: both copies, the files, and the route."""
    cases.withdraw(db, case, now)
    files.drop(db, [row.file for row in files.of_case(db, case)], now)
    _end_questions(db, case, now)
    routes.forget(db, case)
    receipts.forget(db, case)
    audit.record(db, "witness", "withdrawn", case, "", now)
    letters.post(db, "staff", case, "withdrawn", now)


def ask_deletion(db: Connection, case: int, now: datetime) -> None:
    """Later: nothing leads to the witness from now on; what the case says is for staff to decide."""
    _cut_off(db, case, now)
    audit.record(db, "witness", "asked for deletion", case, "", now)
    letters.post(db, "staff", case, "deletion", now)


def panic(db: Connection, door: Door, panel: int | None, reach: Reach, language: str, wanted: Panic) -> None:
    """One row is left of the witness, until it has emptied the chat."""
    now, witness = door.clock(), door.keys.tag(reach.chat)
    _note_what_stands(db, door, witness, now)
    outbox.close(db, "witness", witness)
    parked.forget(db, witness)
    files.drop(db, [row.file for row in files.of_draft(db, witness)], now)
    drafts.discard(db, witness)
    receipts.forget_tries_of(db, witness)
    for case in routes.of_witness(db, witness):
        _cut_off(db, case, now)
        audit.record(db, "witness", "contact ended", case, "", now)
        letters.post(db, "staff", case, "forgotten", now)
    _drop_dead_letters(db, door, reach.chat, now)
    vanish = Outgoing(reach.bot, reach.chat, language, Vanish(panel, wanted.last))
    outbox.post(db, door.keys, vanish, now, urgent=True)
    Store.scrub(db)


def _cut_off(db: Connection, case: int, now: datetime) -> None:
    _end_questions(db, case, now)
    files.cut_off(db, [case])
    routes.forget(db, case)


def _end_questions(db: Connection, case: int, now: datetime) -> None:
    for id, _case in questions.open_of(db, [case]):
        questions.set_state(db, id, "lapsed", None, now)


def _note_what_stands(db: Connection, door: Door, witness: bytes, now: datetime) -> None:
    """Messages that were about to be erased, and those that nobody has looked at yet."""
    for outgoing in outbox.of_chat(db, door.keys, witness):
        match outgoing.body:
            case Erase(messages) | Panel(erase=messages):
                for message in messages:
                    standing.note(db, witness, outgoing.bot, message, now)
            case Replace(message):
                standing.note(db, witness, outgoing.bot, message, now)
    for waiting in parked.of_chat(db, door.keys, witness):
        match waiting.update:
            case {"message": {"message_id": int(unread)}}:
                standing.note(db, witness, waiting.bot, unread, now)


def _drop_dead_letters(db: Connection, door: Door, chat: int, now: datetime) -> None:
    """Those of this chat, and those of which nobody can tell whose they are."""
    dropped = 0
    for letter in dead_letters.listed(db):
        if letter.side == "witness" and _may_be_of(db, door, letter.id, chat):
            dropped += dead_letters.drop(db, letter.id)
    if dropped:
        audit.record(db, "system", "dead letters removed", None, f"{dropped} of the witness side", now)


def _may_be_of(db: Connection, door: Door, letter: int, chat: int) -> bool:
    try:
        told = orjson.loads(dead_letters.read(db, door.keys, letter) or b"")
    except (KeyGone, Misplaced, ValueError):
        return True
    match told:
        case {"update": dict() as update}:
            return chat_of(update) in (chat, None)
        case {"chat": int(other)}:
            return other == chat
        case {"case": _}:
            return False
        case _:
            return True
