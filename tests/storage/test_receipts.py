"""Receipts: a tag and a slow hash are kept, and nothing that could be typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_THREAD, getrusage

from sqlalchemy import Connection, select, update

from bot.interview import receipts as written
from bot.interview.receipts import SYMBOLS, Receipt
from storage import keys, receipts, tables
from storage.keys import WitnessKeys
from storage.receipts import NOBODY, Kept
from storage.transaction import Store
from tests.storage.conftest import NOW

COSTS = "$argon2id$v=19$m=65536,t=3,p=1$"  # 64 MiB, three times


def nearly(receipt: Receipt) -> Receipt:
    """The same public half, another secret one."""
    last = SYMBOLS[SYMBOLS.index(receipt.symbols[-1]) ^ 1]
    return Receipt(receipt.symbols[:-1] + last)


async def test_a_receipt_opens_its_case_and_nothing_else_does(
    store: Store, witness_keys: WitnessKeys
) -> None:
    minted = receipts.mint(5)
    await store.run(lambda db: receipts.keep(db, witness_keys, minted))
    kept = await store.run(lambda db: receipts.find(db, witness_keys, minted.receipt))
    assert kept == minted.kept
    assert receipts.opens(kept, minted.receipt) == 5
    wrong = nearly(minted.receipt)
    assert await store.run(lambda db: receipts.find(db, witness_keys, wrong)) == kept
    assert receipts.opens(kept, wrong) is None
    unknown = written.of_number(1)
    assert await store.run(lambda db: receipts.find(db, witness_keys, unknown)) is None
    assert receipts.opens(None, unknown) is None


def test_an_unknown_receipt_is_weighed_like_any_other() -> None:
    assert receipts.mint(5).kept.hash.startswith(COSTS)
    assert NOBODY.hash.startswith(COSTS)
    assert len(receipts.mint(5).kept.hash) == len(NOBODY.hash)


def test_the_same_memory_is_worked_through_for_an_unknown_receipt_and_a_wrong_one() -> None:
    minted = receipts.mint(5)
    wrong = nearly(minted.receipt)
    right, missed, unknown = (
        _touched(kept, receipt)
        for kept, receipt in ((minted.kept, minted.receipt), (minted.kept, wrong), (None, wrong))
    )
    assert min(right, missed, unknown) > 0.9 * max(right, missed, unknown) > 10


def _touched(kept: Kept | None, receipt: Receipt) -> int:
    """Pages of memory that this thread was given while it weighed."""
    before = getrusage(RUSAGE_THREAD).ru_minflt
    receipts.opens(kept, receipt)
    return getrusage(RUSAGE_THREAD).ru_minflt - before


def test_a_receipt_for_one_case_does_not_open_another() -> None:
    minted = receipts.mint(5)
    assert receipts.opens(Kept(6, minted.kept.hash), minted.receipt) is None


def test_each_receipt_is_another() -> None:
    one, other = receipts.mint(5), receipts.mint(5)
    assert one.receipt != other.receipt
    assert one.kept.hash != other.kept.hash


def test_a_receipt_is_not_printed_by_accident() -> None:
    minted = receipts.mint(5)
    assert minted.receipt.symbols not in repr(minted)


async def test_neither_half_stands_in_a_row(store: Store, witness_keys: WitnessKeys) -> None:
    minted = receipts.mint(5)
    await store.run(lambda db: receipts.keep(db, witness_keys, minted))
    row = await store.run(lambda db: db.execute(select(tables.receipts)).one())
    said = "".join(map(str, row)).upper()
    assert minted.receipt.public not in said
    assert minted.receipt.symbols[len(minted.receipt.public) :] not in said
    assert row.key == "receipt-1"


async def test_without_the_key_no_receipt_is_found(
    store: Store, witness_keys: WitnessKeys, tmp_path: Path
) -> None:
    minted = receipts.mint(5)
    await store.run(lambda db: receipts.keep(db, witness_keys, minted))
    keys.create(tmp_path / "others", NOW)
    others = WitnessKeys.load(tmp_path / "others")
    assert await store.run(lambda db: receipts.find(db, others, minted.receipt)) is None


async def test_several_receipts_open_one_case_and_end_with_it(
    store: Store, witness_keys: WitnessKeys
) -> None:
    minted = [receipts.mint(case) for case in (5, 5, 6)]

    def fill(db: Connection) -> None:
        for each in minted:
            receipts.keep(db, witness_keys, each)

    await store.run(fill)
    assert await store.run(lambda db: receipts.count(db, 5)) == 2
    await store.run(lambda db: receipts.forget(db, 5))
    found = [
        await store.run(lambda db, each=each: receipts.find(db, witness_keys, each.receipt))  # type: ignore[misc]
        for each in minted
    ]
    assert found == [None, None, minted[2].kept]


async def test_wrong_tries_are_counted_by_chat_and_forgotten(store: Store) -> None:
    one, other, hour = b"1" * 32, b"2" * 32, timedelta(hours=1)

    def fill(db: Connection) -> None:
        for minutes in (0, 30, 59):
            receipts.note_try(db, one, NOW + timedelta(minutes=minutes))
        receipts.note_try(db, other, NOW)

    await store.run(fill)
    later = NOW + timedelta(minutes=60)
    assert await store.run(lambda db: receipts.tries_since(db, one, later - hour)) == 2
    assert await store.run(lambda db: receipts.tries_since(db, other, later - hour)) == 0
    await store.run(lambda db: receipts.forget_tries(db, later - hour))
    assert await store.run(lambda db: receipts.tries_since(db, one, NOW - hour)) == 2


async def test_a_row_moved_to_another_case_opens_nothing(store: Store, witness_keys: WitnessKeys) -> None:
    minted = receipts.mint(5)
    await store.run(lambda db: receipts.keep(db, witness_keys, minted))
    await store.run(lambda db: db.execute(update(tables.receipts).values(case_id=6)))
    kept = await store.run(lambda db: receipts.find(db, witness_keys, minted.receipt))
    assert kept is not None
    assert receipts.opens(kept, minted.receipt) is None
