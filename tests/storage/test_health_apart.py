"""/health in the staff's own process: what the rows say of the witness side, and no names in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.casework.case import Priority, Role
from bot.interview.draft import Draft
from bot.outgoing import Message
from handlers.desk import Desk, Home
from handlers.staff_health import Checkup, tell
from handlers.staff_said import Said
from handlers.translate import Wording
from handlers.vitals import Vitals
from storage import clocks, dead_letters, drafts, outbox, seen_updates, staff
from storage.drafts import Reach
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.scenarios import filling
from tests.storage.conftest import NOW

NINO, CHAT, WITNESS_BOT, STAFF_BOT = 7, 5_000_123, 1_111, 2_222
HOUR = timedelta(hours=1)


async def test_the_other_side_is_told_of_by_its_rows(
    store: Store, folder: Path, staff_keys: StaffKeys, witness_keys: WitnessKeys
) -> None:
    vitals = Vitals()
    vitals.polled("staff", STAFF_BOT)
    desk = Desk(store, staff_keys, Wording(), STAFF_BOT, "desk_bot", Home(-1007), {}, None, lambda: NOW)

    async def rights() -> tuple[str, ...]:
        return ()

    def fill(db: Connection) -> None:
        clocks.note(db, ("witness", "staff"), NOW, None)
        seen_updates.first_time(db, WITNESS_BOT, 1, NOW - 30 * HOUR)
        filling.submit(db, witness_keys, filling.code(1), Priority.NORMAL, NOW - 50 * HOUR)
        drafts.save(db, witness_keys, b"w" * 32, Draft(), Reach(WITNESS_BOT, CHAT), NOW - HOUR / 2)
        dead_letters.keep(db, witness_keys, "update", b"{}", "no", NOW)

    async def report(number: int, desk: Desk) -> list[str]:
        said = Said(number, NINO, NINO, "/health", True)
        await tell(desk, Checkup(vitals, folder.parent, folder, rights), said)
        waits = outbox.chat_of(staff_keys, NINO)
        last = (await store.run(lambda db: outbox.of_chat(db, staff_keys, waits)))[-1].body
        assert isinstance(last, Message)
        return Wording().screen(last.screen, "en").text.splitlines()

    await store.run(lambda db: staff.seat(db, NINO, Role.ADMIN))
    before = await report(8, desk)
    assert not [line for line in before if "last handled a" in line or "last saved" in line]
    await store.run(fill)
    lines = await report(9, desk)
    signs = [line[0] for line in lines[1:]]
    assert signs == sorted(signs, key="🚨⚠✅".index)  # what is wrong first
    assert (
        "⚠️ The witness bot: 1 thing could not be handled or sent. "
        "On the server, witnessline dead-letters list says what."
    ) in lines
    assert [line for line in lines if line.startswith("✅")][:8] == [
        "✅ The witness bot runs, apart from this one.",
        "✅ The staff bot runs. The last message waited under a minute.",
        "✅ The witness bot last handled a message: yesterday.",
        "✅ Something of a witness was last saved: under an hour ago.",
        "✅ The witness bot: nothing waits to be sent.",
        "✅ The staff bot: nothing waits to be sent.",
        "✅ The staff bot: no message was left undone.",
        "✅ The clock is in order.",
    ]
    held_back = await report(10, replace(desk, jitter=HOUR))
    assert "✅ Something of a witness was last saved: today." in held_back
    told = "".join((*lines, *held_back))
    names = (filling.code(1), CHAT, NINO, WITNESS_BOT, STAFF_BOT, "torture", "kg")
    assert [name for name in names if str(name) in told] == []
