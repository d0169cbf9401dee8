"""Duplicate of: what a case may be a duplicate of, and what is shown and asked about it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from rapidfuzz import fuzz
from sqlalchemy import Connection

from bot.casework import asking, commands
from bot.casework.actions import ACTIONS
from bot.casework.case import Case
from bot.casework.codes import read_code
from bot.casework.commands import Command
from bot.casework.likeness import NEARLY, RECENT, Likeness, Told, alike, best, told
from bot.casework.presses import MERGE, code_of_mark
from bot.casework.refusals import refused
from bot.outgoing import Message
from handlers.desk import Desk, post
from storage import audit, cases, duplicates, seen_updates, staff
from storage.keys import StaffKeys

DUPLICATE = "duplicate"
AT_ONCE = 200  # cases: nobody has to wait for longer


def payload(db: Connection, desk: Desk, action: str, mark: str | None, words: str) -> commands.SameAs | None:
    """The case that was pressed or typed; of one that is a duplicate itself, its original."""
    typed = code_of_mark(mark) if mark else read_code(words)
    if typed is None:
        return commands.SameAs(None, words[:40]) if words else None
    found = cases.by_code(db, desk.keys, duplicates.top_of(db, typed))
    return commands.SameAs(found, typed, confirmed=action == MERGE)


async def suggest(desk: Desk, update_id: int, person: int, code: str) -> None:
    """After the press: cases are opened and compared in a thread, some at a time, and nothing of it stays.
    Should the program stop meanwhile, Telegram hands over the press again: it is acknowledged after this."""
    near = await desk.store.run(lambda db: _near(db, desk, person, code))
    if near is None:
        return
    case, others = near
    mine = (await _told(desk, (case.id,))).get(case.id, Told())
    found: dict[str, Likeness] = {}
    for start in range(0, len(others), AT_ONCE):
        part = dict(list(others.items())[start : start + AT_ONCE])
        theirs = await _told(desk, tuple(part))
        found |= await asyncio.to_thread(_compared, mine, theirs, part)
    await desk.store.run(lambda db: _show(db, desk, update_id, person, code, found))


async def _told(desk: Desk, ids: Collection[int]) -> Mapping[int, Told]:
    rows, digests = await desk.store.run(
        lambda db: (duplicates.sealed_items(db, ids), duplicates.digests(db, ids))
    )
    return await asyncio.to_thread(_opened, desk.keys, rows, digests)


def _opened(
    keys: StaffKeys, rows: duplicates.Sealed, digests: Mapping[int, frozenset[bytes]]
) -> Mapping[int, Told]:
    items = duplicates.opened_items(keys, rows)
    cases_seen = dict.fromkeys((*items, *digests))
    return {each: told(items.get(each, ()), digests.get(each, frozenset())) for each in cases_seen}


def _compared(mine: Told, theirs: Mapping[int, Told], codes: Mapping[int, str]) -> dict[str, Likeness]:
    """By code, the newest first."""
    likenesses = ((code, alike(mine, theirs.get(each, Told()), _ratio)) for each, code in codes.items())
    return {code: likeness for code, likeness in likenesses if likeness is not None}


def _ratio(one: str, two: str) -> float:
    return fuzz.ratio(one, two, score_cutoff=NEARLY)


def _near(db: Connection, desk: Desk, person: int, code: str) -> tuple[Case, Mapping[int, str]] | None:
    """The cases that it is compared with."""
    case = _theirs(db, desk, person, code)
    return None if case is None else (case, duplicates.beside(db, case.id, desk.clock() - RECENT))


def _show(
    db: Connection, desk: Desk, update_id: int, person: int, code: str, found: Mapping[str, Likeness]
) -> None:
    """Once, if it is theirs to decide still."""
    now, case = desk.clock(), _theirs(db, desk, person, code)
    if case is None or not seen_updates.first_time(db, desk.bot, update_id, now):
        return
    audit.record(db, str(person), "looked for duplicates", case.id, "", now)
    post(db, desk, person, Message(asking.suggest_same(case, best(found)), protected=True), now)


def _theirs(db: Connection, desk: Desk, person: int, code: str) -> Case | None:
    case = cases.by_code(db, desk.keys, code)
    command = Command(DUPLICATE, desk.clock(), person, staff.role_of(db, person))
    return None if case is None or refused(ACTIONS[DUPLICATE], case, command) else case
