"""Invitations to the staff: of the secret in each link only a keyed hash is kept."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from bot.casework.case import Role
from storage.keys import StaffKeys
from storage.sealing import KeyGone
from storage.tables import invitations

LASTS = timedelta(hours=24)
REMEMBERED = timedelta(days=30)  # after it has expired: until then it can be said what became of it
_WORDS = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{32})", re.ASCII)


class State(StrEnum):
    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invitation:
    id: int
    role: Role
    inviter: int
    state: State


def invite(db: Connection, keys: StaffKeys, role: Role, inviter: int, now: datetime) -> str:
    """What the link must carry; it can't be found out again."""
    secret, key = secrets.token_hex(16), keys.mail.for_day(now)
    row = {"key": key.id, "tag": key.tag(secret.encode(), _PLACE), "role": role, "inviter": inviter}
    made = insert(invitations).returning(invitations.c.id)
    id = db.execute(made, row | {"state": State.OPEN, "expires_at": now + LASTS}).scalar_one()
    return f"{id}-{secret}"


def find(db: Connection, keys: StaffKeys, words: str, now: datetime) -> Invitation | None:
    """Locked until the transaction ends. None for words that no link ever carried."""
    shape = _WORDS.fullmatch(words)
    if shape is None:
        return None
    mine = select(invitations).where(invitations.c.id == int(shape[1])).with_for_update()
    row = db.execute(mine).one_or_none()
    if row is None:
        return None
    state = State.EXPIRED if row.state == State.OPEN and row.expires_at <= now else State(row.state)
    try:
        tag = keys.mail.named(row.key).tag(shape[2].encode(), _PLACE)
    except KeyGone:  # days after it expired: the secret can't be tried any more
        return Invitation(row.id, Role(row.role), row.inviter, State.EXPIRED)
    return (
        Invitation(row.id, Role(row.role), row.inviter, state) if hmac.compare_digest(tag, row.tag) else None
    )


def use(db: Connection, id: int) -> bool:
    """Whether it was still open: the first takes it."""
    taken = update(invitations).where(invitations.c.id == id, invitations.c.state == State.OPEN)
    used = db.execute(taken.values(state=State.USED).execution_options(preserve_rowcount=True))
    return bool(used.rowcount == 1)


def revoke_by(db: Connection, inviter: int) -> tuple[int, ...]:
    """The numbers of those by this admin that nobody has used."""
    mine = (invitations.c.inviter == inviter) & (invitations.c.state == State.OPEN)
    found = tuple(db.scalars(select(invitations.c.id).where(mine).order_by(invitations.c.id)))
    db.execute(update(invitations).where(mine).values(state=State.REVOKED))
    return found


def forget(db: Connection, now: datetime) -> None:
    db.execute(delete(invitations).where(invitations.c.expires_at < now - REMEMBERED))


_PLACE = "invitation"
