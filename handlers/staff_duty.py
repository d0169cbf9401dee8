"""Whoever is on call is called: in the group by name, or, without one, the admins in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework.asking import notice
from bot.casework.case import Case, Role
from bot.outgoing import Message
from bot.text import Line, Name, Text, _, screen
from handlers.desk import Desk, post
from storage import staff


def call(db: Connection, desk: Desk, case: Case, by: int | None, now: datetime) -> None:
    """A case is escalated; whoever did it knows."""
    on_call = desk.rules(db).on_call
    if on_call is not None and staff.role_of(db, on_call) is None:
        on_call = None  # they have left
    said = _("{code} is escalated: it needs somebody's attention.", code=case.code)
    called = () if on_call is None else (Line(Text("{name}", (("name", Name(on_call)),)), calls=on_call),)
    post(db, desk, desk.chat, Message(screen(*called, said)), now)
    if on_call is None:
        for admin in sorted(staff.with_role(db, Role.ADMIN) - {by}):
            if staff.has_private(db, admin):
                post(db, desk, admin, Message(notice(case, said, read=True)), now)
