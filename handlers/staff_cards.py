"""Cards grow old without anybody touching them: ages go up a step, claims run out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework.cards import age
from bot.casework.case import Priority
from bot.casework.commands import Command
from bot.casework.deadlines import UNDO
from bot.casework.queue import Queued
from handlers.decisions import perform
from handlers.desk import Desk, Scene
from handlers.staff_drawing import is_busy, show_card
from storage import cases, places, queue

AT_ONCE = 30  # cards that grow older at each look: else a midnight would fill the group for an hour


def redraw(db: Connection, desk: Desk) -> None:
    """Draws cards anew that time has changed since they were drawn, the urgent first; what is left has its
    turn at the next look. None while the group is busy with what is new."""
    now = desk.clock()
    if is_busy(db, desk, now):
        return
    drawn_at = places.cards(db)
    old = [
        each for each in queue.open_cases(db) if each.id in drawn_at and _is_old(each, drawn_at, desk, now)
    ]
    for each in sorted(old, key=lambda each: tuple(Priority).index(each.priority), reverse=True)[:AT_ONCE]:
        case = cases.load(db, desk.keys, each.id)
        if case is not None:
            show_card(db, desk, case, now)


def _is_old(queued: Queued, drawn_at: dict[int, datetime], desk: Desk, now: datetime) -> bool:
    then = drawn_at[queued.id]
    ran_out = queued.claimed_until is not None and then < queued.claimed_until <= now
    # An edit that changes nothing would be seen too, and tell of a step that the card keeps quiet about.
    hourly = desk.hourly(queued)
    then = max(then, queued.opened_at)
    return ran_out or age(queued.opened_at, then, hourly) != age(queued.opened_at, now, hourly)


def end_rests(db: Connection, desk: Desk) -> None:
    """Cases on hold whose time has come are in review again, and their assignees told."""
    now = desk.clock()
    for id in cases.rested(db, now):
        _happens(db, desk, id, "rested", now)


def close_for_good(db: Connection, desk: Desk) -> None:
    """Once closing can't be undone any more, the witness side hears of it and the card offers Reopen."""
    now = desk.clock()
    for id in cases.closed_for_good(db, now - UNDO):
        _happens(db, desk, id, "final", now)


def _happens(db: Connection, desk: Desk, case_id: int, what: str, now: datetime) -> None:
    case = cases.load(db, desk.keys, case_id)
    if case is not None:
        perform(db, Scene(desk, case, now), Command(what, now))
