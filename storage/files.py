"""Files on their way: expected in the update's transaction, fetched later, sealed to the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, text, update

from bot.questionnaire.answers import FileKind
from storage.blobs import Blobs
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.rings import MAIN
from storage.sealing import KeyGone, Misplaced
from storage.tables import files
from storage.transaction import Store

__all__ = ["Arrived", "Arriving", "Blobs", "FileRow", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """What fetches a file: Telegram's ids, and what the sender's phone called it."""

    bot: int
    message: int
    file_id: str
    name: str | None
    mime: str | None


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file to fetch. `attempts` counts those that failed."""

    file: str
    kind: FileKind
    size: int
    source: Source
    attempts: int
    case_id: int | None
    witness: bytes | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Where a file that came belongs: to a case, or to a witness's draft; `message` brought it."""

    case_id: int | None
    witness: bytes | None
    message: int | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """`state` is arriving, arrived or failed; `preview` is the ending of the desk's copy, if it has one."""

    file: str
    kind: FileKind
    size: int
    state: str
    preview: str | None


_SOURCE = TypeAdapter(Source)
_KEPT = files.c.state.in_(("arrived", "retired", "archived"))
_PREVIEWED = files.c.preview.is_not(None) & (files.c.state == "arrived")
_SETTLED = {"sealed": b"", "due_at": None}


def expect(
    db: Connection,
    keys: WitnessKeys,
    witness: bytes,
    file: str,
    kind: FileKind,
    size: int,
    source: Source,
    now: datetime,
) -> None:
    """`file` is our own random name for it."""
    key = keys.draft.for_day(now)
    row = {
        "file": file,
        "witness": witness,
        "state": "arriving",
        "message": source.message,
        "kind": kind,
        "size": size,
        "key": key.id,
        "sealed": key.seal(_SOURCE.dump_json(source), _place(file)),
        "received_at": now,
        "due_at": now,
    }
    db.execute(insert(files), row)
    Store.announce(db, "files")


def adopt(db: Connection, names: Collection[str], case_id: int) -> None:
    """From the draft into the case; no row joins a witness and a case's files."""
    db.execute(update(files).where(files.c.file.in_(names)).values(case_id=case_id, witness=None))


def due(db: Connection, keys: WitnessKeys, now: datetime, limit: int) -> tuple[Arriving, ...]:
    """The oldest first. What can't be opened any more has failed."""
    waiting = select(files).where(files.c.state == "arriving", files.c.due_at <= now)
    found = []
    for row in db.execute(waiting.order_by(files.c.due_at, files.c.id).limit(limit)).all():
        try:
            source = _SOURCE.validate_json(opened(keys, row))
        except (KeyGone, Misplaced):
            failed(db, row.file)
            continue
        kind = FileKind(row.kind)
        found.append(Arriving(row.file, kind, row.size, source, row.attempts, row.case_id, row.witness))
    return tuple(found)


def opened(keys: WitnessKeys, row: Row[Any]) -> bytes:
    """What fetches it. KeyGone, Misplaced."""
    return keys.draft.named(row.key).open(row.sealed, _place(row.file))


def arrived(
    db: Connection, file: str, digest: bytes, preview: str | None, preview_key: str | None, now: datetime
) -> Arrived | None:
    """Where it belongs; nothing if it was taken back meanwhile. `digest` is the SHA-256 of the original,
    `preview` the ending of the desk's copy, `preview_key` the name of the key that this is sealed to."""
    came = {"state": "arrived", "digest": digest, "arrived_at": day_of(now)}
    values: dict[str, object] = came | {"preview": preview, "preview_key": preview_key} | _SETTLED
    expected = update(files).where(files.c.file == file, files.c.state == "arriving").values(values)
    row = db.execute(expected.returning(files.c.case_id, files.c.witness, files.c.message)).one_or_none()
    return Arrived(row.case_id, row.witness, row.message) if row else None


def is_here(db: Connection, file: str) -> bool:
    """Whether it has arrived, by this try or by an earlier one whose answer was lost."""
    return bool(db.scalar(select(files.c.state).where(files.c.file == file)) == "arrived")


def postpone(db: Connection, file: str, due_at: datetime) -> None:
    values = {"attempts": files.c.attempts + 1, "due_at": due_at}
    db.execute(update(files).where(files.c.file == file).values(values))


def failed(db: Connection, file: str) -> None:
    db.execute(update(files).where(files.c.file == file).values({"state": "failed", **_SETTLED}))


def of_case(db: Connection, case_id: int) -> tuple[FileRow, ...]:
    return _rows(db, files.c.case_id == case_id)


def of_draft(db: Connection, witness: bytes) -> tuple[FileRow, ...]:
    return _rows(db, files.c.witness == witness)


def messages_of_arrived(db: Connection, names: Collection[str]) -> tuple[int, ...]:
    """The messages that brought these files, as far as they are safely here."""
    here = select(files.c.message).where(files.c.file.in_(names), files.c.state == "arrived")
    return tuple(message for message in db.scalars(here.order_by(files.c.id)) if message is not None)


def counted(db: Connection, case_ids: Collection[int]) -> Mapping[int, int]:
    """How many files each case has, or is to have."""
    wanted = files.c.case_id.in_(case_ids) & (files.c.state != "failed")
    found = select(files.c.case_id, func.count().label("number")).where(wanted).group_by(files.c.case_id)
    return {row.case_id: row.number for row in db.execute(found)}


