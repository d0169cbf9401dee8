"""What can be shown, before any language: texts, buttons and screens as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A message to translate later; `params` fill its `{name}` places.

    `plural` and `count` are set together, for texts that depend on a number.
    """

    msgid: str
    params: tuple[tuple[str, str | int | Text], ...] = ()
    plural: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a screen; `tight`: right under the one above, with no gap."""

    text: Text
    strong: bool = False
    tight: bool = False


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


def _(msgid: str, /, **params: str | int | Text) -> Text:
    """Mark a text for extraction."""
    return Text(msgid, tuple(sorted(params.items())))


def _n(singular: str, plural: str, count: int, /, **params: str | int | Text) -> Text:
    """Mark a text that depends on a number; `{count}` stands for it."""
    return Text(singular, tuple(sorted((params | {"count": count}).items())), plural, count)


def verbatim(words: str) -> Text:
    """Words that are shown as they are, in every language."""
    return Text("{words}", (("words", words),))


def screen(*lines: Text | Line, rows: tuple[tuple[Button, ...], ...] = ()) -> Screen:
    """A screen from texts, one paragraph each."""
    return Screen(tuple(line if isinstance(line, Line) else Line(line) for line in lines), rows)
