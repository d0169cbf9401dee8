"""A draft lasts 72 hours after the witness's last act, and not a day's key longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.interview.draft import Draft, Place
from bot.questionnaire.answers import Answer, Attachment, FileKind, Number, Pick, Pin, When, Words
from storage import drafts, tables
from storage.drafts import DRAFT_LIFE, Kept, Reach
from storage.keys import WitnessKeys
from storage.sealing import Misplaced
from storage.transaction import Store
from tests.storage.conftest import NOW

A, B = b"a" * 32, b"b" * 32
REACH = Reach(7, 5_000_000_000)
DRAFT = Draft(
    language="ru",
    place=Place.REVIEW,
    answers={
        "what": Answer((Words("Они пришли ночью", 7, ("раньше",)),)),
        "age": Answer((Number(41),)),
        "kind": Answer((Pick("arrest"), Pick("search"))),
        "when": Answer((When("2026-03"),)),
        "where": Answer((Pin(50.0, 36.25),)),
        "files": Answer((Attachment("f" * 32, FileKind.VOICE, 12),), finished=False),
        "skipped": Answer(),
    },
    consents=(True, False),
    about=4,
)


async def test_a_draft_comes_back_as_it_was(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    assert await store.run(lambda db: drafts.load(db, witness_keys, A)) == Kept(DRAFT, REACH, None)
    assert await store.run(lambda db: drafts.load(db, witness_keys, B)) is None


async def test_saving_again_keeps_the_panel(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: drafts.save(db, witness_keys, A, Draft(), REACH, NOW))
    await store.run(lambda db: drafts.set_panel(db, A, 17))
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    assert await store.run(lambda db: drafts.load(db, witness_keys, A)) == Kept(DRAFT, REACH, 17)


async def test_a_discarded_draft_is_gone(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    await store.run(lambda db: drafts.discard(db, A))
    assert await store.run(lambda db: drafts.load(db, witness_keys, A)) is None


async def test_a_draft_expires_72_hours_after_the_last_save(store: Store, witness_keys: WitnessKeys) -> None:
    later = NOW + timedelta(hours=10)
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    await store.run(lambda db: drafts.save(db, witness_keys, B, DRAFT, REACH, NOW))
    await store.run(lambda db: drafts.save(db, witness_keys, B, DRAFT, REACH, later))
    assert await store.run(lambda db: drafts.expired(db, NOW + DRAFT_LIFE)) == (A,)
    assert await store.run(lambda db: drafts.expired(db, later + DRAFT_LIFE)) == (A, B)


async def test_each_save_reseals_under_the_day_s_key(store: Store, witness_keys: WitnessKeys) -> None:
    tomorrow = NOW + timedelta(days=1)
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    await store.run(lambda db: drafts.save(db, witness_keys, B, DRAFT, REACH, NOW))
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, tomorrow))
    witness_keys.draft.destroy_before(tomorrow.date())
    assert await store.run(lambda db: drafts.load(db, witness_keys, A)) == Kept(DRAFT, REACH, None)
    assert await store.run(lambda db: drafts.load(db, witness_keys, B)) is None


async def test_a_draft_moved_to_another_witness_is_misplaced(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    await store.run(lambda db: db.execute(update(tables.drafts).values(witness=B)).close())
    with pytest.raises(Misplaced):
        await store.run(lambda db: drafts.load(db, witness_keys, B))


async def test_a_silence_is_reminded_of_once(store: Store, witness_keys: WitnessKeys) -> None:
    day = timedelta(days=1)
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    assert await store.run(lambda db: drafts.to_remind(db, NOW + day / 2, day)) == ()
    assert await store.run(lambda db: drafts.to_remind(db, NOW + day, day)) == (A,)
    assert await store.run(lambda db: drafts.to_remind(db, NOW + day, day)) == ()
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW + day))
    assert await store.run(lambda db: drafts.to_remind(db, NOW + 2 * day, day)) == (A,)


async def test_an_expired_draft_is_not_reminded_of(store: Store, witness_keys: WitnessKeys) -> None:
    await store.run(lambda db: drafts.save(db, witness_keys, A, DRAFT, REACH, NOW))
    assert await store.run(lambda db: drafts.to_remind(db, NOW + DRAFT_LIFE, timedelta(days=1))) == ()
