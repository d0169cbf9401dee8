"""Backups: the database and the sealed files as they were at one moment. No key is among them.

A backup is a folder, or the same as a .tar file: `witnessline.db` (SQLite, whatever it was taken from: the
workstation needs no server), `files/…/*.age`, and `backup.json`, which says what belongs to it. It gets its
name when it is whole and on the disk.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import orjson

from storage import keyfiles, tablecopy
from storage.engine import reading
from storage.files import blobs_named
from storage.keyfiles import sync_folder

DATABASE, ABOUT, LAST = "witnessline.db", "backup.json", "last-backup"
TRIES = 5  # files may be taken back while the others are copied


class NotEmpty(Exception):
    """Nothing is ever written over; the message says what is in the way."""


@dataclass(frozen=True, slots=True)
class Digest:
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class About:
    """What belongs to a backup. `missing` are files that rows name and the disk did not have."""

    made_at: datetime
    database: Digest
    tables: dict[str, int]
    files: dict[str, Digest] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def note_last(data: Path, now: datetime) -> None:
    """In the data folder, for whoever asks the program. A backup is no worse where this can't be written."""
    with suppress(OSError):
        (data / LAST).write_text(now.isoformat(), encoding="ascii")


def last(data: Path) -> datetime | None:
    """When one was made here last, if that is known."""
    with suppress(OSError, ValueError):
        return datetime.fromisoformat((data / LAST).read_text(encoding="ascii"))
    return None


def make(url: str, files: Path, target: Path, now: datetime, copied: Callable[[int], None]) -> About:
    """A new backup at `target`; `copied` hears of each file. NotEmpty if there is something already."""
    if target.exists():
        raise NotEmpty(f"{target} exists. Choose another name: backups are never written over.")
    begun = target.with_name(f".{target.name}.partial-{secrets.token_hex(4)}")
    try:
        about = _fill(url, files, begun, now, copied)
        if target.suffix == ".tar":
            packed = begun.with_name(f"{begun.name}.tar")
            _pack(begun, packed)
            os.rename(packed, target)
        else:
            os.rename(begun, target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(begun, ignore_errors=True)
        begun.with_name(f"{begun.name}.tar").unlink(missing_ok=True)
    return about


def save_keys(keys: Path, target: Path) -> None:
    """Both sides' keys, but neither those of days, which must end with them, nor the archive's secret."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, keyfiles.FILE_MODE)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for path in sorted(keys.glob("*/*")):
            if not path.name.startswith((".", "draft-", "mail-")) and os.access(path, os.R_OK):
                tar.add(path, path.relative_to(keys), recursive=False)
        tar.close()
        file.flush()
        os.fsync(file.fileno())
    sync_folder(target.parent)


def digest_of(path: Path) -> Digest:
    with path.open("rb") as file:
        return Digest(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _fill(url: str, files: Path, begun: Path, now: datetime, copied: Callable[[int], None]) -> About:
    (begun / "files").mkdir(mode=0o700, parents=True)
    database, have = begun / DATABASE, dict[str, Digest]()
    for _try in range(TRIES):
        database.unlink(missing_ok=True)
        tablecopy.snapshot(url, database)
        with reading(f"sqlite:///{database}") as db:
            named = blobs_named(db)
        missing = _copy(files, begun / "files", named, have, copied)
        with reading(url) as db:
            missing &= blobs_named(db)  # what was taken back meanwhile is not missed, but not named either
        if set(have) | missing >= named:
            break
    for name in set(have) - named:
        (begun / "files" / name).unlink()
        del have[name]
    _settle(database)
    about = About(
        now, digest_of(database), tablecopy.counts(f"sqlite:///{database}"), have, tuple(sorted(missing))
    )
    (begun / ABOUT).write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    _sync(begun)
    return about


def _copy(
    source: Path, target: Path, named: set[str], have: dict[str, Digest], copied: Callable[[int], None]
) -> set[str]:
    """What was named and is not there."""
    missing = set()
    for name in sorted(named - set(have)):
        (target / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shutil.copyfile(source / name, target / name)
        except FileNotFoundError:
            missing.add(name)
            continue
        have[name] = digest_of(target / name)
        copied(1)
    return missing


def _settle(database: Path) -> None:
    """Nothing beside it that belongs to it."""
    for ending in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def _pack(folder: Path, packed: Path) -> None:
    handle = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for path in sorted(folder.rglob("*")):
                tar.add(path, path.relative_to(folder), recursive=False)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
