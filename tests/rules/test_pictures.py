"""A picture that can't be drawn or sent does not take its words with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

from bot.charts import Chart
from bot.outgoing import Outgoing, Picture
from bot.text import screen, verbatim
from handlers.charts import Painter
from handlers.pictures import Pictures
from handlers.translate import Worded, Wording
from handlers.wire import Barred, Gone, PrivateWire

NOTHING = Chart(verbatim("a"), verbatim("b"), (), verbatim("c"))
FIGURES = Picture(NOTHING, screen(verbatim("The same in words.")))
WORDING = Wording()


@dataclass(frozen=True)
class Group:
    """A chat where pictures may be forbidden."""

    forbids: bool = False
    said: list[str] = field(default_factory=list)

    async def send_picture(self, chat: int, picture: bytes, worded: Worded, thread: int | None = None) -> int:
        if self.forbids:
            raise Barred("Bad Request: not enough rights to send photos to the chat")
        self.said.append(f"({picture.decode()}) {worded.text}")
        return 2

    async def edit_picture(self, chat: int, message: int, picture: bytes, worded: Worded) -> None:
        if self.forbids:
            raise Gone("Bad Request: message to edit not found")
        self.said.append(f"({picture.decode()} in {message}) {worded.text}")


class Brush(Painter):
    def draw(self, *_chart: Any, **_dark: Any) -> bytes:
        return b"picture"


class Broken(Painter):
    def draw(self, *_chart: Any, **_dark: Any) -> bytes:
        raise MemoryError


async def said(painter: Painter, *, forbids: bool = False, message: int | None = None) -> list[str]:
    group = Group(forbids)
    pictures = Pictures({7: cast(PrivateWire, group)}, WORDING, painter)
    picture = replace(FIGURES, message=message)
    stands = await pictures.post(Outgoing(7, -100, "en", picture), picture)
    return group.said if stands else ["nothing"]


async def test_it_stands_over_its_words_or_not_at_all() -> None:
    assert await said(Brush()) == ["(picture) The same in words."]
    assert await said(Broken()) == ["nothing"]
    assert await said(Brush(), forbids=True) == ["nothing"]


async def test_what_stands_is_changed_in_its_place_or_stays() -> None:
    assert await said(Brush(), message=5) == ["(picture in 5) The same in words."]
    assert await said(Broken(), message=5) == []
    assert await said(Brush(), forbids=True, message=5) == []
