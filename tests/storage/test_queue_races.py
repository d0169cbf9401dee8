"""Two hundred people press at once: each case goes to one of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from sqlalchemy import Connection, select

from bot.casework.case import Priority, Role
from bot.casework.presses import Press
from bot.text import Text
from handlers import staff_queue
from handlers.asked import Answer, Asked
from handlers.decisions import decide
from handlers.desk import Desk, Home
from handlers.translate import Wording
from storage import audit, cases, queue, staff, uncarded
from storage.keys import StaffKeys, WitnessKeys
from storage.tables import audit as trail
from storage.transaction import Store
from tests.scenarios import filling
from tests.storage.conftest import NOW

PEOPLE, CASES = 200, 40
GROUP = -100_7


def desk(store: Store, keys: StaffKeys) -> Desk:
    return Desk(store, keys, Wording(), 2, "desk_bot", Home(GROUP), {}, None, lambda: NOW)


async def claimed_at_once(store: Store, desk: Desk, witness: WitnessKeys, press: Press) -> list[Answer]:
    def open_all(db: Connection) -> None:
        for number in range(CASES):
            filling.submit(db, witness, filling.code(number), Priority.NORMAL, NOW)
        for person in range(1, PEOPLE + 1):
            staff.seat(db, person, Role.MODERATOR)
            staff.opened_private(db, person)

    def pressed(person: int) -> Asked:
        return Asked(person, person, GROUP, press, True, 1)

    await store.run(open_all)
    work = decide if press.code else staff_queue.answer
    return await asyncio.gather(
        *(
            store.run(lambda db, person=person: work(db, desk, pressed(person)))  # type: ignore[misc]
            for person in range(1, PEOPLE + 1)
        )
    )


async def test_each_case_goes_to_one_of_those_who_press_next_at_once(
    store: Store, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    answers = await claimed_at_once(store, desk(store, staff_keys), witness_keys, Press("next", "", 0))
    said = Counter(answer.text.msgid for answer in answers if isinstance(answer.text, Text))
    assert said == {"{code} is yours for 24 hours.": CASES, "No case is waiting.": PEOPLE - CASES}
    open_ones = await store.run(queue.open_cases)
    assert len({each.assignee for each in open_ones}) == len(open_ones) == CASES
    claims = select(trail.c.case_id).where(trail.c.action == "claimed")
    rows = await store.run(lambda db: list(db.scalars(claims)))
    assert len(rows) == len(set(rows)) == CASES
    assert await store.run(audit.verify) is None


async def test_one_case_goes_to_one_of_those_who_claim_it_at_once(
    store: Store, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    code = filling.code(3)
    answers = await claimed_at_once(store, desk(store, staff_keys), witness_keys, Press("claim", code, 1))
    won = [person for person, answer in enumerate(answers, start=1) if answer.held_by is None]
    assert len(won) == 1
    assert {answer.held_by for answer in answers} == {None, *won}
    case = await store.run(lambda db: cases.by_code(db, staff_keys, code))
    assert case is not None
    assert case.assignee == won[0]


async def test_what_is_held_back_is_not_in_the_queue(store: Store, witness_keys: WitnessKeys) -> None:
    later = NOW + timedelta(hours=1)
    await store.run(lambda db: filling.submit(db, witness_keys, filling.code(1), Priority.NORMAL, NOW))
    [shown] = await store.run(queue.open_cases)
    await store.run(lambda db: uncarded.hold_back(db, shown.id, later))
    assert await store.run(queue.open_cases) == ()
    assert await store.run(lambda db: uncarded.due(db, NOW)) == ()
    assert await store.run(lambda db: uncarded.due(db, later)) == (shown.id,)
    await store.run(lambda db: uncarded.put(db, shown.id, shown.id))
    assert await store.run(queue.open_cases) == (shown,)
    assert await store.run(lambda db: uncarded.take(db, shown.id)) == shown.id
    assert await store.run(lambda db: uncarded.take(db, shown.id)) is None
