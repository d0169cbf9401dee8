"""Panic: the chat is emptied on both sides, and nothing that is kept leads to the witness any more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.interview import receipts
from bot.simulator.accounts import Person
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from storage import dead_letters, tables
from storage.keys import WitnessKeys
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks

LAST = "Done. What may be deleted here is deleted, on both sides."
CANARY = "canary of the witness"
ID = 7_123_456_789  # long enough that its bytes stand nowhere by chance


def _witness(stage: Stage) -> Witness:
    person = Person(ID, "Amina", None, "amina_x", "en")
    stage.world.people[ID] = person
    return Witness(stage.world, stage.witness_bot, person)


async def _history(stage: Stage, witness: Witness, moderator: Moderator) -> str:
    """A sent case with a file and an open question, and an unfinished report with a file."""
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_document(pictures.jpeg(), "yard.jpg", caption=CANARY)
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW, CANARY)
    code = await walks.submit(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await witness.sees("We have a question for you.")
    await witness.press("Menu")
    await walks.ask_for(witness, walks.FILES)
    await witness.send_photo(pictures.jpeg(), caption=CANARY)
    await witness.say("a wrong moment, but it stays in the chat", reply_to=None)
    await inside.settled(stage)
    return code


def _shown(witness: Witness) -> list[str]:
    return [message.text for message in witness.chat.messages()]


def _raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _file_ids(stage: Stage) -> set[str]:
    """Every file id that this bot was ever given."""
    told = str([params for _bot, method, params in stage.world.calls if method == "getFile"])
    return set(re.findall(r"'file_id': '([^']+)'", told))


async def test_typed_panic_empties_the_chat_at_once(stage: Stage) -> None:
    witness, moderator = _witness(stage), stage.moderator()
    code = await _history(stage, witness, moderator)
    await witness.say("/panic")
    await witness.sees(LAST)
    await inside.settled(stage)
    (last,) = _shown(witness)
    assert last.startswith(LAST)
    assert not witness.chat.messages()[0].buttons
    for table in (tables.drafts, tables.routes, tables.standing, tables.parked):
        assert await inside.count(stage, table) == 0, table.name
    assert await inside.unsent(stage) == 0
    assert await inside.told(stage, code) != []
    await moderator.in_group.sees("can't be reached any more")
    assert f"{code}: the witness can't be reached" in walks.newest(moderator.in_private)
    assert ("witness", "contact ended") in await inside.trail(stage)
    assert not {"Ask"} & walks.labels(moderator.in_group)


async def test_the_button_under_safety_asks_once_more(stage: Stage) -> None:
    witness = _witness(stage)
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await witness.say(CANARY)
    await witness.sees("✅")
    await witness.say("/cancel")
    await witness.press("Safety")
    await witness.press("Delete everything")
    asked = await witness.sees("Delete everything?")
    assert "Reports that you have sent stay with us." in asked.text
    await witness.press("Yes, delete everything")
    await witness.sees(LAST)
    await inside.settled(stage)
    assert len(_shown(witness)) == 1
    assert await inside.count(stage, tables.drafts) == 0


async def test_pressing_back_deletes_nothing(stage: Stage) -> None:
    witness = _witness(stage)
    await walks.begin(witness)
    await witness.press("Safety")
    await witness.press("Delete everything")
    await witness.press("Back")
    await witness.sees(walks.MENU)
    assert await inside.count(stage, tables.drafts) == 1


async def test_after_panic_nothing_that_is_kept_leads_to_the_witness(stage: Stage) -> None:
    witness, other = _witness(stage), stage.witness("Bakyt")
    code = await _history(stage, witness, stage.moderator())
    await walks.begin(other)
    keys = WitnessKeys.load(stage.folder / "keys")
    tag, ids = keys.tag(ID), _file_ids(stage)
    assert tag in _raw(stage.folder)
    assert ids
    await stage.app.store.run(
        lambda db: dead_letters.keep(
            db,
            keys,
            "update",
            b'{"bot": 1, "update": {"message": {"chat": {"id": %d}}}}' % ID,
            "ValueError",
            stage.clock(),
        )
    )
    log = stage.folder / "witnessline.db-wal"
    before = log.stat().st_size
    await witness.say("/panic")
    await witness.sees(LAST)
    await inside.settled(stage)
    await stage.app.store.run(lambda db: None)  # the log is emptied after the commit before this one

    assert await inside.dead_letters(stage) == []
    raw = _raw(stage.folder)
    number = [str(ID).encode(), ID.to_bytes(5, "big"), ID.to_bytes(5, "little")]
    names = [CANARY.encode(), *(id.encode() for id in ids), b"amina_x"]
    for left in (tag, tag.hex().encode(), *number, *names):
        assert left not in raw, left
    assert code.encode() in raw
    assert keys.tag(other.person.id) in raw
    assert log.stat().st_size < before / 5


async def test_after_panic_no_row_leads_to_the_witness(any_stage: Stage) -> None:
    stage, witness = any_stage, _witness(any_stage)
    await _history(stage, witness, stage.moderator())
    keys = WitnessKeys.load(stage.folder / "keys")
    await walks.ask_for_menu(witness)
    await walks.present(witness, receipts.of_number(7).written)  # nobody was given this one
    await inside.settled(stage)
    assert await inside.count(stage, tables.receipt_tries) == 1
    await witness.say("/panic")
    await witness.sees(LAST)
    await inside.settled(stage)
    tables_ = tables.metadata.sorted_tables
    rows = await stage.app.store.run(
        lambda db: [tuple(row) for table in tables_ for row in db.execute(select(table))]
    )
    for value in (value for row in rows for value in row):
        assert value not in (ID, keys.tag(ID), str(ID))
        assert not isinstance(value, bytes) or keys.tag(ID) not in value


async def test_what_is_older_than_two_days_is_emptied_or_told_of(stage: Stage, clock: Clock) -> None:
    witness = _witness(stage)
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await witness.say(CANARY)
    await inside.settled(stage)
    clock.advance(hours=49)
    await witness.say("/panic")
    last = await witness.sees(LAST)
    await inside.settled(stage)
    assert "only what is less than 48 hours old" in last.text
    assert CANARY not in witness.transcript()
    assert "in your own words" not in witness.transcript()
    assert await inside.count(stage, tables.standing) == 0


async def test_a_crash_before_the_chat_is_empty_only_delays_it(stage: Stage) -> None:
    witness = _witness(stage)
    await _history(stage, witness, stage.moderator())
    stage.server.faults.outage = True
    await witness.say("/panic")
    await stage.app.stop()
    stage.server.faults.outage = False
    await stage.start_bots()
    await witness.sees(LAST)
    await inside.settled(stage)
    assert len(_shown(witness)) == 1
    assert await inside.count(stage, tables.standing) == 0


@pytest.mark.parametrize("fault", ["error500", "timeout_after"])
async def test_a_failing_deletion_is_tried_again(stage: Stage, clock: Clock, fault: str) -> None:
    witness = _witness(stage)
    await _history(stage, witness, stage.moderator())
    stage.server.faults.next("deleteMessages", 1, fault)  # type: ignore[arg-type]
    await witness.say("/panic")
    await inside.settled(stage)
    clock.advance(seconds=5)
    await inside.ticked(stage)
    (last,) = _shown(witness)
    assert last.startswith(LAST)


async def test_who_comes_back_after_panic_is_somebody_new(stage: Stage) -> None:
    witness = _witness(stage)
    await _history(stage, witness, stage.moderator())
    await witness.say("/panic")
    await witness.sees(LAST)
    await inside.settled(stage)
    await witness.start()
    await witness.press("English")
    await witness.sees("Before you begin")


async def test_ids_of_messages_are_forgotten_once_they_cannot_be_deleted(stage: Stage, clock: Clock) -> None:
    witness = _witness(stage)
    await walks.begin(witness)
    assert await inside.count(stage, tables.standing) > 0
    clock.advance(hours=49)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.standing) == 0


async def test_nothing_waits_for_who_blocked_the_bot_in_panic(stage: Stage) -> None:
    witness = _witness(stage)
    await walks.begin(witness)
    stage.server.faults.outage = True
    await witness.say("/panic")
    stage.world.block(witness.person, stage.witness_bot)
    stage.server.faults.outage = False
    await inside.settled(stage)
    assert await inside.count(stage, tables.outbox) == 0
    assert await inside.count(stage, tables.standing) == 0


async def test_a_receipt_outlives_panic_and_brings_its_holder_back(stage: Stage) -> None:
    witness, moderator = _witness(stage), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    written = await walks.take_receipt(witness)
    await witness.press("It is written down")
    await witness.say("/panic")
    await witness.sees(LAST)
    await moderator.in_group.sees("can't be reached any more")
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, written)
    await other.press("Yes")
    await moderator.in_group.sees("Channel changed")
    await moderator.in_group.no_longer_sees("can't be reached any more")
    await moderator.card(code, "Ask")
