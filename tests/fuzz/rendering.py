"""Texts: whatever people typed, messages stay within Telegram's limits, lose nothing, and obey no sign."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from bot.casework.paging import fill, units
from bot.text import Button, Line, Screen, Text, verbatim
from handlers.translate import LONGEST, Worded, Wording, visible
from tests.fuzz.drawing import ODD, Bytes

OBEYED = frozenset("\0\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LABELS = ("{code}: files", "✅ Your file is saved.", "Before it was changed:", "an unknown text {words} ", "")
SEEDS = (b"", *(bytes((5, 1, 1, number, 0, 9)) * 20 for number in range(len(ODD))))


def try_it(data: bytes) -> None:
    """Raises for a broken promise."""
    drawn = Bytes(data)
    lines = [_line(drawn) for _each in range(drawn.number(6))]
    for language in _wording().languages:
        _check_pages(lines, language)
        worded = _wording().screen(Screen(tuple(lines), _buttons(drawn)), language)
        _check(worded)


@cache
def _wording() -> Wording:
    return Wording()


def _line(drawn: Bytes) -> Line:
    words = drawn.text()
    strong, tight = bool(drawn.number(2)), bool(drawn.number(2))
    if drawn.number(3):
        return Line(verbatim(words), strong, tight)
    label = Text(drawn.one_of(LABELS), (("code", words[:50]), ("words", words[:50])))
    return Line(Text("{words}", (("words", label),)) if drawn.number(2) else label, strong, tight)


def _buttons(drawn: Bytes) -> tuple[tuple[Button, ...], ...]:
    return ((Button(verbatim(drawn.text()[:30]), "1:x"),),) if drawn.number(2) else ()


def _check_pages(lines: list[Line], language: str) -> None:
    """Every character typed is on some page, in order, and none was cut away."""
    pages = fill(lines)
    typed = [_typed(line) for line in lines]
    shown = [_typed(line) for page in pages for line in page]
    assert "".join(shown) == "".join(typed)
    for page in pages:
        worded = _wording().screen(Screen(tuple(page)), language)
        _check(worded)
        paragraphs = [_wording().words(line.text, language) for line in page]
        assert sum(len(paragraph) for paragraph in paragraphs) <= len(worded.text)
        assert worded.text.replace("\n", "") == "".join(paragraphs).replace("\n", "")


def _typed(line: Line) -> str:
    words = dict(line.text.params).get("words")
    return words if line.text.msgid == "{words}" and isinstance(words, str) else ""


def _check(worded: Worded) -> None:
    """What Telegram takes: whole characters, within its limits, bold where there is something."""
    encoded = worded.text.encode("utf-16-le")  # a lone half of a pair would raise
    size = len(encoded) // 2
    assert size <= LONGEST
    assert not OBEYED & set(worded.text)
    assert not any(OBEYED & set(label) for row in worded.rows for label, _press, _url in row)
    for at, length in worded.strong:
        assert length > 0
        assert at + length <= size
        encoded[2 * at : 2 * (at + length)].decode("utf-16-le")  # not in the midst of a character
    assert all(at + length <= later for (at, length), (later, _length) in pairwise(worded.strong))
    assert units(worded.text) == size
    assert visible(worded.text) == worded.text
