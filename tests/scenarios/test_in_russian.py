"""The same story on a Russian phone, and languages changed on the way."""

from __future__ import annotations

from bot.interview.states import STATES
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.walks import words

NARRATIVE = "Ночью пришли четверо в чёрном и увели моего брата из дома."


async def test_a_report_a_question_and_its_answer_in_russian(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness("Амина", "ru-RU"), stage.moderator()
    await moderator.start()
    await witness.start()
    shown = await witness.sees(words("Choose your language", "ru"))
    assert shown.buttons[0][0].text == "Русский"
    code = await walks.report(witness, NARRATIVE, "ru")

    await walks.claim(moderator, code)
    card = await moderator.card(code)
    assert "Language: Русский" in card.text
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(NARRATIVE)
    await walks.ask(moderator, code, "Видел ли кто-нибудь машину?")

    await witness.sees(words("We have a question for you. Open it when you are safe.", "ru"))
    await witness.press(words("Open", "ru"))
    await witness.sees("Видел ли кто-нибудь машину?")
    await witness.say("Сосед видел белый фургон.")
    await witness.sees(words("✅ Saved and passed on.", "ru"))

    await moderator.in_private.press("Read")
    await moderator.in_private.sees("Сосед видел белый фургон.")
    await moderator.in_private.press("Close")
    await moderator.in_private.press("Documented")
    await moderator.in_group.sees("Closed")
    clock.advance(minutes=2)
    await inside.ticked(stage)
    await witness.sees(words("Something has changed here. Open it when you are safe.", "ru"))
    await witness.press(words("My cases", "ru"))
    await witness.sees(words(STATES["closed"], "ru"))


async def test_a_language_changed_in_mid_interview_asks_the_same_question_again(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    question = "In which country did it happen?"
    await walks.ask_for(witness, question)
    before = (await inside.draft(stage, witness)).answers

    await witness.say("/language")
    await witness.press("Русский")
    shown = await witness.sees(words(question, "ru"))
    assert words("Armenia", "ru") in [button.text for row in shown.buttons for button in row]
    assert (await inside.draft(stage, witness)).answers == before

    await walks.reach(witness, walks.REVIEW, NARRATIVE, "ru")
    await walks.submit(witness, "ru")


async def test_typed_words_choose_by_the_labels_of_the_chosen_language(stage: Stage) -> None:
    witness = stage.witness(language="ru")
    await walks.begin(witness, "ru")
    await walks.ask_for(witness, "In which country did it happen?", "ru")
    await witness.say(words("Kyrgyzstan", "ru"))
    await witness.sees(words("In which region?", "ru"))
    await walks.reach(witness, walks.REVIEW, NARRATIVE, "ru")
    await witness.sees(words("Kyrgyzstan", "ru"))


async def test_a_language_that_is_not_there_starts_in_english(stage: Stage) -> None:
    witness = stage.witness("Otar", "xx")
    await witness.start()
    shown = await witness.sees("Choose your language")
    assert shown.buttons[0][0].text == "English"
