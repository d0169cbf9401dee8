"""Until when a case rests: a usual span, or a day that somebody types."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.casework import holding
from bot.casework.act import act
from bot.casework.case import RestReason, Span, Workflow
from bot.casework.commands import Rest
from bot.casework.effects import Toast
from bot.casework.presses import Press
from bot.text import screen
from handlers.staff_typed import read_command
from tests.rules.test_actions import ANNA, NOW, by, held
from tests.rules.test_cards import said

LATER = (NOW + timedelta(days=90)).date()


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("2026-06-14 event", Rest(date(2026, 6, 14), RestReason.EVENT)),
        ("14.06.2026 Safety", Rest(date(2026, 6, 14), RestReason.SAFETY)),
        ("2026-06-14", Rest(date(2026, 6, 14))),
        ("2026-06-14 soon", Rest(date(2026, 6, 14))),
        ("week event", None),
        ("2026-13-14 event", None),
        ("", None),
    ],
)
def test_a_day_is_read_with_what_it_waits_for(words: str, rest: Rest | None) -> None:
    assert holding.read_day(words) == rest


def test_a_case_rests_until_the_day_that_was_typed() -> None:
    case = held(Workflow.IN_REVIEW)
    after, _follows = act(case, by(ANNA, "hold", payload=Rest(LATER, RestReason.EVENT)))
    assert after.workflow is Workflow.ON_HOLD
    assert after.rests_until == datetime(LATER.year, LATER.month, LATER.day, tzinfo=UTC)
    assert after.rest_reason is RestReason.EVENT


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        (Rest(NOW.date(), RestReason.EVENT), "a day that is ahead"),
        (Rest((NOW + timedelta(days=400)).date(), RestReason.EVENT), "within a year"),
        (Rest(LATER), "Say why, too"),
    ],
)
def test_a_day_that_makes_no_sense_is_explained(rest: Rest, why: str) -> None:
    case = held(Workflow.IN_REVIEW)
    after, (told,) = act(case, by(ANNA, "hold", payload=rest))
    assert after == case
    assert isinstance(told, Toast)
    assert why in said(screen(told.text))


@pytest.mark.parametrize("rest", [Rest(Span.WEEK, RestReason.EVENT), Rest(LATER, RestReason.PARTNER)])
def test_the_trail_is_read_as_it_was_written(rest: Rest) -> None:
    assert holding.of_trail(f"{rest.span}: {rest.reason}") == rest


def test_the_command_takes_a_day() -> None:
    typed = "/hold K7-4FQ2 2026-06-14 event"
    assert read_command("hold", typed) == (Press("hold", "K7-4FQ2"), "2026-06-14 event")
