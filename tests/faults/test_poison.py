"""Updates that nobody can handle: set aside alone, and whoever sent one is told that it was not saved."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.people import Witness
from bot.stage import Stage
from handlers.witness import NOT_SAVED
from storage import tables
from tests.faults import weather
from tests.scenarios import inside, walks
from tests.scenarios.walks import words

TOLD = {"text": 5, "photo": [{"file_id": 7}], **weather.NOWHERE}

NOBODYS: tuple[dict[str, Any], ...] = (
    {"message": "not an object"},
    {"message": {}},
    {"message": {"message_id": 1, "date": 0}},
    {"message": None},
    {"edited_message": {"message_id": 1, "chat": {"id": "x", "type": "private"}}},
    {"callback_query": {}},
    {"callback_query": {"id": "1", "from": {}, "data": "agree"}},
    {"my_chat_member": {"chat": 5}},
    {"a_kind_from_the_future": {"chat": {"id": 1, "type": "private"}}},
    {},
)


def _message(witness: Witness, **fields: Any) -> dict[str, Any]:
    person = witness.person
    chat = {"id": person.id, "type": "private", "first_name": person.first_name}
    sender = {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "en"}
    return {"message": {"message_id": 9001, "date": 1, "chat": chat, "from": sender} | fields}


async def _at_the_narrative(stage: Stage, name: str = "Amina") -> Witness:
    witness = stage.witness(name)
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    return witness


@pytest.mark.parametrize("field", TOLD)
async def test_a_poisoned_message_between_good_ones_is_set_aside_alone(stage: Stage, field: str) -> None:
    sender, other = await _at_the_narrative(stage, "Amina"), await _at_the_narrative(stage, "Bakyt")
    await sender.say("Before it.")
    await other.say("Meanwhile.")
    stage.world.inject(stage.witness_bot, _message(sender, **{field: TOLD[field]}))
    await sender.say("After it.")
    await inside.settled(stage)
    assert await inside.count(stage, tables.dead_letters) == 1
    assert words(NOT_SAVED) in sender.transcript()
    assert words(NOT_SAVED) not in other.transcript()
    for witness, story in ((sender, ["Before it.", "After it."]), (other, ["Meanwhile."])):
        await witness.press("Done")
        await witness.sees(walks.FILES)
        await walks.reach(witness, walks.REVIEW)
        assert await inside.told(stage, await walks.submit(witness)) == [story]


@pytest.mark.parametrize("which", ["witness_bot", "staff_bot"])
async def test_what_is_hardly_an_update_stops_nobody(stage: Stage, which: str) -> None:
    witness, moderator = await _at_the_narrative(stage), stage.moderator()
    for raw in NOBODYS:
        stage.world.inject(getattr(stage, which), dict(raw))
        await walks.tell(witness, "And then.")
    await inside.settled(stage)
    assert walks.words(NOT_SAVED) not in witness.transcript()
    answers = (await inside.draft(stage, witness)).answers
    assert len(answers["narrative"].parts) == len(NOBODYS)
    await moderator.start()
    await moderator.in_private.until(lambda: moderator.in_private.newest() is not None, "a greeting", 10)


async def test_a_poisoned_update_that_comes_again_is_buried_once(stage: Stage) -> None:
    witness = await _at_the_narrative(stage)
    stage.world.inject(stage.witness_bot, _message(witness, **weather.NOWHERE))
    await inside.settled(stage)
    stage.server.faults.repeat_updates(stage.witness_bot, last=5)
    await inside.settled(stage)
    assert await inside.count(stage, tables.dead_letters) == 1
    assert witness.transcript().count(words(NOT_SAVED)) == 1


async def test_what_a_dead_letter_holds_is_sealed(stage: Stage) -> None:
    witness = await _at_the_narrative(stage)
    stage.world.inject(stage.witness_bot, _message(witness, text="Kept from everybody.", **weather.NOWHERE))
    await inside.settled(stage)
    await stage.app.stop()
    raw = b"".join(path.read_bytes() for path in stage.folder.rglob("*") if path.is_file())
    await stage.start_bots()
    assert b"Kept from everybody" not in raw
