"""The two copies of what a case says: one for the desk, one for the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.casework.case import Facts, Item
from bot.questionnaire.answers import Entry
from bot.questionnaire.documents import document_of
from bot.questionnaire.glossary import NO_GLOSSARY, Glossary
from storage import manifest
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.sealing import Reader, deflated, inflated
from storage.tables import archive_copies, desk_copies
from storage.tables import manifest as manifest_rows

_GRANTED: Mapping[str, Any] = {"params": ([],), "earlier": ([],), "contacts": (False,)}
_ITEM, _FACTS = TypeAdapter(Item), TypeAdapter(Facts)


def add(
    db: Connection,
    keys: WitnessKeys,
    case_id: int,
    desk: str,
    kind: str,
    entries: tuple[Entry, ...],
    now: datetime,
    about: Mapping[str, Any],
    glossary: Glossary = NO_GLOSSARY,
    facts: Facts | None = None,
) -> int:
    """The sequence it got. `about` goes to the archive's copy beside the entries, which need not repeat what
    the glossary says; `facts` to the desk's: one seal for both takes half a kilobyte less than two."""
    last = select(func.max(archive_copies.c.sequence)).where(archive_copies.c.case_id == case_id)
    found = db.execute(last).scalar_one()
    sequence = 0 if found is None else found + 1
    item, place = Item(sequence, kind, entries, now), _place(case_id, sequence)
    for_desk = replace(item, at=day_of(now))  # to the desk the day is enough; the archive keeps the proof
    row = {"case_id": case_id, "sequence": sequence}
    reader, archive = keys.desk.of(desk), keys.archive.current
    document = archive.seal_document({**about, **_document(item, glossary)}, place)
    lines = [_FACTS.dump_json(facts)] if facts is not None else []
    sealed = reader.seal(deflated(b"\n".join([*lines, orjson.dumps(_told(for_desk))])), place)
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
    return _ITEM.validate_json(_lines(opened(keys, row))[-1])


def facts_of(keys: StaffKeys, case_id: int, key: str, report: bytes) -> Facts | None:
    """Those in the desk's copy of a report; None where they lie in its case. KeyGone, Misplaced."""
    facts, *item = _lines(keys.desk.named(key).open(report, _place(case_id, 0)))
    return _FACTS.validate_json(facts) if item else None


def _lines(copy: bytes) -> list[bytes]:
    """The facts, if they are there, and the item."""
    return inflated(copy).split(b"\n")


def _told(item: Item) -> dict[str, Any]:
    kept: dict[str, Any] = _lean(_ITEM.dump_python(item, mode="json", exclude_none=True))
    return kept


def _lean(value: Any) -> Any:
    """Without what a reader takes for granted, and the numbers of messages: those are the witness side's."""
    match value:
        case dict():
            kept = {name: each for name, each in value.items() if each not in _GRANTED.get(name, ())}
            return {name: _lean(each) for name, each in kept.items() if name != "message"}
        case list():
            return [_lean(each) for each in value]
    return value


def _document(item: Item, glossary: Glossary) -> Mapping[str, Any]:
    """What the archive keeps of an item."""
    if len({entry.name for entry in item.entries}) < len(item.entries):
        # By names alone one of them would be lost.
        return _told(item)
    return {"kind": item.kind, "at": item.at, **document_of(item.entries, glossary)}


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
