"""`witnessline clock`: whether a computer's clock is in doubt, and an operator's word that it is right."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.dead_letters import asked
from bot.settings import Common
from storage import audit, clocks
from storage.clocks import Doubt

NEAR = timedelta(minutes=12)  # that of handlers.clock, and two minutes since a side last looked


async def shown(settings: Common, now: datetime) -> list[str]:
    """A line for each side whose computer's clock has jumped; one line if there is none."""
    found = await asked(settings, clocks.doubts)
    if not found:
        return [f"No clock is in doubt. Here it is {_words(now)} UTC."]
    return [_line(doubt) for doubt in found] + [f"Here it is {_words(now)} UTC."]


async def confirm(settings: Common, now: datetime) -> bool:
    """Whether this is the time that the computers in doubt show too: then they follow it within a minute."""

    def work(db: Connection) -> bool:
        doubts = clocks.doubts(db)
        if not all(abs(doubt.seen_at + doubt.ahead - now) <= NEAR for doubt in doubts):
            return False
        clocks.confirm(db, now)
        audit.record(db, "operator", "clock confirmed", None, "", now)
        return True

    return await asked(settings, work)


def _line(doubt: Doubt) -> str:
    wrong, own = _words(doubt.seen_at + doubt.ahead), _words(doubt.seen_at)
    return f"{doubt.side} side: the computer says {wrong} UTC; the program goes by {own} UTC."


def _words(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
