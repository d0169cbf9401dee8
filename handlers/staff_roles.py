"""`/role` and `/compromised`: who is meant, asked again where it matters, and done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.casework.staffing import ROLES, Change, Deed, is_dangerous, question, refusal
from bot.outgoing import Message, Outgoing
from bot.text import Name, Screen, Text, _, screen
from handlers import staff_offers
from handlers.access import record_refusal
from handlers.desk import Desk, language_in
from handlers.staff_breach import end_access, is_known
from handlers.staff_leaving import lose_access, tell_admins, void_invitations
from handlers.wire import Known
from storage import audit, outbox, staff

NOBODY = "none"


def about_somebody(
    db: Connection,
    desk: Desk,
    admin: int,
    change: Change,
    role: Role | None,
    who: str,
    people: Sequence[Known],
    now: datetime,
) -> tuple[Screen, ...]:
    """`people` are those who are called so: one, several to choose from, or nobody."""
    deeds = [Deed(change, known.user, role, known.present) for known in people]
    if change is Change.COMPROMISED:
        deeds = [deed for deed in deeds if is_known(db, deed.user)]
    match deeds:
        case []:
            words = _(
                "I find nobody on the staff called {who}. /staff shows who there is; "
                "/invite brings in somebody new.",
                who=who,
            )
            return (screen(words),)
        case [deed]:
            return carry_on(db, desk, admin, deed, False, now)
    options = tuple((_("{name} · {id}", name=Name(deed.user), id=str(deed.user)), deed) for deed in deeds)
    rows = staff_offers.offer(db, desk, admin, options, False, now)
    return (screen(_("Several people are called {who}. Whom do you mean?", who=who), rows=rows),)


def carry_on(
    db: Connection, desk: Desk, admin: int, deed: Deed, sure: bool, now: datetime
) -> tuple[Screen, ...]:
    """Refused, asked once more, or done."""
    seats = staff.seats(db)
    refused = refusal(deed, seats)
    if refused is not None:
        record_refusal(db, admin, f"{deed.change} {deed.user}", now)
        return (screen(refused),)
    if not sure and is_dangerous(deed, seats):
        asked, yes = question(deed)
        return (screen(asked, rows=staff_offers.offer(db, desk, admin, ((yes, deed),), True, now)),)
    if deed.change is Change.COMPROMISED:
        return end_access(db, desk, deed.user, str(admin), now, told=(admin,))
    return (screen(_give(db, desk, admin, deed, now)),)


def _give(db: Connection, desk: Desk, admin: int, deed: Deed, now: datetime) -> Text:
    user, role = deed.user, deed.role
    language, reachable = language_in(db, desk, user), staff.has_private(db, user)
    audit.record(db, str(admin), "role", None, f"{user} {role or NOBODY}", now)
    if role is None:
        staff.unseat(db, user)
        lose_access(db, desk, user, now)
    else:
        staff.seat(db, user, role)
    if role is not Role.ADMIN:
        void_invitations(db, user, now)
    told, own = _words(deed)
    if reachable and user != admin:
        outbox.post(db, desk.keys, Outgoing(desk.bot, user, language, Message(screen(own))), now)
    tell_admins(db, desk, told, now, but=(admin, user))
    return told


def _words(deed: Deed) -> tuple[Text, Text]:
    """For the admins, and for whom it is about."""
    who = Name(deed.user)
    if deed.role is None:
        told = _("{name} has no role here any more.", name=who)
        return told, _("You have no role at this desk any more.")
    role = ROLES[deed.role]
    return _("{name} is now: {role}.", name=who, role=role), _(
        "Your role at this desk is now: {role}.", role=role
    )
