"""A kind of event, effect or action without a test cannot exist."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import get_args

import pytest

from bot import outgoing
from bot.casework import effects as of_staff
from bot.casework.actions import ACTIONS
from bot.interview import effects as of_witness
from bot.interview import events
from bot.questionnaire.form import Kind
from tests.project.tree import ROOT, modules, named

CLASSES = (
    *get_args(events.Event),
    *get_args(of_witness.Effect),
    *get_args(of_staff.Effect),
    *get_args(get_args(outgoing.Body)[0]),
)


@cache
def named_by_tests() -> set[str]:
    """All that tests name; read where it is needed, for every process collects these tests."""
    elsewhere = (path for path in modules("tests") if path.parent != ROOT / "tests/project")
    return set().union(*map(named, elsewhere))


@pytest.mark.parametrize("kind", sorted({kind.__name__ for kind in CLASSES}))
def test_every_event_and_effect_is_named_by_a_test(kind: str) -> None:
    assert kind in named_by_tests()


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_of_the_staff_is_named_by_a_test(action: str) -> None:
    assert action in named_by_tests()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_question_is_named_by_a_test(kind: Kind) -> None:
    assert kind.name in named_by_tests()


@pytest.mark.parametrize("kind", CLASSES)
def test_what_is_passed_around_cannot_change(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert set(kind.__slots__) == {field.name for field in fields(kind)}  # type: ignore[attr-defined]
