"""Work that shares a commit shares statements: nobody can tell, but by the time it takes."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from bot.interview.draft import Draft, Place
from storage import drafts, routes, seen_updates
from storage.drafts import Reach
from storage.keys import WitnessKeys
from storage.prepared import Prepared
from storage.routes import Route
from storage.tables import letters as letter_rows
from storage.transaction import Store
from tests.storage.conftest import NOW
from tests.storage.test_transaction import Broken, Held, count

WITNESS = b"w" * 32
SEEN = (seen_updates.ahead, (1, 7, NOW))
DRAFT = (drafts.ahead, WITNESS)


def first(db: Connection) -> bool:
    return seen_updates.first_time(db, 1, 7, NOW)


async def test_an_update_that_comes_twice_in_one_commit_is_new_once(store: Store) -> None:
    async with Held(store):
        both = [asyncio.ensure_future(store.run(first, SEEN)) for _time in range(2)]
    assert await asyncio.gather(*both) == [True, False]
    assert await store.run(first, SEEN) is False


async def test_what_was_saved_in_the_same_commit_is_what_is_loaded(
    store: Store, witness_keys: WitnessKeys
) -> None:
    done = []

    def move_on(db: Connection) -> Place | None:
        done.append(1)
        kept = drafts.load(db, witness_keys, WITNESS)
        place = kept.draft.place if kept else None
        after = Place.MENU if place is None else Place.INTERVIEW
        drafts.save(db, witness_keys, WITNESS, Draft(place=after), Reach(1, 2), NOW)
        return place

    async with Held(store):
        three = [asyncio.ensure_future(store.run(move_on, DRAFT)) for _time in range(3)]
    assert await asyncio.gather(*three) == [None, Place.MENU, Place.INTERVIEW]
    assert len(done) == 3  # written together: none of it had to be done again


async def test_a_panel_that_was_noted_in_the_same_commit_is_known(
    store: Store, witness_keys: WitnessKeys
) -> None:
    def panel(db: Connection) -> int | None:
        kept = drafts.load(db, witness_keys, WITNESS)
        return kept.panel if kept else None

    await store.run(lambda db: drafts.save(db, witness_keys, WITNESS, Draft(), Reach(1, 2), NOW))
    async with Held(store):
        noted = asyncio.ensure_future(store.run(lambda db: drafts.set_panel(db, WITNESS, 5)))
        known = asyncio.ensure_future(store.run(panel, DRAFT))
    await noted
    assert await known == 5


async def test_of_two_panels_that_were_noted_in_one_commit_the_later_is_kept(
    store: Store, witness_keys: WitnessKeys
) -> None:
    await store.run(lambda db: drafts.save(db, witness_keys, WITNESS, Draft(), Reach(1, 2), NOW))
    async with Held(store):
        noted = [
            asyncio.ensure_future(store.run(lambda db, panel=panel: drafts.set_panel(db, WITNESS, panel)))  # type: ignore[misc]
            for panel in (5, 7, 6)
        ]
    await asyncio.gather(*noted)
    kept = await store.run(lambda db: drafts.load(db, witness_keys, WITNESS))
    assert kept is not None
    assert kept.panel == 6


async def test_an_update_whose_work_raises_was_never_seen(store: Store) -> None:
    def breaks(db: Connection) -> None:
        first(db)
        raise Broken

    async with Held(store):
        broken = asyncio.ensure_future(store.run(breaks, SEEN))
        beside = asyncio.ensure_future(store.run(lambda db: seen_updates.first_time(db, 1, 8, NOW)))
    with pytest.raises(Broken):
        await broken
    assert await beside
    assert await store.run(first, SEEN)


async def test_a_route_that_came_or_went_in_the_same_commit_is_known(
    store: Store, witness_keys: WitnessKeys
) -> None:
    route, mine = Route(1, 2, "en", "UTC"), (routes.ahead, WITNESS)

    def sent(db: Connection) -> tuple[int, ...]:
        return routes.of_witness(db, WITNESS)

    def opened(db: Connection) -> tuple[int, ...]:
        routes.keep(db, witness_keys, 5, WITNESS, route, NOW)
        routes.keep(db, witness_keys, 6, WITNESS, route, NOW)
        return sent(db)

    def gone(db: Connection) -> tuple[int, ...]:
        routes.forget(db, 6)
        return sent(db)

    async with Held(store):
        four = [asyncio.ensure_future(store.run(work, mine)) for work in (sent, opened, sent, gone)]
    assert await asyncio.gather(*four) == [(), (6, 5), (6, 5), (5,)]
    assert await store.run(sent, mine) == (5,)


NOTE = Prepared(insert(letter_rows), "toward", "case_id", "what", "number", "at")
ROW = {"toward": "staff", "case_id": 1, "what": "opened", "number": None, "at": NOW}


def note(db: Connection) -> None:
    NOTE.later(db, ROW)


def note_what_is_refused(db: Connection) -> None:
    NOTE.later(db, ROW | {"what": None})


async def test_what_is_only_written_is_committed_too(store: Store) -> None:
    await store.run(note)
    assert await store.run(count) == 1


async def test_what_waits_and_is_refused_harms_nobody_beside_it(store: Store) -> None:
    async with Held(store):
        works = (note, note_what_is_refused, note)
        beside = [asyncio.ensure_future(store.run(work)) for work in works]
    results = await asyncio.gather(*beside, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), IntegrityError, type(None)]
    assert await store.run(count) == 2


async def test_work_that_raises_after_something_was_refused_has_its_own_reason(store: Store) -> None:
    def breaks(_db: Connection) -> None:
        raise Broken

    works = (note, note_what_is_refused, first, breaks, note)
    async with Held(store):
        beside = [asyncio.ensure_future(store.run(work)) for work in works]
    results = await asyncio.gather(*beside, return_exceptions=True)
    kinds = [type(result) for result in results]
    assert kinds == [type(None), IntegrityError, bool, Broken, type(None)]
    assert await store.run(count) == 2


async def test_what_was_written_is_there_for_whoever_reads_in_the_same_commit(store: Store) -> None:
    async with Held(store):
        noted = [asyncio.ensure_future(store.run(note)) for _time in range(20)]
        counted = asyncio.ensure_future(store.run(count))
        again = asyncio.ensure_future(store.run(note))
    await asyncio.gather(*noted, again)
    assert await counted == 20
    assert await store.run(count) == 21
