"""Files are expected, fetched, sealed, and belong to a draft first and to a case later."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.questionnaire.answers import FileKind
from storage import files, tables
from storage.blobs import Blobs
from storage.files import Arriving, FileRow, Source
from storage.keys import StaffKeys, WitnessKeys
from storage.sealing import Misplaced
from storage.transaction import Store
from tests.storage.conftest import NOW

A = b"a" * 32
ONE, TWO = "1" * 32, "2" * 32
SOURCE = Source(7, 12, "AgACAgIAAx", None, "image/jpeg")


async def expect(store: Store, keys: WitnessKeys, *names: str) -> None:
    for name in names:
        await store.run(lambda db, n=name: files.expect(db, keys, A, n, FileKind.PHOTO, 99, SOURCE, NOW))  # type: ignore[misc]


async def test_an_expected_file_is_to_be_fetched(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE)
    assert store.listen("files").is_set()
    assert await store.run(lambda db: files.due(db, witness_keys, NOW, 10)) == (
        Arriving(ONE, FileKind.PHOTO, 99, SOURCE, 0, None, A),
    )
    arriving = (FileRow(ONE, FileKind.PHOTO, 99, "arriving", None),)
    assert await store.run(lambda db: files.of_draft(db, A)) == arriving


async def test_an_adopted_file_leads_to_no_witness(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE, TWO)
    await store.run(lambda db: files.adopt(db, (ONE,), 5))
    assert [row.file for row in await store.run(lambda db: files.of_case(db, 5))] == [ONE]
    assert [row.file for row in await store.run(lambda db: files.of_draft(db, A))] == [TWO]
    [arriving, _] = await store.run(lambda db: files.due(db, witness_keys, NOW, 10))
    assert (arriving.case_id, arriving.witness) == (5, None)


async def test_a_file_that_arrived_is_not_fetched_again(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE)
    digest = hashlib.sha256(b"photo").digest()
    await store.run(lambda db: files.arrived(db, ONE, digest, "jpg", "desk-2026-W47", NOW))
    assert await store.run(lambda db: files.due(db, witness_keys, NOW, 10)) == ()
    [row] = await store.run(lambda db: files.of_draft(db, A))
    assert row == FileRow(ONE, FileKind.PHOTO, 99, "arrived", "jpg")
    assert await store.run(lambda db: db.execute(select(tables.files.c.sealed)).scalar_one()) == b""


async def test_a_postponed_file_is_fetched_later(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE)
    later = NOW + timedelta(minutes=1)
    await store.run(lambda db: files.postpone(db, ONE, later))
    assert await store.run(lambda db: files.due(db, witness_keys, NOW, 10)) == ()
    [arriving] = await store.run(lambda db: files.due(db, witness_keys, later, 10))
    assert arriving.attempts == 1


async def test_a_failed_file_is_given_up(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE)
    await store.run(lambda db: files.failed(db, ONE))
    assert await store.run(lambda db: files.due(db, witness_keys, NOW, 10)) == ()
    [row] = await store.run(lambda db: files.of_draft(db, A))
    assert row.state == "failed"


async def test_a_file_whose_day_is_over_has_failed(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE)
    witness_keys.draft.destroy_before(NOW.date() + timedelta(days=1))
    assert await store.run(lambda db: files.due(db, witness_keys, NOW, 10)) == ()
    [row] = await store.run(lambda db: files.of_draft(db, A))
    assert row.state == "failed"


async def test_a_discarded_file_is_unknown(store: Store, witness_keys: WitnessKeys) -> None:
    await expect(store, witness_keys, ONE, TWO)
    await store.run(lambda db: files.discard(db, (ONE,)))
    assert [row.file for row in await store.run(lambda db: files.of_draft(db, A))] == [TWO]


def test_the_desk_opens_a_preview_only_under_its_own_name(
    witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    key, covered = files.seal_preview(witness_keys, ONE, b"small")
    sealed = bytes(covered)
    assert key == staff_keys.desk.current.id
    assert files.open_preview(staff_keys, ONE, sealed) == b"small"
    with pytest.raises(Misplaced):
        files.open_preview(staff_keys, TWO, sealed)


def test_the_desk_cannot_open_an_original(witness_keys: WitnessKeys, staff_keys: StaffKeys) -> None:
    with pytest.raises(Misplaced):
        staff_keys.desk.current.unwrap(bytes(files.seal_original(witness_keys, b"photo")))


async def test_blobs_come_back_and_go(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    await blobs.put("originals/1.age", b"sealed")
    await blobs.put("originals/1.age", b"sealed again")
    assert await blobs.get("originals/1.age") == b"sealed again"
    await blobs.delete("originals/1.age")
    await blobs.delete("originals/1.age")
    with pytest.raises(FileNotFoundError):
        await blobs.get("originals/1.age")


async def test_a_process_that_ends_after_a_blob_ends_well(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    await blobs.put("originals/1.age", b"sealed")
    program = (
        "import asyncio, sys; from pathlib import Path; from storage.blobs import Blobs\n"
        "async def look(): await Blobs(Path(sys.argv[1])).get('originals/1.age')\n"
        "asyncio.run(look())\n"
    )
    many = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(tmp_path / "blobs"))
        for _time in range(8)
    ]
    assert [await each.wait() for each in many] == [0] * 8


async def test_blobs_are_their_owner_s_alone(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    await blobs.put("previews/1.age", b"sealed")
    assert (tmp_path / "blobs").stat().st_mode & 0o077 == 0


async def test_what_a_crash_left_half_written_is_swept_and_nothing_else(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    await blobs.put("originals/a.age", b"whole")
    (tmp_path / "originals" / "b.age#1").write_bytes(b"ha")
    blobs.sweep()
    assert [path.name for path in (tmp_path / "originals").iterdir()] == ["a.age"]
    assert await blobs.get("originals/a.age") == b"whole"
