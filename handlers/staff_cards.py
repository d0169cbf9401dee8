"""Cards grow old without anybody touching them: ages go up a step, claims run out."""

from __future__ import annotations

from datetime import timedelta

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
        aged = opened_at <= before and age(opened_at, before) != age(opened_at, now)
        ran_out = claimed_until is not None and before < claimed_until <= now
        case = cases.load(db, desk.keys, id) if aged or ran_out else None
        if case is not None:
            show_card(db, desk, case, now)
