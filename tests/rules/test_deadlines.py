"""Quiet hours over any clock change, reminders, and which desk gets a case."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.case import Priority, Track
from bot.casework.deadlines import (
    Quiet,
    Step,
    card_due,
    first_look,
    local_time,
    next_step,
    next_waking,
    read_quiet,
)
from bot.casework.hours import ROUND_THE_CLOCK
from bot.casework.routing import DEFAULT_DESK, desk_for
from tests.rules.test_actions import FACTS, NOW

NIGHT = Quiet(time(22), time(8))
ZONES = ["Asia/Bishkek", "Europe/Kyiv", "Europe/Chisinau", "Asia/Yekaterinburg", "UTC"]


def test_quiet_hours_are_read_from_settings() -> None:
    assert read_quiet("22:00-08:00") == NIGHT
    assert read_quiet(" None ") is None


@pytest.mark.parametrize("words", ["", "22:00", "22-8", "25:00-08:00", "22:00-08:00-09:00", "night"])
def test_other_words_are_no_quiet_hours(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_quiet(words)


def test_by_day_nothing_waits() -> None:
    noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    assert next_waking(noon, "Asia/Bishkek", NIGHT) == noon


def test_by_night_it_waits_for_eight_in_the_region() -> None:
    for hour in (17, 20, 1):  # 23:00, 02:00 and 07:00 in Bishkek
        night = datetime(2026, 3, 14, hour, tzinfo=UTC)
        assert local_time(next_waking(night, "Asia/Bishkek", NIGHT), "Asia/Bishkek") == "08:00"


def test_without_quiet_hours_nothing_waits() -> None:
    assert next_waking(NOW, "Asia/Bishkek", None) == NOW
    assert next_waking(NOW, "Asia/Bishkek", Quiet(time(0), time(0))) == NOW


def test_an_unknown_zone_counts_as_utc() -> None:
    assert next_waking(datetime(2026, 3, 14, 23, tzinfo=UTC), "Nowhere/../x", NIGHT).hour == 8


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
)
def test_waking_is_never_in_the_past_nor_more_than_a_day_away(
    now: datetime, zone: str, start: time, end: time
) -> None:
    quiet = Quiet(start, end)
    waking = next_waking(now, zone, quiet)
    assert now <= waking <= now + timedelta(hours=25)
    if waking != now:
        assert not quiet.covers(waking.astimezone(ZoneInfo(zone)).time().replace(microsecond=end.microsecond))


def test_when_clocks_go_back_in_the_quiet_hours_the_end_is_still_ahead() -> None:
    # Kyiv, 25 October 2026: 04:00 summer time becomes 03:00; the second 03:15 is at 01:15 UTC.
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    waking = next_waking(second, "Europe/Kyiv", Quiet(time(22), time(3, 30)))
    assert waking == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_question_is_recalled_twice_and_then_lapses() -> None:
    assert next_step(NOW, 0) == (Step.REMIND, NOW + timedelta(days=3))
    assert next_step(NOW, 1) == (Step.REMIND, NOW + timedelta(days=7))
    assert next_step(NOW, 2) == (Step.LAPSE, NOW + timedelta(days=10))


def test_an_urgent_case_is_to_be_looked_at_within_the_hour() -> None:
    assert first_look(Priority.URGENT, NOW, ROUND_THE_CLOCK) == NOW + timedelta(hours=1)
    assert first_look(Priority.NORMAL, NOW, ROUND_THE_CLOCK) == NOW + timedelta(hours=24)


def test_every_case_has_a_desk() -> None:
    assert desk_for(Track.REPORT, FACTS) == DEFAULT_DESK


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 1440))
def test_a_new_card_comes_within_its_time_and_an_urgent_one_now(drawn: float, minutes: int) -> None:
    jitter = timedelta(minutes=minutes)
    for priority in Priority:
        due_at = card_due(priority, NOW, jitter, drawn)
        assert NOW <= due_at <= NOW + jitter
        assert due_at == NOW or priority is not Priority.URGENT
    assert card_due(Priority.NORMAL, NOW, jitter, 0.5) == NOW + jitter / 2
