"""One chat that sends three hundred updates: nobody else waits, and none of them is lost or out of order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.interview import events
from handlers import updates
from handlers.slowing import MOST, Slowing
from handlers.updates import Source
from storage import keys, parked
from storage.keys import WitnessKeys
from storage.transaction import Store
from tests import databases
from tests.conftest import Clock

BOT, LOUD = 1, 500
Heard = list[tuple[int, int]]


@pytest.fixture
def sealing(tmp_path: Path, clock: Clock) -> WitnessKeys:
    keys.create(tmp_path / "keys", clock())
    return WitnessKeys.load(tmp_path / "keys")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(databases.sqlite_database(tmp_path))
    yield store
    store.close()


def said(number: int, chat: int, text: str = "words") -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": chat}, "text": text}}


def source(store: Store, sealing: WitnessKeys, clock: Clock, heard: Heard) -> Source:
    async def handle(update: updates.Raw) -> None:
        await store.run(lambda db: None)
        heard.append((update["message"]["chat"]["id"], update["update_id"]))

    async def fetch(_offset: int | None) -> list[updates.Raw]:
        raise NotImplementedError

    async def warn(_update: updates.Raw) -> None:
        return None

    slowing = Slowing(store, sealing, BOT, clock, dict)
    return Source(BOT, fetch, handle, dict, lambda _db, _raw: None, warn, slowing)


def _by_chat(heard: Heard) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for chat, number in heard:
        found[chat].append(number)
    return dict(found)


def _flood() -> list[dict[str, Any]]:
    """Every tenth is somebody else's."""
    return [said(n, n if n % 10 == 0 else LOUD) for n in range(1, 334)]


async def _batches(of: Source, store: Store, sealing: WitnessKeys, clock: Clock) -> None:
    flood = _flood()
    for start in range(0, len(flood), 100):
        await updates.handle_batch(of, store, sealing, clock, flood[start : start + 100])


async def _drained(of: Source, store: Store, sealing: WitnessKeys, clock: Clock, heard: Heard) -> int:
    """In how many seconds."""
    wanted = len(_flood())
    for seconds in range(600):
        await updates.handle_parked(of, store, sealing, clock)
        if len(heard) == wanted:
            return seconds
        clock.advance(seconds=1)
    raise AssertionError(f"{len(heard)} of {wanted}")


async def test_the_others_are_answered_within_their_batch_and_the_loud_one_later_in_order(
    store: Store, sealing: WitnessKeys, clock: Clock
) -> None:
    heard: Heard = []
    of = source(store, sealing, clock, heard)
    await _batches(of, store, sealing, clock)
    here = _by_chat(heard)
    assert set(here) == {LOUD, *range(10, 331, 10)}
    assert len(here[LOUD]) == MOST
    seconds = await _drained(of, store, sealing, clock, heard)
    loud = [update["update_id"] for update in _flood() if update["update_id"] % 10]
    assert _by_chat(heard)[LOUD] == loud
    assert seconds == len(loud) - MOST - 1


async def test_what_comes_while_some_wait_does_not_overtake_them(
    store: Store, sealing: WitnessKeys, clock: Clock
) -> None:
    heard: Heard = []
    of = source(store, sealing, clock, heard)
    await _batches(of, store, sealing, clock)
    clock.advance(minutes=2)
    await updates.handle_batch(of, store, sealing, clock, [said(900, LOUD)])
    assert (LOUD, 900) not in heard
    while heard[-1] != (LOUD, 900):
        clock.advance(seconds=10)
        await updates.handle_parked(of, store, sealing, clock)
    assert heard[-1] == (LOUD, 900)
    assert _by_chat(heard)[LOUD] == sorted(_by_chat(heard)[LOUD])
    await updates.handle_parked(of, store, sealing, clock)
    await updates.handle_batch(of, store, sealing, clock, [said(901, LOUD)])
    assert heard[-1] == (LOUD, 901)


async def test_a_crash_and_updates_that_come_again_lose_nothing(
    store: Store, sealing: WitnessKeys, clock: Clock
) -> None:
    heard: Heard = []
    of = source(store, sealing, clock, heard)
    await _batches(of, store, sealing, clock)
    again = source(store, sealing, clock, heard)
    assert again.slowing is not None
    await again.slowing.resume()
    await updates.handle_batch(again, store, sealing, clock, _flood()[-100:])
    for _second in range(600):
        clock.advance(seconds=1)
        await updates.handle_parked(again, store, sealing, clock)
    loud = [number for number in _by_chat(heard)[LOUD] if number % 10]
    first = list(dict.fromkeys(loud))
    assert first == [update["update_id"] for update in _flood() if update["update_id"] % 10]


async def test_panic_waits_for_nothing(store: Store, sealing: WitnessKeys, clock: Clock) -> None:
    heard: Heard = []
    of = source(store, sealing, clock, heard)
    flood = [said(n, LOUD) for n in range(1, 90)]
    await updates.handle_batch(of, store, sealing, clock, [*flood, said(90, LOUD, "/panic"), said(91, LOUD)])
    assert heard[-1] == (LOUD, 90)
    waiting = await store.run(lambda db: parked.of_chat(db, sealing, sealing.tag(LOUD)))
    assert [each.update["update_id"] for each in waiting if each.update] == [*range(61, 90), 91]


async def test_an_update_that_cannot_be_kept_is_set_aside_at_once(
    store: Store, sealing: WitnessKeys, clock: Clock
) -> None:
    of = source(store, sealing, clock, [])
    broken = said(200, LOUD) | {"update_id": None}
    parts = of.slowing.parts(LOUD, [*(said(n, LOUD) for n in range(99)), broken]) if of.slowing else ()
    assert [(len(part), later) for part, later in parts] == [(MOST + 1, False), (39, True)]


async def test_a_minute_later_a_chat_is_heard_as_before(
    store: Store, sealing: WitnessKeys, clock: Clock
) -> None:
    heard: Heard = []
    of = source(store, sealing, clock, heard)
    for minute in range(3):
        batch = [said(minute * 100 + n, LOUD) for n in range(MOST)]
        await updates.handle_batch(of, store, sealing, clock, batch)
        clock.advance(minutes=1)
    assert len(heard) == 3 * MOST


def test_the_button_of_panic_is_known_by_its_data() -> None:
    assert events.press(events.Panicked()) == "panic"
