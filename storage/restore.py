"""Opening, checking and bringing back backups. What is opened is a copy: nothing in a backup changes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import make_url

from storage import keyfiles, migrations, tablecopy
from storage.backup import ABOUT, DATABASE, About, NotEmpty, digest_of
from storage.engine import reading
from storage.files import blobs_named

_ABOUT = TypeAdapter(About)


class NoBackup(Exception):
    """There is no backup to be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Backup:
    """`url` is a copy of its database, brought up to date; `about` is none for a folder that was copied by
    hand. `database` is the file as it came."""

    files: Path
    database: Path
    url: str
    about: About | None


@contextmanager
def opened(source: Path) -> Iterator[Backup]:
    """A backup, or a copied data folder, or its database file. Raises NoBackup, NoDatabase."""
    with tempfile.TemporaryDirectory(prefix="witnessline-open-") as room:
        folder = _unpacked(source, Path(room) / "unpacked")
        database = folder / DATABASE if folder.is_dir() else folder
        if not database.is_file():
            raise NoBackup(f"{source} has no {DATABASE}: it is no backup.")
        work = Path(room) / DATABASE
        for ending in ("", "-wal"):  # what a copied folder's journal holds belongs to it
            beside = database.with_name(database.name + ending)
            if beside.exists():
                shutil.copyfile(beside, work.with_name(work.name + ending))
        migrations.upgrade(f"sqlite:///{work}")
        yield Backup(database.parent / "files", database, f"sqlite:///{work}", _about(database.parent))


def problems(backup: Backup, looked: Callable[[int], None]) -> Iterator[str]:
    """What a whole backup would not have. `looked` hears of each file."""
    if backup.about is None:
        yield f"{ABOUT} is missing: this was not made by `witnessline backup`, or is cut off"
        return
    about = backup.about
    if digest_of(backup.database) != about.database:
        yield f"{DATABASE} is not as it was"
    yield from _unsound(backup.database, about.tables)
    yield from (f"{name} was missing when the backup was made" for name in about.missing)
    yield from _wrong_files(backup, about, looked)


def bring_back(backup: Backup, data: Path, url: str, copied: Callable[[int], None]) -> None:
    """Into an empty data folder, and an empty database. Raises NotEmpty, NoDatabase."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = Path(str(make_url(url).database)) if make_url(url).get_backend_name() == "sqlite" else None
    if target is not None and target.exists() and target.stat().st_size:
        raise NotEmpty(f"{target} exists. Restore into a folder without a database.")
    if target is None:
        migrations.upgrade(url)
        if not tablecopy.is_new(url):
            raise NotEmpty("WITNESSLINE_DATABASE: has rows. Restore into an empty database.")
    for name in sorted(backup.about.files if backup.about else _all(backup.files)):
        (data / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup.files / name, data / "files" / name)
        _sync(data / "files" / name)
        copied(1)
    if target is None:
        tablecopy.fill(backup.url, url)
        return
    begun = target.with_name(f".{target.name}.partial")  # the database comes last, and whole
    begun.unlink(missing_ok=True)
    tablecopy.snapshot(backup.url, begun)
    _sync(begun)
    os.rename(begun, target)
    keyfiles.sync_folder(target.parent)


@contextmanager
def keys_from(saved: Path) -> Iterator[Path]:
    """The key folder that `backup --keys` wrote, while it is needed."""
    with tempfile.TemporaryDirectory(prefix="witnessline-keys-") as room:
        unpack_keys(saved, Path(room) / "keys")
        yield Path(room) / "keys"


def unpack_keys(saved: Path, keys: Path) -> None:
    """NotEmpty where there are keys already."""
    if keys.exists() and any(keys.iterdir()):
        raise NotEmpty(f"{keys} is not empty: keys are never made over existing ones.")
    for each in (keys, keys / "witness", keys / "staff"):
        keyfiles.make_folder(each)
    _extract(saved, keys)
    for path in keys.glob("*/*"):
        path.chmod(keyfiles.FILE_MODE)
        _sync(path)


def _unpacked(source: Path, room: Path) -> Path:
    if not source.exists():
        raise NoBackup(f"{source} does not exist.")
    if source.is_dir() or source.suffix != ".tar":
        return source
    _extract(source, room)
    return room


def _extract(source: Path, room: Path) -> None:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(room, filter="data")
    except (tarfile.TarError, OSError) as wrong:
        raise NoBackup(f"{source} cannot be unpacked ({type(wrong).__name__}): it is no backup.") from wrong


def _about(folder: Path) -> About | None:
    try:
        return _ABOUT.validate_json((folder / ABOUT).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _unsound(database: Path, tables: Mapping[str, int]) -> Iterator[str]:
    """Read as it is: a look must not change it."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
            ((word, *_more), *_others) = db.execute("PRAGMA integrity_check").fetchall()
            if word != "ok":
                yield f"{DATABASE} is damaged ({word})"
            for name, number in tables.items():
                ((found,),) = db.execute(f'SELECT count(*) FROM "{name}"').fetchall()
                if found != number:
                    yield f"{name} has {found} rows instead of {number}"
    except sqlite3.DatabaseError as wrong:
        yield f"{DATABASE} is damaged ({wrong})"


def _wrong_files(backup: Backup, about: About, looked: Callable[[int], None]) -> Iterator[str]:
    with reading(backup.url) as db:
        named = blobs_named(db)
    for name in sorted(named | set(about.files)):
        looked(1)
        path = backup.files / name
        if name not in about.files and name not in about.missing:
            yield f"{name} is named by a row, and not in {ABOUT}"
        elif name in about.files and not path.is_file():
            yield f"{name} is missing"
        elif name in about.files and digest_of(path) != about.files[name]:
            yield f"{name} is not as it was"


def _all(files: Path) -> list[str]:
    return [str(path.relative_to(files)) for path in files.rglob("*.age")]


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    keyfiles.sync_folder(path.parent)
