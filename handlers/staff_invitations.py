"""`/invite`, and what becomes of the link: one person takes one role, once, within a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework import guide
from bot.casework.case import Role
from bot.casework.staffing import ROLES, outranks
from bot.text import Line, Name, Screen, Text, _, screen, verbatim
from handlers.access import record_refusal, role_now
from handlers.decisions import settle_in
from handlers.desk import Desk, reply
from handlers.staff_leaving import tell_admins
from handlers.staff_said import Said
from storage import audit, invitations, seen_updates, staff
from storage.invitations import Invitation, State

INVITE = "invite"

UNKNOWN = _("This invitation is not valid. Please ask an admin for a new one.")
ASK_AN_ADMIN = _("This invitation is not for you. Please speak to an admin.")
NOT_IN_GROUP = _(
    "You are not in the desk's group yet. Ask an admin to add you, then open this link again; "
    "it works for 24 hours after it was made."
)
WHY_NOT = {
    State.USED: _("This invitation has been used already. Please ask an admin for a new one."),
    State.EXPIRED: _("This invitation has expired. Please ask an admin for a new one."),
    State.REVOKED: _("This invitation is void. Please ask an admin for a new one."),
}


def invite(db: Connection, desk: Desk, admin: int, role: Role, now: datetime) -> Screen:
    """The link, for the admin to pass on."""
    words = invitations.invite(db, desk.keys, role, admin, now)
    audit.record(db, str(admin), "invited", None, f"{words.partition('-')[0]} {role}", now)
    return screen(
        Line(_("An invitation: {role}", role=ROLES[role]), strong=True),
        verbatim(f"https://t.me/{desk.username}?start={INVITE}-{words}"),
        _(
            "Send it to one person, in a way that you trust. It works once, within 24 hours, and only for "
            "somebody who is in the desk's group. Whoever opens it first gets the role."
        ),
    )


def accept(db: Connection, desk: Desk, said: Said, words: str, present: bool) -> None:
    """`present`: in the desk's group, as Telegram has just said."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return
    found = invitations.find(db, desk.keys, words, now)
    refused = _refusal(db, said, found, present)
    if refused is not None:
        record_refusal(db, said.person, f"invitation: {_state(found, present)}", now)
        reply(db, desk, said, screen(refused), now)
        return
    assert found is not None
    standing = role_now(db, said.person, True)
    if standing is not None and outranks(standing, found.role):
        kept = _("You are a member of the staff already: {role}.", role=ROLES[standing])
        reply(db, desk, said, screen(kept), now)
    elif invitations.use(db, found.id):
        _seat(db, desk, said, found, now)


def _refusal(db: Connection, said: Said, found: Invitation | None, present: bool) -> Text | None:
    seat = staff.seat_of(db, said.person)
    if found is None:
        return UNKNOWN
    if found.state is not State.OPEN:
        return WHY_NOT[found.state]
    if staff.role_of(db, found.inviter) is not Role.ADMIN:
        return WHY_NOT[State.REVOKED]
    if seat is not None and seat.barred:
        return ASK_AN_ADMIN
    if said.chat != said.person:
        return _("Open the invitation in your private chat with this bot.")
    return None if present else NOT_IN_GROUP


def _state(found: Invitation | None, present: bool) -> str:
    if found is None:
        return "unknown"
    return f"{found.id} {found.state}" if present else f"{found.id} {found.state}, not in the group"


def _seat(db: Connection, desk: Desk, said: Said, found: Invitation, now: datetime) -> None:
    staff.seat(db, said.person, found.role)
    settle_in(db, desk, said.person, said.phone)
    reason = f"{found.id} {found.role}, by {found.inviter}"
    audit.record(db, str(said.person), "invitation accepted", None, reason, now)
    welcome = _("You are now on the staff of this desk: {role}.", role=ROLES[found.role])
    shown = guide.welcome(found.role)
    reply(db, desk, said, screen(welcome, *shown.lines, rows=shown.rows), now)
    told = _(
        "{name} is on the staff now: {role}. Invited by {inviter}.",
        name=Name(said.person),
        role=ROLES[found.role],
        inviter=Name(found.inviter),
    )
    tell_admins(db, desk, told, now, but=(said.person,))
