"""Which case stands for which: merges make no circle, and a duplicate is kept as long as its original."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, cast

from sqlalchemy import Connection, update

from bot.casework.act import act
from bot.casework.case import Case, CloseReason, Flag, Priority, Role, Workflow
from bot.casework.commands import Command, SameAs
from bot.casework.erasure import Stop
from bot.questionnaire.answers import Entry, FileKind, Words
from bot.text import Text, verbatim
from handlers import follow_ups
from handlers.door import Door
from handlers.translate import Wording
from storage import cases, closed, duplicates, files, letters, receipts, routes, tables
from storage.keys import StaffKeys, WitnessKeys
from storage.receipts import Minted
from storage.routes import Route
from storage.transaction import Store
from tests.storage.conftest import NOW
from tests.storage.test_raw_bytes import FACTS

CODES = ("K7-4FQ2", "K7-4FQ3", "K7-4FQ4", "K7-4FQ5")
ANNA = 7


def _opened(db: Connection, keys: WitnessKeys) -> list[int]:
    entries = (Entry("what", Text("What?"), (verbatim("Two men"),), (Words("Two men"),)),)
    told = {"priority": Priority.LOW, "facts": FACTS, "entries": entries, "now": NOW}
    return [cases.open_case(db, keys, code=code, **told) for code in CODES]  # type: ignore[arg-type]


def _loaded(db: Connection, keys: StaffKeys, code: str) -> Case:
    case = cases.by_code(db, keys, code)
    assert case is not None
    return case


def _merge(db: Connection, keys: StaffKeys, one: str, two: str, at: datetime = NOW) -> None:
    """As whoever has confirmed it does."""
    original = cases.by_code(db, keys, duplicates.top_of(db, two))
    _do(
        db,
        keys,
        one,
        Command("duplicate", at, ANNA, Role.ADMIN, payload=SameAs(original, two, confirmed=True)),
    )


def _do(db: Connection, keys: StaffKeys, code: str, command: Command) -> None:
    case = _loaded(db, keys, code)
    after, _follows = act(case, command)
    cases.update(db, keys, case, after)


async def test_no_order_of_merges_and_undoings_makes_a_circle(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    lots = Random(2026)

    def work(db: Connection) -> None:
        ids = _opened(db, witness_keys)
        for _round in range(12):
            for _step in range(10):
                one, two = lots.choice(CODES), lots.choice(CODES)
                if lots.random() < 0.3:
                    _do(db, staff_keys, one, Command("undo", NOW, ANNA, Role.ADMIN))
                else:
                    _merge(db, staff_keys, one, two)
                for id, code in zip(ids, CODES, strict=True):
                    assert id not in duplicates.below(db, id)
                    assert _loaded(db, staff_keys, duplicates.top_of(db, code)).duplicate_of is None
            fresh = {"workflow": "new", "duplicate_of": None, "closed_reason": None, "closed_from": None}
            db.execute(update(tables.cases).values(fresh))

    await store.run(work)


async def test_a_duplicate_is_kept_as_long_as_its_original(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    def work(db: Connection) -> None:
        first, second, *_others = _opened(db, witness_keys)
        _merge(db, staff_keys, CODES[1], CODES[0])
        for id in (first, second):
            cases.note_reading(db, id, cases.items(db, staff_keys, id))

        def stops() -> frozenset[Stop]:
            found = closed.one(db, second)
            assert found is not None
            return found.stops

        assert duplicates.is_waiting(db, second)
        assert stops() == {Stop.ORIGINAL}
        ended = {"workflow": Workflow.CLOSED, "closed_reason": CloseReason.DOCUMENTED, "closed_at": NOW}
        for flags, kept in ((frozenset({Flag.LEGAL_HOLD}), {Stop.ORIGINAL}), (frozenset(), set())):
            original = _loaded(db, staff_keys, CODES[0])
            after = replace(original, flags=flags, **ended)  # type: ignore[arg-type]
            cases.update(db, staff_keys, original, after)
            assert stops() == kept
        assert not duplicates.is_waiting(db, second)

    await store.run(work)


async def test_only_what_is_open_or_closed_lately_or_has_the_same_file_is_compared(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    def work(db: Connection) -> None:
        first, second, third, fourth = _opened(db, witness_keys)
        _merge(db, staff_keys, CODES[1], CODES[2])
        long_ago = {
            "workflow": "closed",
            "closed_reason": "documented",
            "closed_at": NOW - timedelta(days=40),
        }
        db.execute(update(tables.cases).where(tables.cases.c.id == fourth).values(long_ago))
        since = NOW - timedelta(days=30)
        assert duplicates.beside(db, first, since) == {third: CODES[2]}
        for number, id in enumerate((first, fourth)):
            name = str(number) * 32
            source = files.Source(1, 2 + number, "A", None, None)
            files.expect(db, witness_keys, b"w" * 32, name, FileKind.PHOTO, 1, source, NOW)
            row = {"case_id": id, "digest": b"d" * 32}
            db.execute(update(tables.files).where(tables.files.c.file == name).values(row))
        assert list(duplicates.beside(db, first, since)) == [fourth, third]
        assert duplicates.with_same_file(db, first) == (CODES[3],)
        assert duplicates.digests(db, [first]) == {first: frozenset({b"d" * 32})}
        opened = duplicates.opened_items(staff_keys, duplicates.sealed_items(db, [first, second]))
        assert {id: len(items) for id, items in opened.items()} == {first: 1, second: 1}

    await store.run(work)


@cache
def _minted(id: int) -> Minted:
    """Minting is slow, and ids are alike on both databases."""
    return receipts.mint(id)


def _reachable(db: Connection, keys: WitnessKeys) -> list[int]:
    """The two cases, each with the way to its witness and a receipt."""
    ids = _opened(db, keys)[:2]
    for id in ids:
        routes.keep(db, keys, id, keys.tag(id), Route(1, id, "en", "UTC"), NOW)
        receipts.keep(db, keys, _minted(id))
    return ids


def _close(db: Connection, witness: WitnessKeys, staff: StaffKeys, code: str, *, at: datetime) -> None:
    """For good, and the witness side hears of it; a case that is merged is closed already."""
    case = _loaded(db, staff, code)
    if case.workflow is not Workflow.CLOSED:
        _do(db, staff, code, Command("close", at, ANNA, Role.ADMIN, payload=CloseReason.DOCUMENTED))
    _do(db, staff, code, Command("final", at + timedelta(minutes=2)))
    letters.post(db, "witness", case.id, "closed", at)
    nothing = cast(Any, None)
    follow_ups.receive(db, Door(nothing, witness, nothing, {}, Wording(), lambda: at, None))


def _left(db: Connection, keys: WitnessKeys, ids: list[int], at: datetime) -> list[int]:
    """Whose witness can still be reached once the job has looked. Both receipts are there all the time."""
    routes.forget_expired(db, at)
    assert [receipts.find(db, keys, _minted(id).receipt) for id in ids] == [_minted(id).kept for id in ids]
    return [id for id in ids if routes.there_is(db, id)]


async def test_the_way_to_both_witnesses_stays_14_days_after_the_original_is_closed(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    moment, closed_at = timedelta(microseconds=1), NOW + timedelta(days=40)
    end = closed_at + timedelta(days=14)

    def work(db: Connection) -> None:
        ids = _reachable(db, witness_keys)
        _merge(db, staff_keys, CODES[0], CODES[1])
        _close(db, witness_keys, staff_keys, CODES[0], at=NOW)
        assert _left(db, witness_keys, ids, closed_at) == ids  # as long as somebody works on the original
        _close(db, witness_keys, staff_keys, CODES[1], at=closed_at)
        assert _left(db, witness_keys, ids, end - moment) == ids
        assert [receipts.opens(_minted(id).kept, _minted(id).receipt) for id in ids] == ids
        assert _left(db, witness_keys, ids, end) == []

    await store.run(work)


async def test_a_duplicate_of_a_closed_case_has_14_days_of_its_own(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    merged_at = NOW + timedelta(days=5)

    def work(db: Connection) -> None:
        ids = _reachable(db, witness_keys)
        _close(db, witness_keys, staff_keys, CODES[1], at=NOW)
        _merge(db, staff_keys, CODES[0], CODES[1], at=merged_at)
        _close(db, witness_keys, staff_keys, CODES[0], at=merged_at)
        assert _left(db, witness_keys, ids, NOW + timedelta(days=14)) == ids[:1]
        moment, end = timedelta(microseconds=1), merged_at + timedelta(days=14)
        assert _left(db, witness_keys, ids, end - moment) == ids[:1]
        assert _left(db, witness_keys, ids, end) == []

    await store.run(work)
