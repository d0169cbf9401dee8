"""Several witnesses at once, and several cases of one: nothing is ever mixed up."""

from __future__ import annotations

import asyncio

from bot.interview import events
from bot.interview.conversation import NOT_SAVED
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from tests.scenarios import inside, walks
from tests.scenarios.walks import words

STORIES = {
    "Amina": ("en", "They took my brother from the market."),
    "Бакыт": ("ru", "Меня избили в отделении."),
    "Chinara": ("en", "The judge did not let our lawyer speak."),
}


async def test_three_witnesses_at_once_are_never_mixed_up(stage: Stage) -> None:
    moderator = stage.moderator()
    await moderator.start()
    witnesses = [stage.witness(name, language) for name, (language, _story) in STORIES.items()]
    codes = await asyncio.gather(
        *(
            walks.report(witness, story, language)
            for witness, (language, story) in zip(witnesses, STORIES.values(), strict=True)
        )
    )
    assert len(set(codes)) == 3
    for code, (_language, story) in zip(codes, STORIES.values(), strict=True):
        assert await inside.told(stage, code) == [[story]]

    for code in reversed(codes):
        await walks.claim(moderator, code)
        await walks.ask(moderator, code, f"What else about {code}?")
    await asyncio.gather(*(_answers(witness, code) for witness, code in zip(witnesses, codes, strict=True)))
    for code, (_language, story) in zip(codes, STORIES.values(), strict=True):
        assert await inside.told(stage, code) == [[story], [f"This about {code}."]]


async def _answers(witness: Witness, code: str) -> None:
    language = STORIES[witness.person.first_name][0]
    await walks.answer(witness, f"What else about {code}?", f"This about {code}.", language)


async def _two_asked(stage: Stage, witness: Witness, moderator: Moderator) -> tuple[str, str]:
    """Two cases of one witness, a question open about each."""
    await moderator.start()
    first = await walks.report(witness, "The first story.")
    await witness.press("Menu")
    await walks.answer_required(witness, "The second story.")
    second = await walks.submit(witness)
    for code in (first, second):
        await walks.claim(moderator, code)
        await walks.ask(moderator, code, f"Who was there, in {code}?")
    await inside.settled(stage)
    return first, second


async def test_a_witness_with_two_cases_answers_the_right_one(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    first, second = await _two_asked(stage, witness, moderator)

    await witness.start()
    await witness.press(f"Open the question about {first}")
    await witness.sees(f"Who was there, in {first}?")
    await walks.tell(witness, "Two soldiers.")
    await witness.press("Done")
    await witness.press(f"Open the question about {second}")
    await witness.sees(f"Who was there, in {second}?")
    await walks.tell(witness, "A clerk.")
    await inside.settled(stage)
    assert await inside.told(stage, first) == [["The first story."], ["Two soldiers."]]
    assert await inside.told(stage, second) == [["The second story."], ["A clerk."]]


async def test_what_is_said_at_the_menu_is_filed_under_no_case(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    first, second = await _two_asked(stage, witness, moderator)
    await witness.start()
    await witness.sees(walks.MENU)
    await witness.say("It was a Tuesday.")
    await witness.sees(words(NOT_SAVED))
    await witness.send_photo(b"a picture")
    await inside.settled(stage)
    assert await inside.told(stage, first) == [["The first story."]]
    assert await inside.told(stage, second) == [["The second story."]]
    assert inside.blobs(stage) == []


async def test_a_report_begun_meanwhile_waits_while_a_question_is_answered(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness, "The first story.")
    await witness.press("Menu")
    await walks.ask_for(witness, walks.TELL)
    await walks.tell(witness, "The beginning of another.")

    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await witness.press("Done")
    await walks.press(witness, events.Began())
    await witness.sees(walks.TELL)
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    second = await walks.submit(witness)
    assert await inside.told(stage, code) == [["The first story."], ["Two soldiers."]]
    assert await inside.told(stage, second) == [["The beginning of another."]]


async def test_more_is_added_to_a_sent_case_from_my_cases(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness, "The story.")
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees("The story.")

    await witness.press("Menu")
    await witness.press("My cases")
    case = await inside.case(stage, code)
    await walks.press(witness, events.Adding(case.id))
    await walks.tell(witness, "He came back this morning.")
    await moderator.in_private.sees(f"{code}:")
    await moderator.in_private.press("Read")
    await moderator.in_private.sees("He came back this morning.")
    assert await inside.told(stage, code) == [["The story."], ["He came back this morning."]]


async def test_status_tells_each_case_in_a_few_words(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    first, second = await _two_asked(stage, witness, moderator)
    await moderator.press_card(second, "Close")
    await moderator.in_private.press("Not enough to go on")
    await moderator.in_group.sees("Closed")
    await inside.settled(stage)
    await witness.say("/status")
    shown = await witness.sees(first)
    assert f"{first} – we have a question for you" in shown.text
    assert second in shown.text
    assert "Not enough" not in witness.transcript()
