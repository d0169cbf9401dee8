"""How much one person may read in an hour and in a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.act import act
from bot.casework.case import Role, Workflow
from bot.casework.effects import OpenCase, Record, ReportReader, Toast
from bot.casework.reading_limits import A_DAY, AN_HOUR, DAY, HOUR, Opening, again_at, counts, many, refusal
from tests.rules.test_actions import ANNA, NOW, by, held, kinds
from tests.rules.test_cards import plain

MINUTE = timedelta(minutes=1)
CASE = held(Workflow.IN_REVIEW)


def openings(*minutes_ago: int) -> tuple[Opening, ...]:
    """Of other cases."""
    return tuple(Opening(100 + at, NOW - at * MINUTE) for at in minutes_ago)


def test_ten_cases_an_hour_can_be_read_and_the_eleventh_not() -> None:
    nine, ten = openings(*range(1, 10)), openings(*range(1, 11))
    assert kinds(act(CASE, by(ANNA, "read", openings=nine))[1]) == [OpenCase, Toast, Record]
    same, effects = act(CASE, by(ANNA, "read", openings=ten))
    assert same == CASE
    assert kinds(effects) == [Toast, Record]
    assert effects[1] == Record("refused", "reading limit")


def test_an_admin_has_no_other_limit() -> None:
    command = by(ANNA, "read", role=Role.ADMIN, openings=openings(*range(1, 11)))
    assert kinds(act(CASE, command)[1]) == [Toast, Record]


def test_the_refusal_says_when_it_works_again() -> None:
    assert again_at(openings(*range(1, 11)), NOW) == NOW + 50 * MINUTE
    assert "in 50 minutes" in plain(refusal(NOW + 50 * MINUTE, NOW))
    assert "in 1 minute." in plain(refusal(NOW + timedelta(seconds=2), NOW))
    assert "in 2 minutes" in plain(refusal(NOW + timedelta(seconds=61), NOW))


@given(st.lists(st.integers(0, 200), max_size=40))
def test_it_works_again_just_when_it_is_said_to(minutes: list[int]) -> None:
    done = openings(*sorted(minutes, reverse=True))
    again = again_at(done, NOW)
    assert (again is None) == (sum(1 for each in minutes if each < 60) < AN_HOUR)
    if again is not None:
        assert NOW < again <= NOW + HOUR
        assert again_at(done, again) is None
        assert again_at(done, again - timedelta(microseconds=1)) is not None


def test_the_same_case_again_at_once_is_the_same_opening() -> None:
    lately = (Opening(CASE.id, NOW - timedelta(seconds=59)),)
    assert not counts(lately, CASE.id, NOW)
    assert counts(lately, CASE.id, NOW + timedelta(seconds=1))
    assert counts(lately, CASE.id + 1, NOW)
    full = (*openings(*range(1, 10)), *lately)
    _same, effects = act(CASE, by(ANNA, "read", openings=full))
    assert effects[0] == OpenCase(CASE, counts=False)


def test_more_than_twenty_within_a_day_are_reported() -> None:
    assert not many(openings(*range(60, 60 + A_DAY - 1)))
    twenty = openings(*range(60, 60 + A_DAY))
    assert ReportReader() in act(CASE, by(ANNA, "read", openings=twenty))[1]
    assert ReportReader() not in act(CASE, by(ANNA, "read", openings=twenty[1:]))[1]
    again = replace(twenty[-1], case=CASE.id, at=NOW)
    assert ReportReader() not in act(CASE, by(ANNA, "read", openings=(*twenty[1:], again)))[1]
    assert timedelta(days=1) == DAY
