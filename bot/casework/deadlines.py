"""When something is due: quiet hours, reminders, leases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.casework.case import Priority, Span

LEASE = timedelta(hours=24)
UNDO = timedelta(minutes=1)  # in which closing can be taken back; the witness hears of it only then
RESTS: Mapping[Span, timedelta] = {
    Span.TOMORROW: timedelta(days=1),
    Span.DAYS: timedelta(days=3),
    Span.WEEK: timedelta(days=7),
    Span.MONTH: timedelta(days=30),
}
KEPT_IN_PRIVATE = timedelta(minutes=15)  # what a case says, on a reader's screen
ANSWER_A_REPLY = timedelta(hours=48)
REMIND_AFTER = (timedelta(days=3), timedelta(days=7))
LAPSE_AFTER = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the witness's day in which nothing is sent unasked; `end` is the first waking minute."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether a local time lies within; a range over midnight has its end before its start."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


class Step(StrEnum):
    """What an unanswered question comes to next."""

    REMIND = "remind"
    LAPSE = "lapse"


def read_quiet(words: str) -> Quiet | None:
    """`22:00-08:00`, or `none`. ValueError for anything else."""
    if words.strip().lower() == "none":
        return None
    start, dash, end = words.partition("-")
    if not dash:
        raise ValueError("quiet hours look like 22:00-08:00, or none")
    return Quiet(_time(start), _time(end))


def _time(words: str) -> time:
    return datetime.strptime(words.strip(), "%H:%M").replace(tzinfo=UTC).time()


def next_waking(now: datetime, zone: str, quiet: Quiet | None) -> datetime:
    """The first moment from `now` on that is not in the quiet hours of that time zone."""
    if quiet is None or quiet.start == quiet.end:
        return now
    local = now.astimezone(_zone(zone))
    if not quiet.covers(local.time()):
        return now
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    # Where clocks go back, the end of the quiet hours may come twice: the one still ahead counts.
    ends = (datetime.combine(day, quiet.end, local.tzinfo).replace(fold=fold) for fold in (0, 1))
    return next((end for moment in ends if (end := moment.astimezone(UTC)) >= now), now)


def local_time(moment: datetime, zone: str) -> str:
    """The hour there, as `08:00`."""
    return local(moment, zone).strftime("%H:%M")


def local(moment: datetime, zone: str) -> datetime:
    """The same moment by the clocks there; by UTC if nobody knows where that is."""
    return moment.astimezone(_zone(zone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def next_step(announced_at: datetime, reminders: int) -> tuple[Step, datetime]:
    """What a question without an answer comes to after this many reminders, and when at the earliest."""
    if reminders < len(REMIND_AFTER):
        return Step.REMIND, announced_at + REMIND_AFTER[reminders]
    return Step.LAPSE, announced_at + LAPSE_AFTER


def card_due(priority: Priority, now: datetime, jitter: timedelta, drawn: float) -> datetime:
    """When a new case's card goes out: urgent ones now, others up to `jitter` later, so that the group can't
    tell when the witness wrote. `drawn` is a random number from 0 up to 1."""
    return now if priority is Priority.URGENT else now + jitter * drawn


def first_look(priority: Priority, opened_at: datetime) -> datetime:
    """By when somebody should have looked at a new case."""
    return opened_at + (timedelta(hours=1) if priority is Priority.URGENT else timedelta(hours=24))
