"""Deleted rows leave traces in a database's files: this takes them out."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.engine import BUSY
from storage.prepared import on_driver

REWRITTEN = 64 * 1024 * 1024  # bytes; a larger database is not written anew while people wait
PAUSE = 60.0  # seconds between two times that it is
RETRY = 5.0  # seconds after another process was in the way
IN_THE_WAY = 100  # milliseconds that others get to finish

_VACUUM = (
    "VACUUM (SKIP_LOCKED) cases, desk_copies, notes, archive_copies, questions, prompts, files, routes, "
    "receipts, letters, outbox, drafts, standing, contact_requests"
)


@dataclass(slots=True)
class Scrubbing:
    """Of SQLite's files: `secure_delete` empties what is deleted, but the log keeps what was there before,
    and pages that were balanced may hold a second copy. PostgreSQL's files cannot be cleaned like this: there
    the room of what was deleted is given free, so that new data takes its place.

    The log is emptied at the start too: a crash may have come between a deletion and the scrubbing.
    """

    _log: bool = True
    _pages: bool = False
    _resting_until: float = 0.0
    _rewriting_from: float = 0.0

    def after_commit(self, db: Connection, *, wanted: bool) -> None:
        """Outside any transaction. What does not succeed is tried again after a later commit."""
        now = time.monotonic()
        if wanted:
            self._log = self._pages = True
        elif not self._log or now < self._resting_until:
            return
        try:
            (self._scrub if db.dialect.name == "sqlite" else self._vacuum)(db, now)
        except DBAPIError:  # busy, or a full disk
            self._resting_until = now + PAUSE

    def _scrub(self, db: Connection, now: float) -> None:
        if self._pages and now >= self._rewriting_from:
            self._rewriting_from = now + PAUSE
            _rewrite(db)
            self._pages = False
        self._log = not _emptied(db) or self._pages
        self._resting_until = now + RETRY

    def _vacuum(self, db: Connection, now: float) -> None:
        """Locks nobody out, and touches only pages with something to give free."""
        if self._pages and now >= self._rewriting_from:
            self._rewriting_from = now + PAUSE
            on_driver(db, _VACUUM).close()
            self._pages = False
        self._log = self._pages


def _rewrite(db: Connection) -> None:
    (pages,), (size,) = (_one(db, f"PRAGMA {name}") for name in ("page_count", "page_size"))
    if pages * size <= REWRITTEN:
        on_driver(db, "VACUUM").close()


def _emptied(db: Connection) -> bool:
    """Others who read an older state are not waited for: what is to be written would wait with us."""
    on_driver(db, f"PRAGMA busy_timeout = {IN_THE_WAY}").close()
    try:
        busy, _pages, _moved = _one(db, "PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        on_driver(db, f"PRAGMA busy_timeout = {BUSY}").close()
    return not busy


def _one(db: Connection, statement: str) -> tuple[int, ...]:
    cursor = on_driver(db, statement)
    row: tuple[int, ...] = tuple(cursor.fetchone())
    cursor.close()
    return row
