"""Once a day the admins are told the head of the trail: what they have, nobody can rewrite."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.outgoing import Message
from bot.text import Line, _, screen, verbatim
from handlers.desk import Desk, post
from storage import audit, invitations, staff

HOUR = time(8)  # UTC


def tell_head(db: Connection, desk: Desk) -> None:
    """When it is due: also late, if nobody was there at that hour, and never twice a day."""
    now = desk.clock()
    invitations.forget(db, now)
    head = audit.head(db)
    if head.told_at is None:
        audit.told(db, now)  # a day is counted from here
        return
    admins = sorted(each for each in staff.with_role(db, Role.ADMIN) if staff.has_private(db, each))
    if head.told_at >= _last_hour(now) or not admins:
        return
    shown = screen(
        Line(_("Rows in the trail: {count}", count=head.rows), strong=True),
        verbatim(head.hash.hex()),
        _(
            "Keep this message. If the trail is ever changed, `witnessline audit verify --head` with these "
            "signs says so."
        ),
    )
    for admin in admins:
        post(db, desk, admin, Message(shown), now)
    audit.told(db, now)


def _last_hour(now: datetime) -> datetime:
    today = datetime.combine(now.date(), HOUR, now.tzinfo)
    return today if today <= now else today - timedelta(days=1)