def standing_since(db: Connection, before: datetime) -> Mapping[bytes, tuple[int, ...]]:
    """By witness: messages with files of unfinished reports that are safely here, received before then."""
    old = (files.c.received_at <= before) & text("message IS NOT NULL")  # as the partial index says it
    here = old & (files.c.state == "arrived") & files.c.witness.is_not(None)
    messages: defaultdict[bytes, list[int]] = defaultdict(list)
    for row in db.execute(select(files.c.witness, files.c.message).where(here)):
        messages[row.witness].append(row.message)
    return {witness: tuple(ids) for witness, ids in messages.items()}


def left_chat(db: Connection, witness: bytes, messages: Collection[int]) -> None:
    """These messages are not to be looked for any more."""
    mine = (files.c.witness == witness) & files.c.message.in_(messages)
    db.execute(update(files).where(mine).values(message=None))


def cut_off(db: Connection, case_ids: Collection[int]) -> None:
    """What has come stays with its case; nothing leads to where it came from, so the rest never comes."""
    mine = files.c.case_id.in_(case_ids)
    db.execute(update(files).where(mine).values(message=None))
    lost = update(files).where(mine, files.c.state == "arriving")
    db.execute(lost.values({"state": "failed", **_SETTLED}))


def drop(db: Connection, names: Collection[str], now: datetime) -> None:
    """Taken back: nothing of them is shown or fetched, and their blobs are deleted soon."""
    if names:
        values = {"state": "dropped", "case_id": None, "witness": None, "message": None} | _SETTLED
        db.execute(update(files).where(files.c.file.in_(names)).values(values | {"due_at": now}))
        Store.announce(db, "files")


def dropped(db: Connection, limit: int) -> tuple[str, ...]:
    """Files whose blobs are still to be deleted."""
    return tuple(db.scalars(select(files.c.file).where(files.c.state == "dropped").limit(limit)))


def retire(db: Connection, case_id: int, now: datetime) -> None:
    """The desk has nothing of these any more: previews go soon. Of a sealed original, which stays, is left
    that there is one: backups go by that."""
    mine = files.c.case_id == case_id
    db.execute(delete(files).where(mine, files.c.state != "arrived"))
    left = {"state": "retired", "case_id": None, "message": None, "kind": FileKind.DOCUMENT, "size": 0}
    left |= {"preview": None, "preview_key": None, "received_at": None, "arrived_at": None}
    if db.execute(update(files).where(mine).values(left | {"due_at": now})).rowcount:
        Store.announce(db, "files")


def retired(db: Connection, limit: int) -> tuple[str, ...]:
    """Files whose previews are still to be deleted."""
    return tuple(db.scalars(select(files.c.file).where(files.c.state == "retired").limit(limit)))


def archived(db: Connection, file: str) -> None:
    """Its preview is deleted."""
    db.execute(update(files).where(files.c.file == file).values(state="archived", due_at=None))


def discard(db: Connection, names: Collection[str]) -> None:
    """The rows; deleting the blobs is the caller's."""
    db.execute(delete(files).where(files.c.file.in_(names)))


def seal_original(keys: WitnessKeys, content: bytes | bytearray) -> bytearray:
    """For `originals/<file>.age`: `age -d` gives the original."""
    return keys.archive.current.wrap_file(content)


def seal_preview(keys: WitnessKeys, file: str, content: bytes) -> tuple[str, bytearray]:
    """The name of the key, for `arrived`; and what goes to `previews/<file>.age`."""
    reader = keys.desk.of(MAIN)  # which desk gets the case is not known before it is sent
    return reader.id, reader.seal_file(content, preview_place(file))


def open_preview(keys: StaffKeys, file: str, sealed: bytes) -> bytes:
    """With whichever key of the desk opens it: it may be sealed anew at this moment."""
    for held in keys.desk.all():
        with suppress(Misplaced):
            return held.key.open_file(sealed, preview_place(file))
    raise Misplaced(f"preview of {file}")


def previews_by_key(db: Connection) -> dict[str, int]:
    """How many are sealed to each key."""
    rows = select(files.c.preview_key, func.count().label("number")).where(_PREVIEWED)
    found = db.execute(rows.where(files.c.preview_key.is_not(None)).group_by(files.c.preview_key))
    return {row.preview_key: row.number for row in found}


def blobs_named(db: Connection) -> set[str]:
    """Every blob that a row needs."""
    here = select(files.c.file, files.c.preview).where(_KEPT)
    rows = db.execute(here).all()
    originals = {f"originals/{row.file}.age" for row in rows}
    return originals | {f"previews/{row.file}.age" for row in rows if row.preview}


def digests(db: Connection) -> tuple[tuple[str, bytes | None], ...]:
    """Each file that has arrived, and the SHA-256 of its original."""
    rows = select(files.c.file, files.c.digest).where(_KEPT).order_by(files.c.id)
    return tuple((row.file, row.digest) for row in db.execute(rows))


def previewed(db: Connection) -> tuple[str, ...]:
    """Files that have a preview."""
    return tuple(db.scalars(select(files.c.file).where(_PREVIEWED).order_by(files.c.id)))


def name_first_key(db: Connection, key: str) -> None:
    """The first release had one key for the desk, and did not note it."""
    unnamed = update(files).where(_PREVIEWED, files.c.preview_key.is_(None))
    db.execute(unnamed.values(preview_key=key))


def preview_place(file: str) -> str:
    return f"preview:{file}"


def _rows(db: Connection, which: ColumnElement[bool]) -> tuple[FileRow, ...]:
    rows = db.execute(select(files).where(which).order_by(files.c.id))
    return tuple(FileRow(row.file, FileKind(row.kind), row.size, row.state, row.preview) for row in rows)


def _place(file: str) -> str:
    return f"file:{file}"
