"""Values from a fuzzer's bytes: the same bytes always give the same value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")
LONGEST = 9000  # signs of a text: more than two messages

# Texts that have broken programs: overrides, marks upon marks, halves of pairs, zeroes, places to fill in.
ODD = (
    "\u202e", "\u2066", "\u2069", "\0", "\ud83d", "\ude00", "o" + "\u0300\u0488" * 40, "😀", "я", "س",
    "{words}", "{", "%s", "\n", "\n\n", ". ", " ", "\u200b", "\ufeff", "\r", "<b>", "\x85", "𝕏",
)  # fmt: skip


class Bytes:
    """Read from the front; when there are none left, zeroes."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, below: int) -> int:
        """From 0 on; `below` is at most 2**32."""
        size = 1 if below <= 256 else 2 if below <= 65_536 else 4
        return int.from_bytes(self.take(size), "big") % below

    def take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        self._at += size
        return found.ljust(size, b"\0")

    def rest(self) -> bytes:
        found = self._data[self._at :]
        self._at = len(self._data)
        return found

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.number(len(choices))]

    def text(self) -> str:
        """Odd pieces and plain ones, repeated to any length."""
        pieces = []
        for _piece in range(self.number(6)):
            plain = self.take(self.number(16)).decode("utf-8", "ignore")
            piece = self.one_of(ODD) if self.number(2) else plain
            pieces.append(piece * (self.number(12) or 1 + self.number(1200)))
        return "".join(pieces)[:LONGEST]

    def anything(self, depth: int = 3) -> Any:
        """What JSON can hold."""
        match self.number(9 if depth else 6):
            case 0:
                return None
            case 1:
                return bool(self.number(2))
            case 2:
                return self.number(2**32) - 2**31
            case 3:
                return self.one_of((2**63, -(2**63), 2**200, 1e308, -1, 0, 0.5, float("inf")))
            case 4 | 5:
                return self.text()
            case 6:
                return [self.anything(depth - 1) for _each in range(self.number(4))]
            case _:
                return {self.text()[:20]: self.anything(depth - 1) for _each in range(self.number(4))}
