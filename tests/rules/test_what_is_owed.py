"""What a desk owes a witness, by when, and when that clock stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.casework.act import act
from bot.casework.case import Case, CloseReason, Flag, Priority, Workflow
from bot.casework.commands import Question
from bot.casework.deadlines import FIRST_LOOK, timed
from bot.casework.desks import Rules
from bot.casework.hours import ROUND_THE_CLOCK, Calendar
from tests.rules.test_actions import ANNA, FRESH, NOW, TOMORROW, by, happens, held

HOUR = timedelta(hours=1)
# NOW is noon of a Saturday, by UTC.
OFFICE = Calendar(Rules(time(9), time(18), frozenset(range(5))))
NOT_TIMED = replace(FRESH, due_at=None)
LATE = frozenset({Flag.OVERDUE})


def after(case: Case, **changed: object) -> Case:
    return timed(case, replace(case, **changed), NOW, ROUND_THE_CLOCK)  # type: ignore[arg-type]


def test_a_new_case_is_to_be_looked_at_within_a_day_of_the_desks_hours() -> None:
    for calendar, due_at in (
        (ROUND_THE_CLOCK, TOMORROW),
        (OFFICE, datetime(2026, 3, 18, 15, tzinfo=UTC)),
    ):
        case, _effects = act(NOT_TIMED, replace(happens("opened"), at=NOW + HOUR, calendar=calendar))
        assert case.due_at == due_at


def test_an_urgent_one_within_the_hour_at_night_too() -> None:
    urgent = replace(NOT_TIMED, priority=Priority.URGENT)
    case, _effects = act(urgent, replace(happens("opened"), calendar=OFFICE))
    assert case.due_at == NOW + HOUR


def test_a_claim_is_no_look() -> None:
    case, _effects = act(FRESH, by(ANNA, "claim"))
    assert case.due_at == TOMORROW


def test_once_it_is_read_nothing_is_due() -> None:
    case, _effects = act(replace(held(Workflow.TRIAGE), flags=LATE), by(ANNA, "read"))
    assert (case.workflow, case.due_at, case.flags) == (Workflow.IN_REVIEW, None, frozenset())


def test_the_clock_stands_still_while_the_witness_is_asked_or_it_is_closed() -> None:
    replied = replace(held(Workflow.WITNESS_REPLIED), flags=LATE)
    asked, _effects = act(replied, by(ANNA, "ask", payload=Question("Where?", confirmed=True)))
    assert (asked.workflow, asked.due_at, asked.flags) == (Workflow.AWAITING_WITNESS, None, frozenset())
    closed, _effects = act(replied, by(ANNA, "close", payload=CloseReason.DOCUMENTED))
    assert (closed.due_at, closed.flags) == (None, frozenset())


@pytest.mark.parametrize("waiting", [Workflow.AWAITING_WITNESS, Workflow.ON_HOLD, Workflow.CLOSED])
def test_a_reply_is_to_be_answered_within_two_days_of_its_day(waiting: Workflow) -> None:
    case, _effects = act(held(waiting), happens("replied"))
    assert (case.workflow, case.due_at) == (Workflow.WITNESS_REPLIED, datetime(2026, 3, 16, tzinfo=UTC))
    assert case.due_at is not None
    assert NOW < case.due_at <= NOW + 48 * HOUR
    again, _effects = act(case, replace(happens("replied"), at=NOW + 30 * HOUR))
    assert again.due_at == case.due_at


def test_a_reply_counts_by_the_desks_hours() -> None:
    case, _effects = act(held(Workflow.ON_HOLD), replace(happens("replied"), calendar=OFFICE))
    assert case.due_at == datetime(2026, 3, 23, 12, tzinfo=UTC)  # five days of nine hours, and three


def test_the_hour_of_a_reply_cannot_be_told_from_when_it_is_due() -> None:
    moments = (NOW.replace(hour=0, minute=1), NOW, NOW.replace(hour=23, minute=59))
    found = {
        act(held(Workflow.ON_HOLD), replace(happens("replied"), at=at, calendar=OFFICE))[0].due_at
        for at in moments
    }
    assert len(found) == 1


def test_another_priority_counts_anew() -> None:
    assert after(FRESH, priority=Priority.HIGH).due_at == TOMORROW
    later = replace(FRESH, opened_at=NOW - 5 * HOUR, due_at=NOW + 19 * HOUR)
    urgent = after(later, priority=Priority.URGENT)
    assert urgent.due_at == NOW + HOUR
    assert after(urgent, priority=Priority.LOW).due_at == NOW + 19 * HOUR


def test_what_goes_back_to_the_queue_counts_from_then() -> None:
    seen = replace(held(Workflow.IN_REVIEW), opened_at=NOW - 100 * HOUR)
    case, _effects = act(seen, by(ANNA, "release"))
    assert (case.workflow, case.due_at) == (Workflow.NEW, NOW + FIRST_LOOK)


def test_released_unread_it_is_as_late_as_before() -> None:
    late = replace(held(Workflow.TRIAGE), due_at=NOW - HOUR, flags=LATE)
    case, _effects = act(late, by(ANNA, "release"))
    assert (case.due_at, case.flags) == (NOW - HOUR, LATE)


def test_being_overdue_is_a_flag_until_somebody_does_something() -> None:
    case, _effects = act(replace(FRESH, due_at=NOW), happens("overdue"))
    assert (case.flags, case.due_at) == (LATE, NOW)
    claimed, _effects = act(case, by(ANNA, "claim"))
    assert claimed.flags == LATE
