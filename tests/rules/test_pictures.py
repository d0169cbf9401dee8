"""A picture that can't be drawn or sent does not take its words with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from bot.charts import Chart
from bot.outgoing import Outgoing, Picture
from bot.text import screen, verbatim
from handlers.charts import Painter
from handlers.pictures import Pictures
from handlers.translate import Worded, Wording
from handlers.wire import Barred, PrivateWire

NOTHING = Chart(verbatim("a"), verbatim("b"), (), verbatim("c"))
FIGURES = Picture(NOTHING, screen(verbatim("The same in words.")))
WORDING = Wording()


@dataclass(frozen=True)
class Group:
    """A chat where pictures may be forbidden."""

    forbids: bool = False
    said: list[str] = field(default_factory=list)

    async def send(self, chat: int, worded: Worded, *, protected: bool) -> int:
        self.said.append(worded.text)
        return 1

    async def send_picture(self, chat: int, picture: bytes, worded: Worded) -> int:
        if self.forbids:
            raise Barred("Bad Request: not enough rights to send photos to the chat")
        self.said.append(f"({picture.decode()}) {worded.text}")
        return 2


class Brush(Painter):
    def draw(self, *_chart: Any, **_dark: Any) -> bytes:
        return b"picture"


class Broken(Painter):
    def draw(self, *_chart: Any, **_dark: Any) -> bytes:
        raise MemoryError


async def said(painter: Painter, *, forbids: bool = False) -> list[str]:
    group = Group(forbids)
    pictures = Pictures({7: cast(PrivateWire, group)}, WORDING, painter)
    await pictures.post(Outgoing(7, -100, "en", FIGURES), FIGURES)
    return group.said


async def test_words_go_under_the_picture_or_alone() -> None:
    assert await said(Brush()) == ["(picture) The same in words."]
    assert await said(Broken()) == ["The same in words."]
    assert await said(Brush(), forbids=True) == ["The same in words."]
