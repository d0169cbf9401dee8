"""Buttons carry events: what is on them comes back, and nothing else is let in."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

import pytest

from bot.interview import events
from bot.interview.draft import Place
from bot.interview.events import press, pressed

GIVEN: dict[str, Any] = {"str": "some_name", "int": 7, "Place": Place.SAFETY}
EVERY: list[events.Press] = [
    event(*(GIVEN[str(field.type)] for field in fields(event))) for event in events.PRESSES.values()
]


def test_every_event_of_a_button_has_a_word() -> None:
    assert set(events.PRESSES.values()) == set(get_args(events.Press))
    assert len(events.WORDS) == len(events.PRESSES)


@pytest.mark.parametrize("event", EVERY)
def test_a_press_comes_back_as_the_event_it_was_made_of(event: events.Press) -> None:
    assert pressed(press(event)) == event
    assert 1 <= len(press(event).encode()) <= 64


@pytest.mark.parametrize(
    "data",
    [
        "", ":", "pick", "pick:danger", "pick:danger:yes:no", "unknown", "open:", "open:x", "open:-1",
        "open:1.0", "open:²", "open:٣", "open: 7", "go:nowhere", "go:", "agree:1",
        "open:" + "9" * 19, "page:" + "1" * 50,
    ],
)  # fmt: skip
def test_what_is_no_press_of_ours_is_none(data: str) -> None:
    assert pressed(data) is None


def test_the_largest_id_that_a_database_holds_comes_back() -> None:
    assert pressed("open:" + "9" * 18) == events.Opened(10**18 - 1)
