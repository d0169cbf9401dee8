"""Deciding one action on one case: the table says what may happen, this says what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.casework import contacts
from bot.casework.actions import ACTIONS, Action, Holder
from bot.casework.case import Case, CloseReason, Flag, Ground, Role, Workflow
from bot.casework.deadlines import LEASE, local_time, next_waking
from bot.casework.effects import (
    Asked,
    AskSecond,
    AskWitness,
    ChooseReason,
    Command,
    ConfirmLegalHold,
    DeleteContent,
    DenyContacts,
    Effect,
    Effects,
    Held,
    HideCopies,
    LegalHold,
    Notify,
    NotifyDesk,
    OpenCase,
    PreviewQuestion,
    PromptQuestion,
    Question,
    Record,
    RefuseQuestion,
    ReportReader,
    ShowCard,
    ShowContacts,
    TellWitness,
    Toast,
)
from bot.casework.erasure import tombstone
from bot.casework.presses import APPROVE, REFUSE
from bot.casework.questions import flaw
from bot.casework.reading_limits import again_at, counts, many, refusal
from bot.casework.words import state_words
from bot.text import Text, _

_RANKS = tuple(Role)
SECOND_IS_ASKED = _(
    "A second person is asked in the group. If they agree within an hour, the contact details come here."
)
ON_ITS_WAY = _("The question is on its way to the witness.")


def act(case: Case, command: Command) -> tuple[Case, Effects]:
    """The case after the action and what follows; the same case when it is refused or nothing changes."""
    row = ACTIONS[command.action]
    if refusal := _refusal(row, case, command):
        return case, refusal
    match row.name, command.payload:
        case "ask", Question(text) if reason := flaw(text):
            return case, (RefuseQuestion(case, reason), Record("refused", "question"))
        case "ask", Question(text, confirmed=False):
            return case, (PreviewQuestion(case, text, _later(case, command)),)
        case "ask", None:
            return case, (PromptQuestion(case),)
        case "close" | "delete" | "keep" | "legalhold", None:
            return case, (ChooseReason(case, row.name),)
        case "legalhold", LegalHold(reason, confirmed=False):
            return case, (ConfirmLegalHold(case, reason),)
    after = _after(row, case, command)
    hidden: Effects = (HideCopies(after),) if row.hides else ()
    recorded = (Record(row.audit, _reason(row, command)),) if row.audit else ()
    return after, (*_consequences(row, case, after, command), *hidden, *recorded)


def _refusal(row: Action, case: Case, command: Command) -> Effects:
    if case.closed_reason is CloseReason.WITHDRAWN and row.name != "withdrawn":
        words = _("{code} was withdrawn by the witness. Its contents are deleted.", code=case.code)
        return (Toast(words), Record("refused", row.name))
    if row.least is None:
        return () if case.workflow in row.moves else (Record("ignored", row.name),)
    if command.role is None or _RANKS.index(command.role) < _RANKS.index(row.least):
        return (Toast(_("Your role does not allow this.")), Record("refused", row.name))
    if case.workflow is Workflow.PURGED:
        return _refusal_of_a_tombstone(row, case)
    if case.workflow not in row.moves:
        return (Toast(_impossible(case, command)),)
    if row.on_request and Flag.DELETION_ASKED not in case.flags:
        words = _("No wish to delete {code} is waiting for an answer.", code=case.code)
        return (Toast(words), Record("refused", row.name))
    if row.holder is Holder.TAKES and is_held(case, command.at):
        return _held_by_whom(case, command)
    free = row.on_request and case.assignee is None  # a closed case cannot be claimed
    if row.held and not free and command.role is not Role.ADMIN and case.assignee != command.actor:
        return _not_yours(row, case)
    if row.name == "ask" and Flag.UNREACHABLE in case.flags:
        words = _("{code}: the witness can't be reached any more.", code=case.code)
        return (Toast(words), Record("refused", row.name))
    if row.name == "ask" and not case.facts.consent.contact:
        words = _("The witness does not want to be contacted about {code}.", code=case.code)
        return (Toast(words), Record("refused", row.name))
    if row.name == "read":
        return _too_much(case, command)
    if row.name in (APPROVE, REFUSE):
        return contacts.unanswerable(row, case, command)
    return _refusal_of_a_legal_hold(row, case)


def _too_much(case: Case, command: Command) -> Effects:
    again = again_at(command.openings, command.at)
    if again is None or not counts(command.openings, case.id, command.at):
        return ()
    return (Toast(refusal(again, command.at)), Record("refused", "reading limit"))


def _refusal_of_a_tombstone(row: Action, case: Case) -> Effects:
    words = _(
        "{code} was closed long ago, and its text has been removed here. "
        "The sealed copy in the archive remains.",
        code=case.code,
    )
    return (Toast(words), Record("refused", row.name))


def _refusal_of_a_legal_hold(row: Action, case: Case) -> Effects:
    """What is kept already, or is not kept."""
    if row.name == "legalhold" and row.raises <= case.flags:
        return (Toast(_("{code} is kept longer already.", code=case.code)),)
    if row.name == "endlegalhold" and not row.lowers <= case.flags:
        return (Toast(_("There is no hold on {code}.", code=case.code)),)
    return ()


def can_be_asked(case: Case) -> bool:
    return case.facts.consent.contact and Flag.UNREACHABLE not in case.flags


def is_held(case: Case, now: datetime) -> bool:
    """A claim that has run out no longer holds; while the witness is waited for it does not run."""
    return case.assignee is not None and (case.claimed_until is None or case.claimed_until > now)


def _held_by_whom(case: Case, command: Command) -> Effects:
    if case.assignee == command.actor:
        return (Toast(_("{code} is yours already.", code=case.code)),)
    assert case.assignee is not None
    return (Held(case.code, case.assignee),)


def _not_yours(row: Action, case: Case) -> Effects:
    if case.assignee is None:
        return (Toast(_("Claim {code} first.", code=case.code)), Record("refused", row.name))
    words = _("Only the person who claimed {code}, or an admin, can do this.", code=case.code)
    return (Toast(words), Record("refused", row.name))


def _impossible(case: Case, command: Command) -> Text:
    state = state_words(case)
    if command.version is not None and command.version != case.version:
        return _("This button is out of date. {code} is now: {state}.", code=case.code, state=state)
    return _("Not possible now. {code} is: {state}.", code=case.code, state=state)


def _after(row: Action, case: Case, command: Command) -> Case:
    """The case with what the row changes; its version rises when people can see the difference."""
    workflow = row.moves[case.workflow]
    if row.assignee_moves and case.assignee != command.actor:
        return case
    after = replace(case, workflow=workflow, assignee=_assignee(row, case, command))
    if row.ends_contact:
        consent = replace(case.facts.consent, contact=False)
        after = replace(after, facts=replace(case.facts, consent=consent))
    after = replace(after, flags=(case.flags | row.raises) - row.lowers)
    if row.name == "delete" or (workflow is Workflow.CLOSED and case.workflow is not Workflow.CLOSED):
        after = replace(after, closed_reason=_close_reason(row, command), closed_at=command.at)
    elif workflow is Workflow.PURGED:
        after = tombstone(after)
    elif workflow is not Workflow.CLOSED:
        after = replace(after, closed_reason=None, closed_at=None)
    if after != case:
        after = replace(after, version=case.version + 1)
    return replace(after, claimed_until=_lease(row, after, command))


def _assignee(row: Action, case: Case, command: Command) -> int | None:
    match row.holder:
        case Holder.KEEPS:
            return case.assignee
        case Holder.TAKES:
            return command.actor
        case Holder.GIVES_BACK:
            return None
        case _:
            assert_never(row.holder)


def _lease(row: Action, after: Case, command: Command) -> datetime | None:
    """Work renews the claim. It does not run out while the case waits for the witness or is closed."""
    if after.assignee is None or after.workflow in (Workflow.AWAITING_WITNESS, Workflow.CLOSED):
        return None
    works = row.renews and command.actor in (None, after.assignee)
    return command.at + LEASE if works else after.claimed_until


def _close_reason(row: Action, command: Command) -> CloseReason:
    if row.name in ("withdrawn", "delete"):
        return CloseReason.WITHDRAWN
    assert isinstance(command.payload, CloseReason)
    return command.payload


def _reason(row: Action, command: Command) -> str:
    match command.payload:
        case LegalHold(reason):
            return str(reason)
        case CloseReason() | Ground() as reason:
            return str(reason)
        case Asked(request):
            return f"for {request.asker}"
    return ""


def _consequences(row: Action, case: Case, after: Case, command: Command) -> Effects:
    match row.name, command.payload:
        case "claim", _:
            return (Toast(_("{code} is yours for 24 hours.", code=after.code)), ShowCard(after))
        case "read", _:
            shown: Effects = (ShowCard(after),) if after.version != case.version else ()
            return (*_opened(after, command), *shown)
        case "contacts", _:
            return (AskSecond(after), Toast(SECOND_IS_ASKED))
        case "approve", Asked(request):
            return (ShowContacts(after, request), Toast(_("Agreed. They get the contact details now.")))
        case "refuse", Asked(request):
            return (DenyContacts(after, request), Toast(_("Refused.")))
        case "ask", Question(text):
            due_at = next_waking(command.at, after.facts.zone, command.quiet)
            return (AskWitness(after, text, due_at), Toast(_on_its_way(after, command)), ShowCard(after))
        case "close", _:
            words = _("{code} is closed.", code=after.code)
            return (Toast(words), ShowCard(after), TellWitness("closed"))
        case "delete", _:
            done = Toast(_("{code} is deleted.", code=after.code))
            return (DeleteContent(after), done, ShowCard(after), TellWitness("deleted"))
        case "keep", _:
            return (Toast(_("{code} is kept.", code=after.code)), ShowCard(after))
        case "legalhold", _:
            words = _(
                "{code} is kept until an admin writes {command}.", code=after.code, command="/endlegalhold"
            )
            return (Toast(words), ShowCard(after))
        case "endlegalhold", _:
            words = _(
                "{code} is no longer kept by a hold. Once closed, its time starts anew.", code=after.code
            )
            return (Toast(words), ShowCard(after))
        case "opened", _:
            return (ShowCard(after, first=True),)
        case "release", _:
            return (Toast(_("{code} is back in the queue.", code=after.code)), ShowCard(after))
    return (ShowCard(after), *_notice(row, after))


def _opened(after: Case, command: Command) -> Effects:
    new = counts(command.openings, after.id, command.at)
    alarm: Effects = (ReportReader(),) if new and many(command.openings) else ()
    return (OpenCase(after, new), Toast(_("{code} is in your private chat.", code=after.code)), *alarm)


def _notice(row: Action, after: Case) -> tuple[Effect, ...]:
    """The assignee hears of it; of late files only once the case has been read."""
    unread = after.workflow in (Workflow.NEW, Workflow.TRIAGE)
    if row.tells is None or (row.name == "arrived" and unread):
        return ()
    words = replace(row.tells, params=(("code", after.code),))
    if after.assignee is None:
        return (NotifyDesk(words),) if row.tells_desk else ()
    return (Notify(after.assignee, after, words, row.readable),)


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
