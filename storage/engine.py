"""How a database is opened, so that one writes at a time, a commit is on the disk, and what hangs ends."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import NullPool

from storage import shared
from storage.prepared import on_driver

BUSY = 5000  # milliseconds to wait for another process
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)
# A server that vanishes without a word is noticed within half a minute, not when TCP gives up.
_REACH = {
    "application_name": "witnessline",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
_SESSION = """
    SET lock_timeout = '5s';
    SET statement_timeout = '60s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""
# One writer at a time, also from another process, as with SQLite: no deadlocks, and one chain of audit rows.
_TURN = "BEGIN; SELECT pg_advisory_xact_lock(24604271763092339)"

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
# Connection, deadlock, resources (a full disk), lock time-out, an operator's doing, the system's failure.
_POSTGRESQL_AWAY = ("08", "40", "53", "55P03", "57", "58", "25006", "XX001", "XX002")


class NoDatabase(Exception):
    """The database that the settings name cannot be opened; the message says why, without its address."""


def engine_for(url: str) -> Engine:
    """Without a pool: whoever connects keeps the connection, on one thread."""
    try:
        engine = _engine(make_url(url), _REACH)
    except (ArgumentError, ImportError) as wrong:
        raise NoDatabase("is not a database URL that SQLAlchemy knows") from wrong
    event.listen(engine, "before_cursor_execute", _flush)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
    return engine


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """The database as it is now, however it changes meanwhile: nothing is written, nobody is held up."""
    engine = _engine(make_url(url), {})
    lite = engine.dialect.name == "sqlite"
    if lite:
        event.listen(engine, "connect", _prepare_reading)
    options = {} if lite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as db, db.begin():
        if lite:
            db.exec_driver_sql("BEGIN")
        yield db
    engine.dispose()


@contextmanager
def filling(url: str) -> Iterator[Connection]:
    """One transaction for all that goes into a database that was empty."""
    engine = engine_for(url)
    with engine.begin() as db:
        yield db
    engine.dispose()


def is_away(wrong: DBAPIError) -> bool:
    """Whether the database is to blame, not what was asked of it: the same may work later."""
    if wrong.connection_invalidated:
        return True
    cause: Any = wrong.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in _SQLITE_AWAY
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return bool(state.startswith(_POSTGRESQL_AWAY))
    return isinstance(wrong, (OperationalError, InterfaceError))


def _engine(where: URL, reach: Mapping[str, str]) -> Engine:
    """PostgreSQL is sent statements in its own words: otherwise the driver would parse each one. What the URL
    says of how to reach it takes precedence over `reach`."""
    given: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    if where.drivername.startswith("postgresql"):
        from psycopg import RawCursor

        given["paramstyle"] = "numeric_dollar"
        given["connect_args"] = {name: value for name, value in reach.items() if name not in where.query}
        given["connect_args"]["cursor_factory"] = RawCursor
    return create_engine(where, **given)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions start too late to hold a lock; `_begin_sqlite` starts them instead.
    connection.isolation_level = None
    patience = time.monotonic() + BUSY / 1000
    for pragma in _PRAGMAS:
        _insist(connection, pragma, patience)


def _insist(connection: Any, pragma: str, until: float) -> None:
    """Two who make a database at one moment would each wait for the other: SQLite refuses one at once."""
    while True:
        try:
            connection.execute(pragma).close()
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _flush(db: Connection, *_of_the_statement: Any) -> None:
    shared.flush(db)


def _prepare_reading(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("PRAGMA busy_timeout = 5000", "PRAGMA query_only = ON"):
        connection.execute(pragma).close()


def _begin_sqlite(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # As above: so that beginning and taking one's turn are one trip to the server.
    connection.autocommit = True
    connection.execute(_SESSION).close()


def _begin_postgresql(db: Connection) -> None:
    on_driver(db, _TURN, None).close()
