"""Duplicate of: what a case may be a duplicate of, and what is shown and asked about it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.casework import asking, effects
from bot.casework.case import Case
from bot.casework.codes import read_code
from bot.casework.presses import MERGE, code_of_mark
from handlers.desk import Desk
from storage import cases, duplicates


def payload(db: Connection, desk: Desk, action: str, mark: str | None, words: str) -> effects.SameAs | None:
    """The case that was pressed or typed; of one that is a duplicate itself, its original."""
    typed = code_of_mark(mark) if mark else read_code(words)
    if typed is None:
        return effects.SameAs(None, words[:40]) if words else None
    found = cases.by_code(db, desk.keys, duplicates.top_of(db, typed))
    return effects.SameAs(found, typed, confirmed=action == MERGE)


def suggestions(db: Connection, case: Case) -> tuple[asking.Suggestion, ...]:
    """Other cases of the desk with the very same file."""
    return tuple(asking.Suggestion(code) for code in duplicates.with_same_file(db, case.id))
