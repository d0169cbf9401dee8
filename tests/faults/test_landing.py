"""Whatever happens to a message on its way, its chat is not silent for good."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.outgoing import Message, Outgoing
from bot.text import screen, verbatim
from handlers.deliver import SLOWEST, Delivery
from handlers.pace import Pace
from handlers.senders import Sender
from handlers.translate import Worded, Wording
from handlers.wire import Later
from storage import keys, outbox, tables
from storage.keys import WitnessKeys
from storage.transaction import Store
from tests import databases
from tests.conftest import Clock


class Confused:
    """Asks to wait for something that is no time."""

    async def send(self, chat: int, worded: Worded, *, protected: bool) -> int:
        raise Later(float("nan"))

    async def edit(self, chat: int, message: int, worded: Worded) -> None:
        raise AssertionError

    async def delete(self, chat: int, messages: tuple[int, ...]) -> None:
        raise AssertionError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(databases.sqlite_database(tmp_path))
    yield store
    store.close()


async def test_a_message_whose_failure_fails_is_tried_again(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    keys.create(tmp_path / "keys", clock())
    own = WitnessKeys.load(tmp_path / "keys")
    sender = Sender(store, Wording(), {1: Confused()}, own, clock)
    delivery = Delivery(store, own, sender, Pace(unlimited=True), clock, lambda _db, _waiting: None)
    await store.run(
        lambda db: outbox.post(db, own, Outgoing(1, 5, "en", Message(screen(verbatim("Hello")))), clock())
    )
    running = asyncio.create_task(delivery.run())
    until = clock() + timedelta(seconds=SLOWEST)
    async with asyncio.timeout(10):
        while (await store.run(lambda db: db.scalars(select(tables.outbox.c.due_at)).one())) != until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()
