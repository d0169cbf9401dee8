"""Whether a partner may see a case, as its witness says it later on: kept, in the trail, told to the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.interview.effects import Share, Unshare
from bot.questionnaire import partner
from bot.questionnaire.answers import Entry
from handlers import follow_ups
from handlers.door import Door
from storage import audit, cases, letters, routes


def record(db: Connection, door: Door, told: Share | Unshare, now: datetime) -> None:
    """Before the desk has heard of it, nobody can accept any more what is taken back."""
    match told:
        case Share(case, yes):
            routes.share(db, case, yes)
            audit.record(db, "witness", "agreed to a partner" if yes else "denied a partner", case, "", now)
            letters.post(db, "staff", case, "agreed" if yes else "denied", now)
        case Unshare(case):
            routes.share(db, case, False)
            cases.revoke(db, case)
            audit.record(db, "witness", "took back consent", case, "", now)
            letters.post(db, "staff", case, "unshared", now)
            _add(db, door, case, now)


def _add(db: Connection, door: Door, case: int, now: datetime) -> None:
    """The archive has the Yes: it must have this too."""
    entry = Entry(partner.STEP, partner.QUESTION, (partner.TAKEN_BACK,), ())
    number = cases.add_item(db, door.keys, case, "addition", (entry,), now)
    follow_ups.raise_case(db, case, number, now)
