"""`/compromised`: somebody else may have an account of the staff. What it opened, it opens no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.cards import age
from bot.casework.paging import fill
from bot.text import Line, Name, Screen, Text, _, screen
from handlers.desk import Desk
from handlers.staff_leaving import Lost, lose_access, tell_admins
from storage import audit, staff
from storage.audit import Reading


def is_known(db: Connection, user: int) -> bool:
    """Whether this id is or was one of the staff's."""
    return staff.seat_of(db, user) is not None or audit.knows(db, str(user))


def end_access(
    db: Connection, desk: Desk, user: int, actor: str, now: datetime, told: Collection[int] = ()
) -> tuple[Screen, ...]:
    """All in one transaction. What they had opened, in as many messages as it takes; `told` need not hear
    of it."""
    audit.record(db, actor, "compromised", None, str(user), now)
    staff.bar(db, user)
    lost = lose_access(db, desk, user, now)
    words = _("{name}'s account may be in other hands. It has no access here any more.", name=Name(user))
    tell_admins(db, desk, words, now, but=told)
    seat = staff.seat_of(db, user)
    return _report(user, lost, seat is not None and seat.named, audit.readings(db, str(user)), now)


def _report(
    user: int, lost: Lost, named: bool, opened: tuple[Reading, ...], now: datetime
) -> tuple[Screen, ...]:
    notes: list[Text] = [
        _(
            "Back in the queue: {cases}. Invitations that are void now: {invitations}. "
            "Messages that are being deleted in their private chat: {copies}.",
            cases=lost.cases,
            invitations=lost.invitations,
            copies=lost.copies,
        ),
        _("Now remove this account from the desk's group: I can't do that."),
    ]
    if named:
        notes.append(_("Also take {id} out of WITNESSLINE_ADMINS.", id=str(user)))
    heading = _("What it has opened, the newest first: {count}", count=len(opened))
    lines = [
        Line(_("{name}: access has ended", name=Name(user)), strong=True),
        *(Line(note) for note in notes),
        Line(heading if opened else _("It has opened no case."), strong=bool(opened)),
        *(Line(_opened(each, now), tight=True) for each in opened),
    ]
    return tuple(screen(*page) for page in fill(lines))


def _opened(reading: Reading, now: datetime) -> Text:
    return _("{code}: {age}", code=reading.code, age=age(reading.at, now))
