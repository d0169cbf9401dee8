"""The smaller tables: what is posted is taken, what is cleared is gone."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Literal

import pytest
from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select, update

from bot.casework.case import Role
from bot.casework.staffing import Seat
from bot.text import _, screen
from storage import dead_letters, letters, places, prompts, questions, routes, seen_updates, staff, tables
from storage.keys import StaffKeys, WitnessKeys
from storage.letters import Letter
from storage.places import Place
from storage.prompts import Prompt
from storage.questions import Question
from storage.routes import Route
from storage.sealing import KeyGone, Misplaced
from storage.transaction import Store
from tests.storage.conftest import NOW

A, B = b"a" * 32, b"b" * 32
HOUR = timedelta(hours=1)
ROUTE = Route(7, 5_000_000_000, "ru", "Europe/Minsk")


async def test_an_update_is_handled_once_per_bot(store: Store) -> None:
    assert await store.run(lambda db: seen_updates.first_time(db, 1, 10, NOW))
    assert not await store.run(lambda db: seen_updates.first_time(db, 1, 10, NOW))
    assert await store.run(lambda db: seen_updates.first_time(db, 2, 10, NOW))


async def test_an_old_update_id_may_come_again(store: Store) -> None:
    await store.run(lambda db: seen_updates.first_time(db, 1, 10, NOW))
    await store.run(lambda db: seen_updates.first_time(db, 1, 11, NOW + HOUR))
    await store.run(lambda db: seen_updates.forget(db, NOW + HOUR))
    assert await store.run(lambda db: seen_updates.first_time(db, 1, 10, NOW))
    assert not await store.run(lambda db: seen_updates.first_time(db, 1, 11, NOW))


async def test_a_route_leads_back_to_the_witness(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: routes.keep(db, witness_keys, 1, A, ROUTE, NOW))
    await store.run(lambda db: routes.keep(db, witness_keys, 2, A, ROUTE, NOW + HOUR))
    await store.run(lambda db: routes.keep(db, witness_keys, 3, B, ROUTE, NOW))
    assert await store.run(lambda db: routes.of_case(db, witness_keys, 1)) == ROUTE
    assert await store.run(lambda db: routes.of_case(db, witness_keys, 9)) is None
    assert await store.run(lambda db: routes.of_witness(db, A)) == (2, 1)
    assert await store.run(lambda db: routes.opened_since(db, A, NOW)) == 2
    assert await store.run(lambda db: routes.opened_since(db, A, NOW + HOUR)) == 1


async def test_all_routes_have_one_length(store: Store, witness_keys: WitnessKeys) -> None:
    """And one that was written at first is still read, and is like the others once it was sealed anew."""
    far = Route(9_007_199_254_740_991, 4_503_599_627_370_495, "zh-Hans-CN", "America/Argentina/Buenos_Aires")
    named = TypeAdapter(Route).dump_json(ROUTE)
    before = {"key": "route-1", "sealed": witness_keys.route.current.seal(named, "route:3")}

    def work(db: Connection) -> list[Route | None]:
        for case, route in enumerate((ROUTE, far, ROUTE, Route(1, 2, "en", "UTC", traceless=False)), start=1):
            routes.keep(db, witness_keys, case, A, route, NOW)
        db.execute(update(tables.routes).where(tables.routes.c.case_id == 3).values(before))
        read = [routes.of_case(db, witness_keys, case) for case in (1, 2, 3, 4)]
        row = db.execute(select(tables.routes).where(tables.routes.c.case_id == 3)).one()
        routes.seal_anew(db, witness_keys, row)
        return [*read, routes.of_case(db, witness_keys, 3)]

    found = await store.run(work)
    assert found == [ROUTE, far, ROUTE, Route(1, 2, "en", "UTC", traceless=False), ROUTE]
    lengths = select(func.length(tables.routes.c.sealed))
    assert set(await store.run(lambda db: db.scalars(lengths).all())) == {24 + 96 + 16}


async def test_a_route_is_forgotten_when_told_or_when_its_time_is_over(
    store: Store, witness_keys: WitnessKeys
) -> None:
    await store.run(lambda db: routes.keep(db, witness_keys, 1, A, ROUTE, NOW))
    await store.run(lambda db: routes.keep(db, witness_keys, 2, A, ROUTE, NOW, NOW + HOUR))
    await store.run(lambda db: routes.keep(db, witness_keys, 3, A, ROUTE, NOW))
    await store.run(lambda db: routes.forget_expired(db, NOW + HOUR))
    await store.run(lambda db: routes.forget(db, 1))
    assert await store.run(lambda db: routes.of_witness(db, A)) == (3,)


async def test_a_route_of_another_case_is_misplaced(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: routes.keep(db, witness_keys, 1, A, ROUTE, NOW))
    await store.run(lambda db: db.execute(update(tables.routes).values(case_id=2)).close())
    with pytest.raises(Misplaced):
        await store.run(lambda db: routes.of_case(db, witness_keys, 2))


async def test_a_question_reaches_the_witness_side_and_ends_when_settled(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await store.run(lambda db: questions.ask(db, staff_keys, 4, 99, "Где?", "ru", NOW, NOW + HOUR))
    asked = Question(id, 4, 99, "Где?", "ru", "waiting", NOW, 0, NOW + HOUR)
    assert await store.run(lambda db: questions.load(db, witness_keys, id)) == asked
    assert await store.run(lambda db: questions.open_of(db, (3, 4))) == ((id, 4),)
    assert await store.run(lambda db: questions.due(db, NOW)) == ()
    assert await store.run(lambda db: questions.due(db, NOW + HOUR)) == (id,)
    await store.run(lambda db: questions.set_state(db, id, "announced", NOW + 2 * HOUR, NOW))
    announced = await store.run(lambda db: questions.load(db, witness_keys, id))
    assert announced == Question(id, 4, 99, "Где?", "ru", "announced", NOW, 0, NOW + 2 * HOUR, NOW)
    await store.run(lambda db: questions.set_state(db, id, "answered", None, NOW))
    assert await store.run(lambda db: questions.open_of(db, (4,))) == ()
    assert await store.run(lambda db: db.execute(select(tables.questions.c.sealed)).scalar_one()) == b""
    settled = await store.run(lambda db: questions.load(db, witness_keys, id))
    assert settled == Question(id, 4, 99, "", "", "answered", NOW, 0, None, NOW)


async def test_letters_lie_until_they_are_burnt(store: Store) -> None:
    await store.run(lambda db: letters.post(db, "staff", 1, "opened", NOW))
    await store.run(lambda db: letters.post(db, "staff", 1, "answered", NOW, 8))
    await store.run(lambda db: letters.post(db, "witness", 1, "closed", NOW))
    both = (Letter(1, 1, "opened", None, NOW), Letter(2, 1, "answered", 8, NOW))
    assert await store.run(lambda db: letters.take(db, "staff")) == both
    assert await store.run(lambda db: letters.take(db, "staff", 1)) == both[:1]
    await store.run(lambda db: letters.burn(db, [1]))
    assert await store.run(lambda db: letters.take(db, "staff")) == both[1:]
    assert len(await store.run(lambda db: letters.take(db, "witness"))) == 1


@pytest.mark.parametrize("what", ["update", "outbox"])
async def test_a_dead_letter_is_readable_for_its_days(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys, what: Literal["update", "outbox"]
) -> None:
    await store.run(lambda db: dead_letters.keep(db, witness_keys, what, b"{}", "x" * 100, NOW))
    assert await store.run(dead_letters.count) == 1
    assert await store.run(lambda db: dead_letters.read(db, witness_keys, 1)) == b"{}"
    assert await store.run(lambda db: dead_letters.read(db, staff_keys, 1)) is None
    witness_keys.draft.destroy_before(NOW.date() + timedelta(days=1))
    with pytest.raises(KeyGone):
        await store.run(lambda db: dead_letters.read(db, witness_keys, 1))


async def test_a_seat_gives_a_role_and_keeps_the_rest(store: Store) -> None:
    assert await store.run(lambda db: staff.role_of(db, 5)) is None
    assert not await store.run(lambda db: staff.has_private(db, 5))
    await store.run(lambda db: staff.seat(db, 5, Role.MONITOR))
    await store.run(lambda db: staff.opened_private(db, 5))
    await store.run(lambda db: staff.set_language(db, 5, "ru"))
    await store.run(lambda db: staff.seat(db, 5, Role.ADMIN))
    assert await store.run(lambda db: staff.role_of(db, 5)) is Role.ADMIN
    assert await store.run(lambda db: staff.has_private(db, 5))
    assert await store.run(lambda db: staff.language_of(db, 5)) == "ru"
    await store.run(lambda db: staff.unseat(db, 5))
    assert await store.run(lambda db: staff.role_of(db, 5)) is None


async def test_whom_the_settings_name_is_an_admin_as_long_as_they_do(store: Store) -> None:
    await store.run(lambda db: staff.seat(db, 6, Role.MODERATOR))
    await store.run(lambda db: staff.name_admins(db, (5, 6)))
    assert await store.run(lambda db: staff.with_role(db, Role.ADMIN)) == {5, 6}
    await store.run(lambda db: staff.name_admins(db, (7,)))
    assert await store.run(staff.seats) == (Seat(6, Role.MODERATOR), Seat(7, named=True))


async def test_an_admin_by_an_admins_word_stays_one_without_the_settings(store: Store) -> None:
    await store.run(lambda db: staff.name_admins(db, (5,)))
    await store.run(lambda db: staff.seat(db, 5, Role.ADMIN))
    await store.run(lambda db: staff.name_admins(db, (6,)))
    assert await store.run(lambda db: staff.role_of(db, 5)) is Role.ADMIN
    await store.run(lambda db: staff.unseat(db, 6))
    assert await store.run(lambda db: staff.role_of(db, 6)) is Role.ADMIN


async def test_who_is_barred_has_no_role_until_an_admin_gives_one(store: Store) -> None:
    await store.run(lambda db: staff.name_admins(db, (5,)))
    await store.run(lambda db: staff.bar(db, 5))
    await store.run(lambda db: staff.bar(db, 6))
    await store.run(lambda db: staff.name_admins(db, (5,)))
    await store.run(lambda db: staff.unseat(db, 6))
    assert await store.run(lambda db: (staff.role_of(db, 5), staff.role_of(db, 6))) == (None, None)
    assert await store.run(staff.seats) == (Seat(5, named=True, barred=True), Seat(6, barred=True))
    await store.run(lambda db: staff.seat(db, 6, Role.MONITOR))
    assert await store.run(lambda db: staff.role_of(db, 6)) is Role.MONITOR


async def test_a_stranger_who_opens_the_bot_gets_no_seat(store: Store) -> None:
    await store.run(lambda db: staff.opened_private(db, 5))
    assert await store.run(lambda db: staff.role_of(db, 5)) is None
    assert not await store.run(lambda db: staff.has_private(db, 5))


async def test_a_person_has_one_prompt_the_latest(store: Store, staff_keys: StaffKeys) -> None:
    await store.run(lambda db: prompts.expect(db, staff_keys, 5, 1, "question", None, NOW))
    first = await store.run(lambda db: prompts.waiting(db, staff_keys, 5))
    assert first == Prompt(1, "question", None, NOW)
    await store.run(lambda db: prompts.expect(db, staff_keys, 5, 2, "send", "Где?", NOW + HOUR))
    second = await store.run(lambda db: prompts.waiting(db, staff_keys, 5))
    assert second == Prompt(2, "send", "Где?", NOW + HOUR)
    assert await store.run(lambda db: prompts.waiting(db, staff_keys, 6)) is None
    await store.run(lambda db: prompts.clear(db, 5))
    assert await store.run(lambda db: prompts.waiting(db, staff_keys, 5)) is None


async def test_a_prompt_whose_day_is_over_is_none(store: Store, staff_keys: StaffKeys) -> None:
    await store.run(lambda db: prompts.expect(db, staff_keys, 5, 2, "send", "Где?", NOW))
    staff_keys.mail.destroy_before(NOW.date() + timedelta(days=1))
    assert await store.run(lambda db: prompts.waiting(db, staff_keys, 5)) is None


async def test_a_case_has_one_card(store: Store, staff_keys: StaffKeys) -> None:
    card, first, second = places.of_card(1), screen(_("New")), screen(_("Claimed"))
    assert await store.run(lambda db: places.find(db, card)) is None
    await store.run(lambda db: places.keep(db, staff_keys, card, -100_123, 4, first, NOW))
    await store.run(lambda db: places.keep(db, staff_keys, card, -100_123, 9, second, NOW + HOUR))
    found = await store.run(lambda db: places.find(db, card))
    assert found == Place(-100_123, 9, places.words_of(staff_keys, second), NOW + HOUR)
    assert await store.run(places.cards) == {1: NOW + HOUR}
    assert found is not None
    for key in (b"", bytes(32)):  # without the desk's key nobody can try out what a card may say
        guess = hmac.digest(key, b"said:" + repr(second).encode(), "sha256")
        assert found.said not in (guess, hashlib.sha256(repr(second).encode()).digest())
    await store.run(lambda db: places.leave(db, card))
    assert await store.run(lambda db: places.find(db, card)) is None
