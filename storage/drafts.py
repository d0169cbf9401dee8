"""Drafts: one per witness, sealed anew under the day's key at each save, unreadable 72 h after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select, update

from bot.interview.draft import Draft
from storage.conflicts import or_change
from storage.keys import WitnessKeys
from storage.prepared import Prepared
from storage.sealing import KeyGone
from storage.tables import drafts

DRAFT_LIFE = timedelta(hours=72)

_ONE = drafts.c.witness == bindparam("who")
_LOAD = Prepared(select(drafts.c.key, drafts.c.sealed, drafts.c.panel).where(_ONE).with_for_update(), "who")
_SAVED = ("key", "sealed", "saved_at", "expires_at", "reminded")
_SAVE = Prepared(or_change(drafts, *_SAVED), "witness", *_SAVED)
_SET_PANEL = Prepared(update(drafts).where(_ONE).values(panel=bindparam("message")), "who", "message")
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
    .values(reminded=True)
    .returning(drafts.c.witness)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How a witness in conversation is reached; it ends with the draft."""

    bot: int
    chat: int


@dataclass(frozen=True, slots=True)
class Kept:
    """`panel` is the id of the message that the witness sees."""

    draft: Draft
    reach: Reach
    panel: int | None


@dataclass(frozen=True, slots=True)
class _Sealed:
    draft: Draft
    reach: Reach


_SEALED = TypeAdapter(_Sealed)


def load(db: Connection, keys: WitnessKeys, witness: bytes) -> Kept | None:
    """Locked until the transaction ends. A draft whose key is gone is none."""
    row = _LOAD.run(db, {"who": witness}).fetchone()
    if row is None:
        return None
    key, sealed_draft, panel = row
    try:
        plain = keys.draft.named(key).open(sealed_draft, _place(witness))
    except KeyGone:
        return None
    sealed = _SEALED.validate_json(plain)
    return Kept(sealed.draft, sealed.reach, panel)


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
    }
    _SAVE.run(db, row)


def set_panel(db: Connection, witness: bytes, message: int | None) -> None:
    _SET_PANEL.run(db, {"who": witness, "message": message})


def discard(db: Connection, witness: bytes) -> None:
    db.execute(_DISCARD, {"who": witness})


def expired(db: Connection, now: datetime) -> tuple[bytes, ...]:
    """The witnesses whose drafts have ended, the oldest first."""
    return tuple(db.scalars(_EXPIRED, {"now": now}))


def to_remind(db: Connection, now: datetime, after: timedelta) -> tuple[bytes, ...]:
    """Who was silent for `after` and was not reminded since their last act; now they were."""
    return tuple(db.scalars(_TO_REMIND, {"idle_since": now - after, "now": now}))


def _place(witness: bytes) -> str:
    return f"draft:{witness.hex()}"
