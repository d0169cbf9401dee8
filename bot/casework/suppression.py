"""Amounts under five are never published, nor what lets somebody compute one.

Nought is shown as nought: it says of nobody that they wrote. One to four are shown as “<5”. From five on
amounts are rounded to fives, each by itself, so that neither differences between tables nor sums say more.
What is left is looked for: a table that would let somebody compute a small amount is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.charts import FEW, Cell

Cells = tuple[Cell, ...]


def shown(count: int) -> Cell:
    """What may be known of it."""
    if count == 0:
        return Cell(0, 0)
    if count < FEW:
        return Cell(1, FEW - 1)
    nearest = (count + 2) // 5 * 5
    return Cell(max(nearest - 2, FEW), nearest + 2)


def all_shown(counts: Sequence[int]) -> Cells:
    return tuple(map(shown, counts))


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that count the same cases as other tables; each case once, unless they are `overlapping`."""

    cells: Cells
    overlapping: bool = False

    @property
    def low(self) -> int:
        """How many cases there are at least."""
        if self.overlapping:
            return max((cell.low for cell in self.cells), default=0)
        return sum(cell.low for cell in self.cells)

    @property
    def high(self) -> int:
        return sum(cell.high for cell in self.cells)


def tell(*tables: Table) -> bool:
    """Whether these together let somebody compute an amount under five."""
    least, most = max(table.low for table in tables), min(table.high for table in tables)
    return any(_is_told(table, at, least, most) for table in tables for at in range(len(table.cells)))


def _is_told(table: Table, at: int, least: int, most: int) -> bool:
    cell = table.cells[at]
    if not cell.few:
        return False
    others_low = 0 if table.overlapping else table.low - cell.low
    others_high = table.high - cell.high
    possible = [
        amount
        for amount in range(cell.low, cell.high + 1)
        if amount + others_low <= most and amount + others_high >= least
    ]
    return len(possible) < 2


def narrowed(came: Cells, left: Cells) -> tuple[Cells, Cells]:
    """What is known of those that `came` each day by what was `left` open at its end, and the reverse: no
    more can be left than were left the day before and came."""
    return (
        tuple(_narrow(cell, _Held(came, left, at, True)) for at, cell in enumerate(came)),
        tuple(_narrow(cell, _Held(came, left, at, False)) for at, cell in enumerate(left)),
    )


def series_tell(came: Cells, left: Cells) -> bool:
    """Whether a series of both lets somebody compute an amount under five."""
    return any(cell.few and cell.low == cell.high for cells in narrowed(came, left) for cell in cells)


@dataclass(frozen=True, slots=True)
class _Held:
    """Both series, with one cell of one of them tried at an amount."""

    came: Cells
    left: Cells
    at: int
    of_came: bool

    def fits(self, amount: int) -> bool:
        if self.of_came:
            return _fits(_with(self.came, self.at, amount), self.left)
        return _fits(self.came, _with(self.left, self.at, amount))


def _narrow(cell: Cell, held: _Held) -> Cell:
    if not cell.few:
        return cell
    possible = [amount for amount in range(cell.low, cell.high + 1) if held.fits(amount)]
    return Cell(possible[0], possible[-1]) if possible else cell


def _fits(came: Cells, left: Cells) -> bool:
    reach = left[0].high if left else 0
    for new, open in zip(came[1:], left[1:], strict=True):
        reach = min(reach + new.high, open.high)
        if reach < open.low:
            return False
    return True


def _with(cells: Cells, at: int, amount: int) -> Cells:
    return (*cells[:at], replace(cells[at], low=amount, high=amount), *cells[at + 1 :])
