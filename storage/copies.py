"""The two copies of what a case says: one for the desk, one for the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.casework.case import Item
from bot.questionnaire.answers import Entry
from storage import manifest
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.sealing import Reader, deflated, inflated
from storage.tables import archive_copies, desk_copies
from storage.tables import manifest as manifest_rows

_ITEM = TypeAdapter(Item)


def add(
    db: Connection,
    keys: WitnessKeys,
    case_id: int,
    desk: str,
    kind: str,
    entries: tuple[Entry, ...],
    now: datetime,
    about: Mapping[str, Any],
) -> int:
    """The sequence it got. `about` goes to the archive's copy beside the entries."""
    last = select(func.max(archive_copies.c.sequence)).where(archive_copies.c.case_id == case_id)
    found = db.execute(last).scalar_one()
    sequence = 0 if found is None else found + 1
    item, place = Item(sequence, kind, entries, now), _place(case_id, sequence)
    for_desk = replace(item, at=day_of(now))  # to the desk the day is enough; the archive keeps the proof
    row = {"case_id": case_id, "sequence": sequence}
    reader, archive = keys.desk.of(desk), keys.archive.current
    told = _ITEM.dump_python(item, mode="json", exclude_none=True)
    document = archive.seal_document({**about, **told}, place)
    sealed = reader.seal(deflated(_ITEM.dump_json(for_desk)), place)
    db.execute(insert(desk_copies), row | {"key": reader.id, "sealed": sealed, "at": for_desk.at})
    db.execute(insert(archive_copies), row | {"key": archive.id, "sealed": document})
    manifest.note(db, keys, case_id, sequence, document, now)
    return sequence


def of_case(db: Connection, keys: StaffKeys, case_id: int) -> tuple[Item, ...]:
    """In the order they came."""
    rows = db.execute(
        select(desk_copies).where(desk_copies.c.case_id == case_id).order_by(desk_copies.c.sequence)
    )
    return tuple(item_of(keys, row) for row in rows)


def item_of(keys: StaffKeys, row: Row[Any]) -> Item:
    """KeyGone, Misplaced."""
    return _ITEM.validate_json(inflated(opened(keys, row)))


def opened(keys: StaffKeys, row: Row[Any]) -> bytes:
    """The desk's copy. KeyGone, Misplaced."""
    return keys.desk.named(row.key).open(row.sealed, _place(row.case_id, row.sequence))


def seal_anew(db: Connection, keys: StaffKeys, row: Row[Any], reader: Reader) -> None:
    """The desk's copy, to another of its keys. KeyGone, Misplaced."""
    sealed = reader.recipient.seal(opened(keys, row), _place(row.case_id, row.sequence))
    this = desk_copies.c.id == row.id
    db.execute(update(desk_copies).where(this).values(key=reader.id, sealed=sealed))


def remove(db: Connection, case_id: int) -> None:
    for table in (desk_copies, archive_copies, manifest_rows):
        db.execute(delete(table).where(table.c.case_id == case_id))


def _place(case_id: int, sequence: int) -> str:
    return f"case:{case_id}:{sequence}"
