"""When each side last ran, what is in doubt, and what was confirmed."""

from __future__ import annotations

from datetime import timedelta

from storage import clocks
from storage.clocks import Doubt
from storage.letters import Side
from storage.transaction import Store
from tests.storage.conftest import NOW

DAY = timedelta(days=1)
WITNESS: tuple[Side, ...] = ("witness",)
STAFF: tuple[Side, ...] = ("staff",)


async def test_the_side_that_ran_last_tells_when(store: Store) -> None:
    assert await store.run(clocks.last_seen) is None
    await store.run(lambda db: clocks.note(db, WITNESS + STAFF, NOW, None))
    await store.run(lambda db: clocks.note(db, STAFF, NOW + DAY, None))
    assert await store.run(clocks.last_seen) == NOW + DAY


async def test_a_doubt_stands_until_the_side_has_none(store: Store) -> None:
    await store.run(lambda db: clocks.note(db, WITNESS, NOW, -DAY))
    await store.run(lambda db: clocks.note(db, STAFF, NOW, None))
    assert await store.run(clocks.doubts) == (Doubt("witness", NOW, -DAY),)
    await store.run(lambda db: clocks.note(db, WITNESS, NOW, None))
    assert await store.run(clocks.doubts) == ()


async def test_what_is_confirmed_is_told_to_every_side(store: Store) -> None:
    assert await store.run(lambda db: clocks.note(db, WITNESS, NOW, DAY)) is None
    await store.run(lambda db: clocks.confirm(db, NOW + DAY))
    assert await store.run(lambda db: clocks.note(db, WITNESS, NOW, DAY)) == NOW + DAY
