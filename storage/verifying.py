"""Opening everything that can be opened here, to see that it still can be: nothing of it is shown."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage import files, recipients, sealed
from storage.archive import ArchiveKeys
from storage.blobs import Blobs
from storage.keys import Keys, StaffKeys
from storage.outbox import Unknown
from storage.sealed import KINDS, Kind
from storage.sealing import KeyGone, Misplaced
from storage.transaction import Store

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Some rows of a kind. `ended`: their day's key is gone, as it should be. `wrong` says which and why."""

    words: str
    opened: int = 0
    ended: int = 0
    wrong: tuple[str, ...] = ()


Openers = Mapping[str, Any]  # by Kind.opener: the keys that are here


async def openers(store: Store, keys: Sequence[Keys], archive: Sequence[Path] = ()) -> Openers:
    """What these keys open, and what anyone can check. KeysMissing when an archive's key is none."""
    found: dict[str, Any] = {own.side: own for own in keys}
    found["anyone"] = await store.run(recipients.verifiers)
    if archive:
        found["archive"] = ArchiveKeys.load(*archive)
    return found


async def number(store: Store, openers: Openers) -> int:
    """How much there is to open."""
    rows = [await store.run(lambda db, kind=kind: sealed.number(db, kind)) for kind in _kinds(openers)]  # type: ignore[misc]
    previews = await store.run(files.previews_by_key) if "staff" in openers else {}
    return sum(rows) + sum(previews.values())


async def look(store: Store, openers: Openers, blobs: Blobs) -> AsyncIterator[Found]:
    """Bit by bit, each in a short transaction: a running program is not held up."""
    for kind in _kinds(openers):
        after: Any = None
        while True:
            after, found = await store.run(lambda db: _some(db, kind, openers[kind.opener], after))  # noqa: B023
            if after is None:
                break
            yield found
    if "staff" in openers:
        for file in await store.run(files.previewed):
            yield await _preview(openers["staff"], blobs, file)


async def originals(store: Store, archive: ArchiveKeys, blobs: Blobs) -> AsyncIterator[tuple[str, bool]]:
    """Each file that has arrived, and whether its original opens to the bytes that came."""
    for file, digest in await store.run(files.digests):
        try:
            content = archive.unwrap(await blobs.get(f"originals/{file}.age"))
        except (FileNotFoundError, Misplaced):
            yield file, False
        else:
            yield file, hashlib.sha256(content).digest() == digest


def _kinds(openers: Openers) -> list[Kind]:
    return [kind for kind in KINDS if kind.opener in openers]


def _some(db: Connection, kind: Kind, keys: Any, after: Any) -> tuple[Any, Found]:
    """Where the next ones begin, None at the end; and what was found."""
    rows = sealed.page(db, kind, after, AT_ONCE)
    opened, ended, wrong = 0, 0, []
    for row in rows:
        try:
            kind.opens(keys, row)
            opened += 1
        except KeyGone as gone:
            if kind.passing:
                ended += 1
            else:
                wrong.append(f"{_which(kind, row)}: the key {gone} is not here")
        except (Misplaced, Unknown, ValueError, KeyError):
            wrong.append(f"{_which(kind, row)}: changed, or sealed for another place")
    last = kind.place(rows[-1]) if rows else None
    return last, Found(kind.words, opened, ended, tuple(wrong))


async def _preview(keys: StaffKeys, blobs: Blobs, file: str) -> Found:
    try:
        files.open_preview(keys, file, await blobs.get(f"previews/{file}.age"))
    except FileNotFoundError:
        return Found("previews", wrong=(f"previews/{file}.age: is missing",))
    except Misplaced:
        return Found("previews", wrong=(f"previews/{file}.age: opens with no key here",))
    return Found("previews", opened=1)


def _which(kind: Kind, row: Any) -> str:
    """Never by what stands for a witness."""
    numbered = {name: getattr(row, name) for name in ("case_id", "sequence", "id") if hasattr(row, name)}
    return " ".join((kind.words, *(f"{name}={value}" for name, value in numbered.items())))
