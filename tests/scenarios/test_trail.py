"""The trail: its head is told every day, and what was changed in it is named, on real databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.audit import Broken, verify
from bot.settings import Common
from bot.stage import Stage
from storage import audit, tables
from storage.transaction import Store
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.program import command
from tests.scenarios.staffing import seated

HEAD = "Rows in the trail: "


async def _worked(stage: Stage) -> str:
    """A desk with a few rows; the head."""
    admin = stage.moderator()
    await admin.start()
    code = await walks.report(stage.witness())
    await walks.claim(admin, code)
    await admin.press_card(code, "Read")
    await admin.in_private.sees(f"{code}: no files")
    await inside.settled(stage)
    return (await stage.app.store.run(audit.head)).hash.hex()


async def _tamper(stage: Stage, statement: object) -> None:
    await stage.app.store.run(lambda db: db.execute(statement).close())  # type: ignore[call-overload]


def _settings(stage: Stage) -> Common:
    return stage.settings()


ROWS = tables.audit
TAMPERED = {
    "altered": (update(ROWS).where(ROWS.c.id == 4).values(actor="7"), "Row 4 of the trail was altered."),
    "deleted": (delete(ROWS).where(ROWS.c.id == 3), "Row 3 of the trail is missing."),
    "cut off": (delete(ROWS).where(ROWS.c.id >= 5), "Row 5 of the trail is missing, and all after it."),
}


@pytest.mark.parametrize("how", sorted(TAMPERED))
async def test_the_first_row_that_is_wrong_is_named(any_stage: Stage, how: str) -> None:
    head = await _worked(any_stage)
    said = await verify(_settings(any_stage), None)
    assert said == f"6 rows, all as they were written. Head: {head}"
    statement, words = TAMPERED[how]
    await _tamper(any_stage, statement)
    with pytest.raises(Broken) as wrong:
        await verify(_settings(any_stage), head)
    assert str(wrong.value) == words


async def test_a_head_that_was_posted_is_found_again_until_the_trail_is_written_anew(
    stage: Stage,
) -> None:
    head = await _worked(stage)
    await seated(stage, "Boris")
    assert (await verify(_settings(stage), head)).endswith("The head that was posted is that of row 6.")
    await _tamper(stage, delete(tables.audit))
    await _tamper(stage, delete(tables.audit_head))
    await stage.app.store.run(lambda db: audit.record(db, "5", "read", None, "", stage.clock()))
    await verify(_settings(stage), None)
    with pytest.raises(Broken, match="No row has the head that was posted"):
        await verify(_settings(stage), head)
    with pytest.raises(Broken, match="64 signs"):
        await verify(_settings(stage), head[:-1])


async def test_the_command_says_it_in_one_line_and_by_its_exit_code(stage: Stage) -> None:
    head = await _worked(stage)
    await stage.app.stop()
    data = {"data": stage.folder}
    status, printed = await command("audit", "verify", cwd=stage.folder, **data)
    assert (status, printed) == (0, f"6 rows, all as they were written. Head: {head}\n")
    status, printed = await command("audit", "verify", "--head", head, cwd=stage.folder, **data)
    assert status == 0
    store = Store.open(f"sqlite:///{stage.folder / 'witnessline.db'}")
    await store.run(lambda db: db.execute(delete(ROWS).where(ROWS.c.id == 2)).close())
    store.close()
    status, printed = await command("audit", "verify", cwd=stage.folder, **data)
    assert (status, printed) == (1, "Row 2 of the trail is missing.\n")
    status, printed = await command("audit", "verify", cwd=stage.folder, data=Path("nowhere"))
    assert (status, len(printed.splitlines())) == (1, 1)
    await stage.start_bots()


def _heads(stage: Stage, number: int = 0) -> list[str]:
    """What an admin has been told, the oldest first."""
    chat = stage.moderator(number).in_private
    return [each.text for each in chat.messages() if each.from_bot and each.text.startswith(HEAD)]


async def test_the_head_is_told_once_a_day_and_never_twice(stage: Stage, clock: Clock) -> None:
    head = await _worked(stage)
    await inside.ticked(stage)
    assert _heads(stage) == []
    clock.advance(hours=20)  # eight in the morning
    for _time in range(3):
        await inside.ticked(stage)
        clock.advance(minutes=10)
    (told,) = _heads(stage)
    assert told.startswith(f"{HEAD}6\n\n{head}\n")
    assert _heads(stage, 1) == []  # has not opened the private chat
    await inside.restart(stage)
    clock.advance(hours=23)
    await inside.ticked(stage)
    assert len(_heads(stage)) == 1
    clock.advance(hours=1)
    await inside.ticked(stage)
    assert len(_heads(stage)) == 2


async def test_it_is_told_late_when_nobody_was_there_at_that_hour(stage: Stage, clock: Clock) -> None:
    await _worked(stage)
    await inside.ticked(stage)
    await stage.app.stop()
    clock.advance(hours=46)
    await stage.start_bots()
    for _time in range(2):
        await inside.ticked(stage)
        clock.advance(minutes=10)
    assert len(_heads(stage)) == 1


async def test_refusals_are_in_the_trail(stage: Stage) -> None:
    admin, boris = stage.moderator(), await seated(stage, "Boris", "monitor")
    code = await walks.report(stage.witness())
    await boris.in_private.say(f"/claim {code}")
    await boris.in_private.say(f"/read {code}")
    await boris.in_private.say("/read K7-0000")
    await boris.in_private.say("/clock")
    await stage.world.press_data(boris.person, stage.group, 1, "claim:forged")
    await walks.claim(admin, code)
    await admin.press_card(code, "Ask")
    await admin.in_private.sees("your question")
    await admin.in_private.say("Write to me at @somebody")
    await inside.settled(stage)
    rows = select(ROWS.c.actor, ROWS.c.reason).where(ROWS.c.action == "refused").order_by(ROWS.c.id)
    refused = [tuple(row) for row in await stage.app.store.run(lambda db: db.execute(rows).all())]
    they = str(boris.person.id)
    assert set(refused) == {
        (they, "claim"), (they, "read"), (they, "read: no such case"), (they, "clock"),
        (they, "unknown button"), (str(admin.person.id), "question"),
    }  # fmt: skip
    assert await stage.app.store.run(audit.verify) is None
