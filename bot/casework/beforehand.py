"""What somebody is asked, or shown, before an action is done."""

from __future__ import annotations

from bot.casework import holding, originals
from bot.casework.case import Case, Span
from bot.casework.commands import (
    Asked,
    Command,
    ForPartner,
    FromBank,
    LegalHold,
    Listing,
    Note,
    Original,
    OriginalSeen,
    OwnWords,
    Pass,
    Question,
    Request,
    Rest,
    SameAs,
)
from bot.casework.effects import (
    AskSecond,
    ChooseFile,
    ChooseNeed,
    ChoosePerson,
    ChooseQuestion,
    ChooseReason,
    ConfirmLegalHold,
    ConfirmMerge,
    Effects,
    PreviewFromBank,
    PreviewQuestion,
    PromptNote,
    PromptQuestion,
    ProposeConsent,
    Record,
    RefuseNote,
    RefuseQuestion,
    ShowAsked,
    SuggestSame,
    Toast,
)
from bot.casework.notes import flaw as flaw_of_note
from bot.casework.prying import asks_who
from bot.casework.questions import flaw
from bot.casework.row import Action
from bot.casework.sending import later
from bot.text import _

QUESTION_WAITS = _(
    "A second person is asked in the group. The question is sent if they agree within an hour."
)
NO_WORDS = _(
    "This question is not there in the witness's language. Write your own instead, as one text message."
)
LOOKING = _("Looking for similar cases. What is found comes in your private chat.")
_NOT_ASKED = Record("refused", "consent")


def asked_first(row: Action, case: Case, command: Command) -> Effects:
    """What the presser is asked, or shown, before anything is done; nothing when it can be done."""
    return (
        _about_questions(row, case, command)
        or _about_words(row, case, command)
        or _about_choices(row, case, command)
    )


def _about_questions(row: Action, case: Case, command: Command) -> Effects:
    """To the witness: which, how it will look, and whether somebody else agrees."""
    match row.name, command.payload:
        case "consent", None | ForPartner(steps=()):
            return (Toast(_("This question is not there in the witness's language.")), _NOT_ASKED)
        case "ask", Question(text) if reason := flaw(text):
            return (RefuseQuestion(case, reason), Record("refused", "question"))
        case "ask", Question(text, confirmed=False):
            return (PreviewQuestion(case, text, later(case, command), asks_who(text)),)
        case "ask", Question(text, seconded=False) if asks_who(text):
            return (AskSecond(case, text), Toast(QUESTION_WAITS), Record("second person asked"))
        case "ask", FromBank(steps=()):
            return (RefuseQuestion(case, NO_WORDS), Record("refused", "question"))
        case "ask", FromBank(confirmed=False) as asked:
            return (PreviewFromBank(case, asked, later(case, command)),)
        case "ask", Listing(page, every):
            return (ChooseQuestion(case, page, every, anew=False),)
        case "ask", OwnWords():
            return (PromptQuestion(case),)
        case "ask", None:
            return (ChooseQuestion(case),)
        case "approve", Asked(Request(text=str()) as request, seen=False):
            return (ShowAsked(case, request), Record("question looked at"))
    return ()


def _about_words(row: Action, case: Case, command: Command) -> Effects:
    """For colleagues: a note, or what is written beside something else."""
    match row.name, command.payload:
        case "note", None:
            return (PromptNote(case),)
        case "note", Note(text) if reason := flaw_of_note(text):
            return (RefuseNote(case, reason),)
        case "looked", None:
            return (Toast(originals.EXAMPLE),)
        case "looked", OriginalSeen(words=text) if text and (reason := flaw_of_note(text)):
            return (RefuseNote(case, reason),)
        case "assign", None:
            return (ChoosePerson(case),)
        case "assign", Pass(note=text) if text and (reason := flaw_of_note(text)):
            return (RefuseNote(case, reason),)
    return ()


def _about_choices(row: Action, case: Case, command: Command) -> Effects:
    """What exactly, why, and whether they are sure; any other row with choices comes last."""
    match row.name, command.payload:
        case "handover", None if not case.facts.consent.partner:
            return (ProposeConsent(case),)
        case "original", None:
            return (ChooseFile(case),)
        case "original", Original(number, why=None):
            return (ChooseNeed(case, number),)
        case "duplicate", None:
            return (SuggestSame(case), Toast(LOOKING))
        case "duplicate", SameAs(case=Case() as original, typed=typed, confirmed=False):
            return (ConfirmMerge(case, original, typed),)
        case "legalhold", LegalHold(reason=held, confirmed=False):
            return (ConfirmLegalHold(case, held),)
        case "hold", Rest() as rest if wrong := holding.flaw(rest, command.at):
            return (Toast(wrong),)
        case "hold", Rest(Span() as span, None):
            return (ChooseReason(case, row.name, span),)
        case _, None if row.choices:
            return (ChooseReason(case, row.name),)
    return ()
