"""When a witness did something is kept by the day, as soon as no deadline needs more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, select

from bot.questionnaire.answers import FileKind
from bot.text import _, screen
from storage import audit, cases, coarse, files, places, routes, tables, uncarded
from storage.coarse import day_of
from storage.files import Source
from storage.keys import StaffKeys, WitnessKeys
from storage.routes import Route
from storage.transaction import Store
from tests.storage.conftest import NOW
from tests.storage.test_cases import ENTRIES, open_one

DAY = timedelta(days=1)


async def times(store: Store, table: Table, column: str) -> list[datetime]:
    return await store.run(lambda db: list(db.scalars(select(table.c[column]))))


async def test_the_opening_is_fine_for_two_days_and_then_a_day(
    store: Store, witness_keys: WitnessKeys
) -> None:
    def work(db: object) -> None:
        id = open_one(db, witness_keys)  # type: ignore[arg-type]
        routes.keep(db, witness_keys, id, bytes(32), Route(1, 2, "ru", "UTC"), NOW)  # type: ignore[arg-type]

    await store.run(work)
    for age in (2 * DAY, 3 * DAY - timedelta(hours=13)):
        await store.run(lambda db, age=age: coarse.blur(db, NOW + age))  # type: ignore[misc]
        for table in (tables.cases, tables.routes):
            assert await times(store, table, "opened_at") == [NOW]
    for _twice in range(2):
        await store.run(lambda db: coarse.blur(db, NOW + 3 * DAY))
        for table in (tables.cases, tables.routes):
            assert await times(store, table, "opened_at") == [day_of(NOW)]


async def test_when_a_card_was_drawn_or_due_is_a_day_too(store: Store, staff_keys: StaffKeys) -> None:
    def work(db: Connection) -> None:
        places.keep(db, staff_keys, places.of_card(1), -7, 4, screen(_("New")), NOW)
        uncarded.hold_back(db, 2, NOW)

    await store.run(work)
    columns = ((tables.places, "drawn_at"), (tables.uncarded, "due_at"))
    await store.run(lambda db: coarse.blur(db, NOW + 2 * DAY))
    assert [await times(store, *column) for column in columns] == [[NOW], [NOW]]
    for _twice in range(2):
        await store.run(lambda db: coarse.blur(db, NOW + 3 * DAY))
        assert [await times(store, *column) for column in columns] == [[day_of(NOW) + DAY]] * 2


async def test_the_desk_knows_the_day_of_what_was_written(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    await store.run(lambda db: cases.add_item(db, witness_keys, id, "addition", ENTRIES, NOW + DAY))
    items = await store.run(lambda db: cases.items(db, staff_keys, id))
    assert [item.at for item in items] == [day_of(NOW), day_of(NOW) + DAY]
    assert await times(store, tables.desk_copies, "at") == [day_of(NOW), day_of(NOW) + DAY]


async def test_a_file_and_a_withdrawal_keep_their_day(store: Store, witness_keys: WitnessKeys) -> None:
    id = await store.run(lambda db: open_one(db, witness_keys))
    name, source = "a" * 32, Source(1, 1, "file-id", None, None)
    await store.run(
        lambda db: files.expect(db, witness_keys, bytes(32), name, FileKind.PHOTO, 1, source, NOW)
    )
    await store.run(lambda db: files.arrived(db, name, bytes(32), None, None, NOW))
    await store.run(lambda db: cases.withdraw(db, id, NOW))
    assert await times(store, tables.files, "arrived_at") == [day_of(NOW)]
    assert await times(store, tables.cases, "closed_at") == [day_of(NOW)]


async def test_the_trail_has_the_hour_of_staff_and_the_day_of_witnesses(store: Store) -> None:
    for actor in ("witness", "system", "11", "operator"):
        await store.run(lambda db, actor=actor: audit.record(db, actor, "x", 1, "", NOW))  # type: ignore[misc]
    assert await times(store, tables.audit, "at") == [day_of(NOW), day_of(NOW), NOW, NOW]
    assert await store.run(audit.verify) is None
