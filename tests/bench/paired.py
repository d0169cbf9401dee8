"""A beside B, again and again: machines drift, ratios within a pair hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of pairs: the middle one, the least, the greatest."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f}-{self.most:.2f})"


def ratio(ours: Sequence[float], peers: Sequence[float]) -> Ratio:
    each = [one / other for one, other in zip(ours, peers, strict=True)]
    return Ratio(median(each), min(each), max(each))


def middle(values: Sequence[float], form: str = "{:,.0f}") -> str:
    return form.format(median(values))


async def alternate(pairs: int, runs: Mapping[str, Callable[[], Awaitable[T]]]) -> dict[str, list[T]]:
    """Each once in every round, in turning order."""
    found: dict[str, list[T]] = {name: [] for name in runs}
    for number in range(pairs):
        names = list(runs) if number % 2 == 0 else list(runs)[::-1]
        for name in names:
            found[name].append(await runs[name]())
    return found
