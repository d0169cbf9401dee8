"""Work that shares a commit shares statements too: reads are fetched ahead, writes follow together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

Fetch = Callable[[Connection, Sequence[Any]], dict[Any, Any]]
Want = tuple[Fetch, Any]  # what fetches for many, and what one piece of work will ask it for

_AHEAD, _LATER = "fetched ahead", "to be written"


def begin(db: Connection, wants: Iterable[Want]) -> None:
    """One statement for each kind of want; from now on writes may wait for `flush`."""
    wanted: defaultdict[Fetch, list[Any]] = defaultdict(list)
    for fetch, key in wants:
        wanted[fetch].append(key)
    db.info[_AHEAD] = {fetch: fetch(db, keys) for fetch, keys in wanted.items()}
    db.info[_LATER] = {}


def end(db: Connection) -> None:
    """What waits is written, and nothing is kept for the next transaction."""
    flush(db)
    forget(db)


def forget(db: Connection) -> None:
    """After a transaction that was undone: nothing waits any more."""
    db.info.pop(_AHEAD, None)
    db.info.pop(_LATER, None)


def ahead(db: Connection, fetch: Fetch) -> dict[Any, Any]:
    """What was fetched: for whoever reads it to take, or to keep as it is now."""
    fetched: dict[Any, Any] = db.info.get(_AHEAD, {}).get(fetch, {})
    return fetched


def later(db: Connection, write: Callable[[Connection, list[Any]], object], row: Any) -> None:
    """Written with others of its kind before anything else is asked of the database; alone, at once."""
    waiting = db.info.get(_LATER)
    if waiting is None:
        write(db, [row])
    else:
        waiting.setdefault(write, []).append(row)


def flush(db: Connection) -> None:
    """What waits is written: the database must not be asked without it."""
    if waiting := db.info.get(_LATER):
        db.info[_LATER] = {}
        for write, rows in waiting.items():
            write(db, rows)


def padded(keys: Sequence[Any]) -> list[Any]:
    """To a power of two, the last one repeated: few lengths make few statements."""
    return [*keys, *[keys[-1]] * ((1 << (len(keys) - 1).bit_length()) - len(keys))]
