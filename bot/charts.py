"""A picture of figures before it is drawn: titles, names and amounts as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.text import Text

FEW = 5  # fewer than this are never shown as a number


@dataclass(frozen=True, slots=True)
class Cell:
    """What readers may know of an amount: that it lies between these two."""

    low: int
    high: int

    @property
    def few(self) -> bool:
        """Somebody, and too few to say how many."""
        return self.low > 0 and self.high < FEW

    @property
    def withheld(self) -> bool:
        """Nothing is said of it."""
        return self == WITHHELD

    @property
    def middle(self) -> int:
        """The number that is shown; of few ones, where to draw them."""
        return (self.low + self.high) // 2 if self.low != FEW else FEW

    @property
    def words(self) -> str:
        if self.withheld:
            return "…"
        return f"<{FEW}" if self.few else str(self.middle)


WITHHELD = Cell(0, 10**9)


@dataclass(frozen=True, slots=True)
class Part:
    """One card of the picture: columns side by side, a line through time, or rows with long names. Without
    cells its place says `empty`. Two that are `half` as wide stand side by side."""

    kind: Literal["columns", "line", "rows"]
    title: Text
    names: tuple[Text, ...]
    cells: tuple[Cell, ...]
    empty: Text
    half: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture, from top to bottom."""

    title: Text
    subtitle: Text
    parts: tuple[Part, ...]
    note: Text
