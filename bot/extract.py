"""Babel's way into our forms: every text of an XLSForm in Markdown tables, with a word on where it stands.

In a Babel mapping: `[extract: bot.extract.xlsform]` and `[xlsform: bot/forms/**.md]`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

_ROW = re.compile(r"\s*\|(?P<cells>.*)\|\s*")
_RULER = re.compile(r"[\s|:-]*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_TEXTS = {
    "settings": ("form_title",),
    "survey": ("label", "hint", "constraint_message", "required_message", "short"),
    "choices": ("label",),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet; `line` counts from 1."""

    line: int
    sheet: str
    cells: Mapping[str, str]


def xlsform(
    fileobj: IO[bytes],
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, object],
) -> Iterator[tuple[int, str | None, str, list[str]]]:
    """Line, function (none), message and comments of each text, as Babel's extractors give them."""
    rows = tuple(_rows(fileobj.read().decode()))
    form = next((row.cells["form_id"] for row in rows if row.cells.get("form_id")), "form")
    for row in rows:
        for column in _TEXTS[row.sheet]:
            if message := row.cells.get(column):
                yield row.line, None, message, [f"{form}: {_where(row, column)}"]


def _where(row: _Row, column: str) -> str:
    name = row.cells.get("name", "")
    match row.sheet:
        case "settings":
            return "the title of the questionnaire"
        case "choices":
            return f"choice {name} of the list {row.cells.get('list_name', '')}"
        case _:
            return f"question {name}, {column.replace('_', ' ')}"


def _rows(text: str) -> Iterator[_Row]:
    sheet = ""
    header: tuple[str, ...] = ()
    for line, written in enumerate(text.splitlines(), start=1):
        found = _ROW.fullmatch(written)
        if found is None or _RULER.fullmatch(written):
            continue
        first, *cells = (cell.strip().replace(r"\|", "|") for cell in _BETWEEN_CELLS.split(found["cells"]))
        if first:
            sheet, header = first, ()
        if not any(cells) or sheet not in _TEXTS:
            continue
        if header:
            yield _Row(line, sheet, dict(zip(header, cells, strict=False)))
        else:
            header = tuple(cells)
