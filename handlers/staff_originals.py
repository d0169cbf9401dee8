"""“Original needed”: which file, what for, and what came of it. The originals themselves never come here."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.casework import original_screens, originals
from bot.casework.case import Case, Looked, OriginalReason, Role
from bot.casework.commands import Original, OriginalSeen
from bot.outgoing import Message
from handlers.desk import Scene, post
from handlers.staff_reading import files_of
from storage import original_requests, staff

ORIGINAL = "original"


def meant(
    db: Connection, case: Case, mark: str | None, words: str, *, private: bool
) -> Original | OriginalSeen | None:
    """What a button or typed words stand for, with what is known of that file now. What an admin found is
    written in private only."""
    said: Original | OriginalSeen | None
    if mark is not None:
        number, chosen = originals.read_mark(mark)
        said = OriginalSeen(number, chosen) if isinstance(chosen, Looked) else Original(number, chosen)
    else:
        said = originals.read_words(words) if private else None
    match said:
        case Original(number):
            there = number in arrived(db, case)
            return replace(said, there=there, waits=_waits(db, case, number))
        case OriginalSeen(number):
            return replace(said, waits=_waits(db, case, number))
    return None


def _waits(db: Connection, case: Case, number: int) -> bool:
    return any(each.number == number for each in original_requests.waiting(db, case.id))


def arrived(db: Connection, case: Case) -> dict[int, str]:
    """The files that there is an original of, by the numbers that staff know."""
    return {number: file.file for number, file in enumerate(files_of(db, case.id), start=1) if file.arrived}


def request(db: Connection, scene: Scene, case: Case, number: int, why: OriginalReason) -> None:
    """It waits for the workstation; the other admins are told."""
    assert scene.actor is not None
    original_requests.ask(db, case.id, arrived(db, case)[number], number, scene.actor, why, scene.now)
    shown = original_screens.asked_for(case, number, why, scene.actor)
    for admin in sorted(staff.with_role(db, Role.ADMIN)):
        if staff.has_private(db, admin):
            post(db, scene.desk, admin, Message(shown, protected=True), scene.now)


def settle(db: Connection, scene: Scene, case: Case, number: int, outcome: Looked, *, noted: bool) -> None:
    """Whoever asked hears of it, if they are still on the staff."""
    for each in original_requests.waiting(db, case.id):
        if each.number != number:
            continue
        original_requests.settle(db, each.id, outcome)
        if each.asker != scene.actor and staff.role_of(db, each.asker) is not None:
            told = original_screens.settled(case, number, outcome, noted)
            post(db, scene.desk, each.asker, Message(told), scene.now)
