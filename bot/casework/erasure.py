"""How long the desk keeps the text of a closed case, what stops that timer, and what is left after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.casework.case import NO_FACTS, Case, Handover, Priority, Track, Verification, Workflow

TEXT_KEPT: Mapping[Track, timedelta] = {
    Track.REPORT: timedelta(days=30),
    Track.AID: timedelta(days=90),
}
NOTICE = timedelta(hours=24)  # at least so long before a removal the admins are told of it
AHEAD = timedelta(hours=48)  # so long before it is due they are told, if somebody is there to be told


class Stop(StrEnum):
    """Why a closed case keeps its text for now."""

    HOLD = "legal hold"
    UNREAD = "unread"
    QUESTION = "open question"
    FILES = "files on their way"
    ORIGINAL = "duplicate of a case that is kept"
    WISH = "a wish for deletion"  # would also end the archive's copy: somebody has to decide first


@dataclass(frozen=True, slots=True)
class Timer:
    """Of one closed case. `closed_at` is the closing it is about; without `due_at` it stands still.
    `announced_at` is when the admins were told of the removal that is due now."""

    closed_at: datetime
    due_at: datetime | None = None
    announced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed case, as far as its removal goes by it."""

    id: int
    code: str
    track: Track
    version: int
    closed_at: datetime
    stops: frozenset[Stop]
    timer: Timer | None


def timed(case: Closed, now: datetime) -> Timer:
    """The timer as it is now: it stands while something stops it, and then starts anew."""
    timer = case.timer
    if case.stops:
        return Timer(case.closed_at)
    if timer is None or timer.closed_at != case.closed_at:
        return Timer(case.closed_at, case.closed_at + TEXT_KEPT[case.track])
    if timer.due_at is None:
        return Timer(case.closed_at, now + TEXT_KEPT[case.track])
    return timer


def announced(timer: Timer, now: datetime) -> Timer:
    """The admins are told now, and have their time to object from now."""
    assert timer.due_at is not None
    return replace(timer, due_at=max(timer.due_at, now + NOTICE), announced_at=now)


def postponed(timer: Timer, now: datetime) -> Timer:
    """What was announced has not been read yet: the time to object starts anew."""
    return timer if timer.announced_at is None else announced(timer, now)


def is_to_announce(timer: Timer, now: datetime) -> bool:
    return timer.announced_at is None and timer.due_at is not None and timer.due_at - AHEAD <= now


def is_over(timer: Timer, now: datetime) -> bool:
    """Whether the text goes now: only after it was announced, and in time."""
    told, due_at = timer.announced_at, timer.due_at
    return told is not None and due_at is not None and due_at <= now and told + NOTICE <= now


def tombstone(case: Case) -> Case:
    """What is left: code, track, desk, why it was closed, and the days on which it came and went."""
    return replace(
        case,
        workflow=Workflow.PURGED,
        priority=Priority.NORMAL,
        facts=NO_FACTS,
        opened_at=_day(case.opened_at),
        closed_at=_day(case.closed_at) if case.closed_at else None,
        assignee=None,
        assigned_by=None,
        claimed_until=None,
        flags=frozenset(),
        verification=Verification.UNVERIFIED,
        handover=Handover.NONE,
        rests_until=None,
        rest_reason=None,
        duplicate_of=None,
        due_at=None,
        closed_from=None,
    )


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
