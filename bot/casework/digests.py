"""When a desk's figures are posted, and how they are worded: as a picture's parts, and as text beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from bot.casework.deadlines import local
from bot.casework.desks import Rules
from bot.casework.figures import DAY, OTHERS, UNKNOWN, Daily, Named, Weekly, last_week
from bot.casework.presses import DARK_DAYS, DARK_WEEKS, LIGHT_DAYS, LIGHT_WEEKS, Press
from bot.charts import FEW, Cell, Chart, Part
from bot.text import Button, Line, Screen, Text, _, screen, verbatim

Labels = Mapping[str, Text]
NEW_BY_DAY, NEW_BY_WEEK = _("New cases by day"), _("New by week")
OPEN_BY_DAY, OPEN_BY_WEEK = _("Open at the end of each day"), _("Still open")
LOOKS = _("First look at these cases")
STEPS = (_("The same day"), _("The next day"), _("After 2–3 days"), _("Later"), _("Not yet"))
KINDS, REGIONS = _("What happened, last week"), _("Regions, last week")
TOO_FEW = _("Too few to be shown.")
NOTE = _("<{few}: one to four. Larger numbers are rounded to fives.", few=FEW)

NOTE_WITHHELD = _("<{few}: one to four; …: not shown. Others are rounded to fives.", few=FEW)


CHANGES = _("The picture changes in a moment.")


class Kind(StrEnum):
    """The two digests."""

    DAILY = "daily"
    WEEKLY = "weekly"


SHADES: Mapping[str, tuple[Kind, bool]] = {
    DARK_DAYS: (Kind.DAILY, True),
    LIGHT_DAYS: (Kind.DAILY, False),
    DARK_WEEKS: (Kind.WEEKLY, True),
    LIGHT_WEEKS: (Kind.WEEKLY, False),
}


@dataclass(frozen=True, slots=True)
class Digest:
    """What is posted: words, and a picture if there is something to see on one."""

    words: Screen
    chart: Chart | None


def is_due(kind: Kind, rules: Rules, now: datetime, last: datetime) -> bool:
    """Whether the desk's hour has come, by its own clock, on a day for which none was posted. Only the newest
    ever is; the weekly one on the first of the desk's days, or later in that week if nobody was there."""
    here, before = local(now, rules.zone), local(last, rules.zone)
    if kind is Kind.DAILY:
        return here.hour >= rules.digest and here.date() != before.date()
    starts = (min(rules.days, default=0), rules.digest)
    return (here.weekday(), here.hour) >= starts and here.isocalendar()[:2] != before.isocalendar()[:2]


def mark_of_day(kind: Kind, today: date) -> int:
    """What tells a picture from that of another day, or of another week: as the version of its button."""
    return (today if kind is Kind.DAILY else last_week(today)).toordinal()


def older(kind: Kind) -> Text:
    command = "/stats" if kind is Kind.DAILY else "/stats week"
    return _("These figures are not the newest any more. {command} shows those.", command=command)


def with_shade(words: Screen, kind: Kind, today: date, *, dark: bool) -> Screen:
    """With the button that shows the picture above in the other colours."""
    press = next(name for name, shade in SHADES.items() if shade == (kind, not dark))
    button = Button(_("Light") if dark else _("Dark"), Press(press, "", mark_of_day(kind, today)).words())
    return replace(words, rows=((button,),))


def of_days(figures: Daily) -> Digest:
    title = _("The desk, day by day")
    if not _worth_drawing(figures.came, figures.left):
        return Digest(screen(Line(title, strong=True), *_today(figures)), None)
    names = tuple(map(_day, figures.days))
    parts = (
        Part("columns", NEW_BY_DAY, names, figures.came, TOO_FEW),
        Part("line", OPEN_BY_DAY, names, figures.left, TOO_FEW),
        Part("rows", LOOKS, STEPS, figures.looks, TOO_FEW),
    )
    words = screen(Line(title, strong=True), *map(_in_words, parts), NOTE)
    return Digest(words, Chart(title, _span(figures.days, figures.days[-1]), parts, NOTE))


