"""Ways through the interview that several stories take."""

from __future__ import annotations

import re

from bot.simulator.people import Witness

NARRATIVE = "They came at night, four men in black, and took my brother from our house."


async def begin(witness: Witness, language: str = "English") -> None:
    """From nothing to the menu."""
    await witness.start()
    await witness.press(language)
    await witness.press("Continue")
    await witness.sees("What would you like to do?")


async def answer_required(witness: Witness, narrative: str = NARRATIVE) -> None:
    """From the menu to the review, answering what must be and skipping the rest."""
    await witness.press("Report what happened")
    for _step in range(60):
        await one_step(witness, narrative)
        if "Please check your answers" in witness.screen():
            return
    raise AssertionError(f"no review after 60 steps:\n{witness.screen()}")


async def one_step(witness: Witness, narrative: str) -> None:
    before = witness.screen()
    if "in your own words" in before:
        await witness.say(narrative)
    else:
        shown = witness.chat.newest()
        assert shown is not None
        labels = [button.text for row in shown.buttons for button in row]
        wanted = next((label for label in ("Done", "Skip") if label in labels), labels[0])
        await witness.press(wanted)
    await witness.chat.until(lambda: witness.screen() != before, "the next screen", 10)


async def submit(witness: Witness) -> str:
    """From the review to the case code."""
    await witness.press("Continue")
    for question in ("contact you here", "partner human-rights", "be published"):
        await witness.sees(question)
        await witness.press("Yes")
    await witness.press("Submit")
    shown = await witness.sees("Your report has been sent")
    found = re.search(r"[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}", shown.text)
    assert found, shown.text
    return found.group()


async def report(witness: Witness, narrative: str = NARRATIVE) -> str:
    """A whole report; its case code."""
    await begin(witness)
    await answer_required(witness, narrative)
    return await submit(witness)
