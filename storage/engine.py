"""How a database is opened, so that a commit is on the disk and deleted bytes are overwritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)


class NoDatabase(Exception):
    """The database that the settings name cannot be opened; the message says why, without its address."""


def engine_for(url: str) -> Engine:
    """Without a pool: whoever connects keeps the connection, on one thread."""
    try:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (ArgumentError, ImportError) as wrong:
        raise NoDatabase("is not a database URL that SQLAlchemy knows") from wrong
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver's own transactions start too late to hold a lock; `_begin` starts them instead.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _begin(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE")
