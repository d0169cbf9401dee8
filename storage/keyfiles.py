"""Key files on disk: made once, private to one user, gone when told so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600


class KeysExist(Exception):
    """Keys are never made over existing ones."""


class KeysMissing(Exception):
    """A key that should be there is not."""


class LooseKeys(Exception):
    """Others than their owner can reach the keys."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """`lines` are what is not a comment."""

    id: str
    lines: tuple[str, ...]


def make_folder(folder: Path) -> None:
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    sync_folder(folder.parent)


def write(path: Path, id: str, *lines: str) -> None:
    """A new file, on the disk when this returns; FileExistsError if there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join((f"# key: {id}", *lines, "")))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def read(path: Path) -> KeyFile:
    """KeysMissing if it is not there, LooseKeys if others could read it."""
    check_mode(path, FILE_MODE)
    lines = path.read_text(encoding="ascii").splitlines()
    if not any(line and not line.startswith("#") for line in lines):
        raise KeysMissing(f"{path} holds no key. Bring it back from a copy, or start over without data.")
    id = next((line.removeprefix("# key: ") for line in lines if line.startswith("# key: ")), path.stem)
    return KeyFile(id, tuple(line for line in lines if line and not line.startswith("#")))


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
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
