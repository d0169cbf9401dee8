"""The archive's copies, as whoever holds its secret reads them: on the workstation, far from the bots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from bot.casework.case import Item
from bot.questionnaire.documents import entries_of
from bot.questionnaire.glossary import NO_GLOSSARY, Glossary
from storage import keyfiles
from storage.keyfiles import KeysMissing
from storage.sealing import Misplaced, NoIdentity, Reader
from storage.tables import archive_copies, cases, files, original_requests

_ITEM = TypeAdapter(Item)


@dataclass(frozen=True, slots=True)
class Archived:
    """One item as it was archived; `code` is the case's, `language` what a report was given in. `document`
    is what `age -d` prints."""

    code: str
    item: Item
    language: str | None
    document: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A case in the list."""

    id: int
    code: str
    workflow: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """A file of a case."""

    file: str
    kind: str
    size: int
    state: str
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An original that staff have asked to have looked at; `number` is as they count the files."""

    file: str
    number: int
    why: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ArchiveKeys:
    """One identity a year. Which of them opens something, each says for itself."""

    readers: Sequence[Reader]

    @classmethod
    def load(cls, *paths: Path) -> ArchiveKeys:
        """KeysMissing when a file is not there or holds no key. Its mode is the workstation's affair."""
        return cls(tuple(reader for path in paths for reader in _readers(path)))

    def unwrap(self, sealed: bytes) -> bytes:
        """Misplaced when none opens it."""
        for reader in self.readers:
            with suppress(Misplaced):
                return reader.unwrap(sealed)
        raise Misplaced("archive")


def opened(keys: ArchiveKeys, row: Row[Any]) -> bytes:
    """A row of the archive's copies. Misplaced also when it belongs to another case."""
    document = keys.unwrap(row.sealed)
    if orjson.loads(document)["belongs"] != f"case:{row.case_id}:{row.sequence}":
        raise Misplaced("archive")
    return document


def listed(db: Connection) -> tuple[Entry, ...]:
    """Every case with something archived, the oldest first."""
    some = select(archive_copies.c.case_id)
    rows = db.execute(select(cases).where(cases.c.id.in_(some)).order_by(cases.c.id))
    return tuple(Entry(row.id, row.code, row.workflow, row.opened_at) for row in rows)


def rows_of(db: Connection, case_id: int) -> tuple[Row[Any], ...]:
    """As they are stored, in the order they came."""
    mine = select(archive_copies).where(archive_copies.c.case_id == case_id)
    return tuple(db.execute(mine.order_by(archive_copies.c.sequence)))


def read(document: bytes, glossaries: Mapping[str, Glossary]) -> Archived:
    """From what `age -d` prints."""
    told = orjson.loads(document)
    if "entries" in told:
        return _read_long(told, document)
    entries = entries_of(told, glossaries.get(told.get("form", ""), NO_GLOSSARY))
    sequence = int(told["belongs"].rpartition(":")[2])
    item = Item(sequence, told["kind"], entries, datetime.fromisoformat(told["at"]))
    return Archived(told["code"], item, told.get("language"), document)


def _read_long(told: Any, document: bytes) -> Archived:
    """As it was written at first, and is for what has two answers of one name."""
    item = {name: told[name] for name in ("sequence", "kind", "entries", "at")}
    language = told.get("language") or told.get("facts", {}).get("language")
    return Archived(told["code"], _ITEM.validate_python(item), language, document)


def originals(db: Connection, case_id: int) -> tuple[Original, ...]:
    """The case's files, also those that never came."""
    rows = db.execute(select(files).where(files.c.case_id == case_id).order_by(files.c.id))
    return tuple(Original(row.file, row.kind, row.size, row.state, row.digest) for row in rows)


def wanted(db: Connection, case_id: int) -> tuple[Wanted, ...]:
    """Those that nobody has answered."""
    waiting = (original_requests.c.case_id == case_id, original_requests.c.state == "waiting")
    rows = db.execute(select(original_requests).where(*waiting).order_by(original_requests.c.number))
    return tuple(Wanted(row.file, row.number, row.why, row.asked_at) for row in rows)


def _readers(path: Path) -> list[Reader]:
    try:
        file = keyfiles.parsed(path)
        return [Reader.of(file.id, line) for line in file.lines]
    except OSError as away:
        raise KeysMissing(f"{path}: {away.strerror}.") from None
    except (UnicodeDecodeError, ValueError, NoIdentity):
        raise KeysMissing(f"{path} is no age identity.") from None
