"""Text and a language become words."""

from __future__ import annotations

import gettext
import io
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.text import Button, Name, Screen, Text

LOCALES = Path(__file__).parent.parent / "locales"
DOMAINS = ("witness", "staff")
SOURCE = "en"
LONGEST = 4096  # UTF-16 units in one message, Telegram's limit
CAPTION = 1024  # the same, under a picture

# Shown, not obeyed: a bidi override could make a card read otherwise than it was written.
_BIDI = {
    0x202A: "[LRE]", 0x202B: "[RLE]", 0x202C: "[PDF]", 0x202D: "[LRO]", 0x202E: "[RLO]",
    0x2066: "[LRI]", 0x2067: "[RLI]", 0x2068: "[FSI]", 0x2069: "[PDI]", 0x0000: "[NUL]",
}  # fmt: skip


_AS_WRITTEN = gettext.NullTranslations()


@dataclass(frozen=True, slots=True)
class Worded:
    """A screen in one language. `strong` are (offset, length) pairs in UTF-16 units, `calls` the same with
    somebody's Telegram id; `rows` hold (label, callback data, url)."""

    text: str
    strong: tuple[tuple[int, int], ...]
    rows: tuple[tuple[tuple[str, str, str | None], ...], ...]
    calls: tuple[tuple[int, int, int], ...] = ()


class Wording:
    """The catalogues, compiled from their .po files once, at the start."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._catalogues = {
            path.parent.parent.name: _catalogue(path.parent)
            for path in sorted(folder.glob("*/LC_MESSAGES/witness.po"))
        }
        self.languages: tuple[str, ...] = (SOURCE, *(code for code in self._catalogues if code != SOURCE))

    def offered(self, phone: str | None) -> tuple[str, ...]:
        """All languages, the phone's first."""
        first = self.nearest(phone)
        return (first, *(code for code in self.languages if code != first))

    def nearest(self, language: str | None) -> str:
        """The catalogue for a code such as `ru-RU`; English if there is none."""
        code = (language or SOURCE).replace("_", "-").split("-")[0].lower()
        return code if code in self.languages else SOURCE

    def words(self, text: Text, language: str) -> str:
        """The text in this language, its places filled in."""
        catalogue = self._catalogues.get(language, _AS_WRITTEN)
        if text.plural is not None and text.count is not None:
            template = catalogue.ngettext(text.msgid, text.plural, text.count)
        else:
            template = catalogue.gettext(text.msgid) if text.msgid else ""
        return template.format_map({name: self._param(value, language) for name, value in text.params})

    def translated(self, text: Text, language: str) -> str | None:
        """A plain text in this language; None where it has not been translated."""
        words = self.words(text, language)
        return words if language == SOURCE or words != text.msgid else None

    def screen(self, screen: Screen, language: str, most: int = LONGEST) -> Worded:
        """The whole message; what would be over Telegram's limit is cut at its end."""
        text, strong, calls, at = "", [], [], 0
        for line in screen.lines:
            paragraph = self.words(line.text, language)
            if text:
                gap = "\n" if line.tight else "\n\n"
                text, at = text + gap, at + len(gap)
            if line.strong:
                strong.append((at, units(paragraph)))
            if line.calls is not None:
                calls.append((at, units(paragraph), line.calls))
            text, at = text + paragraph, at + units(paragraph)
        if at > most:
            text = text.encode("utf-16-le")[: (most - 2) * 2].decode("utf-16-le", "ignore") + " …"
            end = units(text)
            strong = [(offset, min(size, end - offset)) for offset, size in strong if offset < end]
            calls = [each for each in calls if each[0] + each[1] <= end]
        rows = tuple(tuple(self._button(button, language) for button in row) for row in screen.rows)
        return Worded(text, tuple(pair for pair in strong if pair[1]), rows, tuple(calls))

    def _button(self, button: Button, language: str) -> tuple[str, str, str | None]:
        return self.words(button.label, language), button.press, button.url

    def _param(self, value: str | int | Text | Name, language: str) -> str | int:
        match value:
            case Text():
                return self.words(value, language)
            case str():
                return visible(value)
            case int():
                return value
            case Name(user):  # nobody has asked for it
                return user


def visible(words: str) -> str:
    """Typed words with their control characters shown instead of obeyed."""
    if words.isascii() and words.isprintable():
        return words
    return words.translate(_BIDI).encode("utf-16-le", "replace").decode("utf-16-le")


def plain(words: str) -> str:
    """For a terminal or a text file: what would move a cursor or hide words is shown instead."""
    return "".join(
        letter
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
        else f"[{ord(letter):02X}]"
        for letter in visible(words)
    )


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _catalogue(folder: Path) -> gettext.NullTranslations:
    chained: gettext.NullTranslations | None = None
    for domain in DOMAINS:
        path = folder / f"{domain}.po"
        if path.exists():
            translations = gettext.GNUTranslations(io.BytesIO(_compiled(path, path.stat().st_mtime_ns)))
            if chained is None:
                chained = translations
            else:
                chained.add_fallback(translations)
    return chained or gettext.NullTranslations()


@cache
def _compiled(path: Path, _modified: int) -> bytes:
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes())))
    return compiled.getvalue()
