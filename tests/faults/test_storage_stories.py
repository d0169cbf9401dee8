"""Storage that is full, locked or cut off while people write: no ✅ before it is kept, nothing twice."""

from __future__ import annotations

import asyncio
import io
import random
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from storage import tables
from tests import databases
from tests.conftest import Clock
from tests.faults.disks import Disk, small_disk
from tests.faults.pieces import impatient
from tests.faults.proxy import Moment, Proxy, proxied
from tests.scenarios import inside, walks

SAVED = "✅ Your file is saved"
NOT_YET = "We cannot save anything right now"
QUESTION = "Who was there?"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", "16m") as disk:
        yield disk


@pytest.fixture
async def on_disk(disk: Disk, clock: Clock) -> AsyncIterator[Stage]:
    """The stage with its whole folder on a disk that can be full."""
    stage = Stage(disk.folder / "data", clock)
    await stage.open()
    yield stage
    await stage.close()


@pytest.fixture
def proxy(postgres: str) -> Iterator[Proxy]:
    with proxied(databases.emptied(postgres)) as proxy:
        yield proxy


@pytest.fixture
async def cut(tmp_path: Path, proxy: Proxy) -> AsyncIterator[Stage]:
    """The stage on PostgreSQL, with somebody at the line. Time goes on, for what is tried again."""
    stage = Stage(tmp_path / "data", database=proxy.url)
    await stage.open()
    yield stage
    await stage.close()


async def _at_the_story(stage: Stage) -> Witness:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await inside.settled(stage)
    return witness


def _fill(stage: Stage, disk: Disk) -> None:
    """Also what the database has taken for its log and could write over."""
    with closing(sqlite3.connect(stage.folder / "witnessline.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    disk.fill()


async def _tell_in_vain(witness: Witness) -> None:
    await witness.say(walks.NARRATIVE)
    await witness.sees(NOT_YET)
    assert "✅" not in witness.transcript()


async def _goes_on(stage: Stage, witness: Witness) -> None:
    """By itself, with what was said meanwhile."""
    await witness.no_longer_sees(NOT_YET, patience=40)
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_a_witness_is_told_that_the_disk_is_full_and_goes_on_when_it_is_not(
    on_disk: Stage, disk: Disk
) -> None:
    witness = await _at_the_story(on_disk)
    _fill(on_disk, disk)
    await _tell_in_vain(witness)
    disk.free()
    await _goes_on(on_disk, witness)


async def test_who_presses_while_the_disk_is_full_is_told_too(on_disk: Stage, disk: Disk) -> None:
    witness, moderator = await _at_the_story(on_disk), on_disk.moderator()
    _fill(on_disk, disk)
    await witness.press("Pause")
    await moderator.start()
    await witness.sees(NOT_YET)
    await moderator.in_private.sees("Nothing can be saved right now.")
    disk.free()
    await witness.no_longer_sees(NOT_YET, patience=40)
    await moderator.in_private.no_longer_sees("Nothing can be saved right now.", patience=40)
    await moderator.in_private.sees("This is the desk's bot.")


async def test_a_file_that_does_not_fit_is_fetched_again_when_there_is_room(
    on_disk: Stage, disk: Disk, clock: Clock
) -> None:
    witness = on_disk.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await inside.settled(on_disk)
    disk.fill(leave=1024 * 1024)
    await witness.send_document(_picture(3 * 1024 * 1024), "photo.jpg")
    for _round in range(3):
        await on_disk.app.tick()
        await inside.settled(on_disk)
        assert SAVED not in witness.transcript()
        assert inside.blobs(on_disk) == []
        clock.advance(minutes=11)
    disk.free()
    await on_disk.app.tick()
    await witness.sees(SAVED)
    assert {path.parent.name for path in inside.blobs(on_disk)} == {"originals", "previews"}


def _picture(size: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 64)).save(made, "JPEG")
    return made.getvalue() + random.Random(1).randbytes(size)


async def test_a_witness_is_told_that_the_database_is_locked_and_goes_on_when_it_is_not(stage: Stage) -> None:
    witness = await _at_the_story(stage)
    path = stage.folder / "witnessline.db"
    with impatient(), closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE").close()
        await _tell_in_vain(witness)
        other.execute("ROLLBACK").close()
        await _goes_on(stage, witness)


async def test_a_witness_is_told_that_the_server_is_away_and_goes_on_when_it_is_back(
    cut: Stage, proxy: Proxy
) -> None:
    witness = await _at_the_story(cut)
    proxy.leave()
    await _tell_in_vain(witness)
    proxy.come_back()
    await _goes_on(cut, witness)


async def _whole_story(stage: Stage) -> tuple[Witness, Moderator, str]:
    """All that is written down in a case's life, once."""
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_photo(_picture(100))
    await witness.sees(SAVED)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    await walks.ask(moderator, code, QUESTION)
    await walks.answer(witness, QUESTION, "Two soldiers.")
    await moderator.in_private.press("Close")
    await moderator.in_private.press("Documented")
    await moderator.in_private.sees(f"{code}: ☑️ Closed")
    return witness, moderator, code


async def _kept(stage: Stage, code: str) -> dict[str, object]:
    """What must be the same whatever happened on the way."""
    tables_of_one = (tables.cases, tables.files, tables.questions, tables.desk_copies, tables.archive_copies)
    return {
        "trail": await inside.trail(stage),
        "told": await inside.told(stage, code),
        "blobs": len(inside.blobs(stage)),
        "dead": await inside.count(stage, tables.dead_letters),
        "waiting": await inside.count(stage, tables.outbox),
    } | {table.name: await inside.count(stage, table) for table in tables_of_one}


async def _all_said(stage: Stage) -> None:
    """Also what is tried again a second later, because storage was away when its turn came."""
    async with asyncio.timeout(30):
        while await inside.count(stage, tables.outbox):  # noqa: ASYNC110 (nothing wakes us)
            await asyncio.sleep(0.05)


@pytest.mark.postgresql
@pytest.mark.parametrize("every", [7, 10])
async def test_a_story_whose_commits_are_cut_again_and_again_is_told_once(
    cut: Stage, proxy: Proxy, every: int, tmp_path: Path
) -> None:
    undisturbed = Stage(tmp_path / "undisturbed")
    await undisturbed.open()
    witness, moderator, code = await _whole_story(undisturbed)
    await inside.ticked(undisturbed)
    wanted = await _kept(undisturbed, code)
    messages = [len(chat.messages()) for chat in (witness.chat, moderator.in_private, moderator.in_group)]
    await undisturbed.close()

    moments: list[Moment] = ["after", "before"]
    for turn in range(100):
        proxy.cut_more(*[None] * every, moments[turn % 2])
    witness, moderator, code = await _whole_story(cut)
    proxy.cut_commits()
    await inside.ticked(cut)
    await _all_said(cut)
    assert await _kept(cut, code) == wanted
    shown = [len(chat.messages()) for chat in (witness.chat, moderator.in_private, moderator.in_group)]
    assert shown == messages
