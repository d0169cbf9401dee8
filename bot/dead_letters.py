"""`witnessline dead-letters`: what could not be handled or sent, without its content; again, or away with it.

The database alone is needed, no keys: the side that a letter belongs to tries it again, at once if it runs,
else when it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bot.settings import Common
from storage import audit, dead_letters, migrations
from storage.dead_letters import DeadLetter
from storage.engine import NoDatabase
from storage.transaction import Store

T = TypeVar("T")
STATES = {"kept": "", "again": "to be tried again", "under_way": "being tried again"}


async def listed(settings: Common, now: datetime) -> list[str]:
    """A line for each, under a heading; one line if there are none."""
    found = await asked(settings, dead_letters.listed)
    if not found:
        return ["There are no dead letters."]
    rows = [("id", "side", "kind", "age", "reason", ""), *(_row(letter, now) for letter in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return [
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


async def retry(settings: Common, id: int, now: datetime) -> bool:
    """Whether there is one to try again."""

    def work(db: Connection) -> bool:
        found = dead_letters.again(db, id)
        if found:
            audit.record(db, "operator", "dead letter tried again", None, str(id), now)
        return found

    return await asked(settings, work)


async def drop(settings: Common, id: int, now: datetime) -> bool:
    """Whether there was one."""

    def work(db: Connection) -> bool:
        gone = dead_letters.drop(db, id)
        if gone:
            audit.record(db, "operator", "dead letter dropped", None, str(id), now)
        return gone

    return await asked(settings, work)


def _row(letter: DeadLetter, now: datetime) -> tuple[str, ...]:
    state = STATES[letter.state]
    return str(letter.id), letter.side, letter.what, _age(now - letter.at), letter.reason, state


def _age(old: timedelta) -> str:
    hours, minutes = divmod(max(0, int(old.total_seconds()) // 60), 60)
    return f"{hours} h {minutes:02} min"


async def asked(settings: Common, work: Callable[[Connection], T]) -> T:
    """What the database says. Raises NoDatabase, StorageAway."""
    if migrations.pending(settings.database_url):
        raise NoDatabase("is not up to date: run `witnessline migrate` first")
    store = Store.open(settings.database_url)
    try:
        return await store.run(work)
    finally:
        store.close()
