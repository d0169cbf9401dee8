"""A witness who comes through another of our bots: the same chat to us, another one to Telegram."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.interview.effects import Known
from bot.interview.receipt_screens import resting
from bot.outgoing import Outgoing, Replace
from handlers.door import Door
from storage import drafts, outbox
from storage.drafts import Kept


def panel_of(db: Connection, door: Door, kept: Kept | None, bot: int, now: datetime) -> int | None:
    """The panel at this bot. A message's number means nothing at another: the panel there is emptied, if
    that bot is still ours, and a new one is sent here."""
    if kept is None or kept.panel is None or kept.reach.bot == bot:
        return kept.panel if kept else None
    reach = kept.reach
    drafts.set_panel(db, door.keys.tag(reach.chat), None)
    if reach.bot in door.bots:
        emptied = Replace(kept.panel, resting(kept.draft, Known(now)))
        outbox.post(db, door.keys, Outgoing(reach.bot, reach.chat, kept.draft.language, emptied), now)
    return None
