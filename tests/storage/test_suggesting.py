"""What a case may be a duplicate of is shown once, even if the program stops between the press and that."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.casework.case import Priority, Role
from bot.casework.presses import Press
from bot.outgoing import Message
from handlers.asked import Answer, Asked
from handlers.decisions import decide
from handlers.desk import Desk, Home
from handlers.staff_duplicates import suggest
from handlers.translate import Wording
from storage import outbox, staff
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.scenarios import filling
from tests.storage.conftest import NOW

NINO, CODE = 7, filling.code(1)


async def test_a_press_comes_again_until_duplicates_are_suggested(
    store: Store, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    desk = Desk(store, staff_keys, Wording(), 2, "desk_bot", Home(-1007), {}, None, lambda: NOW)

    def fill(db: Connection) -> None:
        filling.submit(db, witness_keys, CODE, Priority.NORMAL, NOW)
        staff.seat(db, NINO, Role.MODERATOR)
        decide(db, desk, Asked(1, NINO, NINO, Press("claim", CODE, 1), True, 5))

    def suggestions(db: Connection) -> int:
        mine = outbox.of_chat(db, staff_keys, outbox.chat_of(staff_keys, NINO))
        return sum(isinstance(each.body, Message) and each.body.protected for each in mine)

    async def press() -> Answer:
        return await store.run(lambda db: decide(db, desk, Asked(2, NINO, NINO, pressed, True, 5)))

    await store.run(fill)
    pressed = Press("duplicate", CODE, 2)
    for _crash in range(2):
        assert (await press()).compare == CODE
    assert await store.run(suggestions) == 0
    for _again in range(2):
        await suggest(desk, 2, NINO, CODE)
        assert await press() == Answer()
    assert await store.run(suggestions) == 1
