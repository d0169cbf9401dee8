"""Canaries: words, names and numbers that are told to the program, and must be found nowhere."""

from __future__ import annotations

from bot.interview import by_receipt
from bot.simulator.accounts import Person
from bot.simulator.people import Witness
from bot.stage import Stage
from handlers.media import KEPT
from tests.previews import camera, recorder
from tests.scenarios import inputs, inside, pictures, walks
from tests.scenarios.walks import words

WHO = Person(7_199_254_741_003, "Zulfiyakhon", "Canaryeva", "canary_of_the_mill", "en")
STORY = "Canarystory: they burned the archive in the yard."
REWORDED = "Canaryreworded: they burned it at night."
ANSWER = "Canaryanswer: the driver limped."
QUESTION = "Canaryquestion: who drove?"
NOTE = "Canarynote: ask the mill's owner."
PAPER = "Canarypaper of Zulfiya.pdf"
CAPTION = "Canarycaption on the paper"
PLACE = "Canaryplace by the mill"
REFUSAL = "Bad Request: Canaryrefusal of Telegram's"
PRESSED = "Canarypressed:1"
INSIDE = b"%PDF-1.7 Canarycontent of a paper"
PIN = (41.203_117, 44.918_553)
PHONE = "+37410987654"

# Who somebody is: staff must not see it either.
NAMES = (
    WHO.first_name, str(WHO.last_name), str(WHO.username), str(WHO.id), PAPER, PHONE,
    "Ognjena", "origin_channel", "987654321", "9876543210", pictures.CAMERA, "AQAD", REFUSAL, PRESSED,
)  # fmt: skip
# What somebody told: staff read it in private, and nobody anywhere else.
WORDS = (STORY, REWORDED, ANSWER, QUESTION, NOTE, CAPTION, PLACE, "41.203117", "44.918553", "Canary")
TOKENS = ("local-witness", "local-staff")


async def tell_everything(stage: Stage, witness: Witness) -> tuple[str, ...]:
    """A report with a canary in all that can be said, through every kind of input, and what comes after.
    What stands for its receipt: as it is shown, as it may be typed, and its halves."""
    moderator = stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await poison(stage, witness)
    await walks.ask_for(witness, "Where exactly was it?")
    await walks.tell(witness, PLACE)
    await witness.sees(walks.TELL)
    for send in inputs.EVERY.values():
        await send(witness)
    await witness.send_location(*PIN)
    await walks.tell(witness, STORY)
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await _send_files(stage, witness)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    receipt = await walks.take_receipt(witness)
    await witness.press("It is written down")
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(STORY)
    await moderator.in_private.say(f"/note {code} {NOTE}")
    await moderator.in_private.sees("the note is kept")
    await walks.ask(moderator, code, QUESTION)
    await walks.answer(witness, QUESTION, ANSWER)
    await moderator.in_private.press("Read")
    await moderator.in_private.sees(ANSWER)
    await _use(stage, receipt)
    typed = receipt.replace("-", "")
    return receipt, typed, typed.lower(), typed[:10], typed[10:20], typed[10:20].lower()


async def _use(stage: Stage, receipt: str) -> None:
    """Typed in every wrong place and way, then in the right one, and the chat moved."""
    other = stage.witness("Bakyt")
    await other.say(receipt)
    await walks.begin(other)
    await other.say(receipt.lower())
    await other.sees(words(by_receipt.MISLAID))
    stage.world.inject(stage.witness_bot, {"message": _broken(other.person.id) | {"text": receipt}})
    await walks.present(other, receipt[:-1] + ("2" if receipt[-1] != "2" else "3"))  # no other character fits
    await other.sees(words(by_receipt.SLIP))
    await other.say(receipt.replace("-", " ").lower())
    await other.press("Yes")
    await stage.moderator().in_private.sees("channel changed")


async def _send_files(stage: Stage, witness: Witness) -> None:
    await witness.send_document(pictures.jpeg(), PAPER, CAPTION)
    await witness.sees(words(KEPT))
    for kind, content in (("document", INSIDE), ("photo", camera.jpeg()), ("video", recorder.video())):
        await witness.send(kind, content)
    await stage.world.until(lambda: inside._all_confirmed(stage), 10)


async def poison(stage: Stage, witness: Witness) -> None:
    """What fails on its way in and on its way out, with words and names in it."""
    broken = _broken(WHO.id)
    stage.world.inject(stage.witness_bot, {"message": broken | {"text": STORY}})
    stage.world.inject(stage.witness_bot, {"edited_message": broken | {"caption": CAPTION, "photo": 5}})
    theirs = {"id": stage.moderators[0].id, "is_bot": False, "first_name": "Nino", "type": "private"}
    stage.world.inject(
        stage.staff_bot, {"message": broken | {"text": QUESTION, "chat": theirs, "from": theirs}}
    )
    forged = {"id": 5, "from": broken["from"], "data": PRESSED, "message": broken}
    stage.world.inject(stage.witness_bot, {"callback_query": forged})
    newest = witness.chat.newest()
    assert newest is not None
    await witness.world.press_data(witness.person, witness.bot, newest.id, PRESSED)
    stage.server.faults.next("sendMessage", 1, "refused", bot=stage.witness_bot, description=REFUSAL)
    await witness.say("/help")  # its answer is refused
    stage.server.faults.next("getUpdates", 1, "refused", bot=stage.staff_bot, description=REFUSAL)
    stage.server.faults.next("sendMessage", 1, "error500", bot=stage.witness_bot)
    await witness.say("/status")
    await witness.sees("My cases")
    await witness.press("Back")
    await witness.sees(walks.MENU)


def _broken(id: int) -> dict[str, object]:
    person = {"id": id, "is_bot": False, "first_name": WHO.first_name}
    chat = {"id": id, "type": "private", "username": WHO.username}
    nowhere = {"latitude": "north"}
    return {"message_id": 9, "date": "x", "location": nowhere, "chat": chat, "from": person}
