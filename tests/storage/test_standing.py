"""What stands in a chat, and what of it a database's own files remember."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.interview.draft import Draft
from storage import drafts, parked, standing
from storage.conflicts import or_change
from storage.drafts import Reach
from storage.keys import WitnessKeys
from storage.tables import drafts as rows
from storage.transaction import Store
from tests import databases
from tests.storage.conftest import NOW

ANNA, BORIS = b"a" * 32, b"b" * 32
_SAVE = or_change(rows, "key", "sealed", "saved_at", "expires_at", "reminded", "covered")


async def test_messages_are_known_by_chat_and_bot_for_two_days(store: Store) -> None:
    def work(db: Connection) -> None:
        for bot, message in ((1, 10), (1, 11), (1, 11), (2, 10)):
            standing.note(db, ANNA, bot, message, NOW)
        standing.note(db, BORIS, 1, 12, NOW + timedelta(hours=1))
        assert standing.of_chat(db, ANNA) == {1: (10, 11), 2: (10,)}
        standing.forget_old(db, NOW + timedelta(hours=48, minutes=1))
        assert standing.of_chat(db, ANNA) == {}
        assert standing.of_chat(db, BORIS) == {1: (12,)}
        standing.forget(db, BORIS)
        assert standing.of_chat(db, BORIS) == {}

    await store.run(work)


async def test_parked_updates_keep_their_order_and_come_once(store: Store, witness_keys: WitnessKeys) -> None:
    def work(db: Connection) -> None:
        for number in (3, 4, 4, 3):
            update = [(number, b'{"update_id": %d}' % number)]
            parked.keep(db, witness_keys, 1, ANNA, update, NOW)
        parked.keep(db, witness_keys, 2, BORIS, [(3, b"{}")], NOW)
        assert parked.chats(db, 1) == (ANNA,)
        (first,) = parked.firsts(db, witness_keys, 1)
        assert first.update == {"update_id": 3}
        parked.done(db, first.id)
        assert [each.update for each in parked.of_chat(db, witness_keys, ANNA)] == [{"update_id": 4}]
        parked.forget(db, ANNA)
        assert parked.firsts(db, witness_keys, 1) == ()
        assert parked.chats(db, 2) == (BORIS,)

    await store.run(work)


async def test_a_day_s_key_that_is_gone_leaves_a_parked_update_unread(
    store: Store, witness_keys: WitnessKeys
) -> None:
    def work(db: Connection) -> None:
        parked.keep(db, witness_keys, 1, ANNA, [(3, b"{}")], NOW)
        witness_keys.draft.destroy_before(NOW.date() + timedelta(days=1))
        assert parked.firsts(db, witness_keys, 1)[0].update is None

    await store.run(work)


async def test_panels_are_covered_once_until_their_witness_is_back(
    store: Store, witness_keys: WitnessKeys
) -> None:
    def save(db: Connection, minutes: int) -> None:
        drafts.save(db, witness_keys, ANNA, Draft(), Reach(1, 5), NOW + timedelta(minutes=minutes))

    def work(db: Connection) -> None:
        save(db, 0)
        assert drafts.cover(db, NOW - timedelta(minutes=1)) == ()
        assert drafts.cover(db, NOW) == (ANNA,)
        assert drafts.cover(db, NOW) == ()
        kept = drafts.load(db, witness_keys, ANNA)
        assert kept is not None
        assert kept.covered
        save(db, 5)
        assert drafts.cover(db, NOW) == ()
        assert drafts.cover(db, NOW + timedelta(minutes=5)) == (ANNA,)

    await store.run(work)


def _save_many(db: Connection, tags: list[bytes], drawn: random.Random) -> None:
    """In no order and in all sizes, so that pages are split and balanced."""
    for tag in drawn.choices(tags, k=len(tags)):
        row = {"key": "k", "sealed": drawn.randbytes(drawn.choice([300, 1100, 2500])), "saved_at": NOW}
        more = {"expires_at": NOW, "reminded": False, "covered": False, "witness": tag}
        db.execute(_SAVE["sqlite"], row | more)


async def test_scrubbing_takes_out_the_copies_that_balanced_pages_hold(tmp_path: Path) -> None:
    store, drawn = Store.open(databases.sqlite_database(tmp_path)), random.Random(1)
    tags = [drawn.randbytes(32) for _number in range(500)]
    for _round in range(4):
        await store.run(lambda db: _save_many(db, tags, drawn))
    gone = drawn.sample(tags, 250)

    def remove(db: Connection) -> None:
        for tag in gone:
            drafts.discard(db, tag)
        Store.scrub(db)

    await store.run(remove)
    await store.run(lambda db: None)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("witnessline.db*"))
    store.close()
    assert [tag for tag in gone if tag in raw] == []


async def test_a_crash_before_the_scrubbing_is_made_up_for_at_the_next_start(
    tmp_path: Path, witness_keys: WitnessKeys
) -> None:
    url = databases.sqlite_database(tmp_path)
    first = Store.open(url)
    await first.run(lambda db: None)
    await first.run(lambda db: standing.note(db, ANNA, 1, 2, NOW))
    await first.run(lambda db: standing.forget(db, ANNA))
    log = tmp_path / "witnessline.db-wal"
    assert ANNA in log.read_bytes()
    again = Store.open(url)
    await again.run(lambda db: None)
    assert log.stat().st_size == 0
    for store in (first, again):
        store.close()
