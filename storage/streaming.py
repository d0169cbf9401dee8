"""Sealing what is large, while everybody else goes on: the library takes it piece by piece.

Its calls on a whole file keep the interpreter to themselves, for tens of milliseconds on 20 MB.
"""

from __future__ import annotations

import time
from typing import Any

import pyrage  # type: ignore[import-untyped]

TURN = 64 * 1024  # bytes after which others may go first: a fraction of a millisecond


class _Parts:
    """Some buffers, read as one file."""

    def __init__(self, *parts: bytes | bytearray) -> None:
        self._parts = [memoryview(part) for part in reversed(parts) if part]
        self._since = 0

    def read(self, size: int) -> bytes:
        self._since += size
        if self._since >= TURN:
            self._since = 0
            time.sleep(0)  # lets go of the interpreter
        if not self._parts:
            return b""
        part = self._parts.pop()
        if len(part) > size:
            self._parts.append(part[size:])
        return bytes(part[:size])


class _Gathered:
    """A file that is written to, and kept in memory."""

    def __init__(self) -> None:
        self.whole = bytearray()

    def write(self, piece: bytes) -> int:
        self.whole += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


def sealed(public: Any, *parts: bytes | bytearray) -> bytearray:
    """An age file of the parts, one after the other, for this recipient."""
    gathered = _Gathered()
    pyrage.encrypt_io(_Parts(*parts), gathered, [public])
    return gathered.whole


def opened(identity: Any, file: bytes | bytearray) -> bytearray:
    """What an age file holds. Raises pyrage.DecryptError, or OSError where the damage is not in its head."""
    gathered = _Gathered()
    pyrage.decrypt_io(_Parts(file), gathered, [identity])
    return gathered.whole
