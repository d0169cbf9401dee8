"""What a case can be a duplicate of, and what closing it as one does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.casework.act import act
from bot.casework.beforehand import LOOKING
from bot.casework.case import Case, CloseReason, ReopenReason, Workflow
from bot.casework.commands import SameAs
from bot.casework.effects import ConfirmMerge, Notify, SuggestSame, Toast
from bot.casework.words import state_words
from tests.rules.test_actions import ANNA, BORIS, by, held, kinds

CASE = held(Workflow.IN_REVIEW)
OTHER = replace(held(Workflow.IN_REVIEW, BORIS), id=2, code="M3-9XYZ")


def test_first_it_is_shown_what_the_case_may_be_a_duplicate_of() -> None:
    assert act(CASE, by(ANNA, "duplicate")) == (CASE, (SuggestSame(CASE), Toast(LOOKING)))


def test_both_codes_are_shown_before_anything_is_done() -> None:
    after, effects = act(CASE, by(ANNA, "duplicate", payload=SameAs(OTHER, OTHER.code)))
    assert (after, effects) == (CASE, (ConfirmMerge(CASE, OTHER, OTHER.code),))


def test_a_duplicate_is_closed_and_undoing_or_reopening_dissolves_it() -> None:
    merge = by(ANNA, "duplicate", payload=SameAs(OTHER, OTHER.code, confirmed=True))
    closed, effects = act(CASE, merge)
    assert (closed.closed_reason, closed.duplicate_of) == (CloseReason.DUPLICATE, OTHER.code)
    assert state_words(closed).params == (("code", OTHER.code),)
    assert [each.user for each in effects if isinstance(each, Notify)] == [BORIS]
    assert act(closed, by(ANNA, "undo"))[0].duplicate_of is None
    reopened = act(closed, by(ANNA, "reopen", payload=ReopenReason.MISTAKE))[0]
    assert (reopened.workflow, reopened.duplicate_of) == (Workflow.IN_REVIEW, None)


@pytest.mark.parametrize(
    "other",
    [
        None,
        CASE,
        replace(OTHER, desk="north"),
        replace(OTHER, workflow=Workflow.PURGED),
        replace(OTHER, workflow=Workflow.CLOSED, closed_reason=CloseReason.WITHDRAWN),
    ],
)
def test_of_these_no_case_is_a_duplicate(other: Case | None) -> None:
    after, effects = act(CASE, by(ANNA, "duplicate", payload=SameAs(other, "M3-9XYZ", confirmed=True)))
    assert after == CASE
    assert "ConfirmMerge" not in [kind.__name__ for kind in kinds(effects)]
