"""Reading page by page: how much stands on the screen at once, and the buttons that go on from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from bot.casework.case import Case
from bot.casework.commands import Onward
from bot.casework.presses import FILES, PAGES, Press
from bot.text import Button, Text, _

TEXTS = 3  # messages of text at once: most reports are shorter
PREVIEWS = 5  # files at once: a private chat takes about one message a second

T = TypeVar("T")


def mark_of(onward: Onward) -> str:
    """As a button carries it."""
    return f"{onward.pages:06x}{onward.files:06x}"


def read_mark(mark: str) -> Onward:
    return Onward(int(mark[:6], 16), int(mark[6:], 16))


def at_once(all_of_them: tuple[T, ...], first: int, most: int) -> tuple[T, ...]:
    """Those from the `first`, counted from 1."""
    return all_of_them[max(first, 1) - 1 :][:most]


def buttons(case: Case, onward: Onward, pages: int, previews: int) -> tuple[tuple[Button, ...], ...]:
    """From what stands there, `pages` messages of text and `previews` files in all, back and on."""
    texts = tuple(
        _button(case, PAGES, Onward(first, onward.files), label, first, TEXTS, pages)
        for first, label in _around(onward.pages, TEXTS, pages, _("Earlier text"), _("More text"))
    )
    files = tuple(
        _button(case, FILES, Onward(onward.pages, first), label, first, PREVIEWS, previews)
        for first, label in _around(onward.files, PREVIEWS, previews, _("Earlier files"), _("More files"))
    )
    return tuple(row for row in (texts, files) if row)


def _around(first: int, most: int, count: int, back: Text, on: Text) -> Iterator[tuple[int, Text]]:
    if first > 1:
        yield max(1, first - most), back
    if first + most <= count:
        yield first + most, on


def _button(case: Case, verb: str, onward: Onward, label: Text, first: int, most: int, count: int) -> Button:
    last = min(first + most - 1, count)
    span = str(first) if first == last else f"{first}–{last}"
    words = _("{what} ({span} of {count})", what=label, span=span, count=count)
    return Button(words, Press(verb, case.code, case.version, mark_of(onward)).words())
