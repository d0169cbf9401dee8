"""What a desk owes and has not done: the person on call hears of it once, then the admins, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.calendars import calendar_of
from bot.casework.board import NEXT, QUEUE
from bot.casework.case import Case, Priority, Workflow
from bot.casework.commands import Command
from bot.casework.deadlines import call_admins_after, timed
from bot.casework.desks import Rules
from bot.outgoing import Message, Outgoing
from bot.text import Line, Name, Text, _, _n, screen
from handlers.decisions import perform
from handlers.desk import Desk, Scene
from handlers.staff_leaving import tell_admins
from storage import cases, outbox, overdue, staff
from storage.coarse import day_of

AT_ONCE = 500
URGENT = (Priority.URGENT,)
OTHERS = tuple(priority for priority in Priority if priority is not Priority.URGENT)


def look(db: Connection, desk: Desk) -> None:
    """While the desk does not work only what is urgent is called overdue."""
    now, rules = desk.clock(), desk.rules(db)
    calendar = calendar_of(rules)
    for id in overdue.untimed(db, AT_ONCE):
        case = cases.load(db, desk.keys, id)
        if case is not None:
            cases.update(db, desk.keys, case, timed(case, case, now, calendar))
    works = calendar.is_open(now)
    ids = overdue.due(db, now, URGENT, AT_ONCE)
    if works:
        ids += overdue.due(db, _told_by(desk, now), OTHERS, AT_ONCE)
    late = [_call(db, desk, id, now) for id in ids]
    _tell_group(db, desk, rules, [case for case in late if case is not None], now)
    for priorities in (URGENT, OTHERS) if works else (URGENT,):
        _tell_admins(db, desk, priorities, now)
    overdue.forget(db)


def _told_by(desk: Desk, now: datetime) -> datetime:
    """Where cards are held back, to hide when a witness wrote, lateness is told by the day."""
    return day_of(now) if desk.jitter else now


def _call(db: Connection, desk: Desk, id: int, now: datetime) -> Case | None:
    case = cases.load(db, desk.keys, id)
    if case is None or case.due_at is None:
        return None
    after, _follows = perform(db, Scene(desk, case, now), Command("overdue", now))
    if after == case:
        return None
    overdue.note_call(db, id, case.due_at, now)
    return after


def _tell_group(db: Connection, desk: Desk, rules: Rules, late: list[Case], now: datetime) -> None:
    """One line, however many there are."""
    if not late:
        return
    on_call = rules.on_call
    if on_call is not None and staff.role_of(db, on_call) is None:
        on_call = None  # they have left
    name = () if on_call is None else (Line(Text("{name}", (("name", Name(on_call)),)), calls=on_call),)
    shown = screen(*name, Line(_what(late), tight=True), rows=((NEXT, QUEUE),))
    urgent = any(case.priority is Priority.URGENT for case in late)
    outgoing = Outgoing(desk.bot, desk.chat, desk.language, Message(shown))
    outbox.post(db, desk.keys, outgoing, now, urgent=urgent)


def _what(late: list[Case]) -> Text:
    match late:
        case [Case(workflow=Workflow.WITNESS_REPLIED, code=code)]:
            return _("{code} is overdue: the witness has written, and nobody has read it.", code=code)
        case [Case(code=code)]:
            return _("{code} is overdue: nobody has read it yet.", code=code)
    return _n("{count} case is overdue.", "{count} cases are overdue.", len(late))


def _tell_admins(db: Connection, desk: Desk, priorities: tuple[Priority, ...], now: datetime) -> None:
    called_before = now - call_admins_after(priorities[0])
    late = overdue.unheard(db, called_before, priorities)
    if not late:
        return
    words = _n(
        "{count} case is still overdue, and the group has been told: {code}. Please see to it.",
        "{count} cases are still overdue, and the group has been told: {code} and others. Please see to it.",
        len(late),
        code=cases.codes(db, late[:1])[0],
    )
    tell_admins(db, desk, words, now)
    overdue.note_told(db, late, now)
