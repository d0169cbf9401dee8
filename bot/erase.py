"""`witnessline erase --dry-run`: which closed cases lose their text, when, and what keeps the others."""

from __future__ import annotations

from datetime import datetime

from bot.casework.dry_run import moment
from bot.casework.erasure import AHEAD, Closed, is_over, timed
from bot.dead_letters import asked
from bot.settings import Common
from storage import clocks, closed

IN_DOUBT = "A clock is in doubt: nothing is announced or removed until an admin confirms it."


async def listed(settings: Common, now: datetime) -> list[str]:
    """A line for each closed case that has its text; what is due comes first."""
    found, in_doubt = await asked(settings, closed.all_of_them), await asked(settings, clocks.doubts)
    lines = [words for _due, words in sorted(_line(case, now) for case in found)]
    return [*([IN_DOUBT] if in_doubt else []), *(lines or ["No closed case has a text that could go."])]


def _line(case: Closed, now: datetime) -> tuple[float, str]:
    timer = timed(case, now)
    days = (now - case.closed_at).days
    start = f"{case.code}  {case.track}, closed {days} days ago: "
    if timer.due_at is None:
        return float("inf"), f"{start}kept ({', '.join(sorted(case.stops))})"
    due = timer.due_at.timestamp()
    if is_over(timer, now):
        return due, f"{start}due now, announced on {_told(timer.announced_at)}"
    if timer.announced_at is not None:
        return due, f"{start}goes after {moment(timer.due_at)}, announced on {_told(timer.announced_at)}"
    early = moment(timer.due_at - AHEAD)
    return due, f"{start}not yet; to be announced after {early}, to go after {moment(timer.due_at)}"


def _told(at: datetime | None) -> str:
    assert at is not None
    return moment(at)
