"""Receipts: found by a tag of their public half, proven by Argon2id, never kept as they are.

The slow part touches no database: it runs on a thread, outside of any transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import nacl.exceptions
from nacl.pwhash import argon2id
from sqlalchemy import Connection, delete, func, insert, select

from bot.interview.receipts import BITS, Receipt, of_number
from storage.keys import WitnessKeys
from storage.tables import receipt_tries, receipts

OPS, MEMORY = 3, 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there for the public half of a receipt. `hash` names its salt and costs."""

    case_id: int
    hash: str


# Weighed where there is none: a receipt that nobody was given costs the same as one that is nearly right.
NOBODY = Kept(
    0,
    "$argon2id$v=19$m=65536,t=3,p=1$ZrLX/DSo72QO3gE/IMfvfw$+w3+4ACNSCJgObL5F5ifBWIFJ2ugxy2u3+HRDWvTB1U",
)


@dataclass(frozen=True, slots=True)
class Minted:
    """A fresh receipt, and what is to be kept of it."""

    receipt: Receipt
    kept: Kept


def mint(case_id: int) -> Minted:
    """Takes about half a second and 64 MiB."""
    receipt = of_number(secrets.randbits(BITS))
    hashed = argon2id.str(_secret(receipt, case_id), opslimit=OPS, memlimit=MEMORY)
    return Minted(receipt, Kept(case_id, hashed.decode()))


def opens(kept: Kept | None, receipt: Receipt) -> int | None:
    """The case that the receipt opens. Takes as long, and as much, whatever comes out."""
    weighed = kept or NOBODY
    try:
        argon2id.verify(weighed.hash.encode(), _secret(receipt, weighed.case_id))
    except nacl.exceptions.InvalidkeyError:
        return None
    return kept.case_id if kept else None


def keep(db: Connection, keys: WitnessKeys, minted: Minted) -> None:
    row = {
        "tag": keys.receipt_tag(minted.receipt.public),
        "case_id": minted.kept.case_id,
        "key": keys.receipt_key_id,
        "hash": minted.kept.hash,
    }
    db.execute(insert(receipts), row)


def find(db: Connection, keys: WitnessKeys, receipt: Receipt) -> Kept | None:
    row = db.execute(
        select(receipts.c.case_id, receipts.c.hash).where(receipts.c.tag == keys.receipt_tag(receipt.public))
    ).one_or_none()
    return None if row is None else Kept(row.case_id, row.hash)


def count(db: Connection, case_id: int) -> int:
    """How many open this case."""
    mine = select(func.count()).select_from(receipts).where(receipts.c.case_id == case_id)
    return db.execute(mine).scalar_one()


def forget(db: Connection, case_id: int) -> None:
    """With the case they end."""
    db.execute(delete(receipts).where(receipts.c.case_id == case_id))


def note_try(db: Connection, witness: bytes, now: datetime) -> None:
    """A wrong one came from this chat."""
    db.execute(insert(receipt_tries), {"witness": witness, "at": now})


def tries_since(db: Connection, witness: bytes, since: datetime) -> int:
    mine = (receipt_tries.c.witness == witness) & (receipt_tries.c.at > since)
    return db.execute(select(func.count()).select_from(receipt_tries).where(mine)).scalar_one()


def forget_tries(db: Connection, until: datetime) -> None:
    db.execute(delete(receipt_tries).where(receipt_tries.c.at <= until))


def forget_tries_of(db: Connection, witness: bytes) -> None:
    """Nothing is left that says that this chat tried one."""
    db.execute(delete(receipt_tries).where(receipt_tries.c.witness == witness))


def _secret(receipt: Receipt, case_id: int) -> bytes:
    """With its case: a row that is moved to another one opens nothing."""
    return f"{case_id}:{receipt.symbols}".encode()
