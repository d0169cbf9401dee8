"""Pieces of work for a store under stress."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import Engine

from storage import letters, seen_updates
from storage.tables import letters as letter_rows
from storage.transaction import StorageAway, Store
from tests.storage.conftest import NOW

MUCH = 64 * 1024


def post(db: Connection) -> None:
    letters.post(db, "staff", 1, "opened", NOW)


def post_as_update(number: int) -> Callable[[Connection], None]:
    """As an update does it: what it causes is done together with its id, or not at all."""

    def work(db: Connection) -> None:
        if seen_updates.first_time(db, 1, number, NOW):
            letters.post(db, "staff", number, "opened", NOW)

    return work


def post_much(db: Connection) -> None:
    """More than fits into a full disk."""
    post(db)
    db.exec_driver_sql("CREATE TABLE IF NOT EXISTS much (x TEXT)")
    db.exec_driver_sql(f"INSERT INTO much SELECT '{'x' * MUCH}' || random()")


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(letter_rows)).scalar_one()


def numbers(db: Connection) -> list[int]:
    return list(db.scalars(select(letter_rows.c.case_id).order_by(letter_rows.c.id)))


async def stubbornly(store: Store, work: Callable[[Connection], None]) -> int:
    """Again and again, as the update loop does; how often it failed."""
    failures = 0
    while True:
        try:
            await store.run(work)
            return failures
        except StorageAway:
            failures += 1
            await asyncio.sleep(0.02)


@contextmanager
def impatient() -> Iterator[None]:
    """Who waits to write does so for a moment only."""

    def hurry(db: Connection) -> None:
        here = {"sqlite": "PRAGMA busy_timeout = 10", "postgresql": "SET lock_timeout = '10ms'"}
        db.exec_driver_sql(here[db.dialect.name]).close()

    event.listen(Engine, "begin", hurry)
    yield
    event.remove(Engine, "begin", hurry)
