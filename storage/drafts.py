"""Drafts: one per witness, sealed anew under the day's key at each save, unreadable 72 h after the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, delete, select, text, update

from bot.interview.draft import Draft
from storage import shared
from storage.conflicts import or_change
from storage.keys import WitnessKeys
from storage.prepared import Prepared, of_many
from storage.sealing import KeyGone
from storage.tables import drafts

DRAFT_LIFE = timedelta(hours=72)

_ONE = drafts.c.witness == bindparam("who")
_COLUMNS = (drafts.c.key, drafts.c.sealed, drafts.c.panel, drafts.c.covered)
_Row = tuple[str, bytes, int | None, bool]
_LOAD = Prepared(select(*_COLUMNS).where(_ONE).with_for_update(), "who")
_load_many = of_many(
    drafts.c.witness, lambda these: select(drafts.c.witness, *_COLUMNS).where(these).with_for_update()
)
_SAVED = ("key", "sealed", "saved_at", "expires_at", "reminded", "covered")
_SAVE = Prepared(or_change(drafts, *_SAVED), "witness", *_SAVED, key="witness")
_SET_PANEL = Prepared(
    update(drafts).where(_ONE).values(panel=bindparam("message")), "who", "message", key="who"
)
_DISCARD = delete(drafts).where(_ONE)
_EXPIRED = (
    select(drafts.c.witness).where(drafts.c.expires_at <= bindparam("now")).order_by(drafts.c.expires_at)
)
_TO_REMIND = (
    update(drafts)
    .where(
        ~drafts.c.reminded,
        drafts.c.saved_at <= bindparam("idle_since"),
        drafts.c.expires_at > bindparam("now"),
    )
    .values(reminded=True, covered=True)
    .returning(drafts.c.witness)
)
_COVER = (
    update(drafts)
    .where(text("NOT covered"), drafts.c.saved_at <= bindparam("idle_since"))  # as the partial index says it
    .values(covered=True)
    .returning(drafts.c.witness)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How a witness in conversation is reached; it ends with the draft."""

    bot: int
    chat: int


@dataclass(frozen=True, slots=True)
class Kept:
    """`panel` is the id of the message that the witness sees; `covered`: it says nothing of the draft."""

    draft: Draft
    reach: Reach
    panel: int | None
    covered: bool = False


@dataclass(frozen=True, slots=True)
class _Sealed:
    draft: Draft
    reach: Reach


_SEALED = TypeAdapter(_Sealed)


def ahead(db: Connection, witnesses: Sequence[bytes]) -> dict[bytes, _Row | None]:
    """For storage.shared: their rows; none for who has no draft."""
    none: dict[bytes, _Row | None] = dict.fromkeys(witnesses)
    return none | {witness: tuple(row) for witness, *row in _load_many(db, witnesses)}


def load(db: Connection, keys: WitnessKeys, witness: bytes) -> Kept | None:
    """Locked until the transaction ends. A draft whose key is gone is none."""
    fetched = shared.ahead(db, ahead)
    row = fetched[witness] if witness in fetched else _LOAD.run(db, {"who": witness}).fetchone()
    if row is None:
        return None
    key, sealed_draft, panel, covered = row
    try:
        plain = keys.draft.named(key).open(sealed_draft, _place(witness))
    except KeyGone:
        return None
    sealed = _SEALED.validate_json(plain)
    return Kept(sealed.draft, sealed.reach, panel, bool(covered))


def opened(keys: WitnessKeys, row: Row[Any]) -> bytes:
    """KeyGone, Misplaced."""
    return keys.draft.named(row.key).open(row.sealed, _place(row.witness))


def save(
    db: Connection, keys: WitnessKeys, witness: bytes, draft: Draft, reach: Reach, now: datetime
) -> None:
    """Keeps the panel as it is."""
    key = keys.draft.for_day(now)
    row = {
        "witness": witness,
        "key": key.id,
        "sealed": key.seal(_SEALED.dump_json(_Sealed(draft, reach)), _place(witness)),
        "saved_at": now,
        "expires_at": now + DRAFT_LIFE,
        "reminded": False,
        "covered": False,
    }
    _SAVE.later(db, row)
    fetched = shared.ahead(db, ahead)
    if witness in fetched:
        _key, _sealed, panel, _covered = fetched[witness] or (None, None, None, None)
        fetched[witness] = (key.id, row["sealed"], panel, False)


def set_panel(db: Connection, witness: bytes, message: int | None) -> None:
    _SET_PANEL.later(db, {"who": witness, "message": message})
    shared.ahead(db, ahead).pop(witness, None)


def discard(db: Connection, witness: bytes) -> None:
    shared.ahead(db, ahead).pop(witness, None)
    db.execute(_DISCARD, {"who": witness})


def expired(db: Connection, now: datetime) -> tuple[bytes, ...]:
    """The witnesses whose drafts have ended, the oldest first."""
    return tuple(db.scalars(_EXPIRED, {"now": now}))


def to_remind(db: Connection, now: datetime, after: timedelta) -> tuple[bytes, ...]:
    """Who was silent for `after` and was not reminded since their last act; now they were,
    and a neutral line covers their panel."""
    return tuple(db.scalars(_TO_REMIND, {"idle_since": now - after, "now": now}))


def cover(db: Connection, idle_since: datetime) -> tuple[bytes, ...]:
    """Whose panels are still as they left them since then; from now on they count as covered."""
    found = tuple(db.scalars(_COVER, {"idle_since": idle_since}))
    for witness in found:
        shared.ahead(db, ahead).pop(witness, None)
    return found


def _place(witness: bytes) -> str:
    return f"draft:{witness.hex()}"
