"""A day's key is destroyed when nothing that is still to come needs it."""

from __future__ import annotations

from datetime import timedelta

from bot.outgoing import Message, Outgoing
from bot.questionnaire.answers import FileKind
from bot.text import Text, screen
from storage import files, outbox
from storage.files import Source
from storage.in_use import day_keys_in_use
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests.storage.conftest import NOW

LATER = NOW + timedelta(days=9)
SAID = Outgoing(1, 7, "en", Message(screen(Text("Hello"))))


async def test_a_message_that_waits_keeps_its_day_s_key(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    for keys in (witness_keys, staff_keys):
        await store.run(lambda db, keys=keys: outbox.post(db, keys, SAID, NOW))  # type: ignore[misc]
        needed = await store.run(lambda db, keys=keys: day_keys_in_use(db, keys.side))  # type: ignore[misc]
        assert keys.day.destroy_before(LATER.date(), needed) == ()
        waiting = await store.run(lambda db, keys=keys: outbox.due(db, keys, LATER, 9, ()))  # type: ignore[misc]
        assert [each.outgoing for each in waiting] == [SAID]


async def test_a_file_on_its_way_keeps_its_day_s_key_until_it_has_arrived(
    store: Store, witness_keys: WitnessKeys
) -> None:
    source = Source(1, 5, "AgACAg", None, None)
    await store.run(
        lambda db: files.expect(db, witness_keys, b"w" * 32, "f" * 32, FileKind.PHOTO, 9, source, NOW)
    )
    key = witness_keys.draft.for_day(NOW).id
    assert key in await store.run(lambda db: day_keys_in_use(db, "witness"))
    assert key not in await store.run(lambda db: day_keys_in_use(db, "staff"))
    await store.run(lambda db: files.arrived(db, "f" * 32, b"d" * 32, None, None, NOW))
    assert key not in await store.run(lambda db: day_keys_in_use(db, "witness"))


def test_a_key_that_is_needed_no_more_goes_with_the_next_round(witness_keys: WitnessKeys) -> None:
    key = witness_keys.draft.for_day(NOW).id
    assert witness_keys.draft.any_before(LATER.date())
    assert witness_keys.draft.destroy_before(LATER.date(), {key}) == ()
    assert witness_keys.draft.named(key).id == key
    assert witness_keys.draft.destroy_before(LATER.date()) == (key,)
    assert not witness_keys.draft.any_before(LATER.date())
