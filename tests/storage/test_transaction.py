"""One writer, shared commits, and nothing half done."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
import weakref
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from storage import letters
from storage.tables import letters as letter_rows
from storage.tables import seen_updates
from storage.transaction import StorageAway, Store
from tests.storage.conftest import NOW


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(letter_rows)).scalar_one()


def post(db: Connection) -> None:
    letters.post(db, "staff", 1, "opened", NOW)


class Broken(Exception):
    pass


def post_and_break(db: Connection) -> None:
    post(db)
    raise Broken


class Held:
    """Holds the writer, so that what is handed over meanwhile shares one commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._begun, self._go = threading.Event(), threading.Event()

    async def __aenter__(self) -> None:
        self._task = asyncio.ensure_future(self._store.run(self._hold))
        await asyncio.to_thread(self._begun.wait)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0)
        self._go.set()
        await self._task

    def _hold(self, _: Connection) -> None:
        self._begun.set()
        self._go.wait()


async def test_work_answers_with_what_it_returns(store: Store) -> None:
    assert await store.run(lambda _: 7) == 7


async def test_what_was_written_is_there_in_the_next_transaction(store: Store) -> None:
    await store.run(post)
    assert await store.run(count) == 1


async def test_work_that_raises_leaves_nothing_and_harms_nobody_beside_it(store: Store) -> None:
    async with Held(store):
        beside = [asyncio.ensure_future(store.run(work)) for work in (post, post_and_break, post)]
    results = await asyncio.gather(*beside, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), Broken, type(None)]
    assert await store.run(count) == 2


async def test_a_broken_rule_of_the_database_harms_only_its_own_work(store: Store) -> None:
    def twice(db: Connection) -> None:
        row = {"bot": 1, "update_id": 1, "at": NOW}
        db.execute(insert(seen_updates), [row, row])

    async with Held(store):
        beside = [asyncio.ensure_future(store.run(work)) for work in (post, twice, post)]
    results = await asyncio.gather(*beside, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), IntegrityError, type(None)]
    assert await store.run(count) == 2


async def test_work_that_runs_out_of_something_still_answers(store: Store) -> None:
    async with Held(store):
        beside = [
            asyncio.ensure_future(store.run(lambda _: next(iter([])))),
            asyncio.ensure_future(store.run(post)),
        ]
    results = await asyncio.gather(*beside, return_exceptions=True)
    assert [type(result) for result in results] == [RuntimeError, type(None)]


async def test_work_is_done_in_the_order_it_was_handed_over(store: Store) -> None:
    done: list[int] = []

    def note(n: int, _: Connection) -> None:
        done.append(n)

    await asyncio.gather(*(store.run(partial(note, n)) for n in range(200)))
    assert done == list(range(200))


async def test_listeners_wake_after_the_commit(store: Store) -> None:
    event = store.listen("letters:staff")
    async with Held(store):
        posted = asyncio.ensure_future(store.run(post))
        await asyncio.sleep(0)
        assert not event.is_set()
    await event.wait()
    await posted
    assert not store.listen("letters:witness").is_set()


async def test_what_was_undone_is_not_announced(store: Store) -> None:
    with pytest.raises(Broken):
        await store.run(post_and_break)
    assert not store.listen("letters:staff").is_set()


async def test_a_commit_that_fails_is_told_to_all_who_shared_it(store: Store) -> None:
    def strict(db: Connection) -> None:
        db.exec_driver_sql("CREATE TEMPORARY TABLE parent (id INTEGER PRIMARY KEY)")
        rule = "REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED"
        db.exec_driver_sql(f"CREATE TEMPORARY TABLE child (parent INTEGER {rule})")

    def orphan(db: Connection) -> None:
        db.exec_driver_sql("INSERT INTO child (parent) VALUES (1)")

    await store.run(strict)
    async with Held(store):
        beside = [asyncio.ensure_future(store.run(work)) for work in (post, orphan, post)]
    results = await asyncio.gather(*beside, return_exceptions=True)
    assert {type(result) for result in results} == {IntegrityError}
    assert not store.listen("letters:staff").is_set()
    assert await store.run(count) == 0


async def test_a_full_disk_is_storage_away_and_passes(store: Store, url: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("a page limit is SQLite's")

    def much(db: Connection) -> None:
        db.exec_driver_sql("PRAGMA max_page_count = 1")
        db.exec_driver_sql("CREATE TABLE much (x)")
        db.exec_driver_sql("INSERT INTO much VALUES (zeroblob(10000000))")

    with pytest.raises(StorageAway):
        await store.run(much)
    await store.run(lambda db: db.exec_driver_sql("PRAGMA max_page_count = 1000000").close())
    await store.run(post)
    assert await store.run(count) == 1


async def test_a_lost_connection_is_storage_away_for_all_who_shared_it(store: Store, url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("a connection that can be lost is PostgreSQL's")

    def lose(db: Connection) -> None:
        db.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    async with Held(store):
        beside = [asyncio.ensure_future(store.run(work)) for work in (post, post, lose)]
    results = await asyncio.gather(*beside, return_exceptions=True)
    assert [type(result) for result in results] == [StorageAway] * 3
    assert not store.listen("letters:staff").is_set()
    await store.run(post)
    assert await store.run(count) == 1


async def test_who_gave_up_waiting_has_done_nothing(store: Store) -> None:
    async with Held(store):
        given_up = asyncio.ensure_future(store.run(post))
        await asyncio.sleep(0)
        given_up.cancel()
    assert await store.run(count) == 0


async def test_closing_finishes_what_was_handed_over(url: str) -> None:
    store = Store.open(url)
    last = asyncio.ensure_future(store.run(post))
    await asyncio.sleep(0)
    store.close()
    await last
    with pytest.raises(StorageAway):
        await store.run(post)


def test_a_database_that_cannot_be_reached_is_storage_away(tmp_path: Path) -> None:
    with pytest.raises(StorageAway):
        Store.open(f"sqlite:///{tmp_path / 'nowhere' / 'witnessline.db'}")


async def test_sqlite_syncs_each_commit_and_overwrites_what_is_deleted(store: Store, url: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("pragmas are SQLite's")

    def pragmas(db: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return [db.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await store.run(pragmas) == ["wal", 2, 1, 1]


class Told:
    """What somebody said, held by work."""


@pytest.mark.parametrize("broken", [False, True])
async def test_what_work_held_is_let_go_without_the_collector(store: Store, broken: bool) -> None:
    told, gone = Told(), threading.Event()
    weakref.finalize(told, gone.set)

    def work(_db: Connection, told: Told = told) -> None:
        if broken:
            raise Broken

    gc.disable()
    try:
        with contextlib.suppress(Broken):
            await store.run(work)
        del told, work
        assert await asyncio.to_thread(gone.wait, 10)
    finally:
        gc.enable()
