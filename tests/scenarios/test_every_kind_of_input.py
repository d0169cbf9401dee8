"""Whatever a witness sends, wherever they are: there is always an answer, and nothing given is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.interview.conversation import TOO_LARGE, UNSUPPORTED
from bot.simulator.people import PATIENCE, Witness
from bot.stage import Stage
from storage import tables
from tests.scenarios import inputs, inside, walks
from tests.scenarios.walks import words

UNDELETABLE = "Bad Request: message can't be deleted"  # so that it stays to be edited
Reach = Callable[[Stage, Witness], Awaitable[object]]


async def _at_the_language(_stage: Stage, witness: Witness) -> None:
    await witness.start()
    await witness.sees("Choose your language")


async def _at_the_notice(_stage: Stage, witness: Witness) -> None:
    await witness.start()
    await witness.press("English")
    await witness.sees("Before you begin")


async def _at_the_menu(_stage: Stage, witness: Witness) -> None:
    await walks.begin(witness)


def _at(question: str) -> Reach:
    async def reach(_stage: Stage, witness: Witness) -> None:
        await walks.begin(witness)
        await walks.ask_for(witness, question)

    return reach


async def _at_the_last_button(_stage: Stage, witness: Witness) -> None:
    await walks.begin(witness)
    await walks.answer_required(witness)
    await walks.consent(witness)


async def _at_a_follow_up(stage: Stage, witness: Witness) -> None:
    moderator = stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await witness.press("Open")
    await witness.sees("Who was there?")


PLACES: dict[str, Reach] = {
    "language": _at_the_language,
    "notice": _at_the_notice,
    "menu": _at_the_menu,
    "choices": _at("In which country did it happen?"),
    "date": _at("When did it happen, or begin?"),
    "narrative": _at(walks.TELL),
    "files": _at(walks.FILES),
    "review": _at(walks.REVIEW),
    "last button": _at_the_last_button,
    "follow-up": _at_a_follow_up,
}


def _answered(witness: Witness, sent: int) -> bool:
    """Something new stands under the message, or what it said has been taken and it is gone."""
    messages = witness.chat.messages()
    newest = witness.chat.newest()
    return all(each.id != sent for each in messages) or (newest is not None and newest.id > sent)


@pytest.mark.parametrize("place", PLACES)
async def test_every_kind_of_input_gets_an_answer(stage: Stage, place: str) -> None:
    witness = stage.witness()
    await PLACES[place](stage, witness)
    for name, send in inputs.EVERY.items():
        sent = await send(witness)
        await witness.chat.until(
            lambda sent=sent: _answered(witness, sent),
            f"an answer to {name}",
            PATIENCE,
        )
    await inside.settled(stage)
    assert await inside.count(stage, tables.dead_letters) == 0
    bots = [message for message in witness.chat.messages() if message.from_bot]
    assert len(bots) == 1, witness.transcript()


async def test_what_telegram_says_of_the_chat_itself_needs_no_answer(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    before = witness.chat.newest()
    for content in inputs.SERVICE.values():
        await witness.world.send_raw(witness.person, witness.bot, content)
    await inside.settled(stage)
    assert witness.chat.newest() == before
    assert await inside.count(stage, tables.dead_letters) == 0


async def test_what_was_given_before_is_all_still_there_after_everything_else(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    await witness.say("Before all that.")
    await witness.sees("✅")
    before = (await inside.draft(stage, witness)).answers
    for send in inputs.EVERY.values():
        await send(witness)
    await inside.settled(stage)
    after = (await inside.draft(stage, witness)).answers
    assert after.keys() >= before.keys()
    assert after["narrative"].parts[0] == before["narrative"].parts[0]
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert (await inside.told(stage, code))[0][0] == "Before all that."


async def test_typed_words_reach_the_case_as_they_were_typed(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    kept = ("one letter", "4096 units", "Zalgo", "markup", "a right-to-left text", "bidi overrides")
    for name in kept:
        await witness.say(inputs.TEXTS[name])
        await inside.settled(stage)
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[inputs.TEXTS[name] for name in kept]]


async def test_bidi_overrides_are_shown_to_staff_not_obeyed(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness, inputs.TEXTS["bidi overrides"])
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees("[RLO]gnirts desrever[PDF]")
    assert "\u202e" not in moderator.in_private.transcript()


async def test_a_file_over_20_mb_is_refused_with_the_reason_and_the_rest_is_kept(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await inputs.EVERY["21 MB"](witness)
    await witness.sees(words(TOO_LARGE))
    await inputs.EVERY["dice"](witness)
    await witness.sees(words(UNSUPPORTED))
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    assert await inside.files_named(stage, code) == []


async def test_an_edited_message_changes_the_answer_and_the_earlier_wording_stays(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    stage.server.faults.next(
        "deleteMessage", 1, "refused", description="Bad Request: message can't be deleted"
    )
    sent = await witness.say("It was on Monday.")
    await inside.settled(stage)
    await witness.edit(sent, "It was on Tuesday.")
    await inside.settled(stage)
    await witness.press("Done")
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert await inside.told(stage, code) == [["It was on Tuesday."]]
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees("It was on Monday.")


async def test_a_live_location_that_moves_on_is_one_answer(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, "Where exactly was it?")
    stage.server.faults.next(
        "deleteMessage", 1, "refused", description="Bad Request: message can't be deleted"
    )
    sent = await inputs.EVERY["live location"](witness)
    await witness.sees(walks.TELL)
    await witness.world.move(witness.person, witness.bot, sent, 41.3, 44.8)
    await inside.settled(stage)
    assert walks.TELL in witness.screen()
    assert "41.2" in str((await inside.draft(stage, witness)).answers["place"])


async def test_forwarded_words_are_kept_without_where_they_come_from(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.TELL)
    for name in inputs.ORIGINS:
        await inputs.EVERY[f"forward: {name}"](witness)
        await inside.settled(stage)
    draft = await inside.draft(stage, witness)
    assert len(draft.answers["narrative"].parts) == len(inputs.ORIGINS)
    assert "Ognjena" not in str(draft)
