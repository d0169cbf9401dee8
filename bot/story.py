"""One full story, played by the real bots on the local Telegram and told in the terminal."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from PIL import Image, ImageDraw

from bot.casework.codes import CODE
from bot.simulator.people import Moderator, Screen, Witness, described
from bot.stage import Stage

NARRATIVE = (
    "Four men came at five in the morning and took my brother away. "
    "They showed no papers. One of them said: ask at the department."
)
QUESTION = "Did anyone see the car they came in?"
ANSWER = "Our neighbour did. A white van without number plates."
TYPED = {"When did it happen": "03.2026", "in your own words": NARRATIVE}
CHOSEN = {
    "How do you know": "It happened to someone in my family",
    "What happened?": "Arrest or detention",
    "in danger right now": "No",
    "ask some more questions": "No, go on to the end",
}
PHOTO = "Do you have photos"
STEPS = 80  # more than any way through the questionnaire takes


@dataclass(slots=True)
class Teller:
    """Tells what each chat shows, whenever it shows something new."""

    say: Callable[[str], None]
    _told: dict[str, str] = field(default_factory=dict)

    def heading(self, words: str) -> None:
        self.say(f"\n━━ {words} ━━")

    async def act(self, where: str, chat: Screen, words: str, act: Callable[[], Awaitable[object]]) -> None:
        """Somebody does something in this chat; what it answers is told."""
        before = chat.text()
        self.say(f"\n    → {words}")
        await act()
        await chat.until(lambda: chat.text() != before, f"an answer to “{words}”", 10)
        self.show(where, chat)

    def show(self, where: str, chat: Screen) -> None:
        shown = chat.newest()
        if shown is not None:
            self.say(f"\n  ┌ {where}")
            self.say(textwrap.indent(_wrapped(described(shown)), "  │ "))


async def tell(stage: Stage, say: Callable[[str], None]) -> None:
    """Report with a photo, claim, read, question, answer, close."""
    teller, witness, moderator = Teller(say), stage.witness("Amina"), stage.moderator()
    await moderator.start()
    await moderator.in_private.sees("This is the desk's bot")
    teller.heading("A witness reports what happened")
    code = await _report(teller, witness)
    teller.heading("A moderator claims the case and reads it")
    await _read(teller, moderator, code)
    teller.heading("A question goes back; nobody at the desk learns to whom")
    await _ask(teller, moderator, witness)
    teller.heading("The answer returns, and the case is closed")
    await _close(teller, moderator, code)
    say("\nThat is the whole way, from a report to its closing. Nothing left this computer.")


async def _report(teller: Teller, witness: Witness) -> str:
    phone = witness.chat

    async def press(label: str) -> None:
        await teller.act("Amina's phone", phone, f"Amina presses “{label}”", lambda: witness.press(label))

    await teller.act("Amina's phone", phone, "Amina opens the bot", witness.start)
    for label in ("English", "Continue", "Report what happened"):
        await press(label)
    for _step in range(STEPS):
        text = phone.text()
        if "Please check your answers" in text:
            break
        typed = next((words for asked, words in TYPED.items() if asked in text), None)
        if typed is not None:
            await teller.act("Amina's phone", phone, f"Amina writes: {typed}", partial(witness.say, typed))
        elif PHOTO in text and "✅ Your file is saved." not in text:
            await teller.act(
                "Amina's phone", phone, "Amina sends a photo", lambda: witness.send_photo(photo())
            )
            await witness.sees("✅ Your file is saved.")
            await press("Done")
        else:
            await press(_next(text, phone))
    for label in ("Continue", "Yes", "No", "No", "Submit"):
        await press(label)
    found = re.search(CODE, phone.text())
    assert found is not None, phone.text()
    return found.group()


def _next(text: str, phone: Screen) -> str:
    newest = phone.newest()
    assert newest is not None
    labels = [button.text for row in newest.buttons for button in row]
    chosen = next((label for asked, label in CHOSEN.items() if asked in text), None)
    if "Done" in labels:
        return "Done"
    if chosen is not None and (found := next((one for one in labels if chosen in one), None)):
        return found
    return "Skip" if "Skip" in labels else labels[0]


async def _read(teller: Teller, moderator: Moderator, code: str) -> None:
    card = await moderator.card(code)
    teller.say("\n  ┌ The desk's group: no story, no names")
    teller.say(textwrap.indent(_wrapped(described(card)), "  │ "))
    teller.say("\n    → Nino presses “Claim”, then “Read”")
    await moderator.press_card(code, "Claim")
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(f"{code}: files")
    for shown in moderator.in_private.messages():
        if shown.from_bot and code in shown.text:
            teller.say("\n  ┌ Nino, in private with the staff bot")
            teller.say(textwrap.indent(_wrapped(described(shown)), "  │ "))


async def _ask(teller: Teller, moderator: Moderator, witness: Witness) -> None:
    private = moderator.in_private
    where = "Nino, in private with the staff bot"
    await teller.act(where, private, "Nino presses “Ask”", lambda: private.press("Ask"))
    await teller.act(where, private, f"Nino writes: {QUESTION}", lambda: private.say(QUESTION))
    teller.say("\n    → Nino presses “Send”")
    await private.press("Send")
    await witness.sees("We have a question for you. Open it when you are safe.")
    teller.show("Amina's phone", witness.chat)
    phone = witness.chat
    await teller.act("Amina's phone", phone, "Amina presses “Open”", lambda: witness.press("Open"))
    await teller.act("Amina's phone", phone, f"Amina writes: {ANSWER}", lambda: witness.say(ANSWER))


async def _close(teller: Teller, moderator: Moderator, code: str) -> None:
    private = moderator.in_private
    where = "Nino, in private with the staff bot"
    await private.sees("has written")
    teller.show(where, private)
    teller.say("\n    → Nino presses “Read”")
    await private.press("Read")
    await private.sees(ANSWER)
    teller.show(where, private)
    await teller.act(where, private, "Nino presses “Close”", lambda: private.press("Close"))
    teller.say("\n    → Nino presses “Documented”")
    await private.press("Documented")
    await moderator.in_group.until(lambda: "Closed" in moderator.in_group.text(), "the closed card", 10)
    teller.show("The desk's group", moderator.in_group)


def _wrapped(words: str) -> str:
    return "\n".join(textwrap.fill(line, 76) if len(line) > 76 else line for line in words.splitlines())


def photo() -> bytes:
    """A picture of a door, as JPEG."""
    picture = Image.new("RGB", (900, 1200), "#8a8f98")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((270, 220, 630, 1120), fill="#5b3a29", outline="#3a2418", width=12)
    draw.ellipse((560, 660, 600, 700), fill="#c9a24b")
    made = io.BytesIO()
    picture.save(made, "JPEG")
    return made.getvalue()
