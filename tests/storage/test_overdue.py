"""What is overdue is found once, and no row says longer than it must when a witness wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.casework.case import Flag, Priority, Workflow
from storage import cases, coarse, overdue, tables
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.storage.conftest import NOW
from tests.storage.test_cases import open_one

DAY = timedelta(days=1)
HIGH = (Priority.HIGH,)


async def due_case(store: Store, keys: tuple[WitnessKeys, StaffKeys], due_at: datetime, *flags: Flag) -> int:
    id = await store.run(lambda db: open_one(db, keys[0]))
    await change(store, keys[1], id, due_at=due_at, flags=frozenset(flags))
    return id


async def change(store: Store, keys: StaffKeys, id: int, **values: object) -> None:
    def work(db: object) -> None:
        case = cases.load(db, keys, id)  # type: ignore[arg-type]
        assert case is not None
        cases.update(db, keys, case, replace(case, **values))  # type: ignore[arg-type]

    await store.run(work)


async def due_at(store: Store) -> datetime | None:
    return await store.run(lambda db: db.scalar(select(tables.cases.c.due_at)))


async def test_a_new_case_is_not_timed_yet_and_a_closed_one_owes_nothing(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    assert await store.run(lambda db: overdue.untimed(db, 9)) == (id,)
    await change(store, staff_keys, id, workflow=Workflow.CLOSED)
    assert await store.run(lambda db: overdue.untimed(db, 9)) == ()


async def test_what_is_due_is_called_once_and_told_once(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await due_case(store, (witness_keys, staff_keys), NOW)
    assert await store.run(lambda db: overdue.due(db, NOW - DAY, HIGH, 9)) == ()
    assert await store.run(lambda db: overdue.due(db, NOW, (Priority.URGENT,), 9)) == ()
    assert await store.run(lambda db: overdue.due(db, NOW, HIGH, 9)) == (id,)
    await change(store, staff_keys, id, flags=frozenset({Flag.OVERDUE}))
    await store.run(lambda db: overdue.note_call(db, id, NOW, NOW))
    assert await store.run(lambda db: overdue.due(db, NOW, HIGH, 9)) == ()
    assert await store.run(lambda db: overdue.unheard(db, NOW - DAY, HIGH)) == ()
    assert await store.run(lambda db: overdue.unheard(db, NOW, HIGH)) == (id,)
    await store.run(lambda db: overdue.note_told(db, (id,), NOW))
    assert await store.run(lambda db: overdue.unheard(db, NOW + DAY, HIGH)) == ()


async def test_what_is_not_overdue_any_more_is_forgotten(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await due_case(store, (witness_keys, staff_keys), NOW, Flag.OVERDUE)
    await store.run(lambda db: overdue.note_call(db, id, NOW, NOW))
    await store.run(overdue.forget)
    assert await store.run(lambda db: overdue.unheard(db, NOW, HIGH)) == (id,)
    await change(store, staff_keys, id, flags=frozenset())
    await store.run(overdue.forget)
    assert await store.run(lambda db: db.execute(select(tables.overdue)).all()) == []


async def test_once_it_is_overdue_only_the_day_is_kept(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await due_case(store, (witness_keys, staff_keys), NOW, Flag.OVERDUE)
    await store.run(lambda db: overdue.note_call(db, id, NOW, NOW))
    assert await due_at(store) == day_of(NOW)
    await store.run(lambda db: overdue.note_told(db, (id,), NOW))
    called_at = await store.run(lambda db: db.scalar(select(tables.overdue.c.called_at)))
    assert called_at == day_of(NOW)


async def test_a_late_deadline_does_not_tell_when_the_case_was_opened(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    await due_case(store, (witness_keys, staff_keys), NOW + 5 * DAY)
    await store.run(lambda db: coarse.blur(db, NOW + 2 * DAY))
    assert await due_at(store) == NOW + 5 * DAY
    for _twice in range(2):
        await store.run(lambda db: coarse.blur(db, NOW + 3 * DAY))
        assert await due_at(store) == day_of(NOW) + 6 * DAY


async def test_a_withdrawn_case_has_no_deadline(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await due_case(store, (witness_keys, staff_keys), NOW)
    await store.run(lambda db: cases.withdraw(db, id, NOW))
    assert await due_at(store) is None
    assert await store.run(lambda db: cases.codes(db, [id])) == ("K7-4FQ2",)
