"""Disks that are full when a test says so: the errors are the system's own."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

BLOCK = 16 * 1024


class Disk(Protocol):
    folder: Path

    def fill(self, leave: int = 0) -> None: ...

    def free(self) -> None: ...


class SmallDisk:
    """A file system of a few megabytes in memory. Only root may mount one."""

    def __init__(self, folder: Path, size: str) -> None:
        self.folder = folder
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
        self._filler = folder / "filler"

    def fill(self, leave: int = 0) -> None:
        with self._filler.open("ab", buffering=0) as file:
            for block in (BLOCK, 1):
                with suppress(OSError):
                    while file.write(bytes(block)):
                        pass
            file.truncate(file.tell() - leave)

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


class ShortFiles:
    """For who is not root: no file of this process may grow any more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, leave: int = 0) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(BLOCK, leave), self._before[1]))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)

    def close(self) -> None:
        self.free()


def may_mount() -> bool:
    return os.geteuid() == 0 and Path("/proc/mounts").exists()


@contextmanager
def small_disk(folder: Path, size: str = "6m") -> Iterator[Disk]:
    """Full when it is told to be; gone at the end."""
    folder.mkdir()
    disk = _mounted(folder, size) or ShortFiles(folder)
    try:
        yield disk
    finally:
        disk.close()


def _mounted(folder: Path, size: str) -> SmallDisk | None:
    try:
        return SmallDisk(folder, size) if may_mount() else None
    except (OSError, subprocess.CalledProcessError):  # root, but in a container without the right
        return None
