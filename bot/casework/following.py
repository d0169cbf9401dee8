"""What only one action brings about, beside what its row says."""

from __future__ import annotations

from bot.casework.case import Case, OriginalReason, Role
from bot.casework.commands import (
    Asked,
    Command,
    ForPartner,
    FromBank,
    Note,
    Onward,
    Original,
    OriginalSeen,
    Pass,
    Question,
    SameAs,
)
from bot.casework.effects import (
    AskSecond,
    CallForHelp,
    DeleteContent,
    DenyRequest,
    Effects,
    KeepNote,
    Notify,
    OfferCase,
    OpenCase,
    ReportReader,
    RequestOriginal,
    SettleOriginal,
    ShowContacts,
    ShowFiles,
    ShowHistory,
    ShowMenu,
    ShowPages,
)
from bot.casework.reading_limits import counts, many
from bot.casework.row import Action
from bot.casework.sending import ask_witness
from bot.text import _


def of_its_own(row: Action, after: Case, command: Command) -> Effects:
    """What only this row brings about."""
    match row.name, command.payload:
        case "read", _:
            assert command.role is not None
            return _opened(after, command, command.role)
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
            return ask_witness(after, command, text)
        case "ask", FromBank(_name, steps):
            return ask_witness(after, command, steps[0].text, steps)
        case "consent", ForPartner(steps):
            return ask_witness(after, command, steps[0].text, steps, consent=True)
        case "duplicate", SameAs(case=Case() as original):
            return _merged_words(after, original, command)
        case "delete", _:
            return (DeleteContent(after),)
    return ()


def _opened(after: Case, command: Command, role: Role) -> Effects:
    """The admins hear of whoever reads more than a day's work."""
    new = counts(command.openings, after.id, command.at)
    alarm: Effects = (ReportReader(),) if new and many(command.openings) else ()
    return (OpenCase(after, new, role), *alarm)


def _onward(command: Command) -> Onward:
    return command.payload if isinstance(command.payload, Onward) else Onward()


def _merged_words(after: Case, original: Case, command: Command) -> Effects:
    if original.assignee in (None, command.actor):
        return ()
    words = _("{code}: {other} is a duplicate of it. Read shows both.", code=original.code, other=after.code)
    assert original.assignee is not None
    return (Notify(original.assignee, original, words, read=True),)
