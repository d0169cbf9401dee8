"""Passing one case on: who may be chosen, who was meant, and what they are told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.casework import asking, offers
from bot.casework.case import Case
from bot.casework.commands import Pass
from bot.casework.passing import Colleague, mark_of, named_first
from bot.outgoing import Message, Replace
from bot.text import Name, _, screen
from handlers import staff_copies
from handlers.desk import Scene, post
from handlers.wire import Known
from storage import prompts, staff

ASSIGN = "assign"


@dataclass(frozen=True, slots=True)
class Chosen:
    """How somebody was chosen: by the `mark` of a button, or by `words`, where a note may follow the name.
    `people` are those whom a name may mean; `message` is the one that the words stand in."""

    mark: str | None = None
    words: str = ""
    people: tuple[Known, ...] = ()
    private: bool = True
    message: int | None = None


def colleagues(db: Connection, *but: int | None) -> tuple[Colleague, ...]:
    """Who has a role now, except these."""
    return tuple(
        Colleague(seat.user, seat.standing, staff.has_private(db, seat.user))
        for seat in staff.seats(db)
        if seat.standing is not None and seat.user not in but
    )


def named(words: str, people: tuple[Known, ...]) -> tuple[int | None, str]:
    """Who is called so, and the words after the name; nobody when it may be several."""
    called: dict[str, frozenset[int]] = {}
    for known in people:
        for name in (known.first_name, known.username, f"@{known.username}", str(known.user)):
            if name not in ("", "@"):
                called[name.lower()] = called.get(name.lower(), frozenset()) | {known.user}
    users, note = named_first(words, called)
    return (next(iter(users)), note) if len(users) == 1 else (None, note)


def meant(db: Connection, scene: Scene, chosen: Chosen) -> Pass | None:
    """None when that has to be asked: in private, also where a note was written in the group."""
    if chosen.mark is not None:
        found = (each.user for each in colleagues(db) if mark_of(each.user) == chosen.mark)
        return offered_to(db, next(found, 0), waiting_note(db, scene, ASSIGN))
    user, note = named(chosen.words, chosen.people)
    if user is None or (note and not chosen.private):
        return None
    if chosen.private and chosen.message is not None and scene.actor is not None:
        staff_copies.note_typed(db, scene.actor, scene.case.id, chosen.message, scene.now)
    return offered_to(db, user, note)


def offered_to(db: Connection, user: int, note: str, mark: str | None = None, *, alone: bool = True) -> Pass:
    """A new offer, with what is known of them now."""
    role, private = staff.role_of(db, user), staff.has_private(db, user)
    return Pass(user, mark or secrets.token_hex(6), role, private, note, alone)


def waiting_note(db: Connection, scene: Scene, what: str) -> str:
    """What they have written before they chose."""
    assert scene.actor is not None
    waiting = prompts.waiting(db, scene.desk.keys, scene.actor)
    fits = waiting is not None and waiting.what == what and waiting.case_id == scene.case.id
    return (waiting.text or "") if waiting is not None and fits else ""


def choose(db: Connection, scene: Scene, case: Case, note: str = "") -> None:
    """With a note it is a private copy: a note may repeat what the case says."""
    desk, actor = scene.desk, scene.actor
    assert actor is not None
    prompts.expect(db, desk.keys, actor, case.id, ASSIGN, note or None, scene.now)
    shown = offers.choose(case, colleagues(db, actor, case.assignee), note)
    if note:
        staff_copies.show(db, desk, actor, case.id, shown, scene.now)
    else:
        post(db, desk, actor, Message(shown, protected=True), scene.now)


def offer(db: Connection, scene: Scene, case: Case, note: str) -> None:
    """The offer stays until it is answered; the note only as long as any private copy."""
    assert case.passing is not None
    to, giver = case.passing.to, case.passing.by
    prompts.clear(db, giver)
    post(db, scene.desk, to, Message(offers.offer(case), protected=True), scene.now)
    if note:
        shown = offers.note_of(case, note, giver)
        staff_copies.show(db, scene.desk, to, case.id, shown, scene.now)


def settle(db: Connection, scene: Scene, after: Case) -> None:
    """The pressed message in private says what came of it."""
    if scene.pressed is None or scene.actor is None:
        return
    code = after.code
    if after.passing is not None:
        name = Name(after.passing.to)
        shown = screen(_("{code}: offered to {name}, not accepted yet.", code=code, name=name))
    elif after.assignee == scene.actor:
        shown = asking.notice(after, _("{code} is yours for 24 hours.", code=code), read=True)
    else:
        shown = screen(_("Declined. {code} stays where it is.", code=code))
    post(db, scene.desk, scene.actor, Replace(scene.pressed, shown), scene.now)
