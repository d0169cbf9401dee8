"""`/shift`: all open cases of somebody are handed over at once, to a colleague or to the queue."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.casework import offers
from bot.casework.case import Case, Role
from bot.casework.commands import Command, Note, Payload
from bot.casework.effects import Toast
from bot.casework.notes import flaw
from bot.casework.passing import mark_of, urgent_first
from bot.casework.presses import QUEUE
from bot.outgoing import Message
from bot.text import Button, Line, Name, Screen, Text, _, _n, screen
from handlers import staff_copies
from handlers.access import IN_PRIVATE, ONLY_STAFF, record_refusal, role_now
from handlers.asked import Asked
from handlers.decisions import OUT_OF_DATE, perform, settle_in
from handlers.desk import Desk, Scene, post, reply
from handlers.staff_passing import ASSIGN, colleagues, named, offered_to, waiting_note
from handlers.staff_said import Said
from handlers.wire import Known
from storage import cases, prompts, seen_updates

SHIFT = "shift"
NEXT = "next"  # whoever works next: the queue
NOTHING = _("You have no open case.")
NO_RIGHT = _("Your role does not allow this.")


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does something with several cases at once, in which role."""

    desk: Desk
    person: int
    role: Role
    now: datetime


def command(db: Connection, desk: Desk, said: Said, people: tuple[Known, ...]) -> None:
    """`/shift`, `/shift Nino`, `/shift next`, each with a note if one follows."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return
    answer = _commanded(db, desk, said, people, now)
    if answer is not None:
        reply(db, desk, said, answer, now)


def _commanded(
    db: Connection, desk: Desk, said: Said, people: tuple[Known, ...], now: datetime
) -> Screen | None:
    role = role_now(db, said.person, said.member)
    if role not in (Role.MODERATOR, Role.ADMIN):
        record_refusal(db, said.person, SHIFT, now)
        return screen(NO_RIGHT if role else ONLY_STAFF)
    if said.chat != said.person:
        link = Button(_("Open the private chat"), "", f"https://t.me/{desk.username}?start=help")
        return screen(IN_PRIVATE, rows=((link,),))
    settle_in(db, desk, said.person, None)
    held = held_by(db, desk, said.person)
    if not held:
        return screen(NOTHING)
    words = " ".join((said.text or "").split(maxsplit=1)[1:])
    if words and said.message is not None:
        staff_copies.note_typed(db, said.person, held[0].id, said.message, now)
    return _worded(db, Hands(desk, said.person, role, now), held, words, people)


def _worded(
    db: Connection, hands: Hands, held: tuple[Case, ...], words: str, people: tuple[Known, ...]
) -> Screen | None:
    """None when it has to be asked to whom."""
    first, _space, rest = words.partition(" ")
    queue = first.lower() == NEXT
    to, note = (None, rest.strip()) if queue else named(words, people)
    wrong = flaw(note) if note else None
    if wrong is not None:
        return screen(wrong)
    if queue:
        return to_queue(db, hands, held, note)
    if to is not None:
        return to_colleague(db, hands, held, to, note)
    choose(db, hands.desk, hands.person, "", hands.now)
    return None


def choose(db: Connection, desk: Desk, giver: int, note: str, now: datetime) -> None:
    """Asks to whom: under “Hand over my cases”, or once a note is written. For moderators and admins."""
    held = held_by(db, desk, giver)
    if not held:
        return post(db, desk, giver, Message(screen(NOTHING)), now)
    prompts.expect(db, desk.keys, giver, held[0].id, SHIFT, note or None, now)
    shown = offers.choose_for_shift(held, colleagues(db, giver), note)
    if note:
        return staff_copies.show(db, desk, giver, held[0].id, shown, now)
    return post(db, desk, giver, Message(shown, protected=True), now)


def chosen(db: Connection, hands: Hands, asked: Asked) -> Screen | Text:
    """The button that was pressed under `choose`."""
    if hands.role is Role.MONITOR:
        record_refusal(db, hands.person, SHIFT, hands.now)
        return NO_RIGHT
    anchor = cases.by_code(db, hands.desk.keys, asked.press.code)
    held = held_by(db, hands.desk, hands.person)
    if anchor is None or not held:
        return NOTHING
    note = waiting_note(db, Scene(hands.desk, anchor, hands.now, hands.person), SHIFT)
    if asked.press.action == QUEUE:
        return to_queue(db, hands, held, note)
    found = (each.user for each in colleagues(db, hands.person) if mark_of(each.user) == asked.press.detail)
    to = next(found, None)
    return OUT_OF_DATE if to is None else to_colleague(db, hands, held, to, note)


def to_colleague(db: Connection, hands: Hands, held: tuple[Case, ...], to: int, note: str) -> Screen:
    """One offer for all of them; what the giver is told."""
    mark, giver = secrets.token_hex(6), hands.person
    payload = offered_to(db, to, note, mark, alone=False)
    done = [with_case(db, hands, case, ASSIGN, payload) for case in held]
    offered = [case for case, _said in done if case.passing is not None and case.passing.mark == mark]
    if not offered:
        return screen(*[said for _case, said in done if said is not None][:1])
    prompts.clear(db, giver)
    for page in offers.offer_shift(offered, giver, mark, hands.now):
        post(db, hands.desk, to, Message(page, protected=True), hands.now)
    if note:
        first = urgent_first(offered)[0]
        shown = offers.note_of_shift(note, giver)
        staff_copies.show(db, hands.desk, to, first.id, shown, hands.now)
    told = _n(
        "{count} case is offered to {name}. Until it is accepted, it stays with you.",
        "{count} cases are offered to {name}. Until they are accepted, they stay with you.",
        len(offered),
        name=Name(to),
    )
    return screen(told, Line(offers.codes(offered), tight=True))


def to_queue(db: Connection, hands: Hands, held: tuple[Case, ...], note: str) -> Screen:
    """The urgent ones first; the note stays with each."""
    released = list[Case]()
    for case in held:
        kept = with_case(db, hands, case, "note", Note(note))[0] if note else case
        after, _said = with_case(db, hands, kept, "release", None)
        if after.assignee is None:
            released.append(after)
    prompts.clear(db, hands.person)
    told = _n("{count} case is back in the queue.", "{count} cases are back in the queue.", len(released))
    return screen(told, Line(offers.codes(released), tight=True))


def held_by(db: Connection, desk: Desk, person: int) -> tuple[Case, ...]:
    """Their open cases, the urgent ones first."""
    return loaded(db, desk, cases.held_by(db, person))


def loaded(db: Connection, desk: Desk, ids: tuple[int, ...]) -> tuple[Case, ...]:
    found = (cases.load(db, desk.keys, id) for id in ids)
    return urgent_first([case for case in found if case is not None])


def with_case(
    db: Connection, hands: Hands, case: Case, action: str, payload: Payload | None
) -> tuple[Case, Text | None]:
    """The case after it, and what the one who did it would be told."""
    command = Command(action, hands.now, hands.person, hands.role, None, payload)
    after, follows = perform(db, Scene(hands.desk, case, hands.now, hands.person), command)
    said = (effect.text for effect in follows if isinstance(effect, Toast))
    return after, next(said, None)
