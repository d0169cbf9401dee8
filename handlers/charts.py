"""Drawing a chart: a picture to be read on a phone, light or dark. Nothing is loaded until one is wanted."""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Callable, Collection, Sequence
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
ROW, HEAD, COLUMNS, LINE = 64, 96, 300, 210
TOP = 152  # where the first card is
NAME, DIGIT = 92, 22  # how wide a name under a column is, and a digit over it
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


@dataclass(frozen=True, slots=True)
class _Place:
    """Of a card, or of what is in it: pixels from the upper left corner, as on a screen."""

    x: float
    y: float
    wide: float
    tall: float

    @property
    def base(self) -> float:
        """What columns stand on; names are below."""
        return self.y + self.tall - 62

    @property
    def right(self) -> float:
        return self.x + self.wide


class _Picture:
    """One drawing."""

    def __init__(self, chart: Chart, words: Words, colours: Colours) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._chart, self._words, self._c = chart, words, colours
        self._places = _laid_out(chart.parts)
        self._end = max(place.y + place.tall for place in self._places) if self._places else TOP
        height = self._end + 84
        self._figure: Figure = Figure((WIDTH / DPI, height / DPI), DPI, facecolor=colours.page)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1), frameon=False)
        self._axes.set(xlim=(0, WIDTH), ylim=(height, 0), xticks=[], yticks=[])

    def png(self) -> bytes:
        chart, c = self._chart, self._c
        self._text(MARGIN + 8, 58, self._words(chart.title), TITLE, bold=True)
        self._text(MARGIN + 8, 114, self._words(chart.subtitle), TEXT, colour=c.faint)
        for part, place in zip(chart.parts, self._places, strict=True):
            self._box(place, c.card, 28)
            inner = _Place(place.x + PAD, place.y + HEAD, place.wide - 2 * PAD, place.tall - HEAD)
            self._text(inner.x, place.y + 50, self._words(part.title), TEXT + 4, bold=True, most=inner.wide)
            self._part(part, inner)
        self._text(MARGIN + 8, self._end + 42, self._words(chart.note), SMALL, colour=c.faint)
        out = io.BytesIO()
        self._figure.savefig(out, format="png", metadata={"Software": None}, facecolor=c.page)
        return out.getvalue()

    def _part(self, part: Part, place: _Place) -> None:
        if not part.cells:
            words = self._words(part.empty)
            self._text(place.x, place.y + 30, words, SMALL, colour=self._c.faint, most=place.wide)
        elif part.kind == "rows":
            self._rows(part, place)
        elif part.kind == "line":
            self._line(part, place)
        else:
            self._columns(part, place)

    def _columns(self, part: Part, place: _Place) -> None:
        slot, most = place.wide / len(part.cells), _most(part.cells)
        told = _fitting(part.cells, slot)
        self._rule(place)
        for at, cell in enumerate(part.cells):
            tall = (place.base - place.y - 46) * _size(cell) / most
            wide = min(slot * 0.72, 84)
            x = place.x + slot * (at + 0.5)
            if tall:
                self._bar(_Place(x - wide / 2, place.base - tall, wide, tall), cell, self._c.bars)
            if at in told:
                self._amount(x, place.base - tall - 22, cell)
        self._names(part, place)

    def _line(self, part: Part, place: _Place) -> None:
        slot, most, colour = place.wide / len(part.cells), _most(part.cells), self._c.line
        xs = [place.x + slot * (at + 0.5) for at in range(len(part.cells))]
        ys = [place.base - (place.base - place.y - 52) * _size(cell) / most for cell in part.cells]
        self._rule(place)
        self._axes.fill_between(xs, ys, place.base, color=colour, alpha=0.16, linewidth=0)
        self._axes.plot(xs, ys, color=colour, linewidth=4, solid_capstyle="round")
        for at in _apart({0, *_outstanding(part.cells)}, part.cells, slot):
            self._axes.plot([xs[at]], [ys[at]], "o", color=colour, markersize=11)
            self._amount(xs[at], ys[at] - 30, part.cells[at])
        self._names(part, place)

    def _rows(self, part: Part, place: _Place) -> None:
        most = _most(part.cells)
        for at, (name, cell) in enumerate(zip(part.names, part.cells, strict=True)):
            y, long = place.y + ROW * at, place.wide * _size(cell) / most
            self._text(place.x, y + 12, self._words(name), SMALL, most=place.wide - 110)
            self._text(place.right, y + 12, cell.words, SMALL, bold=True, align="right")
            self._box(_Place(place.x, y + 32, place.wide, 18), self._c.page, 9)
            if long:
                self._bar(_Place(place.x, y + 32, max(long, 18), 18), cell, self._c.rows)

    def _names(self, part: Part, place: _Place) -> None:
        """Every one if there is room; else every second or so, the last one always."""
        slot = place.wide / len(part.names)
        for at in range(len(part.names) - 1, -1, -math.ceil(NAME / slot)):
            x, words = place.x + slot * (at + 0.5), self._words(part.names[at])
            self._text(x, place.base + 30, words, SMALL - 2, colour=self._c.faint, align="center", most=NAME)

    def _amount(self, x: float, y: float, cell: Cell) -> None:
        """With an edge in the card's colour: a line that falls steeply would run through it."""
        self._text(x, y, cell.words, SMALL, bold=True, align="center", edge=self._c.card)

    def _bar(self, place: _Place, cell: Cell, colour: str) -> None:
        if cell.few:
            self._box(place, self._c.card, 8, edgecolor=self._c.few, hatch="///")
        else:
            self._box(place, colour, 8)

    def _rule(self, place: _Place) -> None:
        ends, y = [place.x, place.right], place.base
        self._axes.plot(ends, [y, y], color=self._c.faint, linewidth=1, alpha=0.5)

    def _box(self, place: _Place, colour: str, corner: float, **more: Any) -> None:
        from matplotlib.patches import FancyBboxPatch

        shape = f"round,pad=0,rounding_size={min(corner, place.wide / 2, place.tall / 2)}"
        look: dict[str, Any] = {"facecolor": colour, "edgecolor": "none", "linewidth": 2, **more}
        self._axes.add_patch(FancyBboxPatch((place.x, place.y), place.wide, place.tall, shape, **look))

    def _text(
        self,
        x: float,
        y: float,
        words: str,
        pixels: float,
        *,
        colour: str | None = None,
        bold: bool = False,
        align: str = "left",
        most: float = WIDTH - 2 * MARGIN - 8,
        edge: str | None = None,
    ) -> None:
        """Smaller when there is not enough room, then cut."""
        from matplotlib.patheffects import withStroke

        size = pixels * 72 / DPI
        look: dict[str, Any] = {"family": "DejaVu Sans", "weight": "bold" if bold else "normal"}
        look |= {"path_effects": [withStroke(linewidth=6, foreground=edge)]} if edge else {}
        look |= {"size": size, "color": colour or self._c.ink, "ha": align, "va": "center"}
        said = self._axes.text(x, y, words, parse_math=False, **look)
        while said.get_window_extent().width > most and words:
            if size > pixels * 72 / DPI * 0.75:
                size *= 0.95
                said.set_fontsize(size)
            else:
                words = words[:-1].rstrip()
                said.set_text(f"{words}…")


