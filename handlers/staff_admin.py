"""What admins say about staff and desk: /invite, /staff, /role, /compromised, /desk, /pause, and buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.casework.desk_settings import Setting
from bot.casework.staffing import Change, Deed
from bot.outgoing import Message, Replace
from bot.text import Button, Screen, _, screen
from handlers import staff_offers, staff_rules
from handlers.access import IN_PRIVATE, ONLY_ADMINS, ONLY_STAFF, record_refusal, role_now
from handlers.asked import Answer
from handlers.decisions import OUT_OF_DATE
from handlers.desk import Desk, language_in, post, reply
from handlers.staff_invitations import INVITE, invite
from handlers.staff_members import Look
from handlers.staff_roles import NOBODY, about_somebody, carry_on
from handlers.staff_roster import roster
from handlers.staff_said import Said
from handlers.wire import Known
from storage import seen_updates, staff

STAFF, DESK, PAUSE = "staff", "desk", "pause"
EXAMPLES = {
    INVITE: "/invite moderator",
    STAFF: "/staff",
    Change.ROLE: "/role Nino monitor",
    Change.COMPROMISED: "/compromised Nino",
    DESK: "/desk hours 09:00-18:00",
    PAUSE: "/pause off",
}
COMMANDS = tuple(str(name) for name in EXAMPLES)


@dataclass(frozen=True, slots=True)
class Order:
    """A command, read. `who` is how somebody was named; `people` are those whom that may mean; `setting` is
    for the desk."""

    name: str
    who: str = ""
    role: Role | None = None
    people: tuple[Known, ...] = ()
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of an offer, with the message that it stands on."""

    update_id: int
    person: int
    chat: int
    message: int
    data: str
    member: bool


async def command(desk: Desk, look: Look, said: Said) -> None:
    """Telegram is asked who is meant, then one transaction."""
    order = read_order(said.text or "", said.person)
    if order is not None and order.who:
        who = order.who
        users = await desk.store.run(lambda db: _possible(db, said, who))
        people = [await look(user) for user in users]
        order = replace(order, people=tuple(each for each in people if _is_called(each, who)))
    await desk.store.run(lambda db: _obey(db, desk, said, order))


def read_order(text: str, admin: int) -> Order | None:
    """None when a word is missing or is not one of ours."""
    name, words = _command_of(text), text.split()[1:]
    last = words[-1].lower() if words else ""
    role = Role(last) if last in set(Role) else None
    match name:
        case "staff":
            return Order(name)
        case "invite" if role is not None and len(words) == 1:
            return Order(name, role=role)
        case "role" if len(words) > 1 and (role is not None or last == NOBODY):
            return Order(name, " ".join(words[:-1]), role)
        case "compromised" if words:
            return Order(name, " ".join(words))
        case "desk" if setting := staff_rules.read_desk(words, admin):
            who = setting.value or "" if staff_rules.names_somebody(setting) else ""
            return Order(name, who, setting=setting)
        case "pause" if setting := staff_rules.read_pause(words):
            return Order(name, setting=setting)
    return None


def press(db: Connection, desk: Desk, pressed: Pressed) -> Answer:
    """One offer, taken or not. Whoever pressed is told why nothing happened; else the message says it."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, pressed.update_id, now):
        return Answer()
    language = language_in(db, desk, pressed.person)
    here = pressed.chat in (pressed.person, desk.chat)
    if role_now(db, pressed.person, pressed.member) is not Role.ADMIN or not here:
        record_refusal(db, pressed.person, "staff button", now)
        return Answer(ONLY_ADMINS, language)
    taken = staff_offers.take(db, desk, pressed.person, pressed.chat, pressed.data, now)
    if taken is None:
        record_refusal(db, pressed.person, "staff button out of date", now)
        return Answer(OUT_OF_DATE, language)
    shown: tuple[Screen, ...] = (screen(_("Cancelled.")),)
    match taken.deed:
        case Deed() as deed:
            shown = carry_on(db, desk, pressed.person, deed, taken.sure, now)
        case Setting() as setting:
            shown = (staff_rules.carry_on(db, desk, pressed.person, setting, taken.sure, now),)
    post(db, desk, pressed.chat, Replace(pressed.message, shown[0]), now)
    for page in shown[1:]:
        post(db, desk, pressed.chat, Message(page), now)
    return Answer(None, language)


def _possible(db: Connection, said: Said, who: str) -> tuple[int, ...]:
    """Whom these words may mean. Only for an admin is anybody looked up."""
    if role_now(db, said.person, said.member) is not Role.ADMIN:
        return ()
    if re.fullmatch(r"[0-9]{1,16}", who, re.ASCII):
        return (int(who),)
    return tuple(seat.user for seat in staff.seats(db))


def _is_called(known: Known, who: str) -> bool:
    names = (known.first_name, f"@{known.username}", str(known.user))
    return who.casefold() in {name.casefold() for name in names}


def _obey(db: Connection, desk: Desk, said: Said, order: Order | None) -> None:
    now = desk.clock()
    if seen_updates.first_time(db, desk.bot, said.update_id, now):
        for page in _answer(db, desk, said, order, now):
            reply(db, desk, said, page, now)


def _answer(db: Connection, desk: Desk, said: Said, order: Order | None, now: datetime) -> tuple[Screen, ...]:
    name, role = _command_of(said.text or ""), role_now(db, said.person, said.member)
    if role is not Role.ADMIN:
        record_refusal(db, said.person, name, now)
        return (screen(ONLY_ADMINS if role else ONLY_STAFF),)
    if said.chat != said.person and name not in (DESK, PAUSE):
        link = Button(_("Open the private chat"), "", f"https://t.me/{desk.username}?start=help")
        return (screen(IN_PRIVATE, rows=((link,),)),)
    if order is None:
        return (screen(_("Write it like this: {example}", example=EXAMPLES[name])),)
    if order.setting is not None:
        if order.who:
            found = staff_rules.about_on_call(db, desk, said.person, order.who, order.people, now)
            return (found,)
        return (staff_rules.carry_on(db, desk, said.person, order.setting, False, now),)
    if order.name == STAFF:
        return (roster(db),)
    if order.name == INVITE:
        assert order.role is not None
        return (invite(db, desk, said.person, order.role, now),)
    return about_somebody(db, desk, said.person, Change(order.name), order.role, order.who, order.people, now)


def _command_of(text: str) -> str:
    return text.split()[0].lstrip("/").partition("@")[0].lower()
