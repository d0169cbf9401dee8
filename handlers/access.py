"""Who is staff, with which role, and what strangers are told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.text import _
from storage import audit, staff

ANONYMOUS_ADMIN = 1087968824  # the account that Telegram writes anonymous admins' messages under

ONLY_STAFF = _("Only the staff of this desk can do this.")
ONLY_ADMINS = _("Only admins can do this.")
IN_PRIVATE = _("Please write this to me in private.")
NOT_FOR_YOU = _(
    "This bot is for the staff of a desk, and keeps nothing of what you write. "
    "To report something, write to the other bot."
)
NOT_ANONYMOUS = _(
    "Commands of anonymous admins are not accepted, because the trail must say who did what. "
    "Switch off “Remain anonymous”, or press the buttons."
)


@dataclass(frozen=True, slots=True)
class Renamed:
    """Who is an admin by the settings now and was not before, and the reverse."""

    named: frozenset[int]
    gone: frozenset[int]


def seat_admins(db: Connection, admins: Collection[int]) -> Renamed:
    """Those whom the settings name are admins from the start, and nobody else is by that."""
    before = {seat.user for seat in staff.seats(db) if seat.named}
    staff.name_admins(db, admins)
    return Renamed(frozenset(admins) - before, frozenset(before - set(admins)))


def role_now(db: Connection, user: int, member: bool) -> Role | None:
    """The role at this press; none for who has left the group."""
    return staff.role_of(db, user) if member else None


def record_refusal(db: Connection, user: int, what: str, now: datetime) -> None:
    """A stranger is recorded as such, not by id."""
    actor = "stranger" if staff.role_of(db, user) is None else str(user)
    audit.record(db, actor, "refused", None, what, now)
