"""Finding looks at every open case, and the thread that writes opens no more of them than it shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.casework import lists
from bot.casework.case import Priority, Role
from bot.casework.presses import Press
from bot.outgoing import Message
from bot.text import Text, _
from handlers.asked import Asked
from handlers.desk import Desk, Home
from handlers.staff_finding import AT_ONCE, find
from handlers.translate import Wording
from storage import outbox, staff
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.scenarios import filling
from tests.storage.conftest import NOW

NINO, VERA = 1, 2
CASES = AT_ONCE + 30


@dataclass
class Labels(Mapping[str, Text]):
    """What a case is about, and in which thread that was asked: only who has opened it can ask."""

    writing: int = 0
    beside: int = 0
    texts: dict[str, Text] = field(default_factory=lambda: {"torture": _("Torture")})

    def __getitem__(self, name: str) -> Text:
        if threading.current_thread().name == "storage":
            self.writing += 1
        else:
            self.beside += 1
        return self.texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def told(db: Connection, keys: StaffKeys, person: int) -> list[str]:
    mine = outbox.of_chat(db, keys, outbox.chat_of(keys, person))
    return [Wording().screen(each.body.screen, "en").text for each in mine if isinstance(each.body, Message)]


async def test_all_is_looked_at_beside_the_thread_that_writes(
    store: Store, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    labels = Labels()
    desk = Desk(store, staff_keys, Wording(), 2, "desk_bot", Home(-1007), labels, None, lambda: NOW)

    def fill(db: Connection) -> None:
        for number in range(CASES):
            priority = Priority.URGENT if number == CASES - 1 else Priority.NORMAL
            filling.submit(db, witness_keys, filling.code(number), priority, NOW)
        for person, role in ((NINO, Role.MODERATOR), (VERA, Role.MONITOR)):
            staff.seat(db, person, role)
            staff.opened_private(db, person)

    await store.run(fill)
    for number, (person, words) in enumerate(((NINO, "torture"), (NINO, "urgent"), (VERA, "torture"))):
        for _twice in range(2):  # a repeated update is not answered again
            await find(desk, Asked(number, person, person, Press("find", ""), True), words)
    torture, there = await store.run(lambda db: told(db, staff_keys, NINO))
    assert f"{CASES} open cases fit" in torture
    assert f"{CASES - lists.SHOWN} more are not shown." in torture
    assert "1 open case fits" in there
    assert filling.code(CASES - 1) in there
    [nothing] = await store.run(lambda db: told(db, staff_keys, VERA))
    assert nothing.startswith("No open case fits.")
    assert labels.beside >= 2 * CASES
    assert labels.writing <= 10 * lists.SHOWN
