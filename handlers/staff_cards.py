"""Cards grow old without anybody touching them: ages go up a step, claims run out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.casework.cards import age
from handlers.desk import Desk
from handlers.staff_effects import show_card
from storage import cases


def redraw(db: Connection, desk: Desk, every: timedelta) -> None:
    """Draws the cards anew that time has changed since the last look, `every` ago."""
    now = desk.clock()
    before = now - every
    for id, opened_at, claimed_until in cases.open_cases(db):
        ran_out = claimed_until is not None and before < claimed_until <= now
        case = cases.load(db, desk.keys, id) if ran_out or _aged(opened_at, before, now, True) else None
        # An edit that changes nothing would be seen too, and tell of a step that the card keeps quiet about.
        if case is not None and (ran_out or _aged(opened_at, before, now, desk.hourly(case))):
            show_card(db, desk, case, now)


def _aged(opened_at: datetime, before: datetime, now: datetime, hourly: bool) -> bool:
    return opened_at <= before and age(opened_at, before, hourly) != age(opened_at, now, hourly)
