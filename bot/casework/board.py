"""The board: one pinned message that says how the queue stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.casework.cards import age
from bot.casework.case import Flag, Priority, Workflow
from bot.casework.presses import Press
from bot.casework.queue import Queued, is_free, waiting
from bot.casework.words import FLAGS, PRIORITIES, STATES
from bot.text import Button, Line, Screen, Text, _, screen

NEXT = Button(_("Next case"), Press("next", "", 0).words())
MINE = Button(_("Mine"), Press("mine", "", 0).words())
QUEUE = Button(_("Queue"), Press("queue", "", 0).words())
FIND = Button(_("Find"), Press("find", "", 0).words())
STATS = Button(_("Stats"), Press("stats", "", 0).words())
HELP = Button(_("Help"), Press("help", "", 0).words())
ROWS = ((NEXT,), (MINE, QUEUE), (FIND, STATS), (HELP,))

WITH_ARCHIVE = _("🚨 The archive's secret key is still on the server. An admin must move it away.")
PAUSED = _("⛔ The intake is closed: no new reports are taken.")


def board(queue: Iterable[Queued], now: datetime, *, with_archive: bool, paused: bool) -> Screen:
    """`with_archive`: the archive's secret key lies on the server. Of a pinned message phones show the
    first line: the count, unless nobody can report."""
    cases = tuple(queue)
    free = waiting(cases, now)
    facts = (*_by_priority(cases, now), *_states(cases), *_oldest(free, now))
    title = _("Open cases: {count}", count=len(cases)) if cases else _("No open cases.")
    tight = (Line(fact, tight=at > 0) for at, fact in enumerate(facts))
    return screen(
        *((PAUSED,) if paused else ()),
        Line(title, strong=True),
        *((WITH_ARCHIVE,) if with_archive else ()),
        *tight,
        rows=ROWS,
    )


def _by_priority(cases: tuple[Queued, ...], now: datetime) -> Iterable[Text]:
    for priority in reversed(Priority):
        here = [each for each in cases if each.priority is priority]
        if here:
            yield _(
                "{priority}: {count}, not claimed: {free}",
                priority=PRIORITIES[priority],
                count=len(here),
                free=sum(is_free(each, now) for each in here),
            )


def _states(cases: tuple[Queued, ...]) -> Iterable[Text]:
    counts = (
        (FLAGS[Flag.OVERDUE], sum(Flag.OVERDUE in each.flags for each in cases)),
        *(
            (STATES[state], sum(each.workflow is state for each in cases))
            for state in (Workflow.WITNESS_REPLIED, Workflow.AWAITING_WITNESS, Workflow.ON_HOLD)
        ),
    )
    return (_("{state}: {count}", state=state, count=count) for state, count in counts if count)


def _oldest(free: tuple[Queued, ...], now: datetime) -> Iterable[Text]:
    if free:
        oldest = min(free, key=lambda each: each.id)
        yield _("The oldest that nobody has claimed: received {age}", age=age(oldest.opened_at, now, False))
