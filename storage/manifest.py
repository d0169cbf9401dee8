"""What has been submitted and when, signed: a copy that is changed, or was never here, has no such line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select

from storage.keys import WitnessKeys
from storage.sealing import KeyGone, Misplaced, is_signed
from storage.tables import manifest, microseconds


@dataclass(frozen=True, slots=True)
class Line:
    """`digest` is the SHA-256 of the archive's copy as it is stored: of ciphertext, so that nobody can try
    guesses at a short answer."""

    case_id: int
    sequence: int
    digest: bytes
    at: datetime
    key: str
    signature: bytes


def note(
    db: Connection, keys: WitnessKeys, case_id: int, sequence: int, stored: bytes, now: datetime
) -> None:
    """In the transaction that takes the item in."""
    digest, signer = hashlib.sha256(stored).digest(), keys.sign.current
    words = _words(case_id, sequence, digest, now, signer.id)
    row = {"case_id": case_id, "sequence": sequence, "digest": digest, "at": now, "key": signer.id}
    db.execute(insert(manifest), row | {"signature": signer.sign(words)})


def lines(db: Connection, case_id: int) -> tuple[Line, ...]:
    rows = select(manifest).where(manifest.c.case_id == case_id).order_by(manifest.c.sequence)
    return tuple(map(_line, db.execute(rows)))


def holds(line: Line, stored: bytes, public: str) -> bool:
    """Whether this copy is the one that was taken in at that time."""
    words = _words(line.case_id, line.sequence, line.digest, line.at, line.key)
    return hashlib.sha256(stored).digest() == line.digest and is_signed(public, words, line.signature)


def opened(publics: Mapping[str, str], row: Row[Any]) -> Line:
    """KeyGone when nobody knows what it was signed with, Misplaced when the signature does not fit."""
    if row.key not in publics:
        raise KeyGone(row.key)
    words = _words(row.case_id, row.sequence, row.digest, row.at, row.key)
    if not is_signed(publics[row.key], words, row.signature):
        raise Misplaced(row.key)
    return _line(row)


def _line(row: Row[Any]) -> Line:
    return Line(row.case_id, row.sequence, row.digest, row.at, row.key, row.signature)


def _words(case_id: int, sequence: int, digest: bytes, at: datetime, key: str) -> bytes:
    return orjson.dumps([case_id, sequence, digest.hex(), microseconds(at), key])
