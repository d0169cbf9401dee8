"""SQLite on a full disk, locked by another, or moved away: nothing is lost, and it goes on by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from storage.transaction import SHARED, StorageAway, Store
from tests import databases
from tests.faults.disks import Disk, small_disk
from tests.faults.pieces import count, impatient, post, post_much


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


async def test_a_full_disk_takes_nothing_and_all_once_there_is_room(disk: Disk) -> None:
    store = Store.open(databases.sqlite_database(disk.folder))
    await store.run(post_much)
    disk.fill()
    for _time in range(3):
        with pytest.raises(StorageAway):
            await store.run(post_much)
    assert await store.run(count) == 1  # what is there can be read meanwhile
    disk.free()
    await store.run(post_much)
    assert await store.run(count) == 2
    store.close()


async def test_a_locked_database_takes_nothing_and_all_once_it_is_free(tmp_path: Path) -> None:
    url = databases.sqlite_database(tmp_path)
    with impatient(), closing(sqlite3.connect(tmp_path / "witnessline.db", isolation_level=None)) as other:
        store = Store.open(url)
        other.execute("BEGIN IMMEDIATE").close()
        for _time in range(2):
            with pytest.raises(StorageAway):
                await store.run(post)
        other.execute("ROLLBACK").close()
        await store.run(post)
        assert await store.run(count) == 1
        store.close()


async def test_all_who_wait_for_a_locked_database_hear_of_it_together(tmp_path: Path) -> None:
    """Else the last of a hundred would wait a hundred times as long to be told."""
    url, begun = databases.sqlite_database(tmp_path), list[Connection]()
    note = begun.append
    with impatient(), closing(sqlite3.connect(tmp_path / "witnessline.db", isolation_level=None)) as other:
        event.listen(Engine, "begin", note)
        store = Store.open(url)
        other.execute("BEGIN IMMEDIATE").close()
        refused = await asyncio.gather(*(store.run(post) for _each in range(SHARED)), return_exceptions=True)
        event.remove(Engine, "begin", note)
        store.close()
    assert {type(each) for each in refused} == {StorageAway}
    assert len(begun) <= 2


async def test_a_folder_that_was_unmounted_is_storage_away_until_it_is_back(tmp_path: Path) -> None:
    here, away = tmp_path / "here", tmp_path / "away"
    here.mkdir()
    store = Store.open(databases.sqlite_database(here))
    here.rename(away)
    with pytest.raises(StorageAway):
        await store.run(post)
    away.rename(here)
    await store.run(post)
    assert await store.run(count) == 1
    store.close()


async def test_what_is_wrong_with_the_work_is_not_storage_away(tmp_path: Path) -> None:
    store = Store.open(databases.sqlite_database(tmp_path))
    with pytest.raises(DBAPIError):
        await store.run(lambda db: db.exec_driver_sql("SELECT * FROM nowhere"))
    store.close()


async def test_a_transaction_that_sqlite_ended_by_itself_is_storage_away(tmp_path: Path) -> None:
    """As it may when the disk is full: then there is no savepoint left to go back to."""

    def full(db: Connection) -> None:
        post(db)
        db.exec_driver_sql("ROLLBACK")
        post(db)

    store = Store.open(databases.sqlite_database(tmp_path))
    with pytest.raises(StorageAway):
        await store.run(full)
    await store.run(post)
    store.close()
