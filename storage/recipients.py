"""Public halves that one side leaves for the other: each reads them here, and never the other's secrets.

A row is vouched for with what both sides share. Whoever can write to the database alone cannot have the
witness side seal to a key of theirs.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, func, select, update

from storage import keyfiles
from storage.conflicts import unless_there
from storage.keys import Keys, StaffKeys, WitnessKeys, link_of
from storage.rings import Held, Ring, part_of
from storage.sealing import Reader, Recipient
from storage.tables import microseconds, recipients

ANYONE = "anyone"  # checks signatures with it
_ANNOUNCE = unless_there(recipients, "key")


@dataclass(frozen=True, slots=True)
class Half:
    """The public half of a key, toward one side or `ANYONE`."""

    key: str
    toward: str
    public: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """One as it lies in the database; `genuine`: the other side has vouched for it."""

    half: Half
    genuine: bool


def announce(db: Connection, keys: Keys) -> None:
    """Every key of mine that others need the public half of. Nothing without what both sides share."""
    link = link_of(keys)
    for half in _mine(keys) if link else ():
        row = {**_row(half), "voucher": _voucher(link or b"", half), "learnt_at": None}
        db.execute(_ANNOUNCE[db.dialect.name], row)


def unknown(db: Connection, keys: Keys) -> tuple[Announced, ...]:
    """What the other side has left and I have not yet."""
    link, ring = link_of(keys), _learning(keys)
    rows = db.execute(select(recipients).where(recipients.c.toward == keys.side)).all()
    found = [
        (Half(row.key, row.toward, row.public, row.made_at), row.voucher)
        for row in rows
        if row.key not in ring.held
    ]
    return tuple(
        Announced(half, link is not None and hmac.compare_digest(_voucher(link, half), voucher))
        for half, voucher in found
    )


def learn(keys: Keys, half: Half) -> None:
    """From now on, if it is the newest, it is what I seal to: also after a restart."""
    ring = _learning(keys)
    keyfiles.write(ring.path(half.key), half.key, f"# created: {half.made_at.isoformat()}", half.public)
    ring.look()


def note_learnt(db: Connection, keys: Keys, now: datetime) -> None:
    """The other side may destroy what is older, once nothing is sealed to it."""
    mine = (recipients.c.toward == keys.side) & recipients.c.learnt_at.is_(None)
    known = recipients.c.key.in_(tuple(_learning(keys).held))
    db.execute(update(recipients).where(mine, known).values(learnt_at=now))


def learnt(db: Connection, keys: Keys, before: datetime) -> dict[str, datetime]:
    """By part (such as a desk): when the newest of my keys was made that the other side knew `before`."""
    toward, name = ("staff", "relay") if keys.side == "witness" else ("witness", "desk")
    known = (recipients.c.toward == toward) & (recipients.c.learnt_at <= before)
    rows = db.execute(select(recipients).where(known).order_by(recipients.c.made_at))
    return {part_of(name, row.key): row.made_at for row in rows}


def withdraw(db: Connection, key: str) -> None:
    """It is destroyed. What signatures are checked with stays."""
    db.execute(delete(recipients).where(recipients.c.key == key, recipients.c.toward != ANYONE))


def any_announced(db: Connection) -> bool:
    return bool(db.execute(select(func.count()).select_from(recipients)).scalar_one())


def verifiers(db: Connection) -> dict[str, str]:
    """What signatures are checked with, by the names of their keys."""
    rows = db.execute(select(recipients).where(recipients.c.toward == ANYONE))
    return {row.key: row.public for row in rows}


def _learning(keys: Keys) -> Ring[Recipient]:
    return keys.desk if isinstance(keys, WitnessKeys) else keys.relay


def _mine(keys: Keys) -> list[Half]:
    match keys:
        case StaffKeys():
            return [_half(held, "witness") for held in keys.desk.all()]
        case WitnessKeys():
            signs = [Half(held.key.id, ANYONE, held.key.public, held.made_at) for held in keys.sign.all()]
            return [*(_half(held, "staff") for held in keys.relay.all()), *signs]


def _half(held: Held[Reader], toward: str) -> Half:
    return Half(held.key.id, toward, str(held.key.recipient.public), held.made_at)


def _voucher(link: bytes, half: Half) -> bytes:
    words = orjson.dumps([half.key, half.toward, half.public, microseconds(half.made_at)])
    return hmac.digest(link, words, hashlib.sha256)


def _row(half: Half) -> dict[str, object]:
    return {"key": half.key, "toward": half.toward, "public": half.public, "made_at": half.made_at}
