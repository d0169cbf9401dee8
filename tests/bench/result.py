"""What a figure comes to: a table, and which goals it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Goal:
    figure: str
    wanted: str
    measured: str
    reached: bool

    @classmethod
    def at_least(cls, figure: str, wanted: float, measured: float, unit: str = "") -> Goal:
        return cls(figure, f"≥ {wanted:,g}{unit}", f"{measured:,.4g}{unit}", measured >= wanted)

    @classmethod
    def at_most(cls, figure: str, wanted: float, measured: float, unit: str = "") -> Goal:
        return cls(figure, f"≤ {wanted:,g}{unit}", f"{measured:,.4g}{unit}", measured <= wanted)


@dataclass(frozen=True, slots=True)
class Section:
    """`says` is how it was measured."""

    title: str
    says: str
    header: Row
    rows: Sequence[Row]
    goals: Sequence[Goal] = ()

    def __str__(self) -> str:
        return f"## {self.title}\n\n{self.says}\n\n{table(self.header, self.rows)}\n"


def goals(sections: Sequence[Section]) -> str:
    found = [goal for section in sections for goal in section.goals]
    rows = [(g.figure, g.wanted, g.measured, "reached" if g.reached else "**not reached**") for g in found]
    return f"## Goals\n\n{table(('figure', 'goal', 'measured', ''), rows)}\n"


def table(header: Row, rows: Sequence[Row]) -> str:
    widths = [max(len(row[number]) for row in (header, *rows)) for number in range(len(header))]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in lines
    )
