"""Deciding one action on one case: the table says what may happen, this says what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.casework.actions import ACTIONS
from bot.casework.case import Case, Workflow
from bot.casework.changes import changed
from bot.casework.deadlines import local_time, next_waking, timed
from bot.casework.effects import (
    Asked,
    AskSecond,
    AskWitness,
    CallForHelp,
    ChooseReason,
    Command,
    ConfirmLegalHold,
    DeleteContent,
    DenyContacts,
    Effect,
    Effects,
    HideCopies,
    KeepNote,
    LegalHold,
    Note,
    Notify,
    NotifyDesk,
    OpenCase,
    Payload,
    PreviewQuestion,
    PromptNote,
    PromptQuestion,
    Question,
    Record,
    RefuseNote,
    RefuseQuestion,
    ReportReader,
    Rest,
    ShowCard,
    ShowContacts,
    ShowHistory,
    ShowMenu,
    TellWitness,
    Toast,
)
from bot.casework.notes import flaw as flaw_of_note
from bot.casework.questions import flaw
from bot.casework.reading_limits import counts, many
from bot.casework.refusals import refused
from bot.casework.row import Action
from bot.casework.words import choice_words
from bot.text import Text, _

ON_ITS_WAY = _("The question is on its way to the witness.")


def act(case: Case, command: Command) -> tuple[Case, Effects]:
    """The case after the action and what follows; the same case when it is refused or nothing changes."""
    row = ACTIONS[command.action]
    if before := refused(row, case, command) or _asked_first(row, case, command):
        return case, before
    after = timed(case, changed(row, case, command), command.at, command.calendar)
    return after, (
        *_of_its_own(row, after, command),
        *_said(row, after, command),
        *_shown(row, case, after),
        *((TellWitness(row.tells_witness),) if row.tells_witness else ()),
        *_notice(row, after),
        *((HideCopies(after),) if row.hides else ()),
        *((Record(row.audit, reason_of(command.payload)),) if row.audit else ()),
    )


def _asked_first(row: Action, case: Case, command: Command) -> Effects:
    """What the presser is asked, or shown, before anything is done."""
    match row.name, command.payload:
        case "ask", Question(text) if reason := flaw(text):
            return (RefuseQuestion(case, reason), Record("refused", "question"))
        case "ask", Question(text, confirmed=False):
            return (PreviewQuestion(case, text, _later(case, command)),)
        case "ask", None:
            return (PromptQuestion(case),)
        case "note", None:
            return (PromptNote(case),)
        case "note", Note(text) if reason := flaw_of_note(text):
            return (RefuseNote(case, reason),)
        case "legalhold", LegalHold(reason=held, confirmed=False):
            return (ConfirmLegalHold(case, held),)
        case "hold", Rest(span, None):
            return (ChooseReason(case, row.name, span),)
        case _, None if row.choices:
            return (ChooseReason(case, row.name),)
    return ()


def _of_its_own(row: Action, after: Case, command: Command) -> Effects:
    """What only this row brings about."""
    match row.name, command.payload:
        case "read", _:
            assert command.role is not None
            new = counts(command.openings, after.id, command.at)
            alarm: Effects = (ReportReader(),) if new and many(command.openings) else ()
            return (OpenCase(after, new, command.role), *alarm)
        case "more", _:
            assert command.role is not None
            return (ShowMenu(after, command.role),)
        case "history", _:
            return (ShowHistory(after),)
        case "note", Note(text):
            return (KeepNote(after, text),)
        case "escalate", _:
            return (CallForHelp(after),)
        case "contacts", _:
            return (AskSecond(after),)
        case "approve", Asked(request):
            return (ShowContacts(after, request),)
        case "refuse", Asked(request):
            return (DenyContacts(after, request),)
        case "ask", Question(text):
            due_at = next_waking(command.at, after.facts.zone, command.quiet)
            return (AskWitness(after, text, due_at), Toast(_on_its_way(after, command)))
        case "delete", _:
            return (DeleteContent(after),)
    return ()


def _said(row: Action, after: Case, command: Command) -> Effects:
    if row.says is None:
        return ()
    choice = choice_words(command.payload)
    params = (*row.says.params, ("code", after.code), *((("choice", choice),) if choice else ()))
    return (Toast(replace(row.says, params=params)),)


def _shown(row: Action, case: Case, after: Case) -> Effects:
    """The card, whenever it may look different: files that came are no part of the case."""
    if row.least is None or after.version != case.version:
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


def reason_of(payload: Payload | None) -> str:
    """As the trail has it."""
    match payload:
        case LegalHold(reason):
            return str(reason)
        case Rest(span, reason):
            return f"{span}: {reason}"
        case Asked(request):
            return f"for {request.asker}"
        case Question() | Note() | None:
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
