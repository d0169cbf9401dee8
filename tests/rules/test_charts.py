"""Charts are drawn for any figures, light and dark, and the same each time."""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image

from bot.casework.digests import of_days
from bot.casework.figures import Counts, daily
from bot.charts import WITHHELD, Cell, Chart, Part
from bot.text import verbatim
from handlers.charts import DARK, LIGHT, Painter
from handlers.translate import Wording

TODAY, DAY = date(2026, 3, 16), timedelta(days=1)
WORDING = Wording()


def draw(chart: Chart, language: str = "en", *, dark: bool = False) -> bytes:
    return Painter().draw(chart, lambda text: WORDING.words(text, language), dark=dark)


def test_the_same_chart_gives_the_same_picture_light_or_dark() -> None:
    came = {TODAY - at * DAY: at * at for at in range(1, 15)}
    chart = of_days(daily(Counts(came, {}, 2000, {0: 300, None: 700}), TODAY)).chart
    assert chart is not None
    light, dark = draw(chart), draw(chart, "ru", dark=True)
    assert draw(chart) == light
    for picture, colours in ((light, LIGHT), (dark, DARK)):
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        assert "#{:02x}{:02x}{:02x}".format(*image.getpixel((2, 2))) == colours.page  # type: ignore[misc]
        assert image.width == 1080
        assert image.height < 1.6 * image.width  # Telegram makes the longer side 1280


def test_nothing_little_and_long_names_are_drawn_too() -> None:
    name, empty = verbatim("Районы республиканского подчинения " * 4), verbatim("Too few")
    parts = (
        Part("columns", name, (name,) * 3, (Cell(0, 0), Cell(1, 4), WITHHELD), empty),
        Part("line", name, (name,), (Cell(0, 0),), empty),
        Part("rows", name, (name,) * 2, (Cell(999_998, 1_000_002), Cell(1, 4)), empty),
        Part("rows", name, (), (), empty),
    )
    assert draw(Chart(name, name, parts, name)).startswith(b"\x89PNG")
