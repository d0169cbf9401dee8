"""When figures are posted, and what they say in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.casework.desks import Rules
from bot.casework.digests import SHADES, Kind, is_due, mark_of_day, of_days, of_weeks, with_shade
from bot.casework.figures import KINDS, REGIONS, WEEKS, Counts, Weekly, daily, weekly
from bot.casework.presses import DARK_DAYS, DARK_WEEKS, LIGHT_DAYS, LIGHT_WEEKS, Press, read_press
from bot.casework.suppression import all_shown, shown
from bot.questionnaire import xlsform
from bot.text import Text, screen
from handlers.desk import labels_of
from handlers.translate import CAPTION, Wording, units

TODAY, DAY = date(2026, 3, 16), timedelta(days=1)
TBILISI = Rules(zone="Asia/Tbilisi", digest=9)  # four hours ahead
WORDING = Wording()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        (at(17, 4, 59), at(16, 5), False),  # 08:59 there
        (at(17, 5), at(16, 5), True),
        (at(17, 5, 10), at(17, 5), False),
        (at(17, 23), at(17, 5), False),  # tomorrow there, and before the hour
        (at(19, 6), at(16, 5), True),  # nobody was there for two days: the newest only
        (at(17, 6), at(25, 6), True),  # the clock had been ahead
    ],
)
def test_the_daily_one_comes_once_a_day_at_the_desks_hour(now: datetime, last: datetime, due: bool) -> None:
    assert is_due(Kind.DAILY, TBILISI, now, last) is due


def test_an_hour_that_comes_twice_brings_no_second_one() -> None:
    """On 25 October 2026 clocks in Kyiv go back from four to three."""
    rules, first = Rules(zone="Europe/Kyiv", digest=3), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert is_due(Kind.DAILY, rules, first, first - DAY)
    assert not is_due(Kind.DAILY, rules, first + timedelta(hours=1), first)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        (at(15, 12), at(9, 9), False),  # Sunday
        (at(16, 4), at(9, 9), False),
        (at(16, 5), at(9, 9), True),
        (at(18, 5), at(9, 9), True),  # nobody was there on Monday
        (at(18, 5), at(16, 9), False),
    ],
)
def test_the_weekly_one_comes_on_monday(now: datetime, last: datetime, due: bool) -> None:
    assert is_due(Kind.WEEKLY, TBILISI, now, last) is due


def test_a_desk_whose_week_begins_on_tuesday_has_it_then() -> None:
    rules = Rules(days=frozenset({1, 2, 3}))
    assert not is_due(Kind.WEEKLY, rules, at(16, 12), at(9, 9))
    assert is_due(Kind.WEEKLY, rules, at(17, 9), at(10, 9))


def words(text: Text, language: str = "en") -> str:
    return WORDING.words(text, language)


def test_a_day_without_anything_is_one_line() -> None:
    digest = of_days(daily(Counts({}, {}, 3), TODAY))
    assert digest.chart is None
    assert [words(line.text) for line in digest.words.lines[1:]] == [
        "Nothing new on 15.03.",
        "Open at the end of it: <5.",
    ]


def test_few_cases_are_told_in_words_alone() -> None:
    digest = of_days(daily(Counts({TODAY - DAY: 2}, {}, 2, {None: 2}), TODAY))
    assert digest.chart is None
    assert words(digest.words.lines[1].text) == "New on 15.03: <5."
    weeks = of_weeks(weekly(Counts({TODAY - DAY: 2}, {}, 2), TODAY, ()), {})
    assert words(weeks.words.lines[1].text) == "New, 09.03 – 15.03.2026: <5."
    assert words(of_weeks(weekly(Counts({}, {}, 0), TODAY, ()), {}).words.lines[1].text).startswith("Nothing")


def test_the_button_under_a_picture_asks_for_the_same_days_in_other_colours() -> None:
    plain = screen(Text("figures"))
    for kind, dark, label, press in (
        (Kind.DAILY, False, "Dark", DARK_DAYS),
        (Kind.DAILY, True, "Light", LIGHT_DAYS),
        (Kind.WEEKLY, False, "Dark", DARK_WEEKS),
        (Kind.WEEKLY, True, "Light", LIGHT_WEEKS),
    ):
        ((button,),) = with_shade(plain, kind, TODAY, dark=dark).rows
        carried = read_press(button.press)
        assert (words(button.label), carried) == (label, Press(press, "", mark_of_day(kind, TODAY)))
        assert SHADES[press] == (kind, not dark)
    a_day, a_week = TODAY + DAY, TODAY + 7 * DAY  # a Monday and its Tuesday show the same weeks
    assert mark_of_day(Kind.DAILY, a_day) != mark_of_day(Kind.DAILY, TODAY)
    assert mark_of_day(Kind.WEEKLY, a_day) == mark_of_day(Kind.WEEKLY, TODAY)
    assert mark_of_day(Kind.WEEKLY, a_week) != mark_of_day(Kind.WEEKLY, TODAY)


def test_the_words_say_what_the_picture_shows() -> None:
    digest = of_days(daily(Counts({TODAY - DAY: 12}, {}, 12, {0: 12}), TODAY))
    assert digest.chart is not None
    said = WORDING.screen(digest.words, "en").text
    for part in digest.chart.parts:
        told = said.partition(f"{words(part.title)}: ")[2].partition("\n")[0].split(" · ")
        for name, cell in zip(part.names, part.cells, strict=True):
            assert f"{words(name)} {cell.words}" in told or cell.high == 0


def test_days_in_a_row_without_cases_are_one_in_the_words() -> None:
    counts = Counts({TODAY - 3 * DAY: 12, TODAY - DAY: 12}, {}, 24, {0: 24})
    said = WORDING.screen(of_days(daily(counts, TODAY)).words, "en").text
    assert "New cases by day: 02.03–12.03 0 · 13.03 10 · 14.03 0 · 15.03 10\n" in said


@pytest.mark.parametrize("language", WORDING.languages)
def test_the_longest_words_fit_under_a_picture(language: str) -> None:
    form = xlsform.read(Path(__file__).parents[2] / "bot/forms/report.md")
    labels = labels_of(form)

    def longest(question: str, most: int) -> list[str]:
        choices = next(asked for asked, _when in form.questions() if asked.name == question).choices
        return sorted({each.name for each in choices}, key=lambda name: -len(words(labels[name], language)))[
            :most
        ]

    kinds = tuple((name, shown(10_000)) for name in longest("categories", KINDS))
    regions = (*((name, shown(10_000)) for name in longest("region", REGIONS)), ("*", shown(10_000)))
    series = all_shown([10_000] * WEEKS)
    figures = Weekly(tuple(TODAY - 7 * at * DAY for at in range(WEEKS)), series, series, kinds, regions)
    assert units(WORDING.screen(of_weeks(figures, labels).words, language).text) <= CAPTION
