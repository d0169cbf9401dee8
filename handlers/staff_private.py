"""What staff write to the bot in private: a question's text, /start, and anything else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework import commands, effects
from bot.casework.case import Role
from bot.casework.guide import welcome
from bot.casework.notes import flaw
from bot.text import Screen, Text, _, screen
from handlers import staff_copies, staff_passing, staff_shifts
from handlers.access import NOT_ANONYMOUS, NOT_FOR_YOU, role_now
from handlers.decisions import perform, settle_in
from handlers.desk import Desk, Scene, reply
from handlers.staff_effects import NOTE
from handlers.staff_said import Said
from storage import audit, cases, prompts, seen_updates

ONLY_TEXT = _("Only text is taken here. Please write it as one text message.")


def hear(db: Connection, desk: Desk, said: Said) -> None:
    """The text of the question that is waited for; else a word on what the bot is for."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return None
    role = role_now(db, said.person, said.member)
    if role is None:
        return _say(db, desk, said, screen(NOT_FOR_YOU), now)
    settle_in(db, desk, said.person, None)
    waiting = prompts.waiting(db, desk.keys, said.person)
    case = cases.load(db, desk.keys, waiting.case_id) if waiting else None
    if case is None:
        return _say(db, desk, said, welcome(role), now)
    if said.text is None:
        return _say(db, desk, said, screen(ONLY_TEXT), now)
    if waiting is not None and waiting.what in (staff_passing.ASSIGN, staff_shifts.SHIFT):
        return _note_with_offer(db, Scene(desk, case, now, said.person), said, waiting.what)
    typed: commands.Payload = commands.Question(said.text)
    if waiting is not None and waiting.what == NOTE:
        typed = commands.Note(said.text)
    return _take(db, Scene(desk, case, now, said.person), said, role, typed)


def greet(db: Connection, desk: Desk, said: Said) -> None:
    """/start and /help."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return None
    role = role_now(db, said.person, said.member)
    if role is None:
        return _say(db, desk, said, screen(NOT_FOR_YOU), now)
    if said.chat == said.person:
        settle_in(db, desk, said.person, said.phone)
    return _say(db, desk, said, welcome(role), now)


def say_once(db: Connection, desk: Desk, said: Said, words: Text) -> None:
    """An answer that depends on nothing."""
    now = desk.clock()
    if seen_updates.first_time(db, desk.bot, said.update_id, now):
        _say(db, desk, said, screen(words), now)


def refuse_anonymous(db: Connection, desk: Desk, said: Said) -> None:
    """Nobody can say who it was."""
    now = desk.clock()
    if seen_updates.first_time(db, desk.bot, said.update_id, now):
        audit.record(db, "anonymous admin", "refused", None, "command", now)
        _say(db, desk, said, screen(NOT_ANONYMOUS), now)


def _take(db: Connection, scene: Scene, said: Said, role: Role, typed: commands.Payload) -> None:
    """What was waited for: a question is shown first, a note is kept."""
    action = "note" if isinstance(typed, commands.Note) else "ask"
    command = commands.Command(action, scene.now, said.person, role, None, typed, scene.desk.quiet)
    if said.message is not None:
        staff_copies.note_typed(db, said.person, scene.case.id, said.message, scene.now)
    _after, follows = perform(db, scene, command)
    for effect in follows:
        if isinstance(effect, effects.Toast):
            _say(db, scene.desk, said, screen(effect.text), scene.now)


def _note_with_offer(db: Connection, scene: Scene, said: Said, what: str) -> None:
    """It goes with what is about to be passed on, and is shown above the names."""
    assert said.text is not None
    if said.message is not None:
        staff_copies.note_typed(db, said.person, scene.case.id, said.message, scene.now)
    wrong = flaw(said.text)
    if wrong is not None:
        return _say(db, scene.desk, said, screen(wrong), scene.now)
    if what == staff_shifts.SHIFT:
        return staff_shifts.choose(db, scene.desk, said.person, said.text, scene.now)
    return staff_passing.choose(db, scene, scene.case, said.text)


def _say(db: Connection, desk: Desk, said: Said, screen: Screen, now: datetime) -> None:
    reply(db, desk, said, screen, now)
