"""Questions from the bank, several for one witness, and free text that a second person must agree to."""

from __future__ import annotations

from bot.interview import events
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.walks import words

LINE = "We have a question for you. Open it when you are safe."
SEEN_IT = "What was seen of the killing"
NAME = "What is the name of your village?"


async def claimed(stage: Stage, witness: Witness, moderator: Moderator, language: str = "en") -> str:
    await moderator.start()
    code = await walks.report(witness, language=language)
    await walks.claim(moderator, code)
    return code


async def chosen(moderator: Moderator, code: str, short: str) -> None:
    """Two presses: Ask on the card, then the question."""
    await moderator.press_card(code, "Ask")
    await moderator.in_private.sees(f"{code}: your question")
    await moderator.in_private.press(short)
    await moderator.in_private.sees(f"{code}: the witness will read")
    await moderator.in_private.no_longer_sees(f"{code}: your question")  # no list is left to press again


async def sent(moderator: Moderator) -> None:
    await moderator.in_private.press("Send")
    chat = moderator.in_private
    await chat.until(lambda: "Send" not in walks.labels(chat), "the question to be sent", 10)


async def test_a_sequence_is_answered_in_russian_with_a_button_and_a_voice(
    any_stage: Stage, clock: Clock
) -> None:
    stage = any_stage
    witness, nino = stage.witness("Амина", "ru-RU"), stage.moderator()
    code = await claimed(stage, witness, nino, "ru")
    await chosen(nino, code, "Was a weapon used")
    preview = walks.newest(nino.in_private)
    for part in ("1. Применялось ли оружие?", "○ Да", "1. Was a weapon used?", "○ Yes", "Not reviewed by"):
        assert part in preview
    await sent(nino)
    await nino.in_group.sees("❓ Asked · today")

    await witness.press(words("Open", "ru"))
    await witness.sees("Применялось ли оружие?")
    await witness.press("Да")
    await witness.sees("Как оно выглядело или звучало")
    assert "👁" not in (await nino.card(code)).text
    await inside.restart(stage)
    await witness.send_voice(b"a voice")
    await inside.settled(stage)
    clock.advance(hours=20)  # the question was opened yesterday, by the calendar of all cards
    await inside.ticked(stage)
    await inside.settled(stage)
    await nino.in_group.sees("👁 Seen · yesterday")

    await walks.press(witness, events.Resumed())
    await witness.press(words("Done", "ru"))
    await witness.sees(words("✅ Saved and passed on.", "ru"))
    await nino.in_private.sees(f"{code}: the witness has written.")
    await inside.settled(stage)
    await nino.in_group.sees("💬 Answered · today")
    report, answer = await inside.items(stage, code)
    assert [len(entry.parts) for entry in answer.entries] == [1, 1]
    await nino.in_private.press("Read")
    shown = await nino.in_private.sees("Применялось ли оружие?\nWas a weapon used?\nYes")
    assert "1 voice message" in shown.text
    assert report.kind == "report"


async def test_of_two_questions_to_one_witness_the_second_comes_after_the_first(stage: Stage) -> None:
    witness, nino = stage.witness(), stage.moderator()
    code = await claimed(stage, witness, nino)
    await walks.ask(nino, code, "Which way?")
    await walks.ask(nino, code, "How far?")
    await inside.settled(stage)
    await inside.ticked(stage)
    assert sum(message.text.startswith(LINE) for message in witness.chat.messages()) == 1
    await nino.in_group.sees("2 questions open")
    await walks.answer(witness, "Which way?", "To the north.")
    await inside.settled(stage)
    assert "How far?" not in witness.transcript()
    await walks.answer(witness, "How far?", "Two hours.")
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["To the north."], ["Two hours."]]
    labels = [entry.label.params for item in await inside.items(stage, code) for entry in item.entries][-2:]
    assert labels == [(("words", "Which way?"),), (("words", "How far?"),)]


async def test_a_question_of_one_s_own_needs_no_bank_and_back_leads_to_the_list(stage: Stage) -> None:
    witness, nino = stage.witness(), stage.moderator()
    code = await claimed(stage, witness, nino)
    await chosen(nino, code, SEEN_IT)
    assert "In your language" not in walks.newest(nino.in_private)
    assert "Not reviewed" not in walks.newest(nino.in_private)
    await nino.in_private.press("Back")
    await nino.in_private.press("All kinds")
    await nino.in_private.press("More ›")
    await nino.in_private.sees(f"{code}: your question")
    await nino.in_private.press("Write my own")
    await nino.in_private.sees("Send the question as one text message.")
    await nino.in_private.say("Which way?")
    await nino.in_private.sees(f"{code}: the witness will read")
    await sent(nino)
    await witness.sees(LINE)


async def test_free_text_that_asks_for_a_name_goes_out_when_a_second_person_has_seen_it(
    any_stage: Stage, clock: Clock
) -> None:
    stage = any_stage
    witness, nino, timur = stage.witness(), stage.moderator(0), stage.moderator(1)
    code = await claimed(stage, witness, nino)
    await timur.start()
    await walks.ask(nino, code, NAME)
    await timur.in_group.sees(f"Nino wants to ask something of {code} that needs a second person.")
    await inside.ticked(stage)
    assert NAME not in timur.in_group.transcript()
    assert LINE not in witness.transcript()
    await nino.in_group.press("Approve")
    await nino.toast("You asked for this yourself.")
    await timur.in_group.press("Approve")
    await timur.in_private.sees(NAME)
    assert LINE not in witness.transcript()
    await timur.in_private.press("Approve")
    await nino.in_private.sees(f"{code}: a second person agreed, and the question is on its way.")
    await walks.answer(witness, NAME, "I would rather not say.")
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["I would rather not say."]]
    first, second = str(nino.person.id), str(timur.person.id)
    trail = [each for each in await inside.trail(stage) if "question" in each[1] or "second" in each[1]]
    assert trail == [
        (first, "second person asked"),
        (second, "question looked at"),
        (second, "question approved"),
    ]

    await walks.ask(nino, code, NAME)
    clock.advance(hours=1)
    await inside.ticked(stage)
    await nino.in_private.sees(f"{code}: nobody agreed in time. The question is not sent.")
    assert ("system", "question not approved") in await inside.trail(stage)
    assert NAME not in timur.in_private.transcript()  # the copy of it was taken away
