"""Sealed files, outside the database: written whole, and on the disk when written."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

from obstore.store import LocalStore

from storage.keyfiles import FOLDER_MODE, sync_folder


class Blobs:
    """Names look like `originals/<file>.age`.

    Each call of the store's is made in a thread: after one of its own asynchronous calls a process that ends
    at once, as a command does, may be aborted.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(folder)

    def sweep(self) -> None:
        """What a crash left half written, under a name with a number behind it: nothing refers to it. For
        the start of the side that takes files in; a copy that the other writes just then is written again."""
        for left in self._folder.glob("*/*.age#*"):
            left.unlink(missing_ok=True)

    async def put(self, name: str, content: bytes | bytearray) -> None:
        await asyncio.to_thread(self._store.put, name, content)
        await asyncio.to_thread(_sync, self._folder / name)

    async def get(self, name: str) -> bytes:
        """FileNotFoundError when there is none."""
        return await asyncio.to_thread(lambda: bytes(self._store.get(name).bytes()))

    async def delete(self, name: str) -> None:
        """Also when it is gone already."""
        with contextlib.suppress(FileNotFoundError):
            await asyncio.to_thread(self._store.delete, name)


def _sync(path: Path) -> None:
    # The store renames a finished file into place, and leaves it to the system when that reaches the disk.
    with path.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(path.parent)
    sync_folder(path.parent.parent)
