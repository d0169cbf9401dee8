"""What only the machine room sees: stories look there for what no screen shows."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import Connection, Table, func, select

from bot.casework.case import Case, Item
from bot.interview.draft import Draft
from bot.outgoing import Outgoing
from bot.questionnaire.answers import Attachment
from bot.simulator.people import PATIENCE, Moderator, Witness
from bot.stage import Stage
from handlers import staff_board
from storage import audit, cases, drafts, letters, outbox, questions, tables
from storage import dead_letters as dead
from storage.keys import StaffKeys, WitnessKeys

BREATH = 0.005  # seconds between two looks at the rows: what is under way needs the processor more


async def settled(stage: Stage, patience: float = PATIENCE) -> None:
    """Until nothing is under way: updates confirmed, letters opened, and sent and fetched what is due."""
    async with asyncio.timeout(patience):
        await stage.world.until(lambda: _all_confirmed(stage), patience)
        while not (await stage.app.store.run(lambda db: _nothing_due(db, stage)) and _all_confirmed(stage)):
            await asyncio.sleep(BREATH)
            await stage.world.until(lambda: _all_confirmed(stage), patience)


def _all_confirmed(stage: Stage) -> bool:
    return all(queue.polled and not queue.pending for queue in stage.world.queues().values())


def _nothing_due(db: Connection, stage: Stage) -> bool:
    now = stage.clock()
    sides = (outbox.next_due(db, "witness"), outbox.next_due(db, "staff"))
    waiting = (
        select(tables.letters.c.id),
        select(tables.files.c.id).where(tables.files.c.due_at <= now),
    )
    return all(due is None or due > now for due in sides) and not any(
        db.execute(query.limit(1)).first() for query in waiting
    )


async def ticked(stage: Stage) -> None:
    """The jobs once, at the clock's time, and all that follows."""
    await stage.app.tick()
    await settled(stage)


def staff_keys(stage: Stage) -> StaffKeys:
    return StaffKeys.load(stage.folder / "keys")


async def case(stage: Stage, code: str) -> Case:
    keys = staff_keys(stage)
    found = await stage.app.store.run(lambda db: cases.by_code(db, keys, code))
    assert found is not None, f"no case {code}"
    return found


async def items(stage: Stage, code: str) -> tuple[Item, ...]:
    keys, id = staff_keys(stage), (await case(stage, code)).id
    return await stage.app.store.run(lambda db: cases.items(db, keys, id))


async def told(stage: Stage, code: str) -> list[list[str]]:
    """The typed words of each item of a case, in the order they came."""
    return [
        [
            str(value)
            for entry in item.entries
            for text in entry.words
            for name, value in text.params
            if name == "words"
        ]
        for item in await items(stage, code)
    ]


async def files_named(stage: Stage, code: str) -> list[str]:
    """Our names of the files that the case's text speaks of."""
    return [
        part.file
        for item in await items(stage, code)
        for entry in item.entries
        for part in entry.parts
        if isinstance(part, Attachment)
    ]


async def count(stage: Stage, table: Table) -> int:
    found = await stage.app.store.run(lambda db: db.execute(select(func.count()).select_from(table)).scalar())
    return int(found or 0)


async def unsent(stage: Stage) -> int:
    """How much still waits to be said; the board may always wait for its next turn."""
    waiting = select(func.count()).where(tables.outbox.c.dedupe.is_distinct_from(staff_board.NAME))
    return await stage.app.store.run(lambda db: db.execute(waiting).scalar_one())


async def waiting_for(stage: Stage, moderator: Moderator) -> tuple[Outgoing, ...]:
    """What is to be said to one of the staff in private."""
    keys, chat = staff_keys(stage), moderator.person.id
    return await stage.app.store.run(lambda db: outbox.of_chat(db, keys, outbox.chat_of(keys, chat)))


async def trail(stage: Stage) -> list[tuple[str, str]]:
    """Who did what, in order; the chain of hashes is whole."""
    rows = select(tables.audit.c.actor, tables.audit.c.action).order_by(tables.audit.c.id)
    found = await stage.app.store.run(lambda db: db.execute(rows).all())
    assert await stage.app.store.run(audit.verify) is None
    return [(row.actor, row.action) for row in found]


async def draft(stage: Stage, witness: Witness) -> Draft:
    """What is kept of a witness's unfinished conversation; an empty one if there is none."""
    keys = WitnessKeys.load(stage.folder / "keys")
    kept = await stage.app.store.run(lambda db: drafts.load(db, keys, keys.tag(witness.person.id)))
    return kept.draft if kept else Draft()


def blobs(stage: Stage) -> list[Path]:
    """Every sealed file in the data folder."""
    return sorted(path for path in (stage.folder / "files").rglob("*.age"))


async def ask_behind_the_desk(stage: Stage, code: str, text: str) -> None:
    """A question that was on its way before the desk heard from the witness."""
    keys, id, now = staff_keys(stage), (await case(stage, code)).id, stage.clock()

    def ask(db: Connection) -> None:
        number = questions.ask(db, keys, id, 7, text, "en", now, now)
        letters.post(db, "witness", id, "asked", now, number)

    await stage.app.store.run(ask)


async def restart(stage: Stage) -> None:
    """The program ends in order and starts again on what the folder holds."""
    await stage.app.stop()
    await stage.start_bots()


async def dead_letters(stage: Stage) -> list[tuple[str, str, str]]:
    """(side, kind, reason) of what was set aside."""
    found = await stage.app.store.run(dead.listed)
    return [(each.side, each.what, each.reason) for each in found]
