"""`/clock` for admins: whether a computer's clock is in doubt, and a word that it is right."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.text import Text, _, screen
from handlers.access import ONLY_ADMINS, ONLY_STAFF, record_refusal, role_now
from handlers.clock import NEAR
from handlers.desk import Desk, reply
from handlers.staff_said import Said
from storage import audit, clocks, seen_updates
from storage.clocks import Doubt

LOOKED = timedelta(minutes=2)  # how old what a side has noted may be


def look(db: Connection, desk: Desk, said: Said, sent_at: datetime) -> None:
    """`/clock`, or `/clock confirm`. `sent_at` is Telegram's time: by it a wrong clock is not confirmed."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return
    role = role_now(db, said.person, said.member)
    if role is not Role.ADMIN:
        record_refusal(db, said.person, "clock", now)
        words = ONLY_ADMINS if role else ONLY_STAFF
    elif "confirm" in (said.text or "").lower().split():
        words = _confirm(db, said, sent_at, now)
    else:
        words = _state(clocks.doubts(db))
    reply(db, desk, said, screen(words), now)


def _confirm(db: Connection, said: Said, sent_at: datetime, now: datetime) -> Text:
    doubts = clocks.doubts(db)
    if not doubts:
        return _state(doubts)
    if not all(abs(doubt.seen_at + doubt.ahead - sent_at) <= NEAR + LOOKED for doubt in doubts):
        return _(
            "Telegram's clock says {time} UTC, and the computer's does not. "
            "Please set the computer's clock right; then all goes on by itself.",
            time=_words(sent_at),
        )
    clocks.confirm(db, sent_at)
    audit.record(db, str(said.person), "clock confirmed", None, "", now)
    return _("Thank you. Within a minute everything goes by the computer's clock again.")


def _state(doubts: tuple[Doubt, ...]) -> Text:
    if not doubts:
        return _("The clock is in order.")
    doubt = doubts[0]
    return _(
        "The computer's clock says {wrong} UTC. By the program's own time it is {own} UTC, "
        "and it goes by that. If the computer is right, write /clock confirm.",
        wrong=_words(doubt.seen_at + doubt.ahead),
        own=_words(doubt.seen_at),
    )


def _words(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
