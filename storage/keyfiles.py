"""Key files on disk: made once, private to one user, gone when told so."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
DESTROYED = "destroyed"  # the names of keys that are gone for good


class KeysExist(Exception):
    """Keys are never made over existing ones."""


class KeysMissing(Exception):
    """A key that should be there is not."""


class LooseKeys(Exception):
    """Others than their owner can reach the keys."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """`lines` are what is not a comment. Key files of the first release do not say when they were made."""

    id: str
    lines: tuple[str, ...]
    created: datetime | None = None


def make_folder(folder: Path) -> None:
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    sync_folder(folder.parent)


def write(path: Path, id: str, *lines: str) -> None:
    """A new file, on the disk when this returns; FileExistsError if there is one.

    It appears whole or not at all: another process never reads half a key.
    """
    begun = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            _give(file.fileno(), path.parent)
            file.write("\n".join((f"# key: {id}", *lines, "")))
            file.flush()
            os.fsync(file.fileno())
        os.link(begun, path)
    finally:
        begun.unlink()
    sync_folder(path.parent)


def _give(handle: int, folder: Path) -> None:
    """What root makes belongs to whoever the folder belongs to: a program of theirs has to read it."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.fchown(handle, owner.st_uid, owner.st_gid)


def read(path: Path) -> KeyFile:
    """KeysMissing if it is not there, LooseKeys if others could read it."""
    check_mode(path, FILE_MODE)
    return parsed(path)


def parsed(path: Path) -> KeyFile:
    """Whatever its mode. KeysMissing when it is empty, OSError when it is not there."""
    lines = path.read_text(encoding="ascii").splitlines()
    if not any(line and not line.startswith("#") for line in lines):
        raise KeysMissing(f"{path} holds no key. Bring it back from a copy, or start over without data.")
    about = dict(line.removeprefix("# ").split(": ", 1) for line in lines if _is_about(line))
    created = datetime.fromisoformat(about["created"]) if "created" in about else None
    keys = tuple(line for line in lines if line and not line.startswith("#"))
    return KeyFile(about.get("key", path.stem), keys, created)


def _is_about(line: str) -> bool:
    return line.startswith(("# key: ", "# created: "))


def made_at(path: Path, file: KeyFile) -> datetime:
    """As the file says; else when it was last written."""
    return file.created or written_at(path)


def readable(folder: Path) -> bool:
    """Whether this user may look into it, if it is there."""
    return os.access(folder, os.R_OK | os.X_OK)


def loose(folder: Path) -> list[Path]:
    """Files that others than their owner can reach."""
    return [path for path in sorted(folder.iterdir()) if path.stat().st_mode & 0o777 & ~FILE_MODE]


def written_at(path: Path) -> datetime:
    """Its owner alone may read it; this may be asked by others."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def check_mode(path: Path, wanted: int) -> None:
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        raise KeysMissing(
            f"{path} is missing. Bring it back from a copy, or start over without data."
        ) from None
    if mode & ~wanted:
        raise LooseKeys(f"{path} can be reached by others. Mend it: chmod {wanted:o} {path}")


def wipe(path: Path) -> None:
    """Overwritten, then removed. On an SSD an old copy may outlive this."""
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def note_destroyed(folder: Path, id: str) -> None:
    """So that a database that still names it is not taken for one whose keys were lost."""
    handle = os.open(folder / DESTROYED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        _give(file.fileno(), folder)
        file.write(f"{id}\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)


def destroyed(folder: Path) -> set[str]:
    try:
        return set((folder / DESTROYED).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return set()


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
