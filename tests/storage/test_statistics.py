"""Cases are counted by the days on which they came and went, also when their text is gone; digests once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, update

from bot.casework.case import CloseReason, Workflow
from storage import audit, cases, coarse, digests, statistics, tables
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.storage.conftest import NOW
from tests.storage.test_cases import FACTS, open_one

DAY = timedelta(days=1)
TODAY = NOW.date()
CODES = ("K7-4FQ2", "K7-4FQ3", "K7-4FQ4", "K7-4FQ5")


def filled(db: Connection, keys: WitnessKeys) -> None:
    """Four of today: one is claimed tomorrow, one read today and closed two days later, one withdrawn."""
    first, second, third, _fourth = (open_one(db, keys, code) for code in CODES)
    audit.record(db, "witness", "opened", first, "", NOW)
    audit.record(db, "5", "claimed", first, "", NOW + DAY)
    audit.record(db, "5", "read", first, "", NOW + 2 * DAY)
    audit.record(db, "5", "read", second, "", NOW)
    closed = {"workflow": Workflow.CLOSED, "closed_at": NOW + 2 * DAY, "closed_reason": CloseReason.SPAM}
    db.execute(update(tables.cases).where(tables.cases.c.id == second).values(closed))
    cases.withdraw(db, third, NOW)


async def test_days_are_counted_also_once_times_are_blurred_and_texts_gone(
    store: Store, witness_keys: WitnessKeys
) -> None:
    await store.run(lambda db: filled(db, witness_keys))
    for _times in ("fine", "blurred"):
        assert await store.run(lambda db: statistics.came(db, "main", TODAY)) == {TODAY: 4}
        assert await store.run(lambda db: statistics.came(db, "main", TODAY + DAY)) == {}
        assert await store.run(lambda db: statistics.came(db, "south", TODAY)) == {}
        gone = {TODAY: 1, TODAY + 2 * DAY: 1}
        assert await store.run(lambda db: statistics.closed(db, "main", TODAY)) == gone
        assert await store.run(lambda db: statistics.open_now(db, "main")) == 2
        looks = await store.run(lambda db: statistics.first_looks(db, "main", TODAY, TODAY + DAY))
        assert looks == {0: 1, 1: 1, None: 2}
        await store.run(lambda db: coarse.blur(db, NOW + 9 * DAY))
    assert await store.run(lambda db: statistics.first_looks(db, "main", TODAY - DAY, TODAY)) == {}


async def test_facts_are_opened_some_at_a_time_and_those_that_are_gone_passed_over(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    await store.run(lambda db: filled(db, witness_keys))
    found, last = [], 0
    for expected in (2, 2, 0):
        rows = await store.run(
            lambda db, last=last: statistics.sealed_facts(db, "main", TODAY, TODAY + DAY, last, 2)  # type: ignore[misc]
        )
        assert len(rows) == expected
        found += statistics.opened_facts(staff_keys, rows)
        last = rows[-1].id if rows else last
    assert found == [FACTS] * 3


async def test_when_figures_were_posted_is_kept_for_each_reader_and_kind(store: Store) -> None:
    assert await store.run(lambda db: digests.posted_at(db, "main", "daily")) is None
    for at in (NOW, NOW + DAY):
        await store.run(lambda db, at=at: digests.note(db, "main", "daily", at))  # type: ignore[misc]
        assert await store.run(lambda db: digests.posted_at(db, "main", "daily")) == at
    assert await store.run(lambda db: digests.posted_at(db, "main", "weekly")) is None
