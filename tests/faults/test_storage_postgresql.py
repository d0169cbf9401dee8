"""PostgreSQL stopped, cut off, full or busy: what was committed is done once, and it goes on by itself."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection

from storage import audit
from storage.transaction import StorageAway, Store
from tests import databases
from tests.faults.disks import SmallDisk, may_mount
from tests.faults.pieces import count, impatient, numbers, post, post_as_update, post_much, stubbornly
from tests.faults.proxy import Proxy, proxied
from tests.storage.conftest import NOW

pytestmark = pytest.mark.postgresql


@pytest.fixture
def url(postgres: str) -> str:
    return databases.emptied(postgres)


@pytest.fixture
def proxy(url: str) -> Iterator[Proxy]:
    with proxied(url) as proxy:
        yield proxy


@pytest.fixture
def store(proxy: Proxy) -> Iterator[Store]:
    store = Store.open(proxy.url)
    yield store
    store.close()


async def test_a_commit_whose_answer_is_lost_is_done_once(store: Store, proxy: Proxy) -> None:
    proxy.cut_commits("after")
    assert await stubbornly(store, post_as_update(1)) == 1
    assert await store.run(numbers) == [1]


async def test_a_commit_that_never_arrived_is_done_once(store: Store, proxy: Proxy) -> None:
    proxy.cut_commits("before")
    assert await stubbornly(store, post_as_update(1)) == 1
    assert await store.run(numbers) == [1]


async def test_many_at_once_keep_everything_while_commits_are_cut(store: Store, proxy: Proxy) -> None:
    proxy.cut_commits("after", "before", "after", "after", "before")
    await asyncio.gather(*(stubbornly(store, post_as_update(number)) for number in range(200)))
    assert proxy.cuts_left == 0
    assert sorted(await store.run(numbers)) == list(range(200))


async def test_a_connection_that_is_ended_in_mid_transaction_takes_all_of_it_back(
    store: Store, url: str
) -> None:
    ended = False

    def interrupted(db: Connection) -> None:
        nonlocal ended
        post_as_update(1)(db)
        if not ended:
            ended = True
            _end_all_others(url)
        post_as_update(2)(db)

    assert await stubbornly(store, interrupted) == 0  # the store itself does it again
    assert await store.run(numbers) == [1, 2]


def _end_all_others(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as db:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        db.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}".encode())


async def test_a_server_that_is_away_takes_nothing_and_all_once_it_is_back(
    store: Store, proxy: Proxy
) -> None:
    proxy.leave()
    waiting = [asyncio.ensure_future(stubbornly(store, post_as_update(number))) for number in range(20)]
    await asyncio.sleep(0)  # they stand in line before the next
    with pytest.raises(StorageAway):
        await store.run(count)
    proxy.come_back()
    assert all(await asyncio.gather(*waiting))
    assert sorted(await store.run(numbers)) == list(range(20))


async def test_a_server_that_does_not_take_writes_is_left_for_one_that_does(store: Store, url: str) -> None:
    """As after a failover: the same address, and at first it leads to the standby."""
    _set(url, "default_transaction_read_only = on")
    await store.run(lambda db: db.exec_driver_sql("SET default_transaction_read_only = on").close())
    with pytest.raises(StorageAway):
        await store.run(post)
    _set(url, "default_transaction_read_only = off")
    await store.run(post)
    assert await store.run(count) == 1


def _set(url: str, setting: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as db:
        db.execute("SET default_transaction_read_only = off")
        db.execute(f"ALTER DATABASE {db.info.dbname} SET {setting}".encode())


async def test_one_writes_at_a_time_even_from_two_processes(url: str) -> None:
    """So that the trail stays one chain, and nobody waits for each other in a circle."""
    first, second = Store.open(url), Store.open(url)

    def note(db: Connection) -> None:
        audit.record(db, "system", "tried", None, "", NOW)

    await asyncio.gather(*(store.run(note) for _time in range(50) for store in (first, second)))
    assert await first.run(audit.verify) is None
    first.close()
    second.close()


async def test_who_holds_the_turn_for_too_long_is_storage_away_for_the_others(url: str) -> None:
    first, second = Store.open(url), Store.open(url)
    held, go = threading.Event(), threading.Event()

    def hold(_db: Connection) -> None:
        held.set()
        go.wait()

    with impatient():
        holding = asyncio.ensure_future(first.run(hold))
        await asyncio.to_thread(held.wait)
        with pytest.raises(StorageAway):
            await second.run(post)
    go.set()
    await holding
    await second.run(post)
    assert await first.run(count) == 1
    first.close()
    second.close()


async def test_commits_reach_the_disk_even_where_the_server_would_not_wait(url: str) -> None:
    _set(url, "synchronous_commit = off")
    store = Store.open(url)
    shown = await store.run(lambda db: db.exec_driver_sql("SHOW synchronous_commit").scalar_one())
    store.close()
    _set(url, "synchronous_commit = on")
    assert shown == "on"


async def test_a_full_disk_takes_nothing_and_all_once_there_is_room(
    postgres_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if not may_mount():
        pytest.skip("only root can mount a small disk for the server")
    folder = databases.shared_folder("small-" + tmp_path_factory.getbasetemp().parent.name)
    folder.mkdir()
    disk = SmallDisk(folder, "12m")
    shutil.chown(folder, postgres_server.system_user)
    try:
        with databases.postgres_database(postgres_server, Path(folder)) as url:
            await _fill_and_free(url, disk)
    finally:
        disk.close()
        folder.rmdir()


async def _fill_and_free(url: str, disk: SmallDisk) -> None:
    store = Store.open(url)
    disk.fill()
    with pytest.raises(StorageAway):
        await _post_until_away(store)
    before = await store.run(count)
    with pytest.raises(StorageAway):
        await store.run(post_much)
    disk.free()
    await store.run(post_much)
    assert await store.run(count) == before + 1
    store.close()


async def _post_until_away(store: Store) -> None:
    for _time in range(50):  # a page that is there already may have room
        await store.run(post_much)


async def test_a_server_that_stops_and_starts_again_has_kept_what_was_committed() -> None:
    with databases.postgres_server() as server, databases.postgres_database(server) as url:
        store = Store.open(url)
        await store.run(post_as_update(0))
        await asyncio.to_thread(server.stop)
        waiting = [asyncio.ensure_future(stubbornly(store, post_as_update(n))) for n in range(1, 10)]
        await asyncio.sleep(0)  # they stand in line before the next
        with pytest.raises(StorageAway):
            await store.run(count)
        await asyncio.to_thread(server.ensure_postgres_running)
        assert all(await asyncio.gather(*waiting))
        assert sorted(await store.run(numbers)) == list(range(10))
        store.close()
