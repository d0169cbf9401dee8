"""Who is staff, with which role: given by an admin, or by the settings; and who never again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.casework.case import Role
from bot.casework.staffing import Seat
from storage.conflicts import or_change
from storage.tables import staff

_SEAT = or_change(staff, "role", "barred")
_NAME = or_change(staff, "named")
_BAR = or_change(staff, "role", "barred")


def seat(db: Connection, user: int, role: Role) -> None:
    """Somebody says so: who was barred is not any more."""
    db.execute(_SEAT[db.dialect.name], {"user": user, "role": role, "barred": False})


def unseat(db: Connection, user: int) -> None:
    """What an admin gave is gone; what the settings say, and a bar, remain."""
    db.execute(update(staff).where(staff.c.user == user).values(role=None))
    _forget_strangers(db)


def bar(db: Connection, user: int) -> None:
    """Without any role from now on, whatever the settings say."""
    db.execute(_BAR[db.dialect.name], {"user": user, "role": None, "barred": True})


def name_admins(db: Connection, users: Collection[int]) -> None:
    """Whom the settings name, and nobody else by that."""
    db.execute(update(staff).where(staff.c.named, staff.c.user.not_in(users)).values(named=False))
    for user in users:
        db.execute(_NAME[db.dialect.name], {"user": user, "named": True})
    _forget_strangers(db)


def seat_of(db: Connection, user: int) -> Seat | None:
    """Also of one who is barred."""
    row = db.execute(select(staff).where(staff.c.user == user)).one_or_none()
    return None if row is None else _seat(row)


def seats(db: Connection) -> tuple[Seat, ...]:
    """All, in the order of their ids; also of those who are barred."""
    return tuple(_seat(row) for row in db.execute(select(staff).order_by(staff.c.user)))


def role_of(db: Connection, user: int) -> Role | None:
    found = seat_of(db, user)
    return None if found is None else found.standing


def with_role(db: Connection, role: Role) -> set[int]:
    return {each.user for each in seats(db) if each.standing is role}


def has_admins(db: Connection) -> bool:
    return bool(with_role(db, Role.ADMIN))


def opened_private(db: Connection, user: int) -> None:
    """They have started the bot in private: it can write to them."""
    db.execute(update(staff).where(staff.c.user == user).values(private=True))


def closed_private(db: Connection, user: int) -> None:
    """They have blocked the bot: it cannot write to them until they start it again."""
    db.execute(update(staff).where(staff.c.user == user).values(private=False))


def has_private(db: Connection, user: int) -> bool:
    return bool(db.execute(select(staff.c.private).where(staff.c.user == user)).scalar_one_or_none())


def language_of(db: Connection, user: int) -> str | None:
    return db.execute(select(staff.c.language).where(staff.c.user == user)).scalar_one_or_none()


def set_language(db: Connection, user: int, language: str) -> None:
    db.execute(update(staff).where(staff.c.user == user).values(language=language))


def _seat(row: Row[Any]) -> Seat:
    return Seat(row.user, None if row.role is None else Role(row.role), row.named, row.barred)


def _forget_strangers(db: Connection) -> None:
    without = staff.c.role.is_(None) & staff.c.named.is_(False) & staff.c.barred.is_(False)
    db.execute(delete(staff).where(without))