def of_weeks(figures: Weekly, labels: Labels) -> Digest:
    title = _("The desk, week by week")
    if not _worth_drawing(figures.came, figures.left):
        return Digest(screen(Line(title, strong=True), *_this_week(figures)), None)
    names = tuple(map(_day, figures.weeks))
    parts = (
        Part("columns", NEW_BY_WEEK, names, figures.came, TOO_FEW, half=True),
        Part("line", OPEN_BY_WEEK, names, figures.left, TOO_FEW, half=True),
        Part("rows", KINDS, _names(figures.kinds, labels), _cells(figures.kinds), TOO_FEW),
        Part("rows", REGIONS, _names(figures.regions, labels), _cells(figures.regions), TOO_FEW),
    )
    note = NOTE_WITHHELD if any(cell.withheld for cell in figures.came) else NOTE
    words = screen(Line(title, strong=True), *map(_in_words, parts), note)
    return Digest(words, Chart(title, _span(figures.weeks, figures.weeks[-1] + 6 * DAY), parts, note))


def _worth_drawing(*series: Sequence[Cell]) -> bool:
    """A picture of nothing but “<5” shows nothing."""
    return any(cell.low >= FEW for cells in series for cell in cells)


def _today(figures: Daily) -> tuple[Text, ...]:
    came, day = figures.came[-1], _day(figures.days[-1])
    if came.high == 0:
        first = _("Nothing new on {day}.", day=day)
    else:
        first = _("New on {day}: {count}.", day=day, count=came.words)
    return (first, *_still_open(figures.left))


def _this_week(figures: Weekly) -> tuple[Text, ...]:
    came, monday = figures.came[-1], figures.weeks[-1]
    days = _span((monday,), monday + 6 * DAY)
    if came.high == 0:
        first = _("Nothing new, {days}.", days=days)
    else:
        first = _("New, {days}: {count}.", days=days, count=came.words)
    return (first, *_still_open(figures.left))


def _still_open(left: Sequence[Cell]) -> tuple[Text, ...]:
    return (_("Open at the end of it: {count}.", count=left[-1].words),) if left else ()


def _in_words(part: Part) -> Text:
    if not part.cells:
        return _("{title}: {words}", title=part.title, words=part.empty)
    told: Text = verbatim("")
    for name, cell in _runs(part):
        told = Text(
            "{before}{gap}{name} {count}",
            (
                ("before", told),
                ("count", cell.words),
                ("gap", " · " if told.msgid != "{words}" else ""),
                ("name", name),
            ),
        )
    return _("{title}: {words}", title=part.title, words=told)


def _runs(part: Part) -> Iterator[tuple[Text, Cell]]:
    """Its names and cells; days or weeks in a row without any are one, such as `02.03–11.03 0`."""
    for none, run in groupby(
        zip(part.names, part.cells, strict=True), lambda pair: pair[1].high == 0 and part.kind != "rows"
    ):
        pairs = tuple(run)
        if none and len(pairs) > 1:
            span = (("first", pairs[0][0]), ("last", pairs[-1][0]))
            yield Text("{first}–{last}", span), pairs[0][1]
        else:
            yield from pairs


def _names(named: Named, labels: Labels) -> tuple[Text, ...]:
    ours = {UNKNOWN: _("Not known"), OTHERS: _("Other regions")}
    return tuple(ours.get(name) or labels.get(name) or verbatim(name) for name, _cell in named)


def _cells(named: Named) -> tuple[Cell, ...]:
    return tuple(cell for _name, cell in named)


def _day(day: date) -> Text:
    return verbatim(f"{day:%d.%m}")


def _span(days: Sequence[date], last: date) -> Text:
    return verbatim(f"{days[0]:%d.%m} – {last:%d.%m.%Y}")
