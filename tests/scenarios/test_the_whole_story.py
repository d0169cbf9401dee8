"""A report reaches the moderators, a question goes back, the answer returns."""

from __future__ import annotations

from bot.stage import Stage
from tests.scenarios import walks


async def test_a_report_a_question_and_its_answer(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)

    await moderator.press_card(code, "Claim")
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)

    await moderator.in_private.press("Ask")
    await moderator.in_private.sees("send your own as one text message")
    await moderator.in_private.say("Did anyone see which car they used?")
    await moderator.in_private.press("Send")

    await witness.sees("We have a question for you. Open it when you are safe.")
    await witness.press("Open")
    await witness.sees("Did anyone see which car they used?")
    await walks.tell(witness, "A neighbour saw a white van.")

    await moderator.in_private.press("Read")
    await moderator.in_private.sees("A neighbour saw a white van.")
    await moderator.in_private.press("Close")
    await moderator.in_private.press("Documented")
    await moderator.card(code)
