"""Telegram's HTML, read into text and entities. Its Markdown is not: our bots send entities."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.simulator.accounts import Json
from bot.simulator.entities import units
from bot.simulator.refusals import bad_request

TAGS = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"},
    **{"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre"},
    **{"tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "a": "text_link"},
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[tuple[str, Json]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise _unreadable(f'Unsupported start tag "{tag}"')
        entity: Json = {"type": TAGS[tag], "offset": units(self.text)}
        said = dict(attrs)
        if tag == "a":
            entity["url"] = said.get("href") or ""
        if tag == "blockquote" and "expandable" in said:
            entity["type"] = "expandable_blockquote"
        if tag == "span" and said.get("class") != "tg-spoiler":
            raise _unreadable('Tag "span" must have class "tg-spoiler"')
        self._open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise _unreadable(f'Unmatched end tag "{tag}"')
        entity = self._open.pop()[1]
        entity["length"] = units(self.text) - entity["offset"]
        if entity["length"] and entity.get("url") != "":
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data

    def close(self) -> None:
        super().close()
        if self._open:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def from_html(source: str) -> tuple[str, list[Json]]:
    """The text and its entities. Raises Refused for what Telegram can't parse."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.text, sorted(reader.entities, key=lambda each: (each["offset"], -each["length"]))
