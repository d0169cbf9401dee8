"""Cards grow old without anybody touching them: ages go up a step, claims run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.cards import age
from handlers.desk import Desk
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


def _aged(opened_at: datetime, before: datetime, now: datetime, hourly: bool) -> bool:
    return age(opened_at, max(before, opened_at), hourly) != age(opened_at, now, hourly)
