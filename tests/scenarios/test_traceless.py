"""A seized phone shows one neutral message, not an interview."""

from __future__ import annotations

from bot.interview import events
from bot.simulator.people import Witness
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks

ANSWERS = {
    "When did it happen, or begin?": "03.2026",
    "In which country did it happen?": "Kyrgyzstan",
    "Where exactly was it?": "By the mill",
    walks.TELL: walks.NARRATIVE,
}


def _panels(witness: Witness) -> list[str]:
    return [message.text for message in witness.chat.messages() if message.from_bot]


async def test_answers_leave_the_chat_and_one_panel_remains(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.press(witness, events.Began())
    for question, typed in ANSWERS.items():
        await walks.reach(witness, question)
        sent = await witness.say(typed)
        await inside.settled(stage)
        assert sent not in [message.id for message in witness.chat.messages()]
        assert len(_panels(witness)) == 1
    assert not any(typed in witness.transcript() for typed in (walks.NARRATIVE, "mill", "Kyrgyzstan"))


async def test_what_was_not_taken_stays_to_be_read_again(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, "When did it happen, or begin?")
    sent = await witness.say("the day before the feast")
    await inside.settled(stage)
    messages = witness.chat.messages()
    assert sent in [message.id for message in messages]
    assert messages[-1].from_bot
    assert len(_panels(witness)) == 1


async def test_a_message_is_erased_only_after_its_tick_is_shown(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await inside.settled(stage)
    before = len(stage.world.calls)
    await witness.say(walks.NARRATIVE)
    await inside.settled(stage)
    told = [(method, params) for bot, method, params in stage.world.calls[before:]
            if bot == stage.witness_bot.username and method != "getUpdates"]  # fmt: skip
    assert [method for method, _params in told] == ["editMessageText", "deleteMessage"]
    assert "✅" in told[0][1]["text"]


async def test_a_panel_that_the_witness_deleted_is_sent_anew(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    panel = witness.chat.newest()
    assert panel is not None
    await stage.world.delete(witness.person, witness.bot, panel.id)
    await witness.say(walks.NARRATIVE)
    await witness.sees("✅")
    await inside.settled(stage)
    assert len(_panels(witness)) == 1


async def test_a_panel_that_cannot_be_deleted_is_emptied(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    stage.server.faults.next(
        "deleteMessage", 1, "refused", description="Bad Request: message can't be deleted"
    )
    await witness.start()
    await inside.settled(stage)
    assert "in your own words" not in witness.transcript()
    assert walks.MENU in _panels(witness)[-1]


async def test_what_is_two_days_old_is_emptied_since_it_cannot_be_deleted(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    clock.advance(hours=49)
    await witness.start()
    await inside.settled(stage)
    assert "in your own words" not in witness.transcript()


async def test_after_sending_the_chat_tells_nothing_of_the_report(stage: Stage) -> None:
    witness = stage.witness()
    await walks.report(witness)
    await witness.press("Menu")
    await witness.sees(walks.MENU)
    await inside.settled(stage)
    assert len(_panels(witness)) == 1
    for word in (walks.NARRATIVE, "Armenia", "Killing"):
        assert word not in witness.transcript()
