"""From counts to figures: whole days, what is left open, first looks, the largest kinds and regions."""

from __future__ import annotations

from datetime import date, timedelta

from bot.casework.case import Consent, Facts
from bot.casework.figures import OTHERS, UNKNOWN, Counts, daily, first_week, last_week, weekly
from bot.casework.suppression import all_shown, shown

TODAY = date(2026, 3, 18)  # a Wednesday
DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)


def facts(region: str | None, *kinds: str, country: str | None = "ru") -> Facts:
    return Facts(kinds, country, region, "ru", "UTC", 0, Consent(False, False, False))


def test_the_days_end_with_yesterday_and_start_two_weeks_before() -> None:
    found = daily(Counts({TODAY: 50, TODAY - DAY: 7, TODAY - 14 * DAY: 12}, {}, 69), TODAY)
    assert (found.days[0], found.days[-1], len(found.days)) == (TODAY - 14 * DAY, TODAY - DAY, 14)
    assert found.came == all_shown([12, *[0] * 12, 7])


def test_what_was_open_at_the_end_of_a_day_is_reckoned_back_from_now() -> None:
    counts = Counts({TODAY: 10, TODAY - DAY: 30}, {TODAY: 5, TODAY - 2 * DAY: 10}, 55)
    assert daily(counts, TODAY).left[-3:] == all_shown([30, 20, 50])


def test_first_looks_are_counted_by_days() -> None:
    counts = Counts({TODAY - DAY: 100}, {}, 100, {0: 40, 1: 25, 2: 10, 3: 5, 9: 10, None: 10})
    assert daily(counts, TODAY).looks == all_shown([40, 25, 15, 10, 10])


def test_what_would_say_too_much_is_left_out() -> None:
    """Four days of one case each; all four were looked at on the same day."""
    came = {TODAY - at * DAY: 1 for at in (1, 3, 5, 7)}
    found = daily(Counts(came, {}, 4, {0: 4}), TODAY)
    assert found.looks == ()
    assert found.came.count(shown(1)) == 4


def test_weeks_are_whole_ones() -> None:
    assert last_week(TODAY) == MONDAY
    assert last_week(date(2026, 3, 16)) == MONDAY
    assert last_week(date(2026, 3, 15)) == MONDAY - 7 * DAY
    assert first_week(TODAY) == MONDAY - 49 * DAY
    found = weekly(Counts({MONDAY: 20, MONDAY + 6 * DAY: 20, MONDAY + 7 * DAY: 90}, {}, 130), TODAY, ())
    assert (found.weeks[-1], found.came[-1], found.left[-1]) == (MONDAY, shown(40), shown(40))


def test_a_week_that_would_tell_its_days_is_withheld() -> None:
    came = {MONDAY + at * DAY: 1 for at in range(4)}
    assert weekly(Counts(came, {}, 4), TODAY, ()).came[-1].words == "…"


def test_regions_count_each_case_once_and_kinds_each_kind() -> None:
    here = [*[facts("ru_da", "killing", "torture")] * 20, *[facts(None, "killing")] * 10]
    found = weekly(Counts({MONDAY: 40}, {}, 40), TODAY, here)
    assert found.kinds == (("killing", shown(30)), ("torture", shown(20)), (UNKNOWN, shown(10)))
    assert found.regions == (("ru_da", shown(20)), ("ru", shown(10)), (UNKNOWN, shown(10)))


def test_small_ones_stand_by_name_so_that_their_order_tells_nothing() -> None:
    here = [facts(f"r{number}") for number in range(1, 8) for _case in range(number % 4 + 1)]
    here += [facts("big")] * 30 + [facts("r8")] * 2 + [facts("r9")] * 4
    found = weekly(Counts({MONDAY: len(here)}, {}, len(here)), TODAY, here)
    assert [name for name, _cell in found.regions] == ["big", "r1", "r2", "r3", "r4", "r5", OTHERS]
    assert found.regions[-1][1] == shown(3 + 4 + 2 + 4)
