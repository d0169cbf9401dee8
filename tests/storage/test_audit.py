"""The audit shows that it was tampered with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, update

from storage import audit
from storage.tables import audit as rows
from storage.transaction import Store
from tests.storage.conftest import NOW


def fill(db: Connection) -> None:
    audit.record(db, "staff:5", "claim", 1, "", NOW)
    audit.record(db, "staff:5", "close", 1, "повтор" * 60, NOW + timedelta(hours=1))
    audit.record(db, "system", "purge", None, "", NOW + timedelta(hours=2))


async def test_an_untouched_chain_verifies(store: Store) -> None:
    assert await store.run(audit.verify) is None
    await store.run(fill)
    assert await store.run(audit.verify) is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "staff:6"},
        {"action": "read"},
        {"reason": "x"},
        {"case_id": 2},
        {"at": NOW},
        {"hash": bytes(32)},
    ],
)
async def test_a_changed_row_is_found(store: Store, change: dict[str, object]) -> None:
    await store.run(fill)
    await store.run(lambda db: db.execute(update(rows).where(rows.c.id == 2).values(change)).close())
    assert await store.run(audit.verify) == 2


async def test_a_row_taken_out_is_found_at_the_next(store: Store) -> None:
    await store.run(fill)
    await store.run(lambda db: db.execute(delete(rows).where(rows.c.id == 2)).close())
    assert await store.run(audit.verify) == 3
