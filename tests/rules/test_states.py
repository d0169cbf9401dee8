"""What a witness reads about a case: one of a few words, never what staff think of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.casework.case import CloseReason, Workflow
from bot.interview.states import STATES
from handlers.known import sent_case
from storage.cases import CaseState

AT = datetime(2026, 3, 14, tzinfo=UTC)


def word(workflow: Workflow, reason: CloseReason | None = None) -> str:
    return STATES[sent_case(CaseState(7, "K7-4FQ2", workflow, reason, AT)).state].msgid


@pytest.mark.parametrize("reason", [each for each in CloseReason if each is not CloseReason.WITHDRAWN])
def test_however_a_case_was_closed_the_witness_reads_the_same(reason: CloseReason) -> None:
    assert word(Workflow.CLOSED, reason) == "our work on it is finished" == word(Workflow.PURGED)


def test_only_their_own_taking_back_is_told_as_it_is() -> None:
    assert word(Workflow.CLOSED, CloseReason.WITHDRAWN) == "taken back by you"


def test_who_looks_at_it_and_what_it_waits_for_is_not_told() -> None:
    resting = (Workflow.TRIAGE, Workflow.IN_REVIEW, Workflow.ON_HOLD)
    assert {word(each) for each in resting} == {"being looked at"}
    assert word(Workflow.NEW) == "received, waiting to be read"
