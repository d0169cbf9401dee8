"""The program's own time: followed where it may be, never where it has jumped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from handlers.clock import OwnTime, said_at

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@dataclass
class Computer:
    """A clock that can be set, and one that cannot."""

    wall: datetime = NOON
    steady: float = 1000.0
    now: OwnTime = field(init=False)

    def __post_init__(self) -> None:
        self.now = OwnTime(lambda: self.wall, lambda: self.steady)

    def passes(self, **span: float) -> None:
        self.wall += timedelta(**span)
        self.steady += timedelta(**span).total_seconds()

    def is_set(self, **span: float) -> None:
        self.wall += timedelta(**span)


@pytest.fixture
def computer() -> Computer:
    return Computer()


def test_time_passes(computer: Computer) -> None:
    computer.passes(days=3)
    assert computer.now() == NOON + timedelta(days=3)
    assert computer.now.ahead is None


@pytest.mark.parametrize("minutes", [59, -4])
def test_a_clock_that_is_set_a_little_is_followed(computer: Computer, minutes: int) -> None:
    computer.is_set(minutes=minutes)
    assert computer.now() == NOON + timedelta(minutes=minutes)
    computer.passes(hours=1)
    assert computer.now() == NOON + timedelta(hours=1, minutes=minutes)


@pytest.mark.parametrize("days", [1, -1, 400])
def test_a_clock_that_jumps_is_not_followed(computer: Computer, days: int) -> None:
    computer.is_set(days=days)
    computer.passes(hours=5)
    assert computer.now() == NOON + timedelta(hours=5)
    assert computer.now.ahead == timedelta(days=days)


def test_a_clock_that_jumps_back_and_is_set_right_again_was_never_followed(computer: Computer) -> None:
    computer.is_set(days=-10)
    computer.passes(hours=1)
    assert computer.now() == NOON + timedelta(hours=1)
    computer.is_set(days=10)
    assert computer.now() == NOON + timedelta(hours=1)
    assert computer.now.ahead is None


def test_many_small_steps_are_followed_as_they_come(computer: Computer) -> None:
    for _step in range(10):
        computer.is_set(minutes=1)
        computer.passes(minutes=1)
        computer.now()
    assert computer.now() == NOON + timedelta(minutes=20)


def test_a_jump_that_is_confirmed_is_followed(computer: Computer) -> None:
    computer.is_set(days=1)
    assert computer.now.confirmed(computer.wall + timedelta(minutes=1))
    assert computer.now() == NOON + timedelta(days=1)


def test_what_was_confirmed_for_another_time_changes_nothing(computer: Computer) -> None:
    computer.is_set(days=1)
    assert not computer.now.confirmed(NOON)
    assert computer.now() == NOON


def test_telegram_alone_does_not_confirm_a_jump_while_the_program_runs(computer: Computer) -> None:
    computer.is_set(days=1)
    computer.now.hears([computer.wall])
    assert computer.now() == NOON


def test_a_night_without_the_program_needs_no_word(computer: Computer) -> None:
    computer.now.resume(NOON - timedelta(hours=12))
    assert computer.now() == NOON


def test_after_a_weekend_telegrams_word_is_enough(computer: Computer) -> None:
    friday = NOON - timedelta(hours=63)
    computer.now.resume(friday)
    assert computer.now() == friday
    computer.now.hears([friday + timedelta(hours=1)])  # waited at Telegram: proves nothing
    assert computer.now() == friday
    computer.now.hears([NOON - timedelta(seconds=2)])
    assert computer.now() == NOON


def test_a_clock_that_is_behind_at_the_start_is_followed_once_it_is_set(computer: Computer) -> None:
    computer.now.resume(NOON + timedelta(days=300))
    computer.passes(minutes=1)
    assert computer.now() == NOON + timedelta(days=300, minutes=1)
    computer.is_set(days=301)
    assert computer.now() == NOON + timedelta(days=301, minutes=1)


def test_a_wrong_past_is_left_behind_on_telegrams_word(computer: Computer) -> None:
    computer.now.resume(NOON + timedelta(days=300))
    computer.now.hears([NOON])
    assert computer.now() == NOON


def test_a_computer_that_slept_is_followed(computer: Computer) -> None:
    computer.passes(days=3)  # the steady clock counts sleep too
    assert computer.now() == NOON + timedelta(days=3)


def test_only_what_says_when_it_was_sent_is_heard() -> None:
    updates: list[dict[str, object]] = [
        {"update_id": 1, "message": {"date": 1773489600}},
        {"update_id": 2, "edited_message": {"date": 1, "edit_date": 1773489600}},
        {"update_id": 3, "callback_query": {"message": {"date": 1}}},
        {"update_id": 4, "message": {"date": "soon"}},
        {"update_id": 5, "message": {"date": 2**70}},
        {"update_id": 6},
    ]
    assert said_at(updates) == (NOON, NOON)
