"""Who waits for storage is told so, however often others hear of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import patience
from handlers.patience import Word, until_stored
from storage.transaction import BACK, StorageAway, Store
from tests import databases


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(databases.sqlite_database(tmp_path))
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "TOLD_AFTER", 0.05)
    monkeypatch.setattr(patience, "PAUSES", (60,))


async def test_who_waits_is_told_between_two_tries(store: Store) -> None:
    told, tries = asyncio.Event(), 0

    async def say() -> None:
        told.set()

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StorageAway

    waiting = asyncio.create_task(until_stored(store, work, Word(say)))
    async with asyncio.timeout(10):
        await told.wait()
    assert tries == 1
    store.listen(BACK).set()
    async with asyncio.timeout(10):
        await waiting
    assert tries == 2


async def test_who_did_not_wait_long_is_not_told(store: Store) -> None:
    said: list[str] = []

    async def say() -> None:
        said.append("not yet")

    async def work() -> None:
        if not store.listen(BACK).is_set():
            store.listen(BACK).set()
            raise StorageAway

    await until_stored(store, work, Word(say))
    await asyncio.sleep(0.1)
    assert said == []
