"""receive(): what the witness side has left for staff, one transaction a letter."""

from __future__ import annotations

import orjson
from sqlalchemy import Connection

from bot.casework import commands
from bot.casework.actions import ACTIONS
from handlers import staff_consent
from handlers.alarms import BURIED
from handlers.decisions import perform
from handlers.desk import Desk, Scene
from handlers.staff_digests import bring
from storage import alarms, cases, dead_letters, files, letters
from storage.letters import Letter
from storage.transaction import StorageAway


class NotALetter(Exception):
    """A letter must be about what the witness or time did."""


async def receive(desk: Desk) -> int:
    """Opens what waits, the oldest first; how many there were. One that can't be opened stops no other."""
    waiting = await desk.store.run(lambda db: letters.take(db, "staff"))
    for letter in waiting:
        await _receive_one(desk, letter)
    if waiting:  # new cases together: of many the group hears in digests
        await desk.store.run(lambda db: bring(db, desk))
    return len(waiting)


async def _receive_one(desk: Desk, letter: Letter) -> None:
    try:
        await desk.store.run(lambda db: open_letter(db, desk, letter))
    except StorageAway:
        raise
    except Exception as wrong:
        reason = type(wrong).__name__
        await desk.store.run(lambda db: _bury(db, desk, letter, reason))


def open_letter(db: Connection, desk: Desk, letter: Letter) -> None:
    """The case moves on, its card is drawn anew, its assignee is told; the letter is burnt."""
    if not letters.burn(db, [letter.id]):
        return
    row = ACTIONS.get(letter.what)
    if row is None or row.least is not None:
        raise NotALetter
    case = cases.load(db, desk.keys, letter.case_id)
    if case is None or (letter.what == "arrived" and _more_to_come(db, case.id)):
        return
    now = desk.clock()
    ended = staff_consent.unanswered(db, case)
    perform(db, Scene(desk, case, now), commands.Command(letter.what, now, payload=ended))


def _more_to_come(db: Connection, case_id: int) -> bool:
    """A word for each of many files would fill the group: the last one speaks for all."""
    return any(row.state == "arriving" for row in files.of_case(db, case_id))


def _bury(db: Connection, desk: Desk, letter: Letter, reason: str) -> None:
    letters.burn(db, [letter.id])
    raw = orjson.dumps({"case": letter.case_id, "what": letter.what, "number": letter.number})
    dead_letters.keep(db, desk.keys, "letter", raw, reason, desk.clock())
    alarms.ring(db, BURIED, 0, "staff", desk.clock())
