"""A seized phone shows one neutral message, not an interview."""

from __future__ import annotations

from bot.interview import events
from bot.simulator.people import Witness
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks

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


async def test_the_order_holds_through_a_crash(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await inside.settled(stage)
    stage.server.faults.outage = True
    sent = await witness.say(walks.NARRATIVE)
    await stage.app.stop()
    stage.server.faults.outage = False
    assert sent in [message.id for message in witness.chat.messages()]
    before = len(stage.world.calls)
    await stage.start_bots()
    await inside.settled(stage)
    methods = [method for _bot, method, _params in stage.world.calls[before:]]
    assert methods.index("editMessageText") < methods.index("deleteMessage")
    assert sent not in [message.id for message in witness.chat.messages()]


async def test_a_failing_tick_holds_the_deletion_back(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await inside.settled(stage)
    stage.server.faults.next("editMessageText", 1, "error500")
    sent = await witness.say(walks.NARRATIVE)
    await inside.settled(stage)
    assert sent in [message.id for message in witness.chat.messages()]
    clock.advance(seconds=2)
    await inside.ticked(stage)
    assert sent not in [message.id for message in witness.chat.messages()]
    assert "✅" in witness.screen()


COVERED = "You can go on here when it is safe."


async def test_after_ten_idle_minutes_a_neutral_line_covers_the_panel(any_stage: Stage, clock: Clock) -> None:
    stage, witness = any_stage, any_stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await witness.say(walks.NARRATIVE)
    await witness.sees("✅")
    clock.advance(minutes=9)
    await inside.ticked(stage)
    assert COVERED not in witness.transcript()
    clock.advance(minutes=2)
    await inside.ticked(stage)
    assert _panels(witness) == [COVERED]
    assert walks.labels(witness.chat) == {"Continue"}
    await witness.press("Continue")
    await witness.sees(walks.TELL)
    assert (await inside.draft(stage, witness)).answers["narrative"].parts


async def test_the_review_is_covered_too_and_comes_back(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.answer_required(witness)
    clock.advance(minutes=11)
    await inside.ticked(stage)
    assert walks.NARRATIVE not in witness.transcript()
    await witness.press("Continue")
    await witness.sees(walks.REVIEW)


async def test_a_restart_in_between_covers_all_the_same_and_only_once(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.report(witness)
    await inside.restart(stage)
    clock.advance(minutes=11)
    await inside.ticked(stage)
    assert _panels(witness) == [COVERED]
    before = len(stage.world.calls)
    clock.advance(minutes=11)
    await inside.ticked(stage)
    assert "editMessageText" not in [method for _bot, method, _params in stage.world.calls[before:]]


async def test_a_panel_that_the_witness_deleted_is_not_brought_back_to_cover_it(
    stage: Stage, clock: Clock
) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    panel = witness.chat.newest()
    assert panel is not None
    await stage.world.delete(witness.person, witness.bot, panel.id)
    clock.advance(minutes=11)
    await inside.ticked(stage)
    assert _panels(witness) == []


async def test_a_file_that_arrives_late_uncovers_nothing(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    stage.server.faults.next("download", 1)
    await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    clock.advance(minutes=11)
    await stage.app.tick()
    await witness.sees("✅ Your file is saved.")
    await inside.settled(stage)
    assert walks.FILES not in witness.transcript()
    assert walks.labels(witness.chat) == {"Continue"}


async def test_files_leave_the_chat_after_forty_hours_and_the_witness_is_told(
    any_stage: Stage, clock: Clock
) -> None:
    stage, witness = any_stage, any_stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    sent = await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    clock.advance(hours=39)
    await inside.ticked(stage)
    assert sent in [message.id for message in witness.chat.messages()]
    clock.advance(hours=1)
    await inside.ticked(stage)
    assert sent not in [message.id for message in witness.chat.messages()]
    assert "The files that you sent are removed from this chat" in witness.screen()
    await witness.press("Continue")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    await walks.submit(witness)
    assert len(inside.blobs(stage)) == 2


async def test_a_file_that_is_not_saved_yet_stays(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    stage.server.faults.next("download", 1000)
    sent = await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    clock.advance(hours=41)
    await stage.app.tick()
    await inside.settled(stage)
    assert sent in [message.id for message in witness.chat.messages()]
    assert "removed from this chat" not in witness.transcript()


async def _switch_off(witness: Witness) -> None:
    await witness.press("Safety")
    await witness.press("Leave my messages in this chat")
    await witness.sees("you have switched that off")
    await witness.press("Back")
    await witness.sees(walks.MENU)


async def test_switched_off_nothing_of_the_witness_is_deleted_or_covered(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await _switch_off(witness)
    await walks.ask_for(witness, walks.TELL)
    said = await witness.say(walks.NARRATIVE)
    await witness.sees("✅")
    panel = witness.chat.newest()
    assert panel is not None
    assert panel.id > said
    await witness.press("Done")
    await walks.reach(witness, walks.FILES)
    sent = await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    clock.advance(hours=41)
    await inside.ticked(stage)
    await walks.reach(witness, walks.REVIEW)
    await walks.submit(witness)
    await inside.settled(stage)
    assert {said, sent} <= {message.id for message in witness.chat.messages()}
    assert COVERED not in witness.transcript()


async def test_the_switch_is_remembered_beyond_the_report_and_its_draft(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.answer_required(witness)
    await walks.submit(witness)
    await witness.press("Menu")
    await _switch_off(witness)
    clock.advance(hours=73)
    await inside.ticked(stage)
    await inside.restart(stage)
    await witness.start()
    await witness.press("Safety")
    await witness.press("Remove my messages once saved")
    await witness.sees("What has its ✅ leaves this chat")
