"""PostgreSQL's pipeline: what is written goes out at once, and is waited for when something is read."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

_PIPE = "pipeline"


def enter(db: Connection) -> None:
    """Statements of the hot path need one trip for all between two reads. Nothing happens elsewhere."""
    if db.dialect.name == "postgresql" and _PIPE not in db.info:
        driver: Any = db.connection.dbapi_connection
        pipeline: AbstractContextManager[Any] = driver.pipeline()
        db.info[_PIPE] = pipeline, pipeline.__enter__()


def leave(db: Connection) -> None:
    """For whoever reads each result at once, as SQLAlchemy does. Raises the driver's own errors."""
    if _PIPE in db.info:
        pipeline, _pipe = db.info.pop(_PIPE)
        pipeline.__exit__(None, None, None)


def is_in(db: Connection) -> bool:
    return _PIPE in db.info


def wait(db: Connection) -> None:
    """For all that was asked. Raises the driver's own errors."""
    if _PIPE in db.info:
        _pipeline, pipe = db.info[_PIPE]
        pipe.sync()
