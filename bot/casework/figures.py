"""A desk's figures, from counts to what may be shown of them. Days and weeks are whole ones, by UTC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.casework.case import Facts
from bot.casework.suppression import Cells, Table, all_shown, narrowed, series_tell, shown, tell
from bot.charts import WITHHELD, Cell

DAYS, WEEKS = 14, 8
KINDS, REGIONS = 6, 6  # those with names of their own
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LOOK_STEPS = 5  # the same day, the next day, after two or three days, later, not yet
UNKNOWN, OTHERS = "", "*"  # for names


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases that came and were closed, by day; how many are open now; of those that came within the days of
    the daily picture, after how many days somebody looked first, None for not yet."""

    came: Mapping[date, int]
    closed: Mapping[date, int]
    open_now: int
    looks: Mapping[int | None, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Daily:
    """The last days, oldest first. `left` and `looks` are empty when they would say too much."""

    days: tuple[date, ...]
    came: Cells
    left: Cells
    looks: Cells


Named = tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """The last weeks by their Mondays, oldest first; `kinds` and `regions` are of the last one, the largest
    first, and empty when they would say too much."""

    weeks: tuple[date, ...]
    came: Cells
    left: Cells
    kinds: Named
    regions: Named


def first_day(today: date) -> date:
    """Since when cases are counted for the daily picture."""
    return today - DAYS * DAY


def last_week(today: date) -> date:
    """The Monday of the last whole week."""
    return today - today.weekday() * DAY - WEEK


def first_week(today: date) -> date:
    return last_week(today) - (WEEKS - 1) * WEEK


def daily(counts: Counts, today: date) -> Daily:
    """The days before today."""
    days = tuple(first_day(today) + at * DAY for at in range(DAYS))
    came = [counts.came.get(day, 0) for day in days]
    left = [_left_after(counts, day) for day in days]
    return Daily(days, *guarded(came, left, _steps(counts.looks)))


def guarded(came: Sequence[int], left: Sequence[int], looks: Sequence[int]) -> tuple[Cells, Cells, Cells]:
    """What may be shown of these beside each other: what would say too much is left out."""
    new, open, seen = all_shown(came), all_shown(left), all_shown(looks)
    if series_tell(new, open):
        open = ()
    known = narrowed(new, open)[0] if open else new
    if tell(Table(known), Table(seen)):
        seen = ()
    return new, open, seen


def weekly(counts: Counts, today: date, facts: Sequence[Facts]) -> Weekly:
    """The whole weeks before today; `facts` are those of the cases that came in the last of them, and may be
    fewer: some are gone."""
    weeks = tuple(first_week(today) + at * WEEK for at in range(WEEKS))
    came = tuple(_of_week(counts, week) for week in weeks)
    left = all_shown([_left_after(counts, week + 6 * DAY) for week in weeks])
    if series_tell(came, left):
        left = ()
    days = _days_of(counts, weeks[-1])
    known = [Table(came[-1:]), Table(all_shown(days))]
    places = _regions(facts, sum(days))
    regions = _with_others(_ranked(places, REGIONS), places)
    if tell(*known, Table(_cells(regions))):
        regions = ()
    else:
        known.append(Table(_cells(regions)))
    kinds = _ranked(_kinds(facts, sum(days)), KINDS)
    if tell(*known, Table(_cells(kinds), overlapping=True)):
        kinds = ()
    return Weekly(weeks, came, left, kinds, regions)


def _of_week(counts: Counts, week: date) -> Cell:
    """Daily pictures have shown its days: a week that would tell one of them is withheld."""
    days = _days_of(counts, week)
    total = shown(sum(days))
    return WITHHELD if tell(Table((total,)), Table(all_shown(days))) else total


def _days_of(counts: Counts, week: date) -> list[int]:
    return [counts.came.get(week + at * DAY, 0) for at in range(7)]


def _left_after(counts: Counts, day: date) -> int:
    came = sum(count for each, count in counts.came.items() if each > day)
    closed = sum(count for each, count in counts.closed.items() if each > day)
    return max(counts.open_now - came + closed, 0)


def _steps(looks: Mapping[int | None, int]) -> list[int]:
    """By days, not hours: hours would help to tell when a witness wrote."""
    steps = [0] * LOOK_STEPS
    for days, count in looks.items():
        if days is None:
            steps[4] += count
        else:
            steps[0 if days <= 0 else 1 if days == 1 else 2 if days <= 3 else 3] += count
    return steps


def _kinds(facts: Sequence[Facts], total: int) -> Counter[str]:
    """A case of several kinds counts in each."""
    found = Counter(kind for each in facts for kind in each.categories)
    found[UNKNOWN] += total - sum(1 for each in facts if each.categories)
    return found


def _regions(facts: Sequence[Facts], total: int) -> Counter[str]:
    found = Counter(each.region or each.country or UNKNOWN for each in facts)
    found[UNKNOWN] += total - len(facts)
    return found


def _with_others(named: Named, counted: Counter[str]) -> Named:
    """Those without a name of their own are counted as one."""
    rest = counted.total() - sum(counted[name] for name, _cell in named)
    return (*named, (OTHERS, shown(rest))) if rest else named


def _ranked(counted: Counter[str], most: int) -> Named:
    """By what is shown, then by name: the order of small ones says nothing."""
    cells = {name: shown(count) for name, count in counted.items() if count > 0}
    order = sorted(cells, key=lambda name: (-cells[name].low, name == UNKNOWN, name))
    return tuple((name, cells[name]) for name in order[:most])


def _cells(named: Named) -> Cells:
    return tuple(cell for _name, cell in named)
