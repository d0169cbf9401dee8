"""Who loses a role loses all that it gave, in the same transaction; and the admins hear of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.casework.commands import Command, PassReply
from bot.outgoing import Message
from bot.text import Name, Text, _, screen
from handlers import staff_copies
from handlers.access import seat_admins
from handlers.decisions import perform
from handlers.desk import Desk, Scene, post
from storage import audit, cases, invitations, outbox, prompts, seen_updates, staff
from storage.sealing import KeyGone, Misplaced


@dataclass(frozen=True, slots=True)
class Lost:
    """How many cases went back to the queue, how many invitations became void, and how many messages with
    what cases say are being deleted in their private chat."""

    cases: int
    invitations: int
    copies: int


def lose_access(db: Connection, desk: Desk, user: int, now: datetime) -> Lost:
    """For whoever has no role from now on, why ever. Nothing that waits for them is said any more."""
    prompts.clear(db, user)
    outbox.close(db, "staff", outbox.chat_of(desk.keys, user))
    copies = staff_copies.remove_of_user(db, desk, user, now)
    void = void_invitations(db, user, now)
    held = cases.held_by(db, user)
    for id in held:
        _happens(db, desk, id, Command("unseated", now), "released")
    for id in cases.offered_to(db, user):
        _happens(db, desk, id, Command("unaccepted", now), "offer lapsed")
    for id in cases.offered_by(db, user):
        # Nobody is told: whoever offered it is not here any more.
        _happens(db, desk, id, Command("unaccepted", now, payload=PassReply(alone=False)), "offer lapsed")
    cases.free(db, user)
    return Lost(len(held), void, copies)


def void_invitations(db: Connection, user: int, now: datetime) -> int:
    """Only admins invite: those by somebody who is none any more open nothing."""
    void = invitations.revoke_by(db, user)
    for number in void:
        audit.record(db, "system", "invitation void", None, f"{number} by {user}", now)
    return len(void)


def departed(db: Connection, desk: Desk, update_id: int, user: int) -> None:
    """Telegram tells that somebody is out of the group."""
    now = desk.clock()
    if seen_updates.first_time(db, desk.bot, update_id, now):
        left(db, desk, user, now)


def left(db: Connection, desk: Desk, user: int, now: datetime) -> None:
    """They are not in the group any more. Who is an admin by the settings may be outside."""
    seat = staff.seat_of(db, user)
    if seat is None or seat.role is None:
        return
    staff.unseat(db, user)
    audit.record(db, "system", "left the group", None, f"{user} {seat.role}", now)
    if seat.standing is not None and seat.named:
        return
    lost = lose_access(db, desk, user, now)
    tell_admins(
        db,
        desk,
        _(
            "{name} is not in the group any more, and has no role here. Back in the queue: {count}.",
            name=Name(user),
            count=lost.cases,
        ),
        now,
    )


def name_admins(db: Connection, desk: Desk, admins: Collection[int], now: datetime) -> None:
    """At the start: whom the settings name is an admin; who was one only by that is none any more."""
    change = seat_admins(db, admins)
    for user in sorted(change.named):
        audit.record(db, "settings", "role", None, f"{user} {Role.ADMIN}", now)
    for user in sorted(change.gone):
        role = staff.role_of(db, user)
        audit.record(db, "settings", "role", None, f"{user} {role or 'none'}", now)
        if role is None:
            lose_access(db, desk, user, now)
        elif role is not Role.ADMIN:
            void_invitations(db, user, now)


def tell_admins(db: Connection, desk: Desk, words: Text, now: datetime, but: Collection[int] = ()) -> None:
    """All who have opened their private chat."""
    for admin in sorted(staff.with_role(db, Role.ADMIN) - set(but)):
        if staff.has_private(db, admin):
            post(db, desk, admin, Message(screen(words)), now)


def _happens(db: Connection, desk: Desk, id: int, command: Command, audited: str) -> None:
    try:
        case = cases.load(db, desk.keys, id)
    except (KeyGone, Misplaced):  # one that can't be opened must not keep anybody's access
        audit.record(db, "system", audited, id, "it cannot be opened", command.at)
        return
    if case is not None:
        perform(db, Scene(desk, case, command.at), command)
