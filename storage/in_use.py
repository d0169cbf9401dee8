"""Which keys are still needed, by what waits or lies in the database, and which of those are missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from storage import keyfiles, recipients, sealed
from storage.keyfiles import KeysMissing
from storage.keys import Keys, WitnessKeys
from storage.letters import Side
from storage.rings import Held, part_of
from storage.sealing import Reader
from storage.tables import files, outbox, parked

KEPT = timedelta(days=35)  # how long an identity stays at least
SETTLED = timedelta(hours=1)  # after a newer one is learnt: what was sealed to the older is stored by then


def day_keys_in_use(db: Connection, side: Side) -> set[str]:
    """Ids of keys, those of days and others. Drafts end before their day's key does."""
    used = set(db.scalars(select(outbox.c.key).where(outbox.c.side == side).distinct()))
    if side == "witness":
        used |= set(db.scalars(select(files.c.key).where(files.c.state == "arriving").distinct()))
        used |= set(db.scalars(select(parked.c.key).distinct()))
    return {id for named in used for id in named.split()}


def outlived(db: Connection, keys: Keys, now: datetime) -> tuple[str, ...]:
    """Keys that can be destroyed: old, replaced by one that the other side knows, and nothing names them."""
    replaced = _replaced(db, keys, now)
    used = sealed.counted(db, keys.side) if replaced else {}  # it looks at every row: only when it matters
    return tuple(id for id in replaced if id not in used)


def _replaced(db: Connection, keys: Keys, now: datetime) -> list[str]:
    found = []
    if isinstance(keys, WitnessKeys):
        way, signer, known = keys.route.current.id, keys.sign.current.id, recipients.verifiers(db)
        found = [id for id in keys.route.held if id != way]
        found += [id for id in keys.sign.held if id != signer and id in known]
    learnt = recipients.learnt(db, keys, now - SETTLED)
    for held in _identities(keys):
        newer = learnt.get(part_of(held.key.id.partition("-")[0], held.key.id))
        if now - held.made_at >= KEPT and newer is not None and newer > held.made_at:
            found.append(held.key.id)
    return found


def _identities(keys: Keys) -> tuple[Held[Reader], ...]:
    return keys.relay.all() if isinstance(keys, WitnessKeys) else keys.desk.all()


def require(db: Connection, keys: Keys) -> None:
    """KeysMissing when rows name keys that are not here and were not destroyed: they were lost."""
    gone = keyfiles.destroyed(keys.folder)
    lasting = ("desk", "relay", "route", "sign")
    named = set(sealed.counted(db, keys.side))
    here = {id for ring in keys.rings for id in ring.held}
    if isinstance(keys, WitnessKeys):
        named |= set(sealed.counted(db, "anyone"))
        here |= set(recipients.verifiers(db)) if keys.sign.held else set()
    lost = sorted(id for id in named - here - gone if id.partition("-")[0] in lasting)
    if lost:
        raise KeysMissing(
            f"The database needs the key {lost[0]}, which is not in {keys.folder}. Bring it back from a copy."
        )


def destroy(keys: Keys, id: str) -> None:
    """Gone for good."""
    next(ring for ring in keys.rings if id in ring.held).forget(id)
