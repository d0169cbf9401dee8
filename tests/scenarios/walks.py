"""Ways through the interview that several stories take, in any language."""

from __future__ import annotations

from functools import cache

from bot.casework.codes import CODE
from bot.interview import events, receipt_screens, receipts
from bot.interview.languages import OWN_NAMES
from bot.interview.review import CONSENTS
from bot.simulator.people import PATIENCE, Moderator, Screen, Witness, described
from bot.simulator.rooms import Shown
from bot.text import Text
from handlers.translate import Wording

NARRATIVE = "They came at night, four men in black, and took my brother from our house."
TELL = "Please tell us in your own words what happened."
FILES = "Do you have photos, videos, recordings or documents?"
REVIEW = "Please check your answers"
MENU = "What would you like to do?"
# Its buttons always stand in the group.
BOARD = frozenset({"Next case", "Queue", "Mine", "Find", "Stats", "Help"})


@cache
def _wording() -> Wording:
    return Wording()


def words(text: str | Text, language: str = "en") -> str:
    """As people read it in this language."""
    return _wording().words(Text(text) if isinstance(text, str) else text, language)


async def begin(witness: Witness, language: str = "en") -> None:
    """From nothing to the menu."""
    await witness.start()
    await witness.press(OWN_NAMES[language])
    await witness.press(words("Continue", language))
    await witness.sees(words(MENU, language))


async def reach(witness: Witness, question: str, narrative: str = NARRATIVE, language: str = "en") -> None:
    """On from where the witness is, answering what must be and skipping the rest, until this is asked."""
    for _step in range(60):
        if words(question, language) in _panel(witness).text:
            return
        await one_step(witness, narrative, language)
    raise AssertionError(f"not asked within 60 steps: {question}\n{witness.screen()}")


async def one_step(witness: Witness, narrative: str = NARRATIVE, language: str = "en") -> None:
    before = described(_panel(witness))
    if words(TELL, language) in before:
        await witness.say(narrative)
    else:
        offered = [button.text for row in _panel(witness).buttons for button in row]
        leaving = (words(label, language) for label in ("Done", "Skip"))
        await witness.press(next((label for label in leaving if label in offered), offered[0]))
    await witness.chat.until(lambda: described(_panel(witness)) != before, "the next screen", PATIENCE)


def _panel(witness: Witness) -> Shown:
    """The newest message with something to press."""
    return next(message for message in reversed(witness.chat.messages()) if message.buttons)


async def ask_for(witness: Witness, question: str, language: str = "en") -> None:
    """From the menu to this question."""
    await witness.press(words("Report what happened", language))
    await reach(witness, question, language=language)


async def ask_for_menu(witness: Witness) -> None:
    """To the menu from wherever they are."""
    await witness.say("/cancel")
    await witness.sees(MENU)


async def answer_required(witness: Witness, narrative: str = NARRATIVE, language: str = "en") -> None:
    """From the menu to the review."""
    await witness.press(words("Report what happened", language))
    await reach(witness, REVIEW, narrative, language)


async def consent(witness: Witness, language: str = "en", answers: str = "Yes Yes Yes") -> None:
    """From the review to the last button."""
    await witness.press(words("Continue", language))
    for (question, _meaning), answer in zip(CONSENTS, answers.split(), strict=True):
        await witness.sees(words(question, language))
        await witness.press(words(answer, language))
    await witness.sees(words("Your report is ready.", language))


async def submit(witness: Witness, language: str = "en", answers: str = "Yes Yes Yes") -> str:
    """From the review to the case code."""
    await consent(witness, language, answers)
    await witness.press(words("Submit", language))
    return await sent(witness, language)


async def sent(witness: Witness, language: str = "en") -> str:
    shown = await witness.sees(words("✅ Your report has been sent.", language))
    found = CODE.search(shown.text)
    assert found, shown.text
    return found.group()


async def report(
    witness: Witness, narrative: str = NARRATIVE, language: str = "en", answers: str = "Yes Yes Yes"
) -> str:
    """A whole report; its case code."""
    await begin(witness, language)
    await answer_required(witness, narrative, language)
    return await submit(witness, language, answers)


async def press(witness: Witness, event: events.Press) -> None:
    """Press the newest button that means this, whatever it is called."""

    def found() -> tuple[int, int, int] | None:
        for message in reversed(witness.chat.messages()):
            for row, buttons in enumerate(message.buttons):
                for column, button in enumerate(buttons):
                    if button.data == events.press(event):
                        return message.id, row, column
        return None

    await witness.chat.until(found, f"a button for {event}", PATIENCE)
    where = found()
    assert where is not None
    await witness.world.press(witness.person, witness.bot, *where)


async def press_data(witness: Witness, event: events.Press) -> None:
    """Press a button that is not there, as a forged client can, or one that has gone meanwhile."""
    message = witness.chat.messages()[-1].id
    await witness.world.press_data(witness.person, witness.bot, message, events.press(event))


def labels(chat: Screen) -> set[str]:
    """What can be pressed there."""
    return {button.text for message in chat.messages() for row in message.buttons for button in row}


def newest(chat: Screen) -> str:
    """The last message of the bot's."""
    shown = chat.newest()
    return shown.text if shown else ""


async def claim(moderator: Moderator, code: str) -> None:
    await moderator.press_card(code, "Claim")
    await moderator.card(code, "Release")


async def ask(moderator: Moderator, code: str, question: str) -> None:
    """From a claimed card to the question on its way. The private chat is open already."""
    await moderator.press_card(code, "Ask")
    await moderator.in_private.sees(f"{code}: your question")
    await moderator.in_private.say(question)
    await moderator.in_private.sees(f"{code}: the witness will read")
    await moderator.in_private.press("Send")
    chat = moderator.in_private
    await chat.until(lambda: "Send" not in labels(chat), "the question to be sent", PATIENCE)


async def answer(witness: Witness, question: str, text: str, language: str = "en") -> None:
    """Open the newest question, and answer it."""
    await witness.press(words("Open", language))
    await witness.sees(question)
    await tell(witness, text)


async def tell(witness: Witness, text: str) -> None:
    """Write something that is taken: once it is saved it is gone from the chat."""
    sent = await witness.say(text)
    chat = witness.chat
    await chat.until(lambda: all(each.id != sent for each in chat.messages()), "it to be taken", PATIENCE)


async def take_receipt(witness: Witness, language: str = "en") -> str:
    """From the screen of a sent report to the receipt, as it is shown."""
    await witness.press(words("Give me a receipt", language))
    await witness.press(words("Show it once", language))
    shown = await witness.sees(words(receipt_screens.ONCE, language))
    (written,) = (line for line in shown.text.splitlines() if receipts.is_written(line))
    return written


async def present(witness: Witness, written: str, language: str = "en") -> int:
    """From the menu: type a receipt where it is asked for. The message's id."""
    await witness.press(words("I have a receipt", language))
    await witness.sees(words("Your message is removed from this chat at once.", language))
    return await witness.say(written)


async def ask_for_cases(witness: Witness, language: str = "en") -> None:
    """To the list of their cases from wherever they are."""
    await witness.say("/status")
    await witness.sees(words("My cases", language))
