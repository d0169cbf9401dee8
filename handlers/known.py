"""What may be told to a witness of their cases: the state, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.casework.case import CloseReason, Handover
from bot.interview.effects import FollowUp, SentCase, Shared
from handlers.door import Door
from storage import questions
from storage.cases import CaseState

WITHDRAWAL = timedelta(hours=24)
_OFFERED = (Handover.OFFERED, Handover.REJECTED, Handover.REVOKED)


def sent_case(state: CaseState, files: int = 0) -> SentCase:
    withdrawn = state.closed_reason is CloseReason.WITHDRAWN
    words = "withdrawn" if withdrawn else state.workflow
    until = state.opened_at + WITHDRAWAL
    return SentCase(state.id, state.code, words, until, files, shared(state))


def shared(state: CaseState) -> Shared:
    """Of an older case only the desk knows what was agreed to; what was offered, was."""
    if state.handover in (Handover.ACCEPTED, Handover.DONE):
        return Shared.ACCEPTED
    known = state.handover in _OFFERED if state.partner is None else state.partner
    return Shared.AGREED if known else Shared.NO


def follow_ups(db: Connection, door: Door, sent: Sequence[CaseState]) -> tuple[FollowUp, ...]:
    """The open questions about these cases, as far as they have been announced."""
    codes = {state.id: state.code for state in sent}
    return tuple(
        FollowUp(asked.id, asked.case_id, codes[asked.case_id], asked.text, asked.steps, asked.consent)
        for id, _case in questions.open_of(db, codes)
        if (asked := questions.load(db, door.keys, id)) and asked.state != "waiting"
    )
