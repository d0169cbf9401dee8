"""What the group need not be told again costs it none of its twenty messages a minute."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, select

from bot.casework.case import Priority
from bot.outgoing import Message
from bot.text import _, screen
from handlers import staff_board, staff_cards
from handlers.desk import Desk, post
from handlers.staff_drawing import BUSY
from storage import places, queue
from storage.keys import StaffKeys, WitnessKeys
from storage.tables import outbox
from storage.transaction import Store
from tests.scenarios import filling
from tests.storage.conftest import NOW
from tests.storage.test_queue_races import GROUP, desk

YESTERDAY = NOW - timedelta(days=1)
CASES = staff_cards.AT_ONCE + 5


def waiting(db: Connection) -> list[str]:
    return [name for name in db.scalars(select(outbox.c.dedupe).order_by(outbox.c.id)) if name]


def drawn_yesterday(db: Connection, desk: Desk, witness: WitnessKeys) -> None:
    """The last of them is urgent."""
    for number in range(1, CASES + 1):
        priority = Priority.URGENT if number == CASES else Priority.NORMAL
        filling.submit(db, witness, filling.code(number), priority, YESTERDAY)
    for each in queue.open_cases(db):
        places.keep(db, desk.keys, places.of_card(each.id), GROUP, each.id, screen(_("New")), YESTERDAY)


async def test_a_board_that_would_say_the_same_is_not_edited(store: Store, staff_keys: StaffKeys) -> None:
    here = desk(store, staff_keys)

    def work(db: Connection) -> list[str]:
        staff_board.refresh(db, here)
        assert waiting(db) == [staff_board.NAME]
        db.execute(delete(outbox))
        shown = staff_board.draw(db, here, NOW)
        places.keep(db, staff_keys, places.BOARD, GROUP, 4, shown, NOW)
        staff_board.refresh(db, here)
        return waiting(db)

    assert await store.run(work) == []


async def test_cards_grow_older_some_at_a_time_the_urgent_first(
    store: Store, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    here = desk(store, staff_keys)

    def work(db: Connection) -> list[str]:
        drawn_yesterday(db, here, witness_keys)
        staff_cards.redraw(db, here)
        return waiting(db)

    drawn = await store.run(work)
    assert len(drawn) == staff_cards.AT_ONCE
    assert drawn[0] == f"card:{CASES}"


async def test_no_card_grows_older_while_the_group_has_something_new_to_hear(
    store: Store, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    here = desk(store, staff_keys)

    def work(db: Connection) -> list[str]:
        drawn_yesterday(db, here, witness_keys)
        for _each in range(BUSY):
            post(db, here, GROUP, Message(screen(_("New"))), NOW)
        staff_cards.redraw(db, here)
        return waiting(db)

    assert await store.run(work) == []
