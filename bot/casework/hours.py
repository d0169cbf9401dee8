"""When a desk works: spans of its working time, whatever clocks and calendars do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.casework.desks import NO_RULES, WEEK, Rules

DAY = timedelta(days=1)
AHEAD = 370  # days that are looked through: a desk that does not work within a year never does
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def no_holiday(_day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Calendar:
    """A desk's rules, and which days are holidays where it works."""

    rules: Rules = NO_RULES
    is_holiday: Callable[[date], bool] = no_holiday

    def is_open(self, moment: datetime) -> bool:
        return self.next_open(moment) == moment

    def next_open(self, moment: datetime) -> datetime:
        """The first moment from this one on at which the desk works; itself for a desk that never does."""
        return next((max(start, moment) for start, _end in self._shifts(moment)), moment)

    def after(self, start: datetime, span: timedelta) -> datetime:
        """When so much of the desk's working time has passed since `start`; by the clock alone if the desk
        never works."""
        left = span
        for opens, closes in self._shifts(start):
            begins = max(opens, start)
            if begins + left <= closes:
                return begins + left
            left -= closes - begins
        return start + span

    def _shifts(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working times that are not over at that moment, one a day, in order."""
        first = since.astimezone(zone_of(self.rules.zone)).date() - DAY  # one may go on over midnight
        for number in range(AHEAD):
            day = first + number * DAY
            opens, closes = self._shift(day)
            if day.weekday() in self.rules.days and not self.is_holiday(day) and max(opens, since) < closes:
                yield opens, closes

    def _shift(self, day: date) -> tuple[datetime, datetime]:
        """Where clocks change, an hour that comes twice counts from its first time; one that is skipped
        begins when it would have."""
        rules = self.rules
        opens, closes = rules.opens or time(0), rules.closes or time(0)
        until = day if opens < closes else day + DAY
        zone = zone_of(rules.zone)
        begin, end = datetime.combine(day, opens, zone), datetime.combine(until, closes, zone)
        return begin.astimezone(UTC), end.astimezone(UTC)


ROUND_THE_CLOCK = Calendar()


def zone_of(name: str) -> ZoneInfo:
    """UTC for what is not one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    return name == "UTC" or zone_of(name).key != "UTC"


def read_hours(words: str) -> tuple[time, time] | None:
    """`09:00-18:00`, over midnight too, or `none`. ValueError for anything else."""
    if words.strip().lower() == "none":
        return None
    start, dash, end = words.partition("-")
    if not dash:
        raise ValueError("hours look like 09:00-18:00, or none")
    opens, closes = _time(start), _time(end)
    if opens == closes:
        raise ValueError("hours begin and end at different times; none means round the clock")
    return opens, closes


def _time(words: str) -> time:
    return datetime.strptime(words.strip(), "%H:%M").replace(tzinfo=UTC).time()


def read_days(words: str) -> frozenset[int]:
    """`mon-fri`, `sat-tue`, `mon,wed,fri`, or `all`. ValueError for anything else."""
    if words.strip().lower() == "all":
        return WEEK
    return frozenset(day for part in words.lower().split(",") for day in _run(part))


def _run(words: str) -> tuple[int, ...]:
    first, dash, last = words.partition("-")
    names = (first.strip(), last.strip() if dash else first.strip())
    if not set(names) <= set(NAMES):
        raise ValueError("days look like mon-fri or mon,wed,fri, or all")
    start, end = map(NAMES.index, names)
    return tuple((start + more) % 7 for more in range((end - start) % 7 + 1))


def days_in_short(days: frozenset[int]) -> str:
    """As `read_days` reads them: in runs, with commas between."""
    if days == WEEK:
        return "all"
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(NAMES[run[0]] if len(run) == 1 else f"{NAMES[run[0]]}-{NAMES[run[-1]]}" for run in runs)
