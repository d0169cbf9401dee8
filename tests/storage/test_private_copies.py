"""A private copy is known before it is shown, and until it is gone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, func, select

from storage import openings, private_copies, requests, tables
from storage.keys import StaffKeys
from storage.transaction import Store
from tests.storage.conftest import NOW

ANNA, BORIS, CASE = 11, 12, 7
SOON, DAY = NOW + timedelta(minutes=15), timedelta(days=1)


def shown(db: Connection, user: int, message: int) -> int:
    id = private_copies.expect(db, user, CASE, NOW + DAY, head=True)
    assert private_copies.shown(db, id, message, NOW, SOON)
    return id


async def test_what_was_called_back_is_not_shown(store: Store) -> None:
    def work(db: Connection) -> None:
        id = private_copies.expect(db, ANNA, CASE, NOW + DAY)
        assert private_copies.wanted(db, id) is not None
        private_copies.drop(db, [id])
        assert private_copies.wanted(db, id) is None
        assert not private_copies.shown(db, id, 5, NOW, SOON)
        assert private_copies.expect(db, BORIS, CASE, NOW + DAY) > id  # no number is given twice

    await store.run(work)


async def test_a_copy_is_due_when_its_time_is_over_and_until_it_is_gone(store: Store) -> None:
    id = await store.run(lambda db: shown(db, ANNA, 5))
    due = await store.run(lambda db: private_copies.due(db, SOON - timedelta(seconds=1)))
    assert due == ()
    [copy] = await store.run(lambda db: private_copies.due(db, SOON))
    assert (copy.id, copy.message, copy.head) == (id, 5, True)
    await store.run(lambda db: private_copies.leave(db, [id], SOON + timedelta(minutes=10)))
    assert await store.run(lambda db: private_copies.due(db, SOON)) == ()
    assert await store.run(lambda db: private_copies.wanted(db, id)) is None
    assert await store.run(lambda db: private_copies.due(db, SOON + timedelta(minutes=10))) != ()
    await store.run(lambda db: private_copies.gone(db, BORIS, [5]))
    assert await store.run(lambda db: private_copies.of_user(db, ANNA)) != ()
    await store.run(lambda db: private_copies.gone(db, ANNA, [5]))
    assert await store.run(lambda db: private_copies.of_case(db, CASE)) == ()


async def test_what_cannot_be_removed_for_a_week_is_given_up(store: Store) -> None:
    await store.run(lambda db: shown(db, ANNA, 5))
    await store.run(lambda db: private_copies.give_up(db, NOW))
    assert len(await store.run(lambda db: private_copies.of_user(db, ANNA))) == 1
    await store.run(lambda db: private_copies.give_up(db, NOW + timedelta(seconds=1)))
    assert await store.run(lambda db: private_copies.of_user(db, ANNA)) == ()


async def test_openings_count_for_a_day_and_are_then_forgotten(store: Store) -> None:
    await store.run(lambda db: openings.note(db, ANNA, CASE, NOW))
    await store.run(lambda db: openings.note(db, BORIS, CASE, NOW))
    [opening] = await store.run(lambda db: openings.of_user(db, ANNA, NOW + DAY - timedelta(seconds=1)))
    assert (opening.case, opening.at) == (CASE, NOW)
    assert await store.run(lambda db: openings.of_user(db, ANNA, NOW + DAY)) == ()
    await store.run(lambda db: openings.forget(db, NOW + DAY + timedelta(hours=1)))
    left = select(func.count()).select_from(tables.openings)
    assert await store.run(lambda db: db.execute(left).scalar_one()) == 0


async def test_a_request_is_answered_once_or_lapses(store: Store, staff_keys: StaffKeys) -> None:
    until = NOW + timedelta(hours=1)
    asked = await store.run(lambda db: requests.ask(db, staff_keys, CASE, ANNA, NOW, until))
    id = asked.id
    request = await store.run(lambda db: requests.waiting(db, staff_keys, CASE, id))
    assert request is not None
    assert (request.asker, request.until) == (ANNA, until)
    assert await store.run(lambda db: requests.waiting(db, staff_keys, CASE, id + 1)) is None
    assert await store.run(lambda db: requests.over(db, staff_keys, until - timedelta(seconds=1))) == ()
    assert await store.run(lambda db: requests.over(db, staff_keys, until)) == (request,)
    assert await store.run(lambda db: requests.settle(db, id, "approved"))
    assert not await store.run(lambda db: requests.settle(db, id, "refused"))
    assert await store.run(lambda db: requests.waiting(db, staff_keys, CASE)) is None
    await store.run(lambda db: requests.forget(db, until + DAY))
    left = select(func.count()).select_from(tables.contact_requests)
    assert await store.run(lambda db: db.execute(left).scalar_one()) == 0
