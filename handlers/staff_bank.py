"""The question bank as staff choose from it: in the words of the witness's language, and in their own."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.casework import asking, commands
from bot.casework.bank import BankQuestion
from bot.casework.case import Case
from bot.casework.presses import LIST, OWN, PICK
from bot.casework.questions import PROMISE
from bot.text import Screen, Text, verbatim
from handlers.desk import Desk, language_in

BANK = "bank"  # what is waited for: a Send under a question of the bank


def payload(desk: Desk, case: Case, press: str, detail: str | None) -> commands.Payload | None:
    """What a press on the list stands for."""
    match press:
        case str(verb) if verb == LIST:
            return commands.Listing(*asking.page_of(detail))
        case str(verb) if verb == PICK:
            return worded(desk, case, desk.bank.marked(detail))
        case str(verb) if verb == OWN:
            return commands.OwnWords()
    return None


def worded(
    desk: Desk, case: Case, question: BankQuestion | None, *, confirmed: bool = False
) -> commands.FromBank:
    """As the witness of this case would read it; without steps where their language has no text."""
    if question is None:
        return commands.FromBank("", ())
    language = desk.wording.nearest(case.facts.language)
    steps = question.steps(lambda text: desk.wording.translated(text, language))
    return commands.FromBank(question.name, steps or (), language in question.reviewed, confirmed)


def preview(
    db: Connection, desk: Desk, case: Case, reader: int, asked: commands.FromBank, waits: Text | None
) -> Screen:
    """In both languages, or in one where they are the same."""
    own = language_in(db, desk, reader) != desk.wording.nearest(case.facts.language)
    language = asking.language_of(case, desk.labels)
    return asking.preview_from_bank(case, asked, waits, language, both=own, promise=promise(desk, case))


def promise(desk: Desk, case: Case) -> Text:
    """What stands under every question, as its witness reads it."""
    return verbatim(desk.wording.words(PROMISE, desk.wording.nearest(case.facts.language)))
