"""Cutting long texts into messages without losing a character."""

from __future__ import annotations

from collections.abc import Iterator

from bot.text import Line, Text, verbatim

PAGE = 3500  # UTF-16 units of one message; Telegram takes 4096, and translations may be longer

# Signs that would turn the text around; they are shown as five characters, such as [RLO].
_SHOWN = frozenset("\0\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fill(lines: list[Line]) -> list[list[Line]]:
    """The lines in messages that Telegram takes, not a character less; a heading stays with what it heads."""
    filled: list[list[Line]] = [[]]
    room = PAGE
    for line in lines:
        if filled[-1] and _goes_on_another(line, room):
            filled.append(_heading(filled[-1]))
            room = PAGE - sum(length(each.text) + 2 for each in filled[-1])
        for piece in _pieces(line, room):
            size = length(piece.text) + 2
            if size > room and filled[-1]:
                filled.append([])
                room = PAGE
            filled[-1].append(piece)
            room -= size
    return filled


def _goes_on_another(line: Line, room: int) -> bool:
    """Whether not even a beginning that is worth it fits on this page."""
    return length(line.text) + 2 > room and (_verbatim_of(line.text) is None or room <= PAGE // 4)


def _heading(page: list[Line]) -> list[Line]:
    """Takes a heading off the end of a page, unless it is all that stands there."""
    return [page.pop()] if len(page) > 1 and page[-1].strong else []


def _pieces(line: Line, room: int) -> Iterator[Line]:
    """The line, cut where it must be: first what still fits on this page, when that is worth it."""
    text = _verbatim_of(line.text)
    if text is None or length(line.text) + 2 <= room:
        yield line
        return
    first = room - 2 if room > PAGE // 4 else PAGE - 2
    for piece in cut(text, first, PAGE - 2):
        yield Line(verbatim(piece), line.strong, line.tight)


def cut(text: str, first: int, later: int) -> Iterator[str]:
    """The text in pieces of at most so many UTF-16 units, where it breathes if that is near the end."""
    limit = first
    while units(text) > limit:
        end = _breath(text, _fitting(text, limit))
        yield text[:end]
        text, limit = text[end:], later
    yield text


def _breath(text: str, end: int) -> int:
    """The end of the last paragraph, sentence or word in the last quarter before `end`; else `end`."""
    for sign in ("\n", ". ", "! ", "? ", " "):
        at = text.rfind(sign, end * 3 // 4, end)
        if at >= 0:
            return at + len(sign)
    return end


def _fitting(text: str, limit: int) -> int:
    """How many characters fit; at least one, so that cutting ends."""
    used = 0
    for count, sign in enumerate(text):
        used += _unit(sign)
        if used > limit:
            return max(count, 1)
    return len(text)


def units(text: str) -> int:
    """Length as Telegram counts it, with control characters as they are shown."""
    return sum(_unit(sign) for sign in text)


def _unit(sign: str) -> int:
    if sign in _SHOWN:
        return 5
    return 2 if ord(sign) > 0xFFFF else 1


def length(text: Text) -> int:
    """UTF-16 units of a text, with room for a longer translation where it is not verbatim."""
    verbatim_text = _verbatim_of(text)
    if verbatim_text is not None:
        return units(verbatim_text)
    places = sum(
        length(value) if isinstance(value, Text) else units(str(value)) for _name, value in text.params
    )
    return 2 * units(text.msgid) + places


def _verbatim_of(text: Text) -> str | None:
    words = dict(text.params).get("words")
    return words if text.msgid == "{words}" and isinstance(words, str) else None
