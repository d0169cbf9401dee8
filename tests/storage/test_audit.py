"""The audit shows that it was tampered with, and where first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from storage import audit
from storage.audit import Flaw, Head, Walked, Wrong
from storage.tables import audit as rows
from storage.tables import audit_head
from storage.transaction import Store
from tests.storage.conftest import NOW


def fill(db: Connection) -> None:
    audit.record(db, "staff:5", "claim", 1, "", NOW)
    audit.record(db, "staff:5", "close", 1, "повтор" * 60, NOW + timedelta(hours=1))
    audit.record(db, "system", "purge", None, "", NOW + timedelta(hours=2))


async def tamper(store: Store, statement: object) -> Flaw | None:
    await store.run(lambda db: db.execute(statement).close())  # type: ignore[call-overload]
    return await store.run(audit.verify)


async def test_an_untouched_chain_verifies(store: Store) -> None:
    assert await store.run(audit.verify) is None
    await store.run(fill)
    assert await store.run(audit.verify) is None
    assert (await store.run(audit.head)).rows == 3


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
    assert await tamper(store, update(rows).where(rows.c.id == 2).values(change)) == Flaw(2, Wrong.ALTERED)


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_row_that_was_changed_together_with_its_hash_is_found(store: Store, number: int) -> None:
    await store.run(fill)

    def forge(db: Connection) -> None:
        row = db.execute(select(rows).where(rows.c.id == number)).one()
        forged = audit._hash(row.previous, row.case_id, "staff:6", row.action, row.reason, row.at)
        db.execute(update(rows).where(rows.c.id == number).values(actor="staff:6", hash=forged))

    await store.run(forge)
    assert await store.run(audit.verify) == Flaw(number, Wrong.ALTERED)


async def test_a_row_taken_out_is_named(store: Store) -> None:
    await store.run(fill)
    assert await tamper(store, delete(rows).where(rows.c.id == 2)) == Flaw(2, Wrong.MISSING)


async def test_the_first_row_taken_out_is_named(store: Store) -> None:
    await store.run(fill)
    assert await tamper(store, delete(rows).where(rows.c.id == 1)) == Flaw(1, Wrong.MISSING)


async def test_a_row_taken_out_is_found_also_when_the_others_close_up(store: Store) -> None:
    await store.run(fill)
    await store.run(lambda db: db.execute(delete(rows).where(rows.c.id == 2)).close())
    assert await tamper(store, update(rows).where(rows.c.id == 3).values(id=2)) == Flaw(1, Wrong.ALTERED)


@pytest.mark.parametrize("left", [0, 1, 2])
async def test_the_end_cut_off_is_named(store: Store, left: int) -> None:
    await store.run(fill)
    assert await tamper(store, delete(rows).where(rows.c.id > left)) == Flaw(left + 1, Wrong.CUT_OFF)


async def test_what_was_cut_off_stays_noticed_when_the_trail_goes_on(store: Store) -> None:
    await store.run(fill)
    await store.run(lambda db: db.execute(delete(rows).where(rows.c.id > 1)).close())
    await store.run(lambda db: audit.record(db, "staff:5", "read", 1, "", NOW))
    assert await store.run(audit.verify) == Flaw(2, Wrong.MISSING)


async def test_a_row_from_outside_is_found(store: Store) -> None:
    await store.run(fill)
    made = {"id": 4, "actor": "x", "action": "y", "reason": "", "at": NOW, "previous": b"", "hash": b""}
    assert await tamper(store, insert(rows).values(made)) == Flaw(4, Wrong.ALTERED)
    before = made | {"id": 0}
    assert await tamper(store, insert(rows).values(before)) == Flaw(0, Wrong.ADDED)


async def test_a_head_that_was_taken_away_is_found_and_stops_nobody(store: Store) -> None:
    await store.run(fill)
    assert await tamper(store, delete(audit_head)) == Flaw(1, Wrong.ADDED)
    await store.run(lambda db: audit.record(db, "staff:5", "read", 1, "", NOW))
    actions = await store.run(lambda db: list(db.scalars(select(rows.c.action).order_by(rows.c.id))))
    assert actions == ["claim", "close", "purge", "head did not fit", "read"]
    assert await store.run(audit.verify) is None


async def test_a_head_that_was_told_shows_a_trail_that_was_written_anew(store: Store) -> None:
    await store.run(fill)
    told = (await store.run(audit.head)).hash
    assert await store.run(lambda db: audit.row_with(db, told)) == 3

    def anew(db: Connection) -> None:
        db.execute(delete(rows))
        db.execute(delete(audit_head))
        audit.record(db, "staff:5", "claim", 1, "", NOW)

    await store.run(anew)
    assert await store.run(audit.verify) is None
    assert await store.run(lambda db: audit.row_with(db, told)) is None


async def test_a_long_trail_is_followed_in_pieces(store: Store) -> None:
    for _time in range(3):
        await store.run(fill)
    walked, looks = Walked(), 0
    while not walked.ended:
        walked = await store.run(lambda db, so_far=walked: audit.walk(db, so_far, 2))  # type: ignore[misc]
        looks += 1
    assert (walked.rows, walked.flaw, looks) == (9, None, 5)
    assert walked.hash == (await store.run(audit.head)).hash


async def test_when_the_admins_were_told_is_kept_with_the_head(store: Store) -> None:
    await store.run(fill)
    await store.run(lambda db: audit.told(db, NOW))
    await store.run(fill)
    head = await store.run(audit.head)
    assert head == Head(6, head.hash, NOW)


async def test_what_somebody_did_is_taken_back_with_the_rest_of_a_failure(store: Store) -> None:
    def fails(db: Connection) -> None:
        audit.record(db, "staff:5", "read", 1, "", NOW)
        raise ValueError

    await store.run(fill)
    with pytest.raises(ValueError):  # noqa: PT011
        await store.run(fails)
    await store.run(fill)
    assert await store.run(audit.verify) is None
    assert (await store.run(audit.head)).rows == 6
