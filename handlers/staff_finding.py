"""/find: all open cases are looked at for it, beside the thread that writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.casework import lists
from bot.casework.case import Case, Role
from bot.text import Text
from handlers import staff_queue
from handlers.access import role_now
from handlers.asked import Asked
from handlers.desk import Desk, language_in
from storage import cases, queue

AT_ONCE = 200  # cases: nobody has to wait for longer


@dataclass(frozen=True, slots=True)
class _Search:
    """`ids` are the cases that this person may find, the oldest first."""

    ids: tuple[int, ...]
    fits: Callable[[Case], bool]


async def find(desk: Desk, asked: Asked, words: str) -> None:
    """Some at a time they are fetched, and opened and looked at in a thread; nothing of it stays."""
    search = await desk.store.run(lambda db: _begin(db, desk, asked, words))
    found: list[int] = []
    for start in range(0, len(search.ids), AT_ONCE):
        part = search.ids[start : start + AT_ONCE]
        rows = await desk.store.run(lambda db, part=part: cases.sealed(db, part))  # type: ignore[misc]
        found += await asyncio.to_thread(_fitting, cases.opened_cases(desk.keys, rows), search.fits)
    await desk.store.run(lambda db: staff_queue.answer(db, desk, asked, words, tuple(found)))


def _begin(db: Connection, desk: Desk, asked: Asked, words: str) -> _Search:
    """Who may not search, or says for what, looks at nothing: why, they are told in the end."""
    role, sought = role_now(db, asked.person, asked.member), words.split()
    language = language_in(db, desk, asked.person)

    def said(text: Text) -> str:
        return desk.wording.words(text, language)

    def fits(case: Case) -> bool:
        return all(lists.fits(case, word, asked.person, desk.labels, said) for word in sought)

    if role is None or not sought:
        return _Search((), fits)
    if role is Role.MONITOR:
        return _Search(cases.held_by(db, asked.person), fits)
    return _Search(tuple(each.id for each in queue.open_cases(db)), fits)


def _fitting(opened: Iterable[Case], fits: Callable[[Case], bool]) -> list[int]:
    return [case.id for case in opened if fits(case)]
