"""The outbox keeps the order of each chat, and says nothing that it cannot open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.charts import Cell, Chart, Part
from bot.outgoing import Body, Card, Copy, Erase, Message, Outgoing, Panel, Picture, Preview, Replace
from bot.text import Button, Screen, Text, screen, verbatim
from storage import dead_letters, outbox, tables
from storage.keys import Keys, StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.storage.conftest import NOW

HELLO = screen(verbatim("hello"), rows=((Button(Text("Open"), "open:1"),),))
FIGURES = Chart(
    Text("a"), Text("b"), (Part("rows", Text("c"), (Text("d"),), (Cell(1, 4),), Text("e")),), Text("f")
)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["witness", "staff"])
def keys(request: pytest.FixtureRequest, witness_keys: WitnessKeys, staff_keys: StaffKeys) -> Keys:
    return witness_keys if request.param == "witness" else staff_keys


def to(chat: int, body: Body | None = None) -> Outgoing:
    return Outgoing(7, chat, "ru", body or Message(HELLO))


async def say(
    store: Store,
    keys: Keys,
    chat: int,
    *,
    at: datetime | None = None,
    dedupe: str | None = None,
    urgent: bool = False,
) -> None:
    await store.run(lambda db: outbox.post(db, keys, to(chat), NOW, due_at=at, dedupe=dedupe, urgent=urgent))


async def due(
    store: Store, keys: Keys, now: datetime = NOW, limit: int = 100, passed: Collection[bytes] = ()
) -> list[tuple[int, int]]:
    """(id, chat) of what can be sent."""
    waiting = await store.run(lambda db: outbox.due(db, keys, now, limit, passed))
    return [(each.id, each.outgoing.chat) for each in waiting]


@pytest.mark.parametrize(
    "body",
    [
        Panel(HELLO, below=True, adopt=4),
        Message(HELLO, protected=True),
        Replace(9, Screen(())),
        Erase((1, 2)),
        Card(3, HELLO),
        Copy(7, HELLO),
        Preview(8, "f" * 32, "photo-1.jpg", HELLO),
        Picture(FIGURES, HELLO, dark=True),
    ],
)
async def test_every_body_comes_back_as_it_was(store: Store, keys: Keys, body: Body) -> None:
    await store.run(lambda db: outbox.post(db, keys, to(-100500, body), NOW))
    [waiting] = await store.run(lambda db: outbox.due(db, keys, NOW, 10, ()))
    assert waiting.outgoing == to(-100500, body)
    assert (waiting.attempts, waiting.due_at) == (0, NOW)
    assert waiting.chat == outbox.chat_of(keys, -100500)


async def test_posting_wakes_its_own_side(store: Store, keys: Keys) -> None:
    await say(store, keys, 1)
    sides = {side: store.listen(f"outbox:{side}").is_set() for side in ("witness", "staff")}
    assert sides == {"witness": keys.side == "witness", "staff": keys.side == "staff"}


async def test_each_chat_shows_only_its_first(store: Store, keys: Keys) -> None:
    for chat in (1, 1, 2, 1, 2):
        await say(store, keys, chat)
    assert await due(store, keys) == [(1, 1), (3, 2)]
    await store.run(lambda db: outbox.sent(db, 1))
    assert await due(store, keys) == [(3, 2), (2, 1)] or await due(store, keys) == [(2, 1), (3, 2)]


async def test_the_other_side_s_rows_are_not_seen(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    await say(store, staff_keys, 1)
    assert await due(store, witness_keys) == []
    assert await store.run(lambda db: outbox.next_due(db, "witness")) is None


async def test_a_postponed_row_holds_back_its_own_chat_only(store: Store, keys: Keys) -> None:
    for chat in (1, 1, 2):
        await say(store, keys, chat)
    await store.run(lambda db: outbox.postpone(db, 1, NOW + SECOND))
    assert await due(store, keys) == [(3, 2)]
    assert await due(store, keys, NOW + SECOND) == [(3, 2), (1, 1)]
    [_, waiting] = await store.run(lambda db: outbox.due(db, keys, NOW + SECOND, 10, ()))
    assert waiting.attempts == 1


async def test_what_is_meant_for_the_morning_lets_others_pass(store: Store, keys: Keys) -> None:
    morning = NOW + timedelta(hours=8)
    await say(store, keys, 1, at=morning)
    await say(store, keys, 1)
    assert await due(store, keys) == [(2, 1)]
    assert await due(store, keys, morning) == [(1, 1)]


async def test_chats_that_are_passed_are_left_out(store: Store, keys: Keys) -> None:
    await say(store, keys, 1)
    await say(store, keys, 2)
    assert await due(store, keys, passed=[outbox.chat_of(keys, 1)]) == [(2, 2)]
    assert await due(store, keys, passed={outbox.chat_of(keys, 1), outbox.chat_of(keys, 2)}) == []


async def test_no_more_than_asked_for(store: Store, keys: Keys) -> None:
    for chat in range(5):
        await say(store, keys, chat)
    assert await due(store, keys, limit=2) == [(1, 0), (2, 1)]


async def test_the_same_thing_waits_once(store: Store, keys: Keys) -> None:
    await say(store, keys, 1, dedupe="board")
    await say(store, keys, 1, dedupe="board")
    await say(store, keys, 1)
    await say(store, keys, 1)
    [(first, _)] = await due(store, keys)
    await store.run(lambda db: outbox.sent(db, first))
    await say(store, keys, 1, dedupe="board")
    seen = []
    while found := await due(store, keys):
        seen.append(found[0][0])
        await store.run(lambda db: outbox.sent(db, seen[-1]))
    assert len(seen) == 3


async def test_next_due_looks_past_what_is_held_back(store: Store, keys: Keys) -> None:
    assert await store.run(lambda db: outbox.next_due(db, keys.side)) is None
    await say(store, keys, 1)
    await say(store, keys, 1)
    assert await store.run(lambda db: outbox.next_due(db, keys.side)) == NOW
    await store.run(lambda db: outbox.postpone(db, 1, NOW + 9 * SECOND))
    assert await store.run(lambda db: outbox.next_due(db, keys.side)) == NOW + 9 * SECOND
    await say(store, keys, 2, at=NOW + 3 * SECOND)
    assert await store.run(lambda db: outbox.next_due(db, keys.side)) == NOW + 3 * SECOND


async def test_what_is_urgent_waits_while_its_chat_is_to_be_left_alone(store: Store, keys: Keys) -> None:
    await say(store, keys, 1)
    await store.run(lambda db: outbox.postpone(db, 1, NOW + 9 * SECOND))
    await say(store, keys, 1, urgent=True)
    assert await due(store, keys) == []
    assert await store.run(lambda db: outbox.next_due(db, keys.side)) == NOW + 9 * SECOND


async def test_a_row_moved_to_another_chat_becomes_a_dead_letter(store: Store, keys: Keys) -> None:
    await say(store, keys, 1)
    await say(store, keys, 3)

    def move(db: Connection) -> None:
        db.execute(update(tables.outbox).where(tables.outbox.c.id == 1).values(chat=outbox.chat_of(keys, 2)))

    await store.run(move)
    assert await due(store, keys) == [(2, 3)]
    assert await store.run(dead_letters.count) == 1
    assert await due(store, keys) == [(2, 3)]


@pytest.mark.parametrize("body", [b'{"sort": "hologram"}', b"[1, 2]", b"null", b"not JSON"])
async def test_a_row_of_another_version_becomes_a_dead_letter(store: Store, keys: Keys, body: bytes) -> None:
    """After going back to an older program: it stops nobody else's messages."""
    await say(store, keys, 1)
    await say(store, keys, 3)

    def write(db: Connection) -> None:
        chat = outbox.chat_of(keys, 1)
        sealed = keys.day.for_day(NOW).seal(body, outbox._place(chat))
        if isinstance(keys, WitnessKeys):
            old = db.scalars(select(tables.outbox.c.sealed).where(tables.outbox.c.id == 1)).one()
            end = 4 + int.from_bytes(old[:4], "big")
            sealed = old[:end] + sealed
        db.execute(update(tables.outbox).where(tables.outbox.c.id == 1).values(sealed=sealed))

    await store.run(write)
    assert await due(store, keys) == [(2, 3)]
    assert await store.run(dead_letters.count) == 1


async def test_words_end_with_their_day(store: Store, keys: Keys) -> None:
    await say(store, keys, 1)
    keys.day.destroy_before(NOW.date() + timedelta(days=1))
    assert await due(store, keys, NOW + timedelta(days=1)) == []
    assert await store.run(dead_letters.count) == 1
