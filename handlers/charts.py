"""Drawing a chart: a picture to be read on a phone, light or dark. Nothing is loaded until one is wanted."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.charts import Cell, Chart, Part
from bot.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Words = Callable[[Text], str]

WIDTH = 1080  # pixels; a phone shows a third of them
MARGIN, PAD, GAP = 36, 40, 28
TITLE, TEXT, SMALL = 48, 34, 30
ROW, HEAD, COLUMNS, LINE = 74, 88, 330, 220
DPI = 100


@dataclass(frozen=True, slots=True)
class Colours:
    """What people who see few colours can tell apart, by brightness too."""

    page: str
    card: str
    ink: str
    faint: str
    bars: str
    line: str
    rows: str
    few: str


LIGHT = Colours("#e8edf3", "#ffffff", "#17202b", "#5b6877", "#0072b2", "#d55e00", "#00856a", "#aab4c0")
DARK = Colours("#0e1621", "#1a2633", "#f1f5f9", "#9fb0c1", "#56b4e9", "#f0a04b", "#2fc79f", "#64748a")


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws one picture at a time: the library's caches are not made for several threads."""

    lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(self, chart: Chart, words: Words, *, dark: bool = False) -> bytes:
        """A PNG; the same chart gives the same bytes."""
        with self.lock:
            return _Picture(chart, words, DARK if dark else LIGHT).png()


