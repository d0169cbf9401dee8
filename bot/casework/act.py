"""Deciding one action on one case: the table says what may happen, this says what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.casework import originals
from bot.casework.actions import ACTIONS
from bot.casework.case import Case, OriginalReason, Workflow
from bot.casework.changes import changed
from bot.casework.commands import (
    Asked,
    Command,
    ForPartner,
    FromBank,
    LegalHold,
    Listing,
    Note,
    Onward,
    Original,
    OriginalSeen,
    OwnWords,
    Pass,
    PassReply,
    Payload,
    Question,
    Request,
    Rest,
    SameAs,
    Unanswered,
)
from bot.casework.deadlines import local_time, next_waking, timed
from bot.casework.effects import (
    AskSecond,
    AskWitness,
    CallForHelp,
    ChooseFile,
    ChooseNeed,
    ChoosePerson,
    ChooseQuestion,
    ChooseReason,
    ConfirmLegalHold,
    ConfirmMerge,
    DeleteContent,
    DenyRequest,
    Effect,
    Effects,
    HideCopies,
    KeepNote,
    Notify,
    NotifyDesk,
    OfferCase,
    OpenCase,
    PreviewFromBank,
    PreviewQuestion,
    PromptNote,
    PromptQuestion,
    ProposeConsent,
    Record,
    RefuseNote,
    RefuseQuestion,
    ReportReader,
    RequestOriginal,
    SendAsked,
    SettleOriginal,
    ShowAsked,
    ShowCard,
    ShowContacts,
    ShowFiles,
    ShowHistory,
    ShowMenu,
    ShowPages,
    SuggestSame,
    TellWitness,
    Toast,
)
from bot.casework.notes import flaw as flaw_of_note
from bot.casework.prying import asks_who
from bot.casework.questions import flaw
from bot.casework.reading_limits import counts, many
from bot.casework.refusals import refused
from bot.casework.row import Action, Holder
from bot.casework.words import choice_words
from bot.text import Name, Text, _

QUESTION_WAITS = _(
    "A second person is asked in the group. The question is sent if they agree within an hour."
)
NO_WORDS = _(
    "This question is not there in the witness's language. Write your own instead, as one text message."
)
NOT_ASKED = Record("refused", "consent")
LOOKING = _("Looking for similar cases. What is found comes in your private chat.")
ON_ITS_WAY = _("The question is on its way to the witness.")


def act(case: Case, command: Command) -> tuple[Case, Effects]:
    """The case after the action and what follows; the same case when it is refused or nothing changes."""
    row = ACTIONS[command.action]
    if before := refused(row, case, command) or _asked_first(row, case, command):
        return case, before
    match row.name, command.payload:
        case "approve", Asked(Request(text=str())) as asked:
            return _asked_for(case, command, asked)
    after = timed(case, changed(row, case, command), command.at, command.calendar)
    return after, (
        *_of_its_own(row, after, command),
        *_said(row, after, command),
        *_shown(row, case, after),
        *((TellWitness(row.tells_witness),) if row.tells_witness else ()),
        *_notice(row, after),
        *_givers_told(row, case, after, command),
        *((HideCopies(after),) if row.hides else ()),
        *((Record(row.audit, reason_of(command.payload)),) if row.audit else ()),
    )


def _asked_first(row: Action, case: Case, command: Command) -> Effects:
    """What the presser is asked, or shown, before anything is done."""
    match row.name, command.payload:
        case "consent", None | ForPartner(steps=()):
            return (Toast(_("This question is not there in the witness's language.")), NOT_ASKED)
        case "handover", None if not case.facts.consent.partner:
            return (ProposeConsent(case),)
        case "ask", Question(text) if reason := flaw(text):
            return (RefuseQuestion(case, reason), Record("refused", "question"))
        case "ask", Question(text, confirmed=False):
            return (PreviewQuestion(case, text, _later(case, command), asks_who(text)),)
        case "ask", Question(text, seconded=False) if asks_who(text):
            return (AskSecond(case, text), Toast(QUESTION_WAITS), Record("second person asked"))
        case "ask", FromBank(steps=()):
            return (RefuseQuestion(case, NO_WORDS), Record("refused", "question"))
        case "ask", FromBank(confirmed=False) as asked:
            return (PreviewFromBank(case, asked, _later(case, command)),)
        case "ask", Listing(page, every):
            return (ChooseQuestion(case, page, every, anew=False),)
        case "ask", OwnWords():
            return (PromptQuestion(case),)
        case "ask", None:
            return (ChooseQuestion(case),)
        case "approve", Asked(Request(text=str()) as request, seen=False):
            return (ShowAsked(case, request), Record("question looked at"))
        case "note", None:
            return (PromptNote(case),)
        case "note", Note(text) if reason := flaw_of_note(text):
            return (RefuseNote(case, reason),)
        case "original", None:
            return (ChooseFile(case),)
        case "original", Original(number, why=None):
            return (ChooseNeed(case, number),)
        case "looked", None:
            return (Toast(originals.EXAMPLE),)
        case "looked", OriginalSeen(words=text) if text and (reason := flaw_of_note(text)):
            return (RefuseNote(case, reason),)
        case "assign", None:
            return (ChoosePerson(case),)
        case "assign", Pass(note=text) if text and (reason := flaw_of_note(text)):
            return (RefuseNote(case, reason),)
        case "duplicate", None:
            return (SuggestSame(case), Toast(LOOKING))
        case "duplicate", SameAs(case=Case() as original, typed=typed, confirmed=False):
            return (ConfirmMerge(case, original, typed),)
        case "legalhold", LegalHold(reason=held, confirmed=False):
            return (ConfirmLegalHold(case, held),)
        case "hold", Rest(span, None):
            return (ChooseReason(case, row.name, span),)
        case _, None if row.choices:
            return (ChooseReason(case, row.name),)
    return ()


def _asked_for(case: Case, command: Command, asked: Asked) -> tuple[Case, Effects]:
    """A second person has agreed: it is asked as if its asker had pressed Send now."""
    request = asked.request
    assert request.text is not None
    question = Question(request.text, confirmed=True, seconded=True)
    asker = replace(
        command, action="ask", actor=request.asker, role=asked.role, version=None, payload=question
    )
    after, follows = act(case, asker)
    if not any(isinstance(effect, AskWitness) for effect in follows):
        return case, follows
    shown = tuple(effect for effect in follows if not isinstance(effect, Toast | Record))
    agreed, recorded = (
        Toast(_("Agreed. The question is sent.")),
        Record("question approved", reason_of(asked)),
    )
    return after, (*shown, SendAsked(after, request), agreed, recorded)


def _of_its_own(row: Action, after: Case, command: Command) -> Effects:
    """What only this row brings about."""
    match row.name, command.payload:
        case "read", _:
            assert command.role is not None
            new = counts(command.openings, after.id, command.at)
            alarm: Effects = (ReportReader(),) if new and many(command.openings) else ()
            return (OpenCase(after, new, command.role), *alarm)
        case "pages", _:
            assert command.role is not None
            return (ShowPages(after, _onward(command), command.role),)
        case "files", _:
            assert command.role is not None
            return (ShowFiles(after, _onward(command), command.role),)
        case "original", Original(number, OriginalReason() as why):
            return (RequestOriginal(after, number, why),)
        case "looked", OriginalSeen(number, outcome, text):
            noted = (KeepNote(after, f"{after.code}-{number}: {text}"),) if text else ()
            return (*noted, SettleOriginal(after, number, outcome, bool(text)))
        case "more", _:
            assert command.role is not None
            return (ShowMenu(after, command.role),)
        case "history", _:
            return (ShowHistory(after),)
        case "note", Note(text):
            return (KeepNote(after, text),)
        case "assign", Pass(note=text, alone=alone):
            kept = (KeepNote(after, text),) if text else ()
            return (*kept, *((OfferCase(after, text),) if alone else ()))
        case "escalate", _:
            return (CallForHelp(after),)
        case "contacts", _:
            return (AskSecond(after),)
        case "approve", Asked(request):
            return (ShowContacts(after, request),)
        case "refuse", Asked(request):
            return (DenyRequest(after, request),)
        case "ask", Question(text):
            due_at = next_waking(command.at, after.facts.zone, command.quiet)
            asked = AskWitness(after, text, due_at, asker=command.actor)
            return (asked, Toast(_on_its_way(after, command)))
        case "ask", FromBank(_name, steps):
            due_at = next_waking(command.at, after.facts.zone, command.quiet)
            asked = AskWitness(after, steps[0].text, due_at, steps, command.actor)
            return (asked, Toast(_on_its_way(after, command)))
        case "consent", ForPartner(steps):
            due_at = next_waking(command.at, after.facts.zone, command.quiet)
            asked = AskWitness(after, steps[0].text, due_at, steps, command.actor, consent=True)
            return (asked, Toast(_on_its_way(after, command)))
        case "duplicate", SameAs(case=Case() as original):
            return _merged_words(after, original, command)
        case "delete", _:
            return (DeleteContent(after),)
    return ()


def _onward(command: Command) -> Onward:
    return command.payload if isinstance(command.payload, Onward) else Onward()


def _merged_words(after: Case, original: Case, command: Command) -> Effects:
    if original.assignee in (None, command.actor):
        return ()
    words = _("{code}: {other} is a duplicate of it. Read shows both.", code=original.code, other=after.code)
    assert original.assignee is not None
    return (Notify(original.assignee, original, words, read=True),)


def _said(row: Action, after: Case, command: Command) -> Effects:
    if row.says is None:
        return ()
    choice = choice_words(command.payload)
    params = (*row.says.params, ("code", after.code), *((("choice", choice),) if choice else ()))
    return (Toast(replace(row.says, params=params)),)


def _shown(row: Action, case: Case, after: Case) -> Effects:
    """The card, whenever it may look different: files that came are no part of the case, nor is a further
    question."""
    if row.least is None or row.name == "ask" or after.version != case.version:
        return (ShowCard(after, first=row.name == "opened"),)
    return ()


def _notice(row: Action, after: Case) -> tuple[Effect, ...]:
    """The assignee hears of it; of late files only once the case has been read."""
    unread = after.workflow in (Workflow.NEW, Workflow.TRIAGE)
    if row.tells is None or (row.name == "arrived" and unread):
        return ()
    words = replace(row.tells, params=(("code", after.code),))
    if after.assignee is None:
        return (NotifyDesk(words),) if row.tells_desk else ()
    return (Notify(after.assignee, after, words, row.readable),)


def _givers_told(row: Action, case: Case, after: Case, command: Command) -> Effects:
    """Whoever passed the case on hears what became of it, and so does who had it."""
    match command.payload:
        case PassReply(alone=False):
            return ()
    passed = case.passing
    if row.tells_giver is None or (passed is None and row.holder is not Holder.RETURNS):
        return ()
    told = {after.assignee} if passed is None or row.holder is Holder.RETURNS else {passed.by, case.assignee}
    who = command.actor if passed is None or command.actor is not None else passed.to
    assert who is not None
    words = replace(row.tells_giver, params=(("code", after.code), ("name", Name(who))))
    return tuple(Notify(user, after, words, False) for user in sorted(filter(None, told)) if user != who)


def reason_of(payload: Payload | None) -> str:
    """As the trail has it."""
    match payload:
        case LegalHold(reason):
            return str(reason)
        case Rest(span, reason):
            return f"{span}: {reason}"
        case SameAs(case=Case(code=code)):
            return f"of {code}"
        case Asked(request):
            return f"for {request.asker}"
        case Pass(to):
            return f"to {to}"
        case Onward(pages, files):
            return f"page {pages}, file {files}"
        case Original(number, why):
            return f"{number}: {why}"
        case OriginalSeen(number, outcome):
            return f"{number}: {outcome}"
        case Question() | FromBank() | ForPartner() | Unanswered() | Note() | PassReply() | None:
            return ""
    return str(payload)


def _later(case: Case, command: Command) -> datetime | None:
    due_at = next_waking(command.at, case.facts.zone, command.quiet)
    return due_at if due_at > command.at else None


def _on_its_way(case: Case, command: Command) -> Text:
    later = _later(case, command)
    return ON_ITS_WAY if later is None else wait_words(case, later)


def wait_words(case: Case, later: datetime) -> Text:
    """Why a question does not go out at once."""
    return _(
        "It is night there. The question will be sent at {time} their time.",
        time=local_time(later, case.facts.zone),
    )
