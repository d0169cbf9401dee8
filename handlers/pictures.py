"""Figures on a reader's screen: a picture over its words. Where there can be none, the words go alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.logs import trace
from bot.outgoing import Outgoing, Picture
from handlers.charts import Painter
from handlers.translate import CAPTION, Wording
from handlers.wire import Gone, PrivateWire, Refused

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pictures:
    """`wires` by bot id."""

    wires: Mapping[int, PrivateWire]
    wording: Wording
    painter: Painter = field(default_factory=Painter)

    async def post(self, outgoing: Outgoing, picture: Picture) -> bool:
        """Whether it stands there now; one that is in its place stays there if it can't be changed. Raises
        what handlers.wire names, but for Gone and Refused."""
        wire, language = self.wires[outgoing.bot], outgoing.language
        drawn = await self._drawn(picture, language)
        if drawn is None:
            return picture.message is not None
        caption = self.wording.screen(picture.caption, language, CAPTION)
        try:
            if picture.message is not None:
                await wire.edit_picture(outgoing.chat, picture.message, drawn, caption)
            else:
                await wire.send_picture(outgoing.chat, drawn, caption, picture.thread)
        except (Gone, Refused) as refused:
            log.error("a picture is refused", error=type(refused).__name__)
            return picture.message is not None
        return True

    async def _drawn(self, picture: Picture, language: str) -> bytes | None:
        """In a thread: nobody waits for it."""

        def draw() -> bytes:
            words = self.wording.words
            return self.painter.draw(picture.chart, lambda text: words(text, language), dark=picture.dark)

        try:
            return await asyncio.to_thread(draw)
        except Exception as failed:
            log.error("a picture could not be drawn", error=trace(failed))
            return None
