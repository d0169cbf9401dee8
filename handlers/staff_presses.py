"""What was chosen, or typed, with a press: each kind read by whoever it concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from bot.casework import commands, holding, turning
from bot.casework.presses import (
    ACCEPT,
    APPROVE,
    DECLINE,
    FILES,
    GIVE,
    LIST,
    LOOKED,
    MERGE,
    OWN,
    PAGES,
    PICK,
    REFUSE,
    SAME,
    WANTED,
)
from handlers import (
    staff_bank,
    staff_consent,
    staff_copies,
    staff_duplicates,
    staff_originals,
    staff_passing,
    staff_seconding,
)
from handlers.asked import Asked
from handlers.desk import Scene
from handlers.staff_effects import NOTE
from handlers.staff_typed import HOLD


def meant(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    """What was chosen, or typed, with the press."""
    read = _READERS.get(asked.press.action)
    return asked.press.payload if read is None else read(db, scene, asked)


def _request(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    seen = asked.private and asked.pressed is not None
    return staff_seconding.answered(db, scene.desk, scene.case, asked.press.detail, seen=seen)


def _from_bank(_db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    return staff_bank.payload(scene.desk, scene.case, asked.press.action, asked.press.detail)


def _for_partner(_db: Connection, scene: Scene, _asked: Asked) -> commands.Payload | None:
    return staff_consent.worded(scene.desk, scene.case)


def _ended(db: Connection, scene: Scene, _asked: Asked) -> commands.Payload | None:
    """What the closed case was not told: letters about questions do not reach it."""
    return staff_consent.unanswered(db, scene.case)


def _reply(_db: Connection, _scene: Scene, asked: Asked) -> commands.Payload | None:
    return commands.PassReply(asked.press.detail)


def _turned(_db: Connection, _scene: Scene, asked: Asked) -> commands.Payload | None:
    """Also typed: `/files K7-4FQ2 6`."""
    if asked.press.detail:
        return turning.read_mark(asked.press.detail)
    first = int(asked.words) if asked.words.isdecimal() and len(asked.words) < 7 else 1
    return commands.Onward(pages=first) if asked.press.action == PAGES else commands.Onward(files=first)


def _original(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    _note_typed(db, scene, asked)
    return staff_originals.meant(db, scene.case, asked.press.detail, asked.words, private=asked.private)


def _passed(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    detail, words = asked.press.detail, asked.words
    chosen = staff_passing.Chosen(detail, words, asked.people, asked.private, asked.message)
    return staff_passing.meant(db, scene, chosen)


def _same(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    return staff_duplicates.payload(db, scene.desk, asked.press.action, asked.press.detail, asked.words)


def _note(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    if not (asked.words and asked.private):
        return asked.press.payload
    _note_typed(db, scene, asked)
    return commands.Note(asked.words)


def _question(db: Connection, scene: Scene, asked: Asked) -> commands.Payload | None:
    """`/ask K7-4FQ2 Did anyone see the car?` in private is shown first, as if it had been asked for."""
    if not (asked.words and asked.private):
        return asked.press.payload
    _note_typed(db, scene, asked)
    return commands.Question(asked.words)


def _rest(_db: Connection, _scene: Scene, asked: Asked) -> commands.Payload | None:
    """Until a day, which no button can name: `/hold K7-4FQ2 2026-06-14 event`."""
    return holding.read_day(asked.words) or asked.press.payload


def _note_typed(db: Connection, scene: Scene, asked: Asked) -> None:
    """What somebody wrote about a case leaves their private chat like a copy of it."""
    if asked.words and asked.private and asked.message is not None:
        staff_copies.note_typed(db, asked.person, scene.case.id, asked.message, scene.now)


_READERS: Mapping[str, Callable[[Connection, Scene, Asked], commands.Payload | None]] = {
    **dict.fromkeys((APPROVE, REFUSE), _request),
    **dict.fromkeys((LIST, PICK, OWN), _from_bank),
    **dict.fromkeys((ACCEPT, DECLINE), _reply),
    **dict.fromkeys((PAGES, FILES), _turned),
    **dict.fromkeys((WANTED, LOOKED, staff_originals.ORIGINAL), _original),
    **dict.fromkeys((GIVE, staff_passing.ASSIGN), _passed),
    **dict.fromkeys((staff_duplicates.DUPLICATE, SAME, MERGE), _same),
    NOTE: _note,
    "ask": _question,
    HOLD: _rest,
    staff_consent.CONSENT: _for_partner,
    "undo": _ended,
}
