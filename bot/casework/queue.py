"""Which cases wait for somebody, and which of them first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.casework.case import Flag, Priority, Workflow

_RANKS = tuple(Priority)
# A case that rests, or waits for its witness, is nobody's to take.
TO_TAKE = frozenset({Workflow.NEW, Workflow.TRIAGE, Workflow.IN_REVIEW, Workflow.WITNESS_REPLIED})


@dataclass(frozen=True, slots=True)
class Queued:
    """An open case, as far as its place in the queue depends on it. Newer cases have higher ids."""

    id: int
    code: str
    workflow: Workflow
    priority: Priority
    opened_at: datetime
    assignee: int | None = None
    claimed_until: datetime | None = None
    flags: frozenset[Flag] = frozenset()


def is_free(queued: Queued, now: datetime) -> bool:
    """Nobody has it: a claim that has run out no longer holds."""
    ran_out = queued.claimed_until is not None and queued.claimed_until <= now
    return queued.assignee is None or ran_out


def waiting(queue: Iterable[Queued], now: datetime) -> tuple[Queued, ...]:
    """Those to be taken: the overdue first, then the more urgent, then the older."""
    free = (each for each in queue if each.workflow in TO_TAKE and is_free(each, now))
    return tuple(sorted(free, key=_place))


def _place(queued: Queued) -> tuple[bool, int, int]:
    return Flag.OVERDUE not in queued.flags, -_RANKS.index(queued.priority), queued.id
