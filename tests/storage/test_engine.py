"""A database is opened also when another process is just making it."""

from __future__ import annotations

import sqlite3
import time

import pytest

from storage.engine import _insist


def error(code: int) -> sqlite3.OperationalError:
    """As SQLite raises it."""
    wrong = sqlite3.OperationalError("database is locked")
    wrong.sqlite_errorcode = code
    return wrong


class Opened:
    """A connection whose statements fail with these codes first."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)

    def execute(self, _statement: str) -> sqlite3.Cursor:
        if self.codes:
            raise error(self.codes.pop(0))
        return sqlite3.connect(":memory:").cursor()


def test_who_is_refused_at_once_asks_again() -> None:
    opened = Opened(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)
    _insist(opened, "PRAGMA journal_mode = WAL", time.monotonic() + 60)
    assert not opened.codes


@pytest.mark.parametrize(("code", "seconds"), [(sqlite3.SQLITE_FULL, 60), (sqlite3.SQLITE_BUSY, -1)])
def test_what_waiting_does_not_mend_is_told(code: int, seconds: float) -> None:
    with pytest.raises(sqlite3.OperationalError):
        _insist(Opened(code), "PRAGMA journal_mode = WAL", time.monotonic() + seconds)
