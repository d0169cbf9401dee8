"""Which day keys are still needed: a file on its way and a message that waits outlive their day."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.letters import Side
from storage.tables import files, outbox, parked


def day_keys_in_use(db: Connection, side: Side) -> set[str]:
    """Ids of keys, those of days and others. Drafts end before their day's key does."""
    used = set(db.scalars(select(outbox.c.key).where(outbox.c.side == side).distinct()))
    if side == "witness":
        used |= set(db.scalars(select(files.c.key).where(files.c.state == "arriving").distinct()))
        used |= set(db.scalars(select(parked.c.key).distinct()))
    return {id for named in used for id in named.split()}
