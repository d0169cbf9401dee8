"""Sealing anew what an older key holds: a few rows in each transaction, so that it can stop at any moment.

A row is opened, sealed and written within one transaction: whoever reads it meanwhile gets the one or the
other. What cannot be opened is left as it is; `keys verify` names it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from storage import cases, copies, notes, routes, sealed
from storage.blobs import Blobs
from storage.files import open_preview, preview_place
from storage.keys import StaffKeys, WitnessKeys
from storage.rings import part_of
from storage.sealing import KeyGone, Misplaced
from storage.tables import cases as case_rows
from storage.tables import desk_copies
from storage.tables import files as file_rows
from storage.tables import notes as note_rows
from storage.tables import routes as route_rows
from storage.transaction import Store

ENDING = timedelta(days=28)  # after that a week's key no longer holds what is open
AT_ONCE = 50  # rows in one transaction


def ending(keys: StaffKeys, now: datetime, after: timedelta = ENDING) -> tuple[str, ...]:
    """The desk's keys that are that old, and have a newer one in their place."""
    return tuple(
        held.key.id
        for held in keys.desk.all()
        if now - held.made_at >= after and keys.desk.of(part_of("desk", held.key.id)).id != held.key.id
    )


def left(db: Connection, keys: WitnessKeys | StaffKeys, old: Collection[str]) -> int:
    """How many rows are to be sealed anew; `old` are the desk's keys that end."""
    return sum(
        db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        for query in _waiting(keys, old)
    )


async def seal_anew(
    store: Store, keys: WitnessKeys | StaffKeys, blobs: Blobs, old: Collection[str], most: int = AT_ONCE
) -> int:
    """The next few; how many were done. 0: nothing is left that can be opened."""
    done = await store.run(lambda db: _rows_anew(db, keys, old, most))
    if isinstance(keys, StaffKeys) and not done:
        for file in await store.run(lambda db: tuple(db.scalars(_previews(old).limit(most)))):
            done += await _preview_anew(store, keys, blobs, file)
    return done


def _rows_anew(db: Connection, keys: WitnessKeys | StaffKeys, old: Collection[str], most: int) -> int:
    match keys:
        case WitnessKeys():
            rows = db.execute(_routes(keys).with_for_update().limit(most)).all()
            return _each(rows, lambda row: routes.seal_anew(db, keys, row))
        case StaffKeys():
            some = db.execute(_texts(old).with_for_update(of=desk_copies).limit(most)).all()
            done = _each(some, lambda row: copies.seal_anew(db, keys, row, keys.desk.of(row.desk)))
            written = db.execute(_notes(old).with_for_update(of=note_rows).limit(most)).all()
            done += _each(written, lambda row: notes.seal_anew(db, keys, row, keys.desk.of(row.desk)))
            some = db.execute(_facts(old).with_for_update().limit(most)).all()
            return done + _each(some, lambda row: cases.seal_anew(db, keys, row, keys.desk.of(row.desk)))


def _each(rows: Iterable[Any], work: Any) -> int:
    done = 0
    for row in rows:
        with suppress(KeyGone, Misplaced):
            work(row)
            done += 1
    return done


async def _preview_anew(store: Store, keys: StaffKeys, blobs: Blobs, file: str) -> int:
    """The file first: until the row names the new key, the old one stays, and either opens it."""
    name, part = f"previews/{file}.age", await store.run(lambda db: _desk_of(db, file))
    try:
        picture = await asyncio.to_thread(open_preview, keys, file, await blobs.get(name))
    except (FileNotFoundError, Misplaced):
        return 0
    reader = keys.desk.of(part)
    anew = await asyncio.to_thread(reader.recipient.seal_file, picture, preview_place(file))
    await blobs.put(name, anew)
    return await store.run(lambda db: _name_key(db, file, reader.id))


def _name_key(db: Connection, file: str, key: str) -> int:
    db.execute(update(file_rows).where(file_rows.c.file == file).values(preview_key=key))
    return 1


def _desk_of(db: Connection, file: str) -> str:
    joined = select(case_rows.c.desk).join(file_rows, file_rows.c.case_id == case_rows.c.id)
    desk: str = db.execute(joined.where(file_rows.c.file == file)).scalar_one()
    return desk


def _waiting(keys: WitnessKeys | StaffKeys, old: Collection[str]) -> tuple[Select[Any], ...]:
    if isinstance(keys, WitnessKeys):
        return (_routes(keys).with_only_columns(route_rows.c.case_id),)
    texts, written, facts = (
        _texts(old).with_only_columns(desk_copies.c.id),
        _notes(old).with_only_columns(note_rows.c.id),
        _facts(old).with_only_columns(case_rows.c.id),
    )
    return texts, written, facts, _previews(old)


def _routes(keys: WitnessKeys) -> Select[Any]:
    """Those that the current key did not seal, and some key here opens."""
    openable = set(keys.route.held) - {keys.route.current.id}
    return select(route_rows).where(route_rows.c.key.in_(openable))


def _texts(old: Collection[str]) -> Select[Any]:
    joined = select(desk_copies, case_rows.c.desk).join(case_rows, case_rows.c.id == desk_copies.c.case_id)
    return joined.where(desk_copies.c.key.in_(old), sealed.still_open()).order_by(desk_copies.c.id)


def _notes(old: Collection[str]) -> Select[Any]:
    joined = select(note_rows, case_rows.c.desk).join(case_rows, case_rows.c.id == note_rows.c.case_id)
    return joined.where(note_rows.c.key.in_(old), sealed.still_open()).order_by(note_rows.c.id)


def _facts(old: Collection[str]) -> Select[Any]:
    there: ColumnElement[bool] = func.length(case_rows.c.sealed) > 0
    mine = select(case_rows).where(case_rows.c.key.in_(old), there, sealed.still_open())
    return mine.order_by(case_rows.c.id)


def _previews(old: Collection[str]) -> Select[Any]:
    joined = select(file_rows.c.file).join(case_rows, case_rows.c.id == file_rows.c.case_id)
    here = file_rows.c.preview.is_not(None) & (file_rows.c.state == "arrived")
    return joined.where(here, file_rows.c.preview_key.in_(old), sealed.still_open()).order_by(file_rows.c.id)
