"""Answers as values: what a witness gave, part by part, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from bot.sorts import BySort
from bot.text import Text


class FileKind(StrEnum):
    """What a witness sent, as Telegram names it."""

    PHOTO = "photo"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    ANIMATION = "animation"


@dataclass(frozen=True, slots=True)
class Words:
    """Typed text. `message` is the message it came in, for edits; `earlier` its former wordings."""

    text: str
    message: int = 0
    earlier: tuple[str, ...] = ()
    sort: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Number:
    value: int
    sort: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice, by its name."""

    name: str
    sort: Literal["pick"] = "pick"


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is known: `2026-03-14`, `2026-03` or `2026` (EDTF level 0)."""

    value: str
    sort: Literal["when"] = "when"


@dataclass(frozen=True, slots=True)
class Pin:
    """A point on the map, WGS 84 degrees."""

    latitude: float
    longitude: float
    sort: Literal["pin"] = "pin"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; `file` is our own random name for it, `size` in bytes."""

    file: str
    kind: FileKind
    size: int
    message: int = 0
    sort: Literal["attachment"] = "attachment"


Part = Annotated[Words | Number | Pick | When | Pin | Attachment, BySort()]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was given to one question; no parts and finished means skipped."""

    parts: tuple[Part, ...] = ()
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """An answered question as people read it: in a review, by staff, in the archive. `contacts`: it may say
    how somebody can be reached, and is hidden from staff until two of them want it. `source` is the question
    again, for readers of another language than the one it was asked in."""

    name: str
    label: Text
    words: tuple[Text, ...]
    parts: tuple[Part, ...]
    contacts: bool = False
    source: Text | None = None
