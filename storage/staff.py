"""Who is staff, with which role."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from bot.casework.case import Role
from storage.conflicts import or_change
from storage.tables import staff

_SEAT = or_change(staff, "role")


def seat(db: Connection, user: int, role: Role) -> None:
    db.execute(_SEAT[db.dialect.name], {"user": user, "role": role})


def unseat(db: Connection, user: int) -> None:
    db.execute(delete(staff).where(staff.c.user == user))


def role_of(db: Connection, user: int) -> Role | None:
    role = db.execute(select(staff.c.role).where(staff.c.user == user)).scalar_one_or_none()
    return None if role is None else Role(role)


def with_role(db: Connection, role: Role) -> set[int]:
    return set(db.scalars(select(staff.c.user).where(staff.c.role == role)))


def opened_private(db: Connection, user: int) -> None:
    """They have started the bot in private: it can write to them."""
    db.execute(update(staff).where(staff.c.user == user).values(private=True))


def has_private(db: Connection, user: int) -> bool:
    return bool(db.execute(select(staff.c.private).where(staff.c.user == user)).scalar_one_or_none())


def language_of(db: Connection, user: int) -> str | None:
    return db.execute(select(staff.c.language).where(staff.c.user == user)).scalar_one_or_none()


def set_language(db: Connection, user: int, language: str) -> None:
    db.execute(update(staff).where(staff.c.user == user).values(language=language))
