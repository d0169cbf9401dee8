"""Cards grow old without anybody touching them: ages go up a step, claims run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.cards import age
from bot.casework.deadlines import UNDO
from bot.casework.effects import Command
from handlers.decisions import perform
from handlers.desk import Desk, Scene
from handlers.staff_effects import show_card
from storage import cases


@dataclass(slots=True)
class Redrawing:
    """`looked_at` is the last look; at first, when the program last ran: what grew old since counts too."""

    desk: Desk
    looked_at: datetime

    async def look(self) -> None:
        before, now = self.looked_at, self.desk.clock()
        await self.desk.store.run(lambda db: redraw(db, self.desk, before, now))
        self.looked_at = now


def redraw(db: Connection, desk: Desk, before: datetime, now: datetime) -> None:
    """Draws the cards anew that time has changed since then."""
    for id, opened_at, claimed_until in cases.open_cases(db):
        ran_out = claimed_until is not None and before < claimed_until <= now
        case = cases.load(db, desk.keys, id) if ran_out or _aged(opened_at, before, now, True) else None
        # An edit that changes nothing would be seen too, and tell of a step that the card keeps quiet about.
        if case is not None and (ran_out or _aged(opened_at, before, now, desk.hourly(case))):
            show_card(db, desk, case, now)


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


def _aged(opened_at: datetime, before: datetime, now: datetime, hourly: bool) -> bool:
    return age(opened_at, max(before, opened_at), hourly) != age(opened_at, now, hourly)
