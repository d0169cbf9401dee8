"""A practice desk with many cases: reports of made-up witnesses, sent by the rules that send all others."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection

from bot.interview import asking, events
from bot.interview.draft import Draft, Place
from bot.questionnaire import answers
from bot.questionnaire.answers import Number, Part, Pick, When, Words
from bot.questionnaire.form import Form, Kind, Question
from bot.simulator.people import Witness
from bot.stage import Stage
from handlers import intake
from handlers.door import Door
from storage import drafts
from storage.drafts import Reach

LANGUAGES = ("ru", "ru", "ru", "en")
TOLD = {
    "detention": "Two men without signs on their clothes took my neighbour away. They showed no paper.",
    "disappearance": "He went to work on Monday and has not come back. His phone is off.",
    "torture": "When they let him go he could not stand. It was on the second floor, he says.",
    "threats": "Someone calls at night and says that we should stop writing about the quarry.",
    "speech": "Our page was taken down the day after the article. The editor was asked to come for a talk.",
    "assembly": "We stood with signs for ten minutes. Then all of us were put into a bus and fined.",
    "eviction": "They gave us three days to leave the house. There was no court, and we have nowhere to go.",
    "discrimination": "They refused to register my daughter at the school because of the language we speak.",
}


async def gather(stage: Stage, number: int, seed: int = 1) -> None:
    """Opens so many cases, the oldest first, each from a chat of its own. The same seed tells the same."""
    chance, door = random.Random(seed), stage.app.door
    assert door is not None
    ages = sorted((timedelta(hours=chance.expovariate(1 / 20)) for _each in range(number)), reverse=True)
    for place, ago in enumerate(ages):
        language = chance.choice(LANGUAGES)
        witness = stage.witness(f"Witness {place + 2}", language)
        await witness.start()
        await witness.chat.until(lambda w=witness: w.chat.newest() is not None, "the first screen", 20)
        draft = finished(door.form(language), language, chance)
        await _submit(door, stage.clock() - ago, stage.witness_bot.id, witness, draft)


async def _submit(door: Door, at: datetime, bot: int, witness: Witness, draft: Draft) -> None:
    """As if Submit had been pressed then."""
    then, chat = replace(door, clock=lambda: at), witness.person.id

    def work(db: Connection) -> None:
        drafts.save(db, door.keys, door.keys.tag(chat), draft, Reach(bot, chat), at)
        intake.take(db, then, intake.Heard(bot, -chat, chat, draft.language, events.Submitted()))

    await door.store.run(work)


def finished(form: Form, language: str, chance: random.Random) -> Draft:
    """A report as far as is needed, ready to be sent."""
    draft = Draft(language=language, warned=True, place=Place.INTERVIEW)
    category = chance.choice(sorted(TOLD))
    while (question := asking.current(form, draft)) is not None:
        part = _answer(form, draft, question, category, chance)
        if part is None:
            draft = asking.skip(form, draft, question)
            continue
        draft = asking.give(form, draft, question, part)
        if asking.gathers(question):
            draft = asking.finish(form, draft, question)
    consents = (chance.random() < 0.9, chance.random() < 0.5, chance.random() < 0.5)
    return replace(draft, place=Place.READY, consents=consents)


def _answer(
    form: Form, draft: Draft, question: Question, category: str, chance: random.Random
) -> Part | None:
    match question.kind:
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE:
            return Pick(_choice(form, draft, question, category, chance))
        case Kind.TEXT if question.name == "narrative":
            return Words(TOLD[category], 0)
        case Kind.DATE:
            return When("2026-03")
        case Kind.INTEGER:
            return Number(chance.randint(1, 5))
        case Kind.TEXT | Kind.PLACE | Kind.IMAGE | Kind.AUDIO | Kind.VIDEO | Kind.FILE | Kind.NOTE:
            return None
        case _:
            assert_never(question.kind)


def _choice(form: Form, draft: Draft, question: Question, category: str, chance: random.Random) -> str:
    """Most are not urgent, and nobody goes into details."""
    match question.name:
        case "categories":
            return category
        case "danger":
            return "yes" if chance.random() < 0.1 else "no"
        case "more":
            return "no"
        case _:
            return chance.choice([each.name for each in answers.choices(form, question, draft.answers)])