class _Picture:
    """Pixels from the upper left corner, as on a screen."""

    def __init__(self, chart: Chart, words: Words, colours: Colours) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._chart, self._words, self._c = chart, words, colours
        self._height = 176 + sum(_height(part) + GAP for part in chart.parts) + 64
        self._figure: Figure = Figure((WIDTH / DPI, self._height / DPI), DPI, facecolor=colours.page)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1), frameon=False)
        self._axes.set(xlim=(0, WIDTH), ylim=(self._height, 0), xticks=[], yticks=[])

    def png(self) -> bytes:
        c, top = self._c, 176.0
        self._text(MARGIN + 8, 66, self._words(self._chart.title), TITLE, bold=True)
        self._text(MARGIN + 8, 128, self._words(self._chart.subtitle), TEXT, colour=c.faint)
        for part in self._chart.parts:
            height = _height(part)
            self._box(MARGIN, top, WIDTH - 2 * MARGIN, height, c.card, 28)
            self._text(MARGIN + PAD, top + 52, self._words(part.title), TEXT + 4, bold=True)
            self._part(part, top + HEAD, height - HEAD)
            top += height + GAP
        self._text(MARGIN + 8, top + 22, self._words(self._chart.note), SMALL, colour=c.faint)
        out = io.BytesIO()
        self._figure.savefig(out, format="png", metadata={"Software": None}, facecolor=c.page)
        return out.getvalue()

    def _part(self, part: Part, top: float, height: float) -> None:
        if not part.cells:
            self._text(MARGIN + PAD, top + 30, self._words(part.empty), TEXT, colour=self._c.faint)
        elif part.kind == "rows":
            self._rows(part, top)
        elif part.kind == "line":
            self._line(part, top, height)
        else:
            self._columns(part, top, height)

    def _columns(self, part: Part, top: float, height: float) -> None:
        slot, base = _slot(part), top + height - 70
        most, room = _most(part.cells), height - 70 - 52
        self._rule(base)
        for at, cell in enumerate(part.cells):
            x, tall = MARGIN + PAD + slot * at, room * _size(cell) / most
            if tall:
                wide = min(slot * 0.72, 84)
                self._bar(x + (slot - wide) / 2, base - tall, wide, tall, cell, self._c.bars)
            self._amount(x + slot / 2, base - tall - 22, cell, slot)
        self._names(part, base)

    def _line(self, part: Part, top: float, height: float) -> None:
        slot, base = _slot(part), top + height - 70
        most, room = _most(part.cells), height - 70 - 56
        xs = [MARGIN + PAD + slot * (at + 0.5) for at in range(len(part.cells))]
        ys = [base - room * _size(cell) / most for cell in part.cells]
        self._rule(base)
        self._axes.fill_between(xs, ys, base, color=self._c.line, alpha=0.16, linewidth=0)
        self._axes.plot(xs, ys, color=self._c.line, linewidth=4, solid_capstyle="round")
        told = {0, len(xs) - 1, max(range(len(xs)), key=lambda at: (_size(part.cells[at]), at))}
        for at in sorted(told):
            self._axes.plot([xs[at]], [ys[at]], "o", color=self._c.line, markersize=11)
        for at in _apart(sorted(told), part.cells, slot):
            self._amount(xs[at], ys[at] - 30, part.cells[at], 3 * slot)
        self._names(part, base)

    def _rows(self, part: Part, top: float) -> None:
        most, room = _most(part.cells), WIDTH - 2 * (MARGIN + PAD)
        for at, (name, cell) in enumerate(zip(part.names, part.cells, strict=True)):
            y, long = top + ROW * at, room * _size(cell) / most
            self._text(MARGIN + PAD, y + 12, self._words(name), SMALL, most=room - 110)
            self._text(WIDTH - MARGIN - PAD, y + 12, cell.words, SMALL, bold=True, align="right")
            self._box(MARGIN + PAD, y + 34, room, 20, self._c.page, 11)
            if long:
                self._bar(MARGIN + PAD, y + 34, max(long, 20), 20, cell, self._c.rows)

    def _names(self, part: Part, base: float) -> None:
        """Every one if there is room; else every second or so, the last one always."""
        slot = _slot(part)
        step = -(-92 // int(slot))
        for at in range(len(part.names) - 1, -1, -step):
            x = MARGIN + PAD + slot * (at + 0.5)
            self._text(
                x, base + 32, self._words(part.names[at]), SMALL - 2, colour=self._c.faint, align="center"
            )

    def _amount(self, x: float, y: float, cell: Cell, most: float) -> None:
        self._text(x, y, cell.words, SMALL, bold=True, align="center", most=most - 4)

    def _bar(self, x: float, y: float, wide: float, tall: float, cell: Cell, colour: str) -> None:
        if cell.few:
            self._box(x, y, wide, tall, self._c.card, 8, edge=self._c.few, hatch="///")
        else:
            self._box(x, y, wide, tall, colour, 8)

    def _rule(self, y: float) -> None:
        self._axes.plot(
            [MARGIN + PAD, WIDTH - MARGIN - PAD], [y, y], color=self._c.faint, linewidth=1, alpha=0.5
        )

    def _box(
        self, x: float, y: float, wide: float, tall: float, colour: str, corner: float, **more: Any
    ) -> None:
        from matplotlib.patches import FancyBboxPatch

        corner = min(corner, wide / 2, tall / 2)
        shape = f"round,pad=0,rounding_size={corner}"
        edge = more.pop("edge", "none")
        self._axes.add_patch(
            FancyBboxPatch((x, y), wide, tall, shape, facecolor=colour, edgecolor=edge, linewidth=2, **more)
        )

    def _text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        colour: str | None = None,
        bold: bool = False,
        align: str = "left",
        most: float = WIDTH - 2 * MARGIN - PAD,
    ) -> None:
        """Smaller when there is not enough room, then cut."""
        said: Any = self._axes.text(
            x,
            y,
            words,
            family="DejaVu Sans",
            size=size * 72 / DPI,
            weight="bold" if bold else "normal",
            color=colour or self._c.ink,
            ha=align,
            va="center",
            parse_math=False,
        )
        for _smaller in range(60):
            if said.get_window_extent().width <= most:
                return
            if said.get_size() > size * 72 / DPI * 0.75:
                said.set_size(said.get_size() * 0.95)
            else:
                words = words[:-2].rstrip()
                said.set_text(f"{words}…")


def _height(part: Part) -> int:
    if not part.cells:
        return HEAD + 70
    return HEAD + {"columns": COLUMNS, "line": LINE, "rows": ROW * len(part.cells) + 10}[part.kind]


def _slot(part: Part) -> float:
    """How wide the place of one name is."""
    return (WIDTH - 2 * (MARGIN + PAD)) / len(part.cells)


def _size(cell: Cell) -> float:
    """How large it is drawn; all small ones alike."""
    return 0 if cell.withheld else cell.middle


def _most(cells: Sequence[Cell]) -> float:
    return max(*map(_size, cells), 10) if len(cells) > 1 else max(_size(cells[0]), 10)


def _apart(marked: Sequence[int], cells: Sequence[Cell], slot: float) -> list[int]:
    """Of numbers that would touch, the later one."""
    kept: list[int] = []
    for at in reversed(marked):
        if not kept or (kept[-1] - at) * slot > 30 * max(len(cells[at].words), 2):
            kept.append(at)
    return kept
