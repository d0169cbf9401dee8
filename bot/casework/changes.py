"""The case after an action: what its row of the table changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, assert_never

from bot.casework.case import Case, CloseReason, Handover, PartnerWord, Passing, Workflow
from bot.casework.commands import Command, Pass, Rest, SameAs, Unanswered
from bot.casework.deadlines import LEASE, OFFERED
from bot.casework.erasure import tombstone
from bot.casework.holding import until
from bot.casework.row import Action, Holder, is_held

# In these a claim does not run out: it waits for others, or there is nothing to do.
STANDS_STILL = (Workflow.AWAITING_WITNESS, Workflow.ON_HOLD, Workflow.CLOSED, Workflow.PURGED)


def changed(row: Action, case: Case, command: Command) -> Case:
    """Its version rises when people can see the difference."""
    if row.assignee_moves and case.assignee != command.actor:
        return case
    flags = (case.flags | row.raises) - row.lowers
    after = replace(case, workflow=_workflow(row, case), assignee=_assignee(row, case, command), flags=flags)
    after = _turned(row, _resting(row, _closing(row, case, after, command), command), command)
    after = _consented(row, _handed(row, case, after), command)
    if after.workflow is Workflow.PURGED:
        after = tombstone(after)
    after = _passed(row, case, after, command)
    return _versioned(case, _leased(row, after, command), command)


def _workflow(row: Action, case: Case) -> Workflow:
    if row.returns and case.closed_from is not None:
        return case.closed_from
    if row.holder is Holder.RETURNS and case.assigned_by is not None:
        return case.workflow
    return row.moves[case.workflow]


def _assignee(row: Action, case: Case, command: Command) -> int | None:
    match row.holder:
        case Holder.KEEPS:
            return case.assignee
        case Holder.TAKES | Holder.TAKES_OVER:
            return command.actor
        case Holder.GIVES_BACK:
            return None
        case Holder.RETURNS:
            return case.assigned_by
        case _:
            assert_never(row.holder)


def _closing(row: Action, case: Case, after: Case, command: Command) -> Case:
    if after.workflow is Workflow.PURGED:
        return after
    if after.workflow is not Workflow.CLOSED:
        return replace(after, closed_reason=None, closed_at=None, closed_from=None, duplicate_of=None)
    if row.closes_as is not None:
        # What the witness's own side has closed keeps its time, which is coarse.
        if case.closed_reason is row.closes_as:
            return after
        return replace(
            after, closed_reason=row.closes_as, closed_at=command.at, closed_from=None, duplicate_of=None
        )
    if case.workflow is not Workflow.CLOSED:
        before = case.workflow if row.undoable else None
        after = replace(after, closed_at=command.at, closed_from=before)
        return _with_reason(after, command)
    return replace(after, closed_from=None) if row.name == "final" else after


def _with_reason(after: Case, command: Command) -> Case:
    match command.payload:
        case SameAs(case=Case(code=code)):
            return replace(after, closed_reason=CloseReason.DUPLICATE, duplicate_of=code)
        case CloseReason() as reason:
            return replace(after, closed_reason=reason)
    raise TypeError("nothing is closed without a reason")


def _resting(row: Action, after: Case, command: Command) -> Case:
    match command.payload:
        case Rest(span, reason) if row.name == "hold":
            return replace(after, rests_until=until(span, command.at), rest_reason=reason)
    if after.workflow is Workflow.ON_HOLD or after.closed_from is Workflow.ON_HOLD:
        return after
    return replace(after, rests_until=None, rest_reason=None)


def _passed(row: Action, case: Case, after: Case, command: Command) -> Case:
    """An offer lasts until it is answered, or the case goes another way."""
    match command.payload:
        case Pass(to=to, mark=mark) if command.actor is not None:
            return replace(after, passing=Passing(command.actor, to, command.at + OFFERED, mark))
    moved = after.assignee != case.assignee
    if row.ends_offer or moved or after.workflow in (Workflow.CLOSED, Workflow.PURGED):
        after = replace(after, passing=None)
    if not moved:
        return after
    accepted = row.ends_offer and case.passing is not None
    return replace(after, assigned_by=case.passing.by if accepted and case.passing else None)


def _turned(row: Action, after: Case, command: Command) -> Case:
    if row.axis is None:
        return after
    value: Any = {str(row.axis): command.payload}
    return replace(after, **value)


def _handed(row: Action, case: Case, after: Case) -> Case:
    handover = row.hands.get(case.handover)
    return after if handover is None else replace(after, handover=handover)


def _consented(row: Action, after: Case, command: Command) -> Case:
    """What the witness allows from now on; by the day, like all that they do."""
    consent, word = after.facts.consent, row.word
    if row.ends_contact:
        consent = replace(consent, contact=False)
    match command.payload:
        case Unanswered(unanswered) if after.handover is Handover.CONSENT_REQUESTED:
            after, word = replace(after, handover=Handover.NONE), unanswered
    if word is not None:
        consent = replace(consent, partner=word is PartnerWord.YES, word=word, word_on=command.at.date())
    return replace(after, facts=replace(after.facts, consent=consent))


def _leased(row: Action, after: Case, command: Command) -> Case:
    """Work renews the claim. It does not run out while the case waits, rests or is closed."""
    if after.assignee is None or after.workflow in STANDS_STILL:
        return replace(after, claimed_until=None)
    works = row.renews and command.actor in (None, after.assignee)
    if works or row.holder is Holder.RETURNS or after.claimed_until is None:
        return replace(after, claimed_until=command.at + LEASE)
    return after


def _versioned(case: Case, after: Case, command: Command) -> Case:
    same = replace(after, claimed_until=case.claimed_until) == case
    if same and is_held(case, command.at) == is_held(after, command.at):
        return after
    return replace(after, version=case.version + 1)
