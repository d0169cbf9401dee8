"""Working hours: weekends, holidays, nights and clock changes; and what the settings say of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendars import calendar_of, is_country
from bot.casework.desks import WEEK, Rules
from bot.casework.hours import (
    ROUND_THE_CLOCK,
    Calendar,
    days_in_short,
    is_zone,
    read_days,
    read_hours,
)

WORKDAYS = frozenset(range(5))
KYIV = Rules(time(9), time(18), WORKDAYS, "Europe/Kyiv")
HOUR = timedelta(hours=1)
SINCE = datetime(2015, 1, 1, tzinfo=UTC)


def there(words: str, zone: str = "Europe/Kyiv") -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def seen(moment: datetime, zone: str = "Europe/Kyiv") -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


AFTER = [
    # 2026-03-11 is a Wednesday
    ("2026-03-11 10:00", 3, "2026-03-11 13:00"),
    ("2026-03-11 10:00", 8, "2026-03-11 18:00"),  # to the very end of the day
    ("2026-03-11 10:00", 9, "2026-03-12 10:00"),
    ("2026-03-11 02:00", 1, "2026-03-11 10:00"),  # the night does not count
    ("2026-03-11 20:00", 1, "2026-03-12 10:00"),
    ("2026-03-13 17:00", 2, "2026-03-16 10:00"),  # nor does the weekend
    ("2026-03-14 12:00", 24, "2026-03-18 15:00"),
    ("2026-03-27 17:00", 2, "2026-03-30 10:00"),  # clocks go forward on the Sunday between
    ("2026-10-23 17:00", 2, "2026-10-26 10:00"),  # and back
]


@pytest.mark.parametrize(("start", "hours", "end"), AFTER)
def test_only_working_hours_count(start: str, hours: int, end: str) -> None:
    assert seen(Calendar(KYIV).after(there(start), hours * HOUR)) == end


def test_without_hours_all_hours_count() -> None:
    start = there("2026-03-14 02:30")
    assert ROUND_THE_CLOCK.after(start, 30 * HOUR) == start + 30 * HOUR
    assert ROUND_THE_CLOCK.is_open(start)


def test_days_without_hours_are_whole_days_also_when_clocks_change() -> None:
    calendar = Calendar(Rules(days=frozenset({6}), zone="Europe/Kyiv"))
    assert seen(calendar.after(there("2026-03-29 00:00"), 22 * HOUR)) == "2026-03-29 23:00"  # one of 23 hours
    assert seen(calendar.after(there("2026-10-25 00:00"), 24 * HOUR)) == "2026-10-25 23:00"  # and one of 25


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    night = Calendar(Rules(time(22), time(6), frozenset({4}), "Europe/Kyiv"))
    assert night.is_open(there("2026-03-14 05:00"))
    assert not night.is_open(there("2026-03-13 05:00"))
    assert seen(night.after(there("2026-03-13 23:00"), 7 * HOUR)) == "2026-03-14 06:00"


def test_a_shift_within_the_hour_that_is_skipped() -> None:
    calendar = Calendar(Rules(time(3, 15), time(3, 45), WEEK, "Europe/Kyiv"))
    assert calendar.next_open(there("2026-03-29 02:00")) == there("2026-03-29 03:15")
    assert calendar.next_open(there("2026-03-29 05:00")) == there("2026-03-30 03:15")


@pytest.mark.parametrize(
    ("country", "day", "free"),
    [
        ("GE", "2026-05-26", True),  # independence
        ("GE", "2026-01-07", True),  # Orthodox Christmas
        ("GE", "2026-05-27", False),
        ("UA", "2021-08-24", True),
        ("UA", "2026-08-24", False),  # under martial law there are no days off
        ("", "2026-01-01", False),
    ],
)
def test_nobody_works_on_the_holidays_of_the_country(country: str, day: str, free: bool) -> None:
    calendar = calendar_of(Rules(time(9), time(18), WEEK, "Asia/Tbilisi", country))
    assert calendar.is_open(there(f"{day} 10:00", "Asia/Tbilisi")) is not free


def test_a_weekend_and_a_holiday_after_it_are_passed_over() -> None:
    calendar = calendar_of(Rules(time(9), time(18), WORKDAYS, "Asia/Tbilisi", "GE"))
    friday = there("2026-04-10 10:00", "Asia/Tbilisi")  # Good Friday; Easter Monday follows
    assert seen(calendar.next_open(friday), "Asia/Tbilisi") == "2026-04-14 09:00"


def test_a_desk_that_never_works_goes_by_the_clock() -> None:
    never = Calendar(KYIV, lambda _day: True)
    start = there("2026-03-11 10:00")
    assert never.after(start, 24 * HOUR) == start + 24 * HOUR
    assert never.next_open(start) == start


def test_a_country_that_the_library_does_not_know_has_no_holidays() -> None:
    assert is_country("GE")
    assert not is_country("XX")
    assert calendar_of(Rules(holidays="XX")).is_open(there("2026-01-01 00:00"))


def _at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


ZONES = ["Europe/Kyiv", "Asia/Tbilisi", "Europe/Chisinau", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"]
moments = st.integers(0, 15 * 366 * 24 * 60).map(lambda minutes: SINCE + timedelta(minutes=minutes))
spans = st.integers(0, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
calendars = st.builds(
    lambda opens, long, days, zone, free: Calendar(
        Rules(_at(opens), _at(opens + long), frozenset(days), zone), lambda day: day.toordinal() % 11 == free
    ),
    st.integers(0, 24 * 60 - 1),
    st.integers(2 * 60, 24 * 60),
    st.sets(st.integers(0, 6), min_size=1),
    st.sampled_from(ZONES),
    st.integers(0, 20),
)


@given(calendars, moments, spans, spans)
def test_what_is_due_lies_ahead_within_working_hours_and_later_for_more(
    calendar: Calendar, start: datetime, span: timedelta, more: timedelta
) -> None:
    due_at = calendar.after(start, span)
    assert start + span <= due_at <= calendar.after(start, span + more)
    assert calendar.is_open(due_at) or calendar.is_open(due_at - timedelta(microseconds=1))


@given(calendars, moments, spans, spans)
def test_who_begins_later_is_not_due_earlier(
    calendar: Calendar, start: datetime, span: timedelta, later: timedelta
) -> None:
    assert calendar.after(start, span) <= calendar.after(start + later, span)


def test_hours_are_read() -> None:
    assert read_hours("09:00-18:30") == (time(9), time(18, 30))
    assert read_hours(" None ") is None


@pytest.mark.parametrize(
    "words", ["", "9", "09:00", "25:00-08:00", "09:00-09:00", "09:00-18:00-19:00", "day"]
)
def test_other_words_are_no_hours(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_hours(words)


@pytest.mark.parametrize(
    ("words", "days", "short"),
    [
        ("mon-fri", range(5), "mon-fri"),
        ("Mon, Wed ,fri", (0, 2, 4), "mon,wed,fri"),
        ("sat-tue", (5, 6, 0, 1), "mon-tue,sat-sun"),
        ("all", range(7), "all"),
        ("sun", (6,), "sun"),
    ],
)
def test_days_are_read_and_written_in_short(words: str, days: tuple[int, ...], short: str) -> None:
    assert read_days(words) == frozenset(days)
    assert days_in_short(frozenset(days)) == short
    assert read_days(short) == frozenset(days)


@pytest.mark.parametrize("words", ["", "monday", "mon-", "mon-fri,", "1-5"])
def test_other_words_are_no_days(words: str) -> None:
    with pytest.raises(ValueError, match=r"days look like"):
        read_days(words)


def test_zones_are_those_of_the_world() -> None:
    assert is_zone("Asia/Tbilisi")
    assert is_zone("UTC")
    assert not any(map(is_zone, ("", "Tbilisi", "../../etc/passwd", "Asia")))


def test_a_holiday_is_a_day_of_the_desks_own_zone() -> None:
    calendar = Calendar(Rules(zone="Asia/Tbilisi"), lambda day: day == date(2026, 5, 26))
    assert not calendar.is_open(datetime(2026, 5, 25, 20, 30, tzinfo=UTC))
    assert calendar.is_open(datetime(2026, 5, 26, 20, 30, tzinfo=UTC))
