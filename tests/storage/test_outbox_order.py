"""Who goes first in the outbox: what is urgent, what took another's place, what a moved group waits for."""

from __future__ import annotations

from datetime import timedelta

from bot.outgoing import Card, Message
from bot.text import screen, verbatim
from storage import outbox
from storage.keys import StaffKeys
from storage.outbox import Waiting
from storage.transaction import Store
from tests.storage.conftest import NOW
from tests.storage.test_outbox import SECOND, due, say, to

GROUP = -100500


async def card(store: Store, keys: StaffKeys, case: int, words: str, *, urgent: bool = False) -> None:
    said = to(GROUP, Card(case, screen(verbatim(words))))
    await store.run(
        lambda db: outbox.post(db, keys, said, NOW, dedupe=f"card:{case}", replace=True, urgent=urgent)
    )


async def first(store: Store, keys: StaffKeys) -> Waiting:
    [waiting] = await store.run(lambda db: outbox.due(db, keys, NOW, 1, ()))
    return waiting


def words_of(waiting: Waiting) -> tuple[int, object]:
    assert isinstance(waiting.outgoing.body, Card)
    return waiting.outgoing.body.case, waiting.outgoing.body.screen.lines[0].text.params[0][1]


async def test_what_is_urgent_goes_before_what_came_earlier(store: Store, staff_keys: StaffKeys) -> None:
    await say(store, staff_keys, 5)
    await card(store, staff_keys, 1, "can wait")
    await card(store, staff_keys, 2, "urgent", urgent=True)
    said = []
    for _ in range(3):
        waiting = await first(store, staff_keys)
        said.append(waiting.outgoing.body)
        await store.run(lambda db, row=waiting: outbox.sent(db, row.id, row.revision))  # type: ignore[misc]
    assert [body.case if isinstance(body, Card) else body for body in said] == [2, to(5).body, 1]


async def test_what_is_urgent_waits_while_its_chat_is_held(store: Store, staff_keys: StaffKeys) -> None:
    await card(store, staff_keys, 1, "refused for now")
    await store.run(lambda db: outbox.postpone(db, 1, NOW + SECOND))
    await card(store, staff_keys, 2, "urgent", urgent=True)
    assert await due(store, staff_keys) == []
    assert await due(store, staff_keys, NOW + SECOND) == [(2, GROUP)]


async def test_a_newer_card_takes_the_place_of_one_that_waits(store: Store, staff_keys: StaffKeys) -> None:
    await card(store, staff_keys, 1, "old")
    await card(store, staff_keys, 2, "another")
    await card(store, staff_keys, 1, "new")
    waiting = await first(store, staff_keys)
    assert (waiting.id, words_of(waiting)) == (1, (1, "new"))
    assert await store.run(lambda db: outbox.waiting(db, "staff")) == (2, NOW)


async def test_a_card_that_changes_on_its_way_is_sent_once_more(store: Store, staff_keys: StaffKeys) -> None:
    await card(store, staff_keys, 1, "old")
    flying = await first(store, staff_keys)
    await card(store, staff_keys, 1, "new")
    await store.run(lambda db: outbox.sent(db, flying.id, flying.revision))
    waiting = await first(store, staff_keys)
    assert words_of(waiting) == (1, "new")
    await store.run(lambda db: outbox.sent(db, waiting.id, waiting.revision))
    assert await due(store, staff_keys) == []


async def test_taking_a_place_does_not_shorten_a_wait(store: Store, staff_keys: StaffKeys) -> None:
    await card(store, staff_keys, 1, "old")
    await store.run(lambda db: outbox.postpone(db, 1, NOW + SECOND))
    await card(store, staff_keys, 1, "new", urgent=True)
    assert await due(store, staff_keys) == []


async def test_a_chat_that_can_be_written_to_again_need_not_wait(store: Store, staff_keys: StaffKeys) -> None:
    await card(store, staff_keys, 1, "parked")
    later = NOW + timedelta(hours=1)
    await say(store, staff_keys, GROUP, at=later)
    await store.run(lambda db: outbox.postpone(db, 1, later))
    await store.run(lambda db: outbox.resume(db, "staff", outbox.chat_of(staff_keys, GROUP), NOW))
    assert await due(store, staff_keys) == [(1, GROUP)]
    await store.run(lambda db: outbox.sent(db, 1))
    assert await due(store, staff_keys) == []


async def test_what_waits_for_a_group_follows_it_to_its_new_id(store: Store, staff_keys: StaffKeys) -> None:
    await card(store, staff_keys, 1, "first")
    await say(store, staff_keys, GROUP)
    await say(store, staff_keys, 5)
    await store.run(lambda db: outbox.postpone(db, 1, NOW + SECOND))
    await store.run(lambda db: outbox.move(db, staff_keys, GROUP, -100900, NOW))
    found = await store.run(lambda db: outbox.due(db, staff_keys, NOW, 10, ()))
    assert [(each.outgoing.chat, each.chat) for each in found] == [
        (-100900, outbox.chat_of(staff_keys, -100900)),
        (5, outbox.chat_of(staff_keys, 5)),
    ]
    await store.run(lambda db: outbox.sent(db, 1))
    follows = await first(store, staff_keys)
    assert isinstance(follows.outgoing.body, Message)
    assert follows.outgoing.chat == -100900


async def test_a_message_comes_back_from_its_dead_letter_as_it_was() -> None:
    said = to(GROUP, Card(3, screen(verbatim("as it was"))))
    assert outbox.unpacked(outbox.packed(said)) == said
