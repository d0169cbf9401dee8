"""What may be told to a witness of their cases: the state, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.casework.case import CloseReason
from bot.interview.effects import FollowUp, SentCase
from handlers.door import Door
from storage import questions
from storage.cases import CaseState

WITHDRAWAL = timedelta(hours=24)


def sent_case(state: CaseState, files: int = 0) -> SentCase:
    withdrawn = state.closed_reason is CloseReason.WITHDRAWN
    words = "withdrawn" if withdrawn else state.workflow
    return SentCase(state.id, state.code, words, until=state.opened_at + WITHDRAWAL, files=files)


def follow_ups(db: Connection, door: Door, sent: Sequence[CaseState]) -> tuple[FollowUp, ...]:
    """The open questions about these cases, as far as they have been announced."""
    codes = {state.id: state.code for state in sent}
    return tuple(
        FollowUp(asked.id, asked.case_id, codes[asked.case_id], asked.text, asked.steps)
        for id, _case in questions.open_of(db, codes)
        if (asked := questions.load(db, door.keys, id)) and asked.state != "waiting"
    )
