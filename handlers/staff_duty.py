"""Whoever is on call is called: in the group by name, or, without one, the admins in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Case, Role
from bot.outgoing import Message
from bot.text import Name, Text, _, screen
from handlers.desk import Desk, post
from storage import staff


def call(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    """A case is escalated."""
    on_call = desk.rules(db).on_call
    said = _("{code} is escalated: it needs somebody's attention.", code=case.code)
    if on_call is not None:
        said = _("{name}, {code} is escalated: it needs your attention.", name=Name(on_call), code=case.code)
    _say(db, desk, desk.chat, said, now)
    if on_call is None:
        for admin in sorted(staff.with_role(db, Role.ADMIN)):
            if staff.has_private(db, admin):
                _say(db, desk, admin, said, now)


def _say(db: Connection, desk: Desk, chat: int, words: Text, now: datetime) -> None:
    post(db, desk, chat, Message(screen(words)), now)
