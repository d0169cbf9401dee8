"""What a case says stands in a private chat for a quarter of an hour, and never on a lock screen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.interview import events
from bot.simulator.faults import Kind
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.previews import recorder
from tests.scenarios import inside, pictures, walks

LINE = "was shown here and has been removed. Read opens it again."
SECRET = walks.NARRATIVE


async def reading(stage: Stage, moderator: Moderator, witness: Witness | None = None) -> str:
    """A case that somebody reads; its code."""
    await moderator.start()
    code = await walks.report(witness or stage.witness())
    await walks.claim(moderator, code)
    await read(stage, moderator, code)
    return code


async def read(stage: Stage, moderator: Moderator, code: str) -> None:
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(f"{code}: no files")
    await inside.settled(stage)
    assert SECRET in moderator.in_private.transcript()


def shows(moderator: Moderator, code: str) -> list[str]:
    """What the private chat says about a case, message by message."""
    return [each.text for each in moderator.in_private.messages() if each.from_bot and code in each.text]


async def tracked(stage: Stage) -> int:
    return await inside.count(stage, tables.private_copies)


def said(stage: Stage, *methods: str) -> list[dict[str, Any]]:
    """Calls of the staff bot in private, with all their words."""
    return [
        params
        for bot, method, params in stage.world.calls
        if bot == stage.staff_bot.username and method in methods and int(params.get("chat_id", 0)) > 0
    ]


async def test_after_a_quarter_of_an_hour_one_line_is_left(any_stage: Stage, clock: Clock) -> None:
    stage, nino = any_stage, any_stage.moderator()
    code = await reading(stage, nino)
    clock.advance(minutes=14)
    await inside.ticked(stage)
    assert SECRET in nino.in_private.transcript()
    clock.advance(minutes=1)
    await inside.ticked(stage)
    assert SECRET not in nino.in_private.transcript()
    assert shows(nino, code) == [f"{code} {LINE}"]
    assert await tracked(stage) == 0
    await nino.in_private.press("Read")
    await nino.in_private.sees(f"{code}: no files")
    assert SECRET in nino.in_private.transcript()


async def test_reading_again_leaves_one_copy(stage: Stage) -> None:
    nino = stage.moderator()
    code = await reading(stage, nino)
    before = len(nino.in_private.messages())
    await read(stage, nino, code)
    await inside.settled(stage)
    assert nino.in_private.transcript().count(SECRET) == 1
    assert len(nino.in_private.messages()) == before


async def test_a_lock_screen_shows_a_neutral_line_and_makes_no_sound(stage: Stage) -> None:
    nino, witness = stage.moderator(), stage.witness()
    await nino.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_photo(pictures.jpeg())
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await inside.settled(stage)
    await walks.claim(nino, code)
    stage.world.calls.clear()
    await nino.press_card(code, "Read")
    await nino.in_private.sees(f"{code}: files")
    await inside.settled(stage)
    assert not said(stage, "sendPhoto", "sendDocument")
    sent = said(stage, "sendMessage")
    assert {each["text"] for each in sent} == {"One moment."}
    for each in sent:
        assert str(each["protect_content"]).lower() == str(each["disable_notification"]).lower() == "true"
    assert len(sent) == len(said(stage, "editMessageText", "editMessageMedia"))
    assert [each.kind for each in nino.in_private.messages()].count("photo") == 1


async def reading_a_picture(stage: Stage, moderator: Moderator) -> str:
    """A report with one photo, claimed and opened; its code."""
    witness = stage.witness()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_photo(pictures.jpeg())
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await inside.settled(stage)
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(f"{code}: files")
    return code


async def test_pictures_go_too(stage: Stage, clock: Clock) -> None:
    nino = stage.moderator()
    code = await reading_a_picture(stage, nino)
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert shows(nino, code) == [f"{code} {LINE}"]


@pytest.mark.parametrize("fault", [None, "timeout_before", "timeout_after"])
async def test_a_voice_comes_once_and_goes_too(stage: Stage, clock: Clock, fault: Kind | None) -> None:
    nino, witness = stage.moderator(), stage.witness()
    await nino.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_voice(recorder.sound("voice"))
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await inside.settled(stage)
    await walks.claim(nino, code)
    if fault:
        stage.server.faults.next("sendVoice", 1, fault)
    await nino.press_card(code, "Read")
    for _try in range(3):
        await inside.settled(stage)
        clock.advance(seconds=5)
        await inside.ticked(stage)
    kinds = [each.kind for each in nino.in_private.messages()]
    assert kinds.count("voice") == 1
    assert "One moment." not in nino.in_private.transcript()
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert shows(nino, code) == [f"{code} {LINE}"]
    assert "voice" not in [each.kind for each in nino.in_private.messages()]


async def test_a_question_and_its_preview_go_too(stage: Stage, clock: Clock) -> None:
    nino, question = stage.moderator(), "Was the car grey?"
    code = await reading(stage, nino)
    await nino.in_private.press("Ask")
    await nino.in_private.sees("your question")
    await nino.in_private.say(question)
    await nino.in_private.sees("the witness will read")
    await inside.settled(stage)
    assert nino.in_private.transcript().count(question) == 2
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert question not in nino.in_private.transcript()
    assert await tracked(stage) == 0
    assert shows(nino, code).count(f"{code} {LINE}") == 1


async def test_a_sent_question_stays_nowhere(stage: Stage, clock: Clock) -> None:
    nino, question = stage.moderator(), "Was the car grey?"
    code = await reading(stage, nino)
    await walks.ask(nino, code, question)
    await nino.in_private.sees("question accepted")
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert question not in nino.in_private.transcript()


@pytest.mark.parametrize("what", ["Close", "Release"])
async def test_what_is_done_with_is_taken_away_at_once(stage: Stage, what: str) -> None:
    nino = stage.moderator()
    await reading(stage, nino)
    await nino.in_private.press(what)
    if what == "Close":
        await nino.in_private.press("Documented")
    await nino.in_private.sees(LINE)
    await inside.settled(stage)
    assert SECRET not in nino.in_private.transcript()
    assert await tracked(stage) == 0


async def withdraw(stage: Stage, witness: Witness, code: str) -> None:
    case = (await inside.case(stage, code)).id
    await witness.say("/delete")
    await walks.press(witness, events.Withdrawing(case))
    await walks.press(witness, events.Withdrew(case))


async def test_a_withdrawn_case_is_taken_away_at_once(any_stage: Stage) -> None:
    stage, nino, witness = any_stage, any_stage.moderator(), any_stage.witness()
    code = await reading(stage, nino, witness)
    await withdraw(stage, witness, code)
    await nino.in_private.sees(f"{code} was shown here and has been removed.")
    await inside.settled(stage)
    assert SECRET not in nino.in_private.transcript()
    assert "Read" not in walks.labels(nino.in_private)
    assert await tracked(stage) == 0


async def test_what_was_still_on_its_way_never_comes(stage: Stage, clock: Clock) -> None:
    nino, witness = stage.moderator(), stage.witness()
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)
    stage.server.faults.next("sendMessage", 1, "flood", bot=stage.staff_bot, retry_after=60)
    await nino.press_card(code, "Read")
    await stage.world.until(lambda: stage.server.faults.left() == 0)
    await withdraw(stage, witness, code)
    await nino.in_group.sees("Withdrawn")
    clock.advance(minutes=2)
    await inside.ticked(stage)
    assert SECRET not in nino.in_private.transcript()
    assert "One moment." not in nino.in_private.transcript()
    assert await tracked(stage) == 0


async def test_pressing_read_again_and_again_makes_nobody_wait_longer(any_stage: Stage, clock: Clock) -> None:
    stage, nino = any_stage, any_stage.moderator()
    await nino.start()
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    await inside.settled(stage)
    stage.server.faults.next("sendMessage", 1, "flood", bot=stage.staff_bot, retry_after=60)
    for _press in range(4):
        await nino.press_card(code, "Read")
        await stage.world.until(lambda: stage.server.faults.left() == 0)
        await inside.settled(stage)
    waiting = await inside.waiting_for(stage, nino)
    assert len(waiting) == 1 + 3, "the one that holds the chat; then header, text and list, once"
    clock.advance(minutes=2)
    await inside.ticked(stage)
    assert nino.in_private.transcript().count(SECRET) == 1
    assert nino.in_private.transcript().count(f"{code}: no files") == 1


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_connection_that_breaks_leaves_no_copy_behind(
    stage: Stage, clock: Clock, method: str
) -> None:
    nino = stage.moderator()
    await nino.start()
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    await inside.settled(stage)
    stage.server.faults.next(method, 2, "timeout_after", bot=stage.staff_bot)
    await nino.press_card(code, "Read")
    for _try in range(4):
        await inside.settled(stage)
        clock.advance(seconds=5)
        await inside.ticked(stage)
    assert nino.in_private.transcript().count(SECRET) == 1
    clock.advance(minutes=16)
    await inside.ticked(stage)
    assert SECRET not in nino.in_private.transcript()
    assert set(shows(nino, code)) == {f"{code} {LINE}"}


async def test_a_removal_that_is_lost_is_tried_again(stage: Stage, clock: Clock) -> None:
    nino = stage.moderator()
    await reading(stage, nino)
    clock.advance(seconds=10)  # the board has said what it waited with: the faults are for the removals
    await inside.ticked(stage)
    for _try in range(3):  # also when everything that waits for the chat is thrown away
        stage.server.faults.next("editMessageText", 1, "refused", bot=stage.staff_bot, code=403)
        clock.advance(minutes=15)
        await inside.ticked(stage)
    assert SECRET in nino.in_private.transcript()
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert SECRET not in nino.in_private.transcript()
    assert await tracked(stage) == 0


async def test_after_a_restart_copies_still_go(stage: Stage, clock: Clock) -> None:
    nino = stage.moderator()
    code = await reading(stage, nino)
    await inside.restart(stage)
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert shows(nino, code) == [f"{code} {LINE}"]


async def test_what_is_too_old_to_be_deleted_is_edited_blank(stage: Stage, clock: Clock) -> None:
    nino = stage.moderator()
    code = await reading_a_picture(stage, nino)
    await inside.settled(stage)
    picture = next(each.id for each in nino.in_private.messages() if each.kind == "photo")
    stage.server.faults.outage = True
    room = stage.world.room(nino.person, stage.staff_bot)
    before = room.messages[picture].file
    for _day in range(3):
        clock.advance(hours=17)
        await stage.app.tick()
    stage.server.faults.outage = False
    clock.advance(minutes=10)
    await inside.ticked(stage)
    assert shows(nino, code) == [f"{code} {LINE}"]
    assert SECRET not in nino.in_private.transcript()
    assert room.messages[picture].file is not before
    assert room.messages[picture].text == ""
    assert await tracked(stage) == 0


async def test_a_copy_is_shown_to_nobody_else(stage: Stage, clock: Clock) -> None:
    """Should a row ever be about somebody else, nothing is shown rather than the wrong thing."""
    nino, timur = stage.moderator(0), stage.moderator(1)
    await nino.start()
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    stage.server.faults.next("sendMessage", 1, "flood", bot=stage.staff_bot, retry_after=60)
    await nino.press_card(code, "Read")
    await stage.world.until(lambda: stage.server.faults.left() == 0)
    copies = tables.private_copies
    await stage.app.store.run(lambda db: db.execute(update(copies).values(user=timur.person.id)))
    clock.advance(minutes=2)
    await inside.ticked(stage)
    assert SECRET not in nino.in_private.transcript()
    shown = await stage.app.store.run(lambda db: db.execute(select(copies.c.message)).scalars().all())
    assert set(shown) == {None}
