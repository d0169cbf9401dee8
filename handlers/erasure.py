"""The text of closed cases: announced, then removed. What is due lies in rows; the job only looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.casework import dry_run
from bot.casework.case import Role
from bot.casework.commands import Command
from bot.casework.erasure import Closed, Timer, announced, is_over, is_to_announce, postponed, timed
from bot.outgoing import Message
from handlers.decisions import perform
from handlers.desk import Desk, Scene, post
from storage import cases, clocks, closed, erasure, outbox, staff
from storage.tables import microseconds

log = structlog.get_logger()

DRY_RUN = "dry-run:"  # what the messages that announce are called in the outbox


async def erase(desk: Desk) -> None:
    """One look: each case that goes, goes in a transaction of its own."""
    for case_id in await desk.store.run(lambda db: prepare(db, desk)):
        await desk.store.run(lambda db, case_id=case_id: purge(db, desk, case_id))  # type: ignore[misc]


def prepare(db: Connection, desk: Desk) -> tuple[int, ...]:
    """Timers go on, and what is due soon is announced. Those that have been, and are over."""
    now = desk.clock()
    closed.forget_opened(db)
    found = [(case, _wound(db, case, now)) for case in closed.all_of_them(db)]
    if clocks.doubts(db):
        return ()
    admins = sorted(each for each in staff.with_role(db, Role.ADMIN) if staff.has_private(db, each))
    soon = [(case, timer) for case, timer in found if is_to_announce(timer, now)]
    if soon and not admins:
        log.warning("no admin can be told what is to be removed: none has opened the private chat")
    if not admins or outbox.waits_named(db, DRY_RUN):  # nobody may have read what was announced
        for case, timer in found:
            _keep(db, case, timer, postponed(timer, now))
        return ()
    _announce(db, desk, soon, admins, now)
    return tuple(case.id for case, timer in found if is_over(timer, now))


def purge(db: Connection, desk: Desk, case_id: int) -> None:
    """A tombstone is left, if it is still true that the case may go."""
    now = desk.clock()
    found, case = closed.one(db, case_id), cases.load(db, desk.keys, case_id)
    if found is None or case is None or not is_over(timed(found, now), now):
        return
    erasure.remove(db, desk.keys, case_id, case.code, now)
    perform(db, Scene(desk, case, now), Command("purged", now))
    closed.note_purge(db, case_id, now)


def _announce(
    db: Connection, desk: Desk, soon: Sequence[tuple[Closed, Timer]], admins: Sequence[int], now: datetime
) -> None:
    """To every admin, in private."""
    told = [(case, announced(timer, now)) for case, timer in soon]
    for case, timer in told:
        closed.keep(db, case.id, timer)
    for admin in admins:
        for number, page in enumerate(dry_run.pages(told)):
            name = f"{DRY_RUN}{microseconds(now)}:{admin}:{number}"
            post(db, desk, admin, Message(page), now, dedupe=name)


def _wound(db: Connection, case: Closed, now: datetime) -> Timer:
    timer = timed(case, now)
    _keep(db, case, case.timer, timer)
    return timer


def _keep(db: Connection, case: Closed, before: Timer | None, timer: Timer) -> None:
    if timer != before:
        closed.keep(db, case.id, timer)
