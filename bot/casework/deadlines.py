"""When something is due: quiet hours, reminders, leases, and what a desk owes a witness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.casework.case import Case, Flag, Priority, Workflow
from bot.casework.hours import Calendar, zone_of

LEASE = timedelta(hours=24)
OFFERED = timedelta(hours=24)  # in which somebody may accept a case that is passed to them
UNDO = timedelta(minutes=1)  # in which closing can be taken back; the witness hears of it only then
KEPT_IN_PRIVATE = timedelta(minutes=15)  # what a case says, on a reader's screen
FIRST_LOOK = timedelta(hours=24)
URGENT_LOOK = timedelta(hours=1)
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
    local = now.astimezone(zone_of(zone))
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
    return moment.astimezone(zone_of(zone))


def next_step(announced_at: datetime, reminders: int) -> tuple[Step, datetime]:
    """What a question without an answer comes to after this many reminders, and when at the earliest."""
    if reminders < len(REMIND_AFTER):
        return Step.REMIND, announced_at + REMIND_AFTER[reminders]
    return Step.LAPSE, announced_at + LAPSE_AFTER


def card_due(priority: Priority, now: datetime, jitter: timedelta, drawn: float) -> datetime:
    """When a new case's card goes out: urgent ones now, others up to `jitter` later, so that the group can't
    tell when the witness wrote. `drawn` is a random number from 0 up to 1."""
    return now if priority is Priority.URGENT else now + jitter * drawn


def first_look(priority: Priority, since: datetime, calendar: Calendar) -> datetime:
    """By when somebody should have looked at a new case. An urgent one does not wait for the desk's hours:
    somebody may be in danger."""
    if priority is Priority.URGENT:
        return since + URGENT_LOOK
    return calendar.after(since, FIRST_LOOK)


def timed(before: Case, after: Case, now: datetime, calendar: Calendar) -> Case:
    """The case with what it owes from now on. Whoever has been given what was due is not overdue any more;
    while the case waits, rests or is closed, nothing is due."""
    due_at = _due_at(before, after, now, calendar)
    still = due_at is not None and due_at == before.due_at
    flags = after.flags if still else after.flags - {Flag.OVERDUE}
    return replace(after, due_at=due_at, flags=flags)


def _due_at(before: Case, after: Case, now: datetime, calendar: Calendar) -> datetime | None:
    owed = _owed(after)
    if owed is None:
        return None
    if before.due_at is not None and owed == _owed(before):
        return before.due_at
    if after.workflow is Workflow.WITNESS_REPLIED:
        # The hour of a reply is not kept: counted from the beginning of its day, it is never answered late.
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return calendar.after(day, ANSWER_A_REPLY)
    was_seen = (before.closed_from or before.workflow) not in _UNSEEN  # closing was perhaps undone
    became_urgent = before.due_at is not None and after.priority is Priority.URGENT
    since = now if was_seen or became_urgent else after.opened_at
    return first_look(after.priority, since, calendar)


_UNSEEN = (Workflow.NEW, Workflow.TRIAGE)


def _owed(case: Case) -> tuple[Workflow, bool] | None:
    """What a case waits for at the desk, and whether at once; None while it does not."""
    if case.workflow in _UNSEEN:
        return Workflow.NEW, case.priority is Priority.URGENT
    return (case.workflow, False) if case.workflow is Workflow.WITNESS_REPLIED else None


def call_admins_after(priority: Priority) -> timedelta:
    """How long a case may be overdue until admins are told, once."""
    return timedelta(hours=1) if priority is Priority.URGENT else timedelta(hours=24)
