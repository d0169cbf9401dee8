"""After a removal the sealed bytes themselves are gone, wherever SQLite could have left them."""

from __future__ import annotations

import sqlite3
import string
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, func, select, text

from bot.casework.case import CloseReason, Flag, Priority, Workflow
from bot.casework.erasure import Stop, tombstone
from bot.outgoing import Message, Outgoing
from bot.questionnaire.answers import Entry, FileKind, Words
from bot.text import Text, screen, verbatim
from storage import cases, closed, erasure, files, outbox, receipts, tables
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests import databases
from tests.storage.conftest import NOW
from tests.storage.test_raw_bytes import FACTS

CODES = ("K7-4FQ2", "K7-4FQ3")


def _entries(words: str) -> tuple[Entry, ...]:
    return (Entry("what", Text("What?"), (verbatim(words),), (Words(words),)),)


def _words(length: int) -> str:
    """That nothing makes shorter by much."""
    return "".join(Random(length).choices(string.ascii_letters, k=length))


def _open(db: Connection, keys: WitnessKeys, code: str) -> int:
    """A case with so much text that it lies on many pages."""
    id = cases.open_case(
        db, keys, code=code, priority=Priority.LOW, facts=FACTS, entries=_entries(_words(30_000)), now=NOW
    )
    for number in range(8):
        cases.add_item(db, keys, id, "addition", _entries(_words(500 + 900 * number)), NOW)
    return id


async def _two(store: Store, keys: WitnessKeys) -> tuple[int, int]:
    return await store.run(lambda db: (_open(db, keys, CODES[0]), _open(db, keys, CODES[1])))


async def _sealed(store: Store, case_id: int) -> list[bytes]:
    """What the desk could open of a case."""

    def work(db: Connection) -> list[bytes]:
        copies = select(tables.desk_copies.c.sealed).where(tables.desk_copies.c.case_id == case_id)
        facts = select(tables.cases.c.sealed).where(tables.cases.c.id == case_id)
        return [*db.scalars(copies), *filter(None, db.scalars(facts))]

    return await store.run(work)


def _purge(db: Connection, keys: StaffKeys, id: int) -> None:
    case = cases.load(db, keys, id)
    assert case is not None
    erasure.remove(db, keys, id, case.code, NOW)
    cases.update(db, keys, case, tombstone(case))


def _left(folder: Path, sealed: list[bytes]) -> int:
    """How many pieces of 64 bytes of these are still in the database's files."""
    raw = b"".join(path.read_bytes() for path in folder.glob("witnessline.db*"))
    return sum(piece[at : at + 64] in raw for piece in sealed for at in range(0, max(1, len(piece) - 64), 64))


@pytest.mark.parametrize("how", ["purged", "withdrawn"])
async def test_no_sealed_byte_of_the_desk_s_text_is_left_in_database_or_log(
    tmp_path: Path, witness_keys: WitnessKeys, staff_keys: StaffKeys, how: str
) -> None:
    store = Store.open(databases.sqlite_database(tmp_path))
    id, other = await _two(store, witness_keys)
    sealed, kept = await _sealed(store, id), await _sealed(store, other)
    assert _left(tmp_path, sealed) > 400
    if how == "purged":
        await store.run(lambda db: _purge(db, staff_keys, id))
    else:
        await store.run(lambda db: cases.withdraw(db, id, NOW))
    assert _left(tmp_path, sealed) == 0
    assert _left(tmp_path, kept) > 400
    assert (tmp_path / "witnessline.db-wal").stat().st_size == 0
    store.close()
    assert _left(tmp_path, sealed) == 0


async def test_readers_of_an_older_state_hold_nobody_up_and_it_is_made_up_for(
    tmp_path: Path, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    url = databases.sqlite_database(tmp_path)
    store = Store.open(url)
    id, other = await _two(store, witness_keys)
    sealed = await _sealed(store, id)
    with closing(sqlite3.connect(tmp_path / "witnessline.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchone()
        await store.run(lambda db: _purge(db, staff_keys, id))
        assert _left(tmp_path, sealed) > 0  # the reader may still look at it
        await store.run(lambda db: cases.withdraw(db, other, NOW))
        store.close()
        reader.execute("COMMIT")
    store = Store.open(url)
    await store.run(lambda db: None)
    assert _left(tmp_path, sealed) == 0
    store.close()


async def test_what_is_about_another_case_stays(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id, other = await _two(store, witness_keys)
    receipt = receipts.mint(other)

    def say(db: Connection) -> None:
        receipts.keep(db, witness_keys, receipt)
        for code in CODES:
            outbox.post(db, staff_keys, Outgoing(1, 5, "en", Message(screen(verbatim(f"{code}: text")))), NOW)
        files.expect(
            db, witness_keys, b"w" * 32, "f" * 32, FileKind.PHOTO, 9, files.Source(1, 2, "A", None, None), NOW
        )
        files.adopt(db, ["f" * 32], other)

    await store.run(say)
    await store.run(lambda db: _purge(db, staff_keys, id))
    waiting = await store.run(lambda db: outbox.due(db, staff_keys, NOW, 9, ()))
    assert [each.outgoing.body for each in waiting] == [Message(screen(verbatim(f"{CODES[1]}: text")))]
    assert await store.run(lambda db: receipts.count(db, other)) == 1
    assert len(await store.run(lambda db: files.of_case(db, other))) == 1
    assert len(await store.run(lambda db: cases.items(db, staff_keys, other))) == 9
    left = await store.run(
        lambda db: db.execute(
            select(tables.archive_copies.c.case_id, func.count()).group_by(tables.archive_copies.c.case_id)
        ).all()
    )
    assert sorted(tuple(row) for row in left) == [(id, 9), (other, 9)]


async def test_what_was_withdrawn_needs_no_removal(store: Store, witness_keys: WitnessKeys) -> None:
    id, _other = await _two(store, witness_keys)
    await store.run(lambda db: cases.withdraw(db, id, NOW))
    assert await store.run(closed.all_of_them) == ()


@pytest.mark.parametrize("flag", [Flag.LEGAL_HOLD, Flag.DELETION_ASKED])
async def test_a_hold_and_a_wish_for_deletion_stop_the_time(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys, flag: Flag
) -> None:
    id, _other = await _two(store, witness_keys)

    def close(db: Connection) -> None:
        case = cases.load(db, staff_keys, id)
        assert case is not None
        reason, flags = CloseReason.DOCUMENTED, frozenset({flag, Flag.CHANNEL_CHANGED})
        ended = replace(case, workflow=Workflow.CLOSED, closed_reason=reason, closed_at=NOW, flags=flags)
        cases.update(db, staff_keys, case, ended)
        cases.note_reading(db, id, cases.items(db, staff_keys, id))

    await store.run(close)
    (found,) = await store.run(closed.all_of_them)
    assert found.stops == {{Flag.LEGAL_HOLD: Stop.HOLD, Flag.DELETION_ASKED: Stop.WISH}[flag]}


async def test_on_postgresql_the_tables_are_vacuumed(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys, url: str
) -> None:
    if not url.startswith("postgresql"):
        pytest.skip("SQLite's files are looked at above")
    count = text("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'desk_copies'")
    id, _other = await _two(store, witness_keys)
    before = await store.run(lambda db: db.execute(count).scalar_one())
    await store.run(lambda db: _purge(db, staff_keys, id))
    assert await store.run(lambda db: db.execute(count).scalar_one()) == before + 1