def _laid_out(parts: Sequence[Part]) -> list[_Place]:
    """Below each other; two halves side by side."""
    places: list[_Place] = []
    whole, top, beside = WIDTH - 2.0 * MARGIN, float(TOP), False
    for part in parts:
        tall = _height(part)
        if part.half and beside:
            left = places[-1]
            places.append(_Place(left.right + GAP, left.y, left.wide, left.tall))
            beside = False
            continue
        places.append(_Place(MARGIN, top, (whole - GAP) / 2 if part.half else whole, tall))
        top, beside = top + tall + GAP, part.half
    return places


def _height(part: Part) -> float:
    if part.kind == "rows":
        return HEAD + (ROW * len(part.cells) + 10 if part.cells else 70)
    return HEAD + (LINE if part.half or part.kind == "line" else COLUMNS)


def _size(cell: Cell) -> float:
    """How large it is drawn; all small ones alike."""
    return 0 if cell.withheld else cell.middle


def _most(cells: Sequence[Cell]) -> float:
    return max([10, *map(_size, cells)])


def _fitting(cells: Sequence[Cell], slot: float) -> Collection[int]:
    """Where numbers stand: over each column, unless they would touch."""
    if max(len(cell.words) for cell in cells) * DIGIT < slot:
        return range(len(cells))
    return _apart(_outstanding(cells), cells, slot)


def _outstanding(cells: Sequence[Cell]) -> set[int]:
    """The highest and the last."""
    highest = max(range(len(cells)), key=lambda at: (_size(cells[at]), at))
    return {highest, len(cells) - 1}


def _apart(marked: Collection[int], cells: Sequence[Cell], slot: float) -> list[int]:
    """Of numbers that would touch, the later one."""
    kept: list[int] = []
    for at in sorted(marked, reverse=True):
        if not kept or (kept[-1] - at) * slot > DIGIT * max(len(cells[at].words), len(cells[kept[-1]].words)):
            kept.append(at)
    return kept
