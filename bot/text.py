"""What can be shown, before any language: texts, buttons and screens as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Name:
    """The first name of one of the staff, by their Telegram id: asked for when it is shown, never kept."""

    user: int


@dataclass(frozen=True, slots=True)
class Text:
    """A message to translate later; `params` fill its `{name}` places.

    `plural` and `count` are set together, for texts that depend on a number.
    """

    msgid: str
    params: tuple[tuple[str, str | int | Text | Name], ...] = ()
    plural: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a screen; `tight`: right under the one above, with no gap; `calls` is whom of the
    staff Telegram notifies by it."""

    text: Text
    strong: bool = False
    tight: bool = False
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """`press` comes back as callback data: 1 to 64 bytes. With `url` the button is a link instead."""

    label: Text
    press: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as a person sees it: paragraphs, and rows of buttons under them."""

    lines: tuple[Line, ...]
    rows: tuple[tuple[Button, ...], ...] = ()


def _(msgid: str, /, **params: str | int | Text | Name) -> Text:
    """Mark a text for extraction."""
    return Text(msgid, tuple(sorted(params.items())))


def _n(singular: str, plural: str, count: int, /, **params: str | int | Text | Name) -> Text:
    """Mark a text that depends on a number; `{count}` stands for it."""
    return Text(singular, tuple(sorted((params | {"count": count}).items())), plural, count)


def verbatim(words: str) -> Text:
    """Words that are shown as they are, in every language."""
    return Text("{words}", (("words", words),))


def screen(*lines: Text | Line, rows: tuple[tuple[Button, ...], ...] = ()) -> Screen:
    """A screen from texts, one paragraph each."""
    return Screen(tuple(line if isinstance(line, Line) else Line(line) for line in lines), rows)


def people_in(shown: Screen) -> set[int]:
    """Whose names it wants."""
    buttons = (button.label for row in shown.rows for button in row)
    texts = (*(line.text for line in shown.lines), *buttons)
    return {name.user for text in texts for name in _names_in(text)}


def with_names(shown: Screen, names: Mapping[int, str]) -> Screen:
    """The same with the names in it."""
    lines = tuple(replace(line, text=_named(line.text, names)) for line in shown.lines)
    rows = tuple(
        tuple(replace(button, label=_named(button.label, names)) for button in row) for row in shown.rows
    )
    return Screen(lines, rows)


def _names_in(text: Text) -> Iterator[Name]:
    for _key, value in text.params:
        if isinstance(value, Name):
            yield value
        elif isinstance(value, Text):
            yield from _names_in(value)


def _named(text: Text, names: Mapping[int, str]) -> Text:
    def filled(value: str | int | Text | Name) -> str | int | Text | Name:
        if isinstance(value, Name):
            return names.get(value.user, str(value.user))
        return _named(value, names) if isinstance(value, Text) else value

    return replace(text, params=tuple((key, filled(value)) for key, value in text.params))
